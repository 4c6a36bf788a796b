"""Many independent runs of one configuration, on one machine or many."""

from evosim.sweep.plan import Condition, Plan, conditions_of, seeds_of
from evosim.sweep.sweep import Sweep

__all__ = ["Condition", "Plan", "Sweep", "conditions_of", "seeds_of"]
