"""Who descends from whom: the pedigree in formats that others read, and what made a trait rise (SPEC 12)."""

from evosim.lineage.explain import Explanation, explain
from evosim.lineage.export import FORMATS, export
from evosim.lineage.inheritance import Cohort, Loci, of_run
from evosim.lineage.pedigree import Genealogy, Pedigree

__all__ = ["FORMATS", "Cohort", "Explanation", "Genealogy", "Loci", "Pedigree", "explain", "export", "of_run"]
