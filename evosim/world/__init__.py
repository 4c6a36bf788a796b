"""The world from Python: constants for the kernels, whole generations of lives, and one by hand."""

from evosim.world.constants import express, geometry, params, wiring
from evosim.world.hand import World
from evosim.world.lives import Lives, Seating, live_bands

__all__ = ["Lives", "Seating", "World", "express", "geometry", "live_bands", "params", "wiring"]
