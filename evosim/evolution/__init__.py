"""Selection, variation and descent: fitness in, the next generation out."""

from evosim.evolution.archive import Archive
from evosim.evolution.breeding import Brood, breed
from evosim.evolution.demes import fst, numbers, rows_of_demes
from evosim.evolution.fame import HallOfFame
from evosim.evolution.kin import gathered, kinship
from evosim.evolution.population import Ids, Population
from evosim.evolution.shadow import permuted
from evosim.evolution.spread import deviations
from evosim.evolution.strategy import Mean, scale_of, strategic

__all__ = ["Archive", "Brood", "HallOfFame", "Ids", "Mean", "Population", "breed", "deviations", "fst",
           "gathered", "kinship", "numbers", "permuted", "rows_of_demes", "scale_of", "strategic"]
