"""Pictures of a world that is lived tick by tick, with the marks of replays (`replay/gif.py`)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.replay.camera import Camera
from evosim.replay.frames import Dealings, Frames, Ground
from evosim.replay.gif import Artist
from evosim.world import World


@dataclass(frozen=True)
class Scene:
    """What there is to see of a world so far, for an artist."""

    world: World
    camera: Camera

    @property
    def config(self) -> Config:
        """Of the world."""
        return self.world.config

    @property
    def verbs(self) -> tuple[str, ...]:
        """In use, by their numbers."""
        return self.world.verbs

    @property
    def frames(self) -> Frames:
        """Of agents."""
        return self.camera.frames

    @property
    def ground(self) -> Ground:
        """Of the world around them."""
        return self.camera.ground

    @property
    def dealings(self) -> Dealings:
        """What they did to each other."""
        return self.camera.dealings

    @property
    def tag(self) -> NDArray[np.float32]:
        """What others recognise each by."""
        return self.world.state.band.tag

    @property
    def slots(self) -> int:
        """Of the band."""
        return len(self.world.kinds)

    @property
    def occupied(self) -> NDArray[np.bool_]:
        """Which somebody sits in."""
        return self.world.kinds > 0


class Painter:
    """Follows worlds, one after the other, and paints the last tick when asked."""

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._artist: Any = None

    def start(self, world: World) -> None:
        """Turns to a newborn world."""
        self._scene, self._artist = Scene(world, Camera(world, world.config)), None
        self._scene.camera.shoot()

    def shoot(self) -> None:
        """Keeps what there is to see of the tick that was lived last."""
        if self._scene is not None:
            self._scene.camera.shoot()

    def picture(self) -> NDArray[np.uint8]:
        """Of that tick, uint8 (height, width, 3)."""
        assert self._scene is not None, "nothing to paint before a world is born"
        if self._artist is None:
            self._artist = Artist(self._scene, "", None)
        return np.asarray(self._artist.frame(max(self._scene.world.tick - 1, 0)))
