"""Who judges whether agents obey, or do no harm, by what, and for how many looks and labels (SPEC 5).

One file an overseer; each registers itself with `registry.overseer`. To add one, write its file and name
it in the import below and in the `Literal` of `Oversight.overseer` or in `names.REVIEWS`. A package adds one
after life by an entry point in the group `evosim.overseers` (docs/plugins.md).
"""

from evosim.oversight import amplification, debate, noisy_rule, reward_model, rule
from evosim.oversight.episodes import Episodes, Judgement, Labels
from evosim.oversight.overseeing import Findings, Overseeing, Verdicts
from evosim.oversight.registry import OVERSEERS, Overseer, after_life

__all__ = ["OVERSEERS", "Episodes", "Findings", "Judgement", "Labels", "Overseeing", "Overseer", "Verdicts",
           "after_life", "amplification", "debate", "noisy_rule", "reward_model", "rule"]
