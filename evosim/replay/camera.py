"""Takes a frame of a world after each tick that it lives; reads, and never writes or draws."""

from typing import Any, NamedTuple, Protocol, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.kernels.state import AMOUNT, DID, INTERACTIONS, Extras, State
from evosim.names import Directness, Speaker
from evosim.replay.frames import NOBODY, Bonds, Dealings, Frames, Ground

Part = TypeVar("Part")


class Lived(Protocol):
    """A world that is being lived: `stage.Life`, `World`."""

    tick: int
    state: State
    extras: Extras

    @property
    def ticks(self) -> int:
        """Length of a life."""

    @property
    def verbs(self) -> tuple[str, ...]:
        """In use, by their numbers."""


class Camera:
    """Keeps what there is to see of a life, a frame a tick.

    Args:
        life: just born.
        config: of its generation.

    Attributes:
        frames: of agents.
        ground: of the world.
    """

    def __init__(self, life: Lived, config: Config) -> None:
        self._life, self._config = life, config
        state, ticks, n = life.state, life.ticks, life.state.body.y.shape[1]
        axes = {"hidden": (state.mind.memory.shape[1],), "out": (state.mind.out.shape[1],)}
        self.frames = Frames(*(np.zeros((ticks, n, *axes.get(name, ())), kind)
                               for name, kind in _kinds(Frames)))
        self.ground = _bare(state, life.extras, ticks)
        self._spirit_before = np.zeros(n, np.int64)
        self._allies = np.zeros((n, n), np.bool_)
        self._window, self._amounts = 0, np.zeros((n, n, INTERACTIONS), np.float32)
        self._dealings: list[tuple[Any, ...]] = []
        self._bonds: list[tuple[Any, ...]] = []
        verbs = list(life.verbs)
        self._follow = verbs.index("follow") if "follow" in verbs else NOBODY
        self._meaning = np.argsort(state.orders.lexicon[0], axis=1)  # verb that each token stands for

    @property
    def dealings(self) -> Dealings:
        """What agents did to each other so far."""
        return Dealings(*_columns(self._dealings, Dealings))

    @property
    def allies(self) -> Bonds:
        """Who has held whom for an ally so far."""
        return Bonds(*_columns(self._bonds, Bonds))

    def shoot(self) -> None:
        """Takes the frame of the tick that was lived last; of who is newborn, that of the first, for now."""
        t, state, extras = max(self._life.tick - 1, 0), self._life.state, self._life.extras
        frame = Frames(*(values[t] for values in self.frames))
        self._bodies(frame, state, extras)
        self._words(frame, state, extras, t)
        self._lie_of_the_land(state, extras, t)
        self._between(state, t)

    def _bodies(self, frame: Frames, state: State, extras: Extras) -> None:
        body, mind, deeds = state.body, state.mind, state.deeds
        for name in ("y", "x", "alive", "energy", "stash", "power"):
            getattr(frame, name)[:] = getattr(body, name)[0]
        frame.act[:], frame.direction[:] = mind.act[0], mind.direction[0]
        frame.hidden[:], frame.out[:] = mind.memory[0].T, mind.out[0].T
        for name in ("ate", "stored", "wasted", "harm"):
            getattr(frame, name)[:] = getattr(deeds, name)[0]
        if state.learning.reward.shape[1]:
            frame.reward[:] = state.learning.reward[0]
        if (land := _on(extras.land)) is not None:
            frame.up[:], frame.air[:] = land.up[0], land.air[0] > 0

    def _words(self, frame: Frames, state: State, extras: Extras, t: int) -> None:
        orders = state.orders
        heard = orders.heard[0]  # what agents say at the end of a tick is heard from the next on
        checked = heard & orders.checked[0]
        for name in ("verb", "thing", "speaker", "spot", "wait", "watched", "approved", "disapproved"):
            getattr(frame, name)[:] = getattr(orders, name)[0]
        frame.sounds[:] = np.take_along_axis(self._meaning, orders.token[0][:, None], axis=1)[:, 0]
        frame.cue[:] = orders.cue[0] > 0
        frame.teller[:], frame.leader[:] = NOBODY, NOBODY
        if (speech := _on(extras.speech)) is not None:
            by_agent = np.isin(orders.speaker[0], (Speaker.AGENT, Speaker.GUIDE))
            frame.teller[:] = np.where(by_agent, speech.teller[0], NOBODY)
            frame.leader[:] = np.where(orders.verb[0] == self._follow, speech.leader[0], NOBODY)
        frame.heard[:] = heard & (self._config.instruction.directness_id != Directness.FITNESS)
        frame.checked[:], frame.letter[:] = checked, checked & orders.letter[0]
        # the segment's own count of ticks that met the spirit goes up by this one
        before = np.where(orders.seg_start[0] == t, 0, self._spirit_before)
        frame.spirit[:] = checked & (orders.seg_spirit[0] > before)
        self._spirit_before = orders.seg_spirit[0].astype(np.int64)

    def _lie_of_the_land(self, state: State, extras: Extras, t: int) -> None:
        ground = self.ground
        ground.food[t], ground.avatar[t] = state.ground.food[0], state.ground.avatar[0]
        if (heavy := _on(extras.heavy)) is not None:
            ground.heavy[t] = heavy.heavy_at[0]
        if (hidden := _on(extras.hidden)) is not None:
            ground.buried[t] = np.where(hidden.hidden_left[0] > 0, hidden.hidden_at[0], NOBODY)
        if (record := _on(extras.record)) is not None:
            ground.mark[t] = record.mark[0]
        if (dangers := _on(extras.dangers)) is not None:
            ground.predator[t], ground.storm[t] = dangers.predator_at[0], dangers.stormy[0] > 0
        if (office := _on(extras.office)) is not None:
            ground.store[t] = office.store[0]

    def _between(self, state: State, t: int) -> None:
        """What agents did to each other, and who has become whose ally."""
        window, done = t // self._config.log.window, state.books.diary[0, t, :, :, DID]
        amounts = state.books.dealings[0, window, ..., AMOUNT]
        if window != self._window:
            self._window, self._amounts = window, np.zeros_like(amounts)
        if done.any():
            for one, other in zip(*np.nonzero(done), strict=True):
                for kind in range(INTERACTIONS):
                    if done[one, other] >> kind & 1:
                        amount = amounts[one, other, kind] - self._amounts[one, other, kind]
                        self._dealings.append((t, kind, one, other, amount))
            self._amounts = amounts.copy()
        allies = state.bonds.trace[0] > self._config.social.ally_threshold
        for one, other in zip(*np.nonzero(allies != self._allies), strict=True):
            self._bonds.append((t, one, other, allies[one, other]))
        self._allies = allies


