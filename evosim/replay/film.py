"""A film of one world: what there was to see at the end of each tick, agent by agent and cell by cell."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.genome import Genomes
from evosim.kernels.state import AMOUNT, DID, INTERACTIONS, Extras, State
from evosim.names import Directness
from evosim.replay.payload import payload
from evosim.replay.stage import Life, Stage

Array = NDArray[np.generic]
NOBODY = -1


class Frames(NamedTuple):
    """What each of n agents did and met in each of T ticks, (T, n) unless said; of the dead as they fell.

    Energy, stash and power are in units of food. What is told is that of the segment under way; it means
    something where `heard`.
    """

    y: NDArray[np.int16]  # cells
    x: NDArray[np.int16]
    act: NDArray[np.int8]  # Act made
    direction: NDArray[np.int8]  # in which a MOVE went: 0 to 7, counter-clockwise from east as y grows
    alive: NDArray[np.bool_]
    energy: NDArray[np.float32]
    stash: NDArray[np.float32]
    power: NDArray[np.float32]  # as sensed at the start of the tick
    heard: NDArray[np.bool_]  # an instruction sounds
    verb: NDArray[np.int8]  # told, number among those in use: what is checked
    sounds: NDArray[np.int8]  # what it sounds as, likewise: another where noise garbled it
    thing: NDArray[np.int8]  # beacon named
    speaker: NDArray[np.int8]  # Speaker
    teller: NDArray[np.int16]  # slot of the agent who speaks; NOBODY
    leader: NDArray[np.int16]  # slot of the agent named, of FOLLOW; NOBODY
    spot: NDArray[np.int8]  # place of a clause, as `Orders.spot`
    wait: NDArray[np.int16]  # ticks of a clause
    watched: NDArray[np.bool_]  # in truth
    cue: NDArray[np.bool_]  # the watched cue is shown
    checked: NDArray[np.bool_]  # of what is heard: scored in this tick
    letter: NDArray[np.bool_]  # met, where checked
    spirit: NDArray[np.bool_]
    approved: NDArray[np.bool_]
    disapproved: NDArray[np.bool_]
    ate: NDArray[np.float32]  # food
    stored: NDArray[np.float32]
    wasted: NDArray[np.float32]  # harmful food eaten or stored
    harm: NDArray[np.float32]  # energy that poison and blows took
    up: NDArray[np.bool_]  # in a tree
    air: NDArray[np.bool_]  # in the air
    reward: NDArray[np.float32]  # lifetime reward; 0 where nothing is learned in life
    hidden: NDArray[np.float32]  # (T, n, H) hidden units, -1 to 1
    out: NDArray[np.float32]  # (T, n, outputs) logits of acts, then gates


class Ground(NamedTuple):
    """The world around them in each of T ticks; axes are empty where there is no such part.

    Cells are numbered row by row.
    """

    food: NDArray[np.uint8]  # (T, cells) 0 bare, else its kind, 1 or 2
    surface: NDArray[np.uint8]  # (cells,) or (0,): flat, wall, tree, high
    heavy: NDArray[np.int32]  # (T, H) cell of each heavy food, -1 where none is
    buried: NDArray[np.int32]  # (T, P) cell of each pile of hidden food, -1 where none is
    mark: NDArray[np.uint8]  # (T, cells) 0 bare, else 1 + symbol
    predator: NDArray[np.int16]  # (T, P, 2) y, x
    storm: NDArray[np.bool_]  # (T,)
    avatar: NDArray[np.int16]  # (T, 2) y, x from which the human speaks
    store: NDArray[np.float32]  # (T, n) food in the store that each runs
    store_at: NDArray[np.int32]  # (n,) its cell, -1 where it never ran one
    beacons: NDArray[np.int16]  # (BEACONS, 2) y, x
    harmful: int  # kind of food that harms, 0 where none does


class Dealings(NamedTuple):
    """What one did to another, (k,) each, in order of ticks."""

    tick: NDArray[np.int32]
    kind: NDArray[np.int8]  # Interaction
    one: NDArray[np.int16]  # slot of who acted
    other: NDArray[np.int16]  # of on whom
    amount: NDArray[np.float32]  # food that changed hands, or damage; of heeding, 1


class Bonds(NamedTuple):
    """Whom each holds for an ally, as far as it changes, (k,) each, in order of ticks."""

    tick: NDArray[np.int32]  # from the end of which on
    one: NDArray[np.int16]
    other: NDArray[np.int16]
    on: NDArray[np.bool_]


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
        told, letter: int64 (n, Condition, V), checked ticks by verb told, and those that met its letter.
        spirit: int64 (n, Condition, V), those that met its spirit.
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
    def ticks(self) -> int:
        """Length of the life."""
        return len(self.frames.y)

    @property
    def slots(self) -> int:
        """Of the band."""
        return self.frames.y.shape[1]

    def payload(self, title: str = "") -> dict[str, Any]:
        """As JSON for pages; `payload.py` says what it holds."""
        return payload(self, title)

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
    camera = _Camera(life, stage.config)
    while life.tick < life.ticks:
        life.step()
        camera.shoot()
    return camera.developed(stage)


class _Camera:
    """Keeps what there is to see of a life, a frame a tick."""

    def __init__(self, life: Life, config: Config) -> None:
        self._life, self._config = life, config
        state, extras, T = life.state, life.extras, life.ticks
        n = state.body.y.shape[1]
        self.frames = Frames(**{
            name: np.zeros((T, n, *_axes(name, state)), kind.__args__[1].__args__[0])
            for name, kind in Frames.__annotations__.items()})
        cells = state.ground.food.shape[1]
        predators = extras.dangers.predator_at.shape[1] if _on(extras.dangers) else 0
        self.ground = Ground(
            food=np.zeros((T, cells), np.uint8),
            surface=extras.land.surface[0].copy() if _on(extras.land) else np.zeros(0, np.uint8),
            heavy=np.zeros((T, extras.heavy.heavy_at.shape[1] if _on(extras.heavy) else 0), np.int32),
            buried=np.zeros((T, extras.hidden.hidden_at.shape[1] if _on(extras.hidden) else 0), np.int32),
            mark=np.zeros((T, cells if _on(extras.record) else 0), np.uint8),
            predator=np.zeros((T, predators, 2), np.int16),
            storm=np.zeros(T, np.bool_), avatar=np.zeros((T, 2), np.int16),
            store=np.zeros((T, n if _on(extras.office) else 0), np.float32),
            store_at=extras.office.store_at[0].astype(np.int32) if _on(extras.office) else np.zeros(0, np.int32),
            beacons=state.ground.beacons[0].astype(np.int16), harmful=int(state.ground.harmful[0]))
        self._spirit_before = np.zeros(n, np.int64)
        self._allies = np.zeros((n, n), np.bool_)
        self._amounts = state.books.dealings[0, :1, ..., AMOUNT].copy()[0]
        self._window = 0
        self._dealings: list[tuple[int, int, int, int, float]] = []
        self._bonds: list[tuple[int, int, int, bool]] = []
        self._inverse = np.argsort(state.orders.lexicon[0], axis=1)  # verb that each token stands for

    def shoot(self) -> None:
        """Takes the frame of the tick that was lived last."""
        t, state, extras = self._life.tick - 1, self._life.state, self._life.extras
        frame = Frames(*(values[t] for values in self.frames))
        self._bodies(frame, state, extras)
        self._words(frame, state, extras, t)
        ground = self.ground
        ground.food[t], ground.avatar[t] = state.ground.food[0], state.ground.avatar[0]
        if _on(extras.heavy):
            ground.heavy[t] = extras.heavy.heavy_at[0]
        if _on(extras.hidden):
            ground.buried[t] = np.where(extras.hidden.hidden_left[0] > 0, extras.hidden.hidden_at[0], NOBODY)
        if _on(extras.record):
            ground.mark[t] = extras.record.mark[0]
        if _on(extras.dangers):
            ground.predator[t], ground.storm[t] = extras.dangers.predator_at[0], extras.dangers.stormy[0] > 0
        if _on(extras.office):
            ground.store[t] = extras.office.store[0]
        self._between(state, t)

    def _bodies(self, frame: Frames, state: State, extras: Extras) -> None:
        body, mind, deeds = state.body, state.mind, state.deeds
        frame.y[:], frame.x[:], frame.alive[:] = body.y[0], body.x[0], body.alive[0]
        frame.energy[:], frame.stash[:], frame.power[:] = body.energy[0], body.stash[0], body.power[0]
        frame.act[:], frame.direction[:] = mind.act[0], mind.direction[0]
        frame.hidden[:], frame.out[:] = mind.memory[0].T, mind.out[0].T
        for name in ("ate", "stored", "wasted", "harm"):
            getattr(frame, name)[:] = getattr(deeds, name)[0]
        if state.learning.reward.shape[1]:
            frame.reward[:] = state.learning.reward[0]
        if _on(extras.land):
            frame.up[:], frame.air[:] = extras.land.up[0], extras.land.air[0] > 0

    def _words(self, frame: Frames, state: State, extras: Extras, t: int) -> None:
        orders = state.orders
        heard = orders.heard[0].copy()  # what agents say at the end of a tick is heard from the next on
        checked = heard & orders.checked[0]
        for name in ("verb", "thing", "speaker", "spot", "wait", "watched"):
            getattr(frame, name)[:] = getattr(orders, name)[0]
        frame.sounds[:] = np.take_along_axis(self._inverse, orders.token[0][:, None], axis=1)[:, 0]
        frame.cue[:] = orders.cue[0] > 0
        frame.teller[:], frame.leader[:] = NOBODY, NOBODY
        if _on(extras.speech):
            frame.teller[:], frame.leader[:] = extras.speech.teller[0], extras.speech.leader[0]
        frame.heard[:] = heard & (self._config.instruction.directness_id != Directness.FITNESS)
        frame.checked[:], frame.letter[:] = checked, checked & orders.letter[0]
        before = np.where(orders.seg_start[0] == t, 0, self._spirit_before)
        frame.spirit[:] = checked & (orders.seg_spirit[0] > before)
        self._spirit_before = orders.seg_spirit[0].astype(np.int64)
        frame.approved[:], frame.disapproved[:] = orders.approved[0], orders.disapproved[0]

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

    def developed(self, stage: Stage) -> Film:
        """The film."""
        state, extras = self._life.state, self._life.extras
        books = state.books
        letter = np.diagonal(books.letter_n[0].sum(axis=1), axis1=-2, axis2=-1)
        dealings = list(zip(*self._dealings, strict=True)) or [()] * len(Dealings._fields)
        bonds = list(zip(*self._bonds, strict=True)) or [()] * len(Bonds._fields)
        return Film(
            stage, self.frames, self.ground,
            Dealings(*(np.array(column, kind.__args__[1].__args__[0]) for column, kind in zip(
                dealings, Dealings.__annotations__.values(), strict=True))),
            Bonds(*(np.array(column, kind.__args__[1].__args__[0]) for column, kind in zip(
                bonds, Bonds.__annotations__.values(), strict=True))),
            state.band.tag.copy(), state.body.strength[0].copy(), books.tally[0].T.copy(),
            books.told_n[0].sum(axis=1), letter.copy(), books.spirit_n[0].sum(axis=1),
            books.events[0].copy(), books.n_events[0].copy(),
            extras.record.mark_at[0].copy() if _on(extras.record) else np.zeros(0, np.int64))


def _axes(name: str, state: State) -> tuple[int, ...]:
    """Axes of a frame's array behind ticks and agents."""
    return {"hidden": (state.mind.memory.shape[1],), "out": (state.mind.out.shape[1],)}.get(name, ())


def _on(part: object) -> bool:
    return part is not None and bool(part.on)  # type: ignore[attr-defined]
