"""`noisy_rule`: the letter, mistaken now and then either way."""

from evosim.oversight.registry import as_judged_in_life, overseer

judge = overseer("noisy_rule", "life", "the letter of each tick, flipped with two chances")(as_judged_in_life)
