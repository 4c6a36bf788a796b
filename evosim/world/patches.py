"""Worlds that go on from one season to the next, and who lives in them (`selection.mode = "ecological"`).

A patch is the world of one band (as in a metapopulation, Levins 1969). Its arrays lie here, patch by patch,
and worlds live in them: nothing is copied from season to season. What a world holds beside them (`AFRESH`)
begins anew with each season, in which ticks count from 0 again: instructions, lifts that were begun, calls on
their way, and the books.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.kernels.constants import Params, Wiring
from evosim.kernels.state import (
    Attack,
    Band,
    Body,
    Books,
    Deeds,
    Extras,
    Notes,
    Office,
    Orders,
    Record,
    Scrutiny,
    Signals,
    Speech,
    State,
)
from evosim.kernels.step import bear_young
from evosim.names import Account, Dialect, Drive, Meaning, Occupant
from evosim.world.accounts import balanced, opened
from evosim.world.seating import Seating

Rows = NDArray[np.int64]
NOBODY = -1
_HERS = (1,)  # most have a value an agent: (R, n)

# What goes on, and which axes of it are agents: of those a newborn's slot is made blank.
GOES_ON: dict[str, tuple[int, ...]] = {
    **{f"body.{name}": _HERS for name in Body._fields},
    "bonds.trace": (1, 2), "bonds.dealt": (),
    "mind.memory": (2,), "mind.act": _HERS,
    "ground.food": (), "ground.harmful": (), "ground.beacons": (), "ground.avatar": (), "ground.ledger": (),
    "orders.lexicon": _HERS,
    "learning.learned": (3,), "learning.eligibility": (3,), "learning.value": (2,), "learning.praised": _HERS,
    "learning.visited": _HERS, "learning.last_stash": _HERS, "learning.last_power": _HERS,
    "heavy.heavy_at": (),
    "land.surface": (), "land.tree_by": (), "land.edge_by": (), "land.up": _HERS, "land.air": _HERS,
    "land.leapt": _HERS, "land.climbed": _HERS,
    "dangers.predator_at": (), "dangers.sated": (), "dangers.stormy": (),
    "hidden.hidden_at": (), "hidden.hidden_left": (),
    "follow.guide": _HERS,
}
# What does not: written anew in each tick or season before it is read, or about an instruction, a lift or a
# call that ends with the season. (`record` outlives lives by itself: `marks`; nobody is a steward here.)
AFRESH: dict[str, tuple[str, ...]] = {
    "band": Band._fields,
    "bonds": ("near", "near_d", "priority"),
    "mind": ("minded", "seated", "brain", "senses", "products", "fresh", "out", "direction", "tape", "odds"),
    "deeds": Deeds._fields,
    "ground": ("claim", "claimed", "won", "rows", "seen"),
    "orders": tuple(name for name in Orders._fields if name != "lexicon"),
    "learning": ("stimulus", "drives", "rates", "slope", "step", "reward", "felt"),
    "books": Books._fields,
    "heavy": ("lifted", "joined"), "record": Record._fields, "office": Office._fields,
    "attack": Attack._fields, "signals": Signals._fields, "speech": Speech._fields,
    "scrutiny": Scrutiny._fields, "notes": Notes._fields,
}
_OWN = ("seats", "young", "borne", "tongues")
_ROOMY = ("ground.food", "land.surface")  # 32 bytes may be read from the last on


@dataclass
class Patches:
    """The worlds of all bands between two seasons; B patches of n slots, one replicate each.

    Attributes:
        seats: int64 (B, n), row of the individual in each slot, NOBODY where none.
        young: float64 (B, n), energy that those bring who are born into the coming season; 0: nobody is.
        borne: int64 (B, n), children that each bore before the coming season, which it feels in it
            (`Drive.OFFSPRING`).
        tongues: uint64 (B, R), random streams that the worlds began with; none before they do.
        arrays: what goes on, (B, R, ...), by the names of `GOES_ON`; none before the first season.
    """

    seats: NDArray[np.int64]
    young: NDArray[np.float64]
    borne: NDArray[np.int64]
    tongues: NDArray[np.uint64]
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)

    @staticmethod
    def founded(config: Config) -> "Patches":
        """Before the first season: founders spread evenly over the patches, one row after the other."""
        patches, founders = config.population.genomes // config.band.evolving, sum(config.founder_sizes)
        out = np.full((patches, config.band.slots), NOBODY)
        each = np.full(patches, founders // patches) + (np.arange(patches) < founders % patches)
        filled = np.arange(config.band.slots) < each[:, None]
        out[filled] = np.arange(founders)
        return Patches(out, np.zeros(out.shape), np.zeros_like(out), np.zeros((0, 1), np.uint64))

    @property
    def begun(self) -> bool:
        """Whether a season was lived."""
        return len(self.tongues) > 0

    def alone(self, b: int) -> "Patches":
        """A copy of one of them."""
        one = slice(b, b + 1)
        own = {name: getattr(self, name)[one].copy() for name in _OWN}
        return Patches(**own, arrays={name: _laid(name, array[one].copy())
                                      for name, array in self.arrays.items()})

    def seating(self, config: Config) -> Seating:
        """Who sits where in the coming season; as many slots as ever are a script's."""
        band = config.band
        kind = np.where(self.seats >= 0, int(Occupant.EVOLVING), int(Occupant.VACANT))
        kind[:, band.evolving:band.evolving + band.scripted] = int(Occupant.SCRIPTED)
        return Seating(kind, np.full(kind.shape, band.script_id, np.int64), self.seats.copy())

    def at(self) -> tuple[Rows, Rows]:
        """Patch and slot of each of n individuals, int64 (n,) each, by row."""
        patch, slot = np.nonzero(self.seats >= 0)
        order = np.argsort(self.seats[patch, slot])
        return patch[order], slot[order]

    def open(self, state: State, extras: Extras, keys: NDArray[np.uint64]) -> None:
        """Makes room for a season in which worlds are as given.

        Args:
            state, extras: of a world before birth, as the season has it.
            keys: uint64 (B, R), random streams of the season.
        """
        if not self.begun:
            self.tongues = keys.copy()
        before, self.arrays = self.arrays, {}
        for name in GOES_ON:
            blank = _of(state, extras, name)
            if blank is None or not blank.size:
                continue
            new = np.repeat(blank[None], len(self.seats), axis=0)
            old = before.get(name, new)
            self.arrays[name] = old if name in before and old.shape == new.shape else _laid(name, new)

    def entered(self, b: int, state: State, extras: Extras) -> tuple[State, Extras]:
        """World b: what goes on in the place of what is given, which is blank."""
        groups: dict[str, dict[str, NDArray]] = {}
        for name, array in self.arrays.items():
            group, _, which = name.partition(".")
            groups.setdefault(group, {})[which] = array[b]
        inner = {group: getattr(state, group)._replace(**arrays)
                 for group, arrays in groups.items() if group in State._fields}
        outer = {group: getattr(extras, group)._replace(**arrays)
                 for group, arrays in groups.items() if group in Extras._fields}
        return state._replace(**inner), extras._replace(**outer)

    def resumed(self, b: int, blank: tuple[State, Extras], band: Band, p: Params, w: Wiring,
                keys: NDArray[np.uint64], check: bool) -> None:
        """Has world b begin another season: children are born, and its books are opened anew.

        Args:
            b: number of the patch.
            blank: a world before birth.
            band: who sits there now.
            p, w: Params and Wiring of the season.
            keys: uint64 (R,), random streams of the season.
            check: whether to make sure that the accounts of the time between two seasons hold.

        Raises:
            EvosimError: one does not.
        """
        state, extras = self.entered(b, *blank)
        young = self.young[b].copy()
        young[(band.kind == Occupant.SCRIPTED) & ~state.body.alive[0]] = p.body_start_energy
        slots = np.flatnonzero(young > 0)
        if len(slots):
            self._clear(b, slots, *blank)
            shared = p.language_meaning_id == Meaning.SHUFFLED and p.language_dialect_id == Dialect.WORLD
            bear_young(extras.land, band, state.body, state.ground, state.orders, p, w, keys,
                       self.tongues[b] if shared else keys, young)
        if state.learning.felt.size:
            state.learning.felt[0, Drive.OFFSPRING] = self.borne[b]
        if check:
            balanced(state, extras, p, f"band {b}, between two seasons")
        opened(state, extras, p)

    def _clear(self, b: int, slots: NDArray[np.int64], state: State, extras: Extras) -> None:
        """Makes slots of a world blank, in all that somebody's life leaves there."""
        for name, array in self.arrays.items():
            for axis in GOES_ON[name]:
                at = (slice(None),) * axis + (slots,)
                array[b][at] = _of(state, extras, name)[at]
        if "follow.guide" in self.arrays:  # whoever followed those who were there follows nobody
            guide = self.arrays["follow.guide"][b]
            guide[np.isin(guide, slots)] = NOBODY

    def energy(self) -> NDArray[np.float64]:
        """Of those who live, float64 (B, n); 0 of all others."""
        energy, alive = self.arrays["body.energy"][:, 0], self.arrays["body.alive"][:, 0]
        return np.where(alive, energy, 0.0).astype(np.float64)

    def pay(self, payoff: NDArray[np.float64]) -> None:
        """Pays those who live, in food; no energy falls below 0, which is death.

        Args:
            payoff: float64 (B, n), less than 0: a fine.
        """
        energy, alive = self.arrays["body.energy"][:, 0], self.arrays["body.alive"][:, 0]
        before = energy.astype(np.float64)
        energy[...] = np.where(alive, np.maximum(before + payoff, 0), before)
        paid = np.where(alive, energy.astype(np.float64) - before, 0)
        self.arrays["ground.ledger"][:, 0, Account.PAID] += paid.sum(axis=1)

    def settle(self, survivors: Rows, mothers: Rows, homes: Rows, *, endowment: float, cost: float,
               ticks: int) -> None:
        """Lets those die whose time it is, has the others bear, and seats the children.

        Args:
            survivors: int64 (s,), rows of those who live on, in the order of their rows from then on.
            mothers: int64 (m,), rows of who bears each child; children's rows follow.
            homes: int64 (m,), patch that each settles in.
            endowment: energy that a parent gives to each child.
            cost: energy that bearing one uses beside that.
            ticks: of the season that ends.
        """
        patch, slot = self.at()
        body = {name: self.arrays[f"body.{name}"][:, 0] for name in ("energy", "stash", "alive")}
        ledger = self.arrays["ground.ledger"][:, 0]
        lives = np.zeros(len(patch), np.bool_)
        lives[survivors] = True
        dies = ~lives & body["alive"][patch, slot]
        left = (body["energy"].astype(np.float64) + body["stash"])[patch, slot]
        np.add.at(ledger, (patch[dies], Account.DIED), left[dies])
        np.add.at(ledger, (patch[dies], Account.DEATHS), 1.0)
        body["alive"][patch[dies], slot[dies]] = False
        before = body["energy"].astype(np.float64)
        borne = np.bincount(mothers, minlength=len(patch))
        price = (endowment + cost) * borne
        body["energy"][patch, slot] = before[patch, slot] - price
        ledger[:, Account.SPENT] += (before - body["energy"]).sum(axis=1)
        self.borne[...] = 0
        self.borne[patch, slot] = borne
        self._seat(patch[survivors], slot[survivors], homes)
        self.young[...] = np.where(self.young > 0, endowment, 0.0)
        if "dangers.sated" in self.arrays:  # ticks count from 0 again
            sated = self.arrays["dangers.sated"]
            sated[...] = np.maximum(sated - ticks, 0)

    def _seat(self, patch: Rows, slot: Rows, homes: Rows) -> None:
        """Those who live on stay in their slots, under new rows; children take the first free ones."""
        seats = np.full_like(self.seats, NOBODY)
        seats[patch, slot] = np.arange(len(patch))
        young = np.zeros(seats.shape, np.bool_)
        for home in np.unique(homes):
            children = np.flatnonzero(homes == home)
            free = np.flatnonzero(seats[home] < 0)[:len(children)]
            seats[home, free] = len(patch) + children
            young[home, free] = True
        self.seats[...] = seats
        self.young[...] = young

    def saved(self, prefix: str) -> dict[str, NDArray]:
        """Everything, by name, for a checkpoint."""
        own = {name: getattr(self, name) for name in _OWN}
        return {f"{prefix}.{name}": array for name, array in (own | self.arrays).items()}

    @staticmethod
    def restored(arrays: dict[str, NDArray], prefix: str) -> "Patches":
        """The inverse of `saved`."""
        own = {name: arrays[f"{prefix}.{name}"] for name in _OWN}
        return Patches(**own, arrays={name: _laid(name, arrays[f"{prefix}.{name}"]) for name in GOES_ON
                                      if f"{prefix}.{name}" in arrays})


def _of(state: State, extras: Extras, name: str) -> Any:
    """An array of a world by its name in `GOES_ON`; None where the world has no such part."""
    group, _, which = name.partition(".")
    part = getattr(state if group in State._fields else extras, group)
    return None if part is None or not getattr(part, "on", True) else getattr(part, which)


def _laid(name: str, array: NDArray) -> NDArray:
    """The array, with room behind it where more may be read."""
    if name not in _ROOMY:
        return np.ascontiguousarray(array)
    room = np.zeros(array.size + 32, array.dtype)[:array.size].reshape(array.shape)
    room[...] = array
    return room