def _bare(state: State, extras: Extras, ticks: int) -> Ground:
    """The ground before the first frame, with what never changes."""
    n, cells = state.body.y.shape[1], state.ground.food.shape[1]
    land, office, record = _on(extras.land), _on(extras.office), _on(extras.record)
    heavy, hidden, dangers = _on(extras.heavy), _on(extras.hidden), _on(extras.dangers)
    return Ground(
        food=np.zeros((ticks, cells), np.uint8),
        surface=np.zeros(0, np.uint8) if land is None else land.surface[0].copy(),
        heavy=np.zeros((ticks, 0 if heavy is None else heavy.heavy_at.shape[1]), np.int32),
        buried=np.zeros((ticks, 0 if hidden is None else hidden.hidden_at.shape[1]), np.int32),
        mark=np.zeros((ticks, 0 if record is None else cells), np.uint8),
        predator=np.zeros((ticks, 0 if dangers is None else dangers.predator_at.shape[1], 2), np.int16),
        storm=np.zeros(ticks, np.bool_), avatar=np.zeros((ticks, 2), np.int16),
        store=np.zeros((ticks, 0 if office is None else n), np.float32),
        store_at=np.zeros(0, np.int32) if office is None else office.store_at[0].astype(np.int32),
        beacons=state.ground.beacons[0].astype(np.int16), harmful=int(state.ground.harmful[0]))


def _on(part: Part | None) -> Part | None:
    """A part of a world, where there is one."""
    return part if part is not None and getattr(part, "on", False) else None


def _kinds(of: type[NamedTuple]) -> list[tuple[str, Any]]:
    """The dtype of each array of a tuple, as its annotation `NDArray[...]` says."""
    return [(name, get_args(get_args(kind)[1])[0]) for name, kind in of.__annotations__.items()]


def _columns(rows: list[tuple[Any, ...]], of: type[NamedTuple]) -> list[NDArray[Any]]:
    kinds = _kinds(of)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    return [np.array(column, kind) for column, (_, kind) in zip(columns, kinds, strict=True)]
