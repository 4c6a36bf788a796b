"""Every claim of the mission as an experiment with a control, a rule declared beforehand, and a verdict."""

from evosim.experiments.declare import Arm, Contrast, Experiment, Panel, Role, Size, Value
from evosim.experiments.registry import by_name, experiments
from evosim.experiments.rules import Outcome, Verdict, judge
from evosim.experiments.study import Study

__all__ = ["Arm", "Contrast", "Experiment", "Outcome", "Panel", "Role", "Size", "Study", "Value", "Verdict",
           "by_name", "experiments", "judge"]
