"""What runs left behind, as DataFrames: for notebooks, and without compiling anything."""

from evosim.results.run import Run, load_run
from evosim.results.runs import Runs, load_runs

__all__ = ["Run", "Runs", "load_run", "load_runs"]
