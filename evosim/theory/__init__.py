"""Known laws of population genetics, reproduced through the engine's own code (SPEC 9).

`LAWS` maps a name to a `Law`; `LAWS["neutral-fixation"].run(full=True)` gives a `Result`.

To add a law, register one function in a file of this folder and import that file here.
"""

from evosim.theory import fixation, drift, coalescence, alleles, islands, lineage  # noqa: F401, I001  register laws
from evosim.theory import mutation, tournament, bookkeeping, quantitative, ecology  # noqa: F401  likewise
from evosim.theory import games, norms, kinship, deterrence, docility, imposters, supervisor  # noqa: F401
from evosim.theory.arena import Arena
from evosim.theory.registry import LAWS, Curve, Law, Measure, Result, chosen, law

__all__ = ["LAWS", "Arena", "Curve", "Law", "Measure", "Result", "chosen", "law"]
