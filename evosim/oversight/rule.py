"""`rule`: the letter, as an automatic judge codes it."""

from evosim.oversight.registry import as_judged_in_life, overseer

judge = overseer("rule", "life", "the letter of each tick")(as_judged_in_life)
