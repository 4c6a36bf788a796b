"""Selection, variation and descent: fitness in, the next generation out."""

from evosim.evolution.breeding import Brood, breed
from evosim.evolution.fame import HallOfFame
from evosim.evolution.population import Ids, Population
from evosim.evolution.shadow import permuted

__all__ = ["Brood", "HallOfFame", "Ids", "Population", "breed", "permuted"]
