"""A film of one world: what there was to see at the end of each tick, agent by agent and cell by cell."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.genome import Genomes
from evosim.names import Speaker
from evosim.replay.camera import Camera
from evosim.replay.frames import Bonds, Dealings, Frames, Ground
from evosim.replay.payload import payload
from evosim.replay.stage import Life, Stage


@dataclass(frozen=True)
class Film:
    """One life of a band in one world.

    Attributes:
        stage: what it was lived from.
        frames: of the agents.
        ground: of the world.
        dealings: between agents.
        allies: whom each holds for one.
        tag: float32 (n,), what others recognise each by.
        strength: float32 (n,), of each body.
        tally: float32 (n, Tally), sums over the life.
        told: int64 (n, Condition, V), checked ticks by verb told.
        letter: int64 (n, Condition, V, V), letter met by verb told and verb checked.
        spirit: int64 (n, Condition, V), ticks that met the spirit of the verb told.
        events: float32 (n, k, EVENT_COLUMNS), instructions; rows beyond `n_events` are empty.
        n_events: int64 (n,).
        written_at: int64 (cells,), tick in which each mark on the record was written; empty without one.
    """

    stage: Stage
    frames: Frames
    ground: Ground
    dealings: Dealings
    allies: Bonds
    tag: NDArray[np.float32]
    strength: NDArray[np.float32]
    tally: NDArray[np.float32]
    told: NDArray[np.int64]
    letter: NDArray[np.int64]
    spirit: NDArray[np.int64]
    events: NDArray[np.float32]
    n_events: NDArray[np.int64]
    written_at: NDArray[np.int64]

    @property
    def config(self) -> Config:
        """As resolved for its generation."""
        return self.stage.config

    @property
    def verbs(self) -> tuple[str, ...]:
        """In use, by their numbers."""
        return self.stage.layout.verbs

    @property
    def ticks(self) -> int:
        """Length of the life."""
        return len(self.frames.y)

    @property
    def slots(self) -> int:
        """Of the band."""
        return self.frames.y.shape[1]

    def payload(self, title: str = "", *, brain: bool = True) -> dict[str, Any]:
        """As JSON for pages; `payload.py` says what it holds.

        Args:
            title: a line for people.
            brain: whether with hidden units, which are half of it.
        """
        return payload(self, title, brain=brain)

    @property
    def told_by_human(self) -> NDArray[np.bool_]:
        """Ticks in which what a human told was scored, bool (T, n)."""
        return self.frames.checked & (self.frames.speaker == Speaker.AVATAR)

    @property
    def occupied(self) -> NDArray[np.bool_]:
        """Which slots somebody sits in, bool (n,)."""
        return self.stage.kind > 0


def film_of(config: Config, genomes: Genomes | None = None, *, seed: int | None = None,
            generation: int = 0) -> Film:
    """Films a world outside of any run, see `Stage.by_hand`.

    Raises:
        EvosimError: the number of genomes or genes does not fit.
    """
    return taken(Stage.by_hand(config, genomes, seed=seed, generation=generation))


def taken(stage: Stage) -> Film:
    """Films a world from birth to the end of life; nothing is drawn and nothing changed by it."""
    life = Life(stage)
    camera = Camera(life, stage.config)
    while life.tick < life.ticks:
        life.step()
        camera.shoot()
    state, record = life.state, life.extras.record
    books = state.books
    return Film(
        stage, camera.frames, camera.ground, camera.dealings, camera.allies, state.band.tag.copy(),
        state.body.strength[0].copy(), books.tally[0].T.copy(), books.told_n[0].sum(axis=1),
        books.letter_n[0].sum(axis=1), books.spirit_n[0].sum(axis=1), books.events[0].copy(),
        books.n_events[0].copy(),
        record.mark_at[0].copy() if record is not None and record.on else np.zeros(0, np.int64))
