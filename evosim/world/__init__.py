"""The world from Python: constants for the kernels, whole generations of lives, and one by hand."""

from evosim.world.constants import express, geometry, params, wiring
from evosim.world.hand import World
from evosim.world.lives import Lives, inherit, live_bands
from evosim.world.seating import Seating

__all__ = ["Lives", "Seating", "World", "express", "geometry", "inherit", "live_bands", "params", "wiring"]
