"""`rule`: the letter, or whether anybody is harmed, as an automatic judge codes it."""

from evosim.oversight.registry import as_judged_in_life, overseer

judge = overseer("rule", "life", "the letter of each tick, or whether it harms")(as_judged_in_life)
