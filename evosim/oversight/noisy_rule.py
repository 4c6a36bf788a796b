"""`noisy_rule`: the rule, mistaken now and then either way."""

from evosim.oversight.registry import as_judged_in_life, overseer

judge = overseer("noisy_rule", "life", "what the rule says of each tick, flipped with two chances")(
    as_judged_in_life)
