"""The slow twin of the kernels: one world, one tick, in plain Python, to be read and to be tested by.

It states the rules a second time, from their description, on objects instead of arrays and without
numba; the tests run it beside the kernels on random small worlds (SPEC 17.7). An agent here is a
namespace with the names of `kernels.state`; numbers are Python's, rounded to single precision
wherever the kernels store a float32, because rules such as "the stash is empty" depend on it.

Each module is one part of a tick, a base of `World`; `world.World.live` puts them in order. Tests may
replace any method of `World`, and any function in the module that it is written in, to see that an
altered rule is caught.
"""

from evosim.reference.birth import born
from evosim.reference.brain import squash
from evosim.reference.dice import Dice, fold, mix, single
from evosim.reference.rules import STEPS, Rules
from evosim.reference.scene import BRAINS, SCRATCH
from evosim.reference.verdicts import letter, spirit
from evosim.reference.world import World, step

__all__ = ["BRAINS", "SCRATCH", "STEPS", "Dice", "Rules", "World", "born", "fold", "letter", "mix", "single",
           "spirit", "squash", "step"]
