"""One world, stepped by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import EvosimError
from evosim.genome import Genomes, Layout
from evosim.kernels.blank import new_books, new_extras, new_state
from evosim.kernels.random import fold
from evosim.kernels.state import SIDE_BY_SIDE, Band, Extras, State
from evosim.kernels.step import FROM_SENSES, TO_SENSES, WHOLE, live
from evosim.names import Act, Occupant, Purpose, Script
from evosim.world.accounts import off
from evosim.world.constants import builds, express, geometry, params, wiring
from evosim.world.lives import AS_IT_IS, most_segments, shelf_of, streams

_BRAINS = (Occupant.EVOLVING, Occupant.FROZEN)


class World:
    """A band in its world, to look at and to step tick by tick.

    Args:
        config: a resolved configuration; its `population` is not used, and its `band` only where
            neither genomes nor kinds are given.
        genomes: float32 (n, genes), one per slot that a genome fills, in slot order; None: founders
            drawn from the seed.
        kinds: Occupant of each slot, a multiple of 16 of them; by default the genomes evolve and
            the rest of their last 16 slots are vacant.
        scripts: Script by slot, for scripted ones.
        tape: int64 (slots, ticks, 2), act and direction of replayed slots at each tick, repeated
            when it ends.
        tags: what others recognise slots without a genome by, -1 to 1; 0 by default.
        seed: of this world's random numbers; the configuration's by default.
        layout: of the genomes, where a run's phases know of more than this configuration; its own by
            default.
        generation: whose language is spoken, where it changes from one to the next.
        reader: float32 (V, Clue), weights of the reward model; None: not fitted yet, or none there.

    Raises:
        EvosimError: the number of genomes, genes or slots does not fit.
    """

    def __init__(self, config: Config, genomes: Genomes | None = None, *,
                 kinds: Sequence[int] | None = None, scripts: Mapping[int, Script] | None = None,
                 tape: NDArray[np.int64] | None = None, tags: Mapping[int, float] | None = None,
                 seed: int | None = None, layout: Layout | None = None, generation: int = 0,
                 reader: NDArray[np.float32] | None = None) -> None:
        self.config, self.layout = config, layout or Layout.of(config)
        self.seed = config.seed if seed is None else seed
        if kinds is None:
            n = len(genomes) if genomes is not None else config.band.evolving
            kinds = [Occupant.EVOLVING] * n + [Occupant.VACANT] * (-n % 16)
        self.kinds = np.array([int(kind) for kind in kinds], np.int64)
        brains = np.flatnonzero(np.isin(self.kinds, _BRAINS))
        self._external = set(np.flatnonzero(self.kinds == Occupant.EXTERNAL).tolist())
        if genomes is None:
            genomes = self.layout.founders(len(brains), np.random.default_rng(
                [self.seed, Purpose.HAND]))
        if len(self.kinds) % 16 or not len(self.kinds):
            raise EvosimError(f"kinds: {len(self.kinds)} slots; must be a multiple of 16")
        if genomes.shape != (len(brains), self.layout.n_genes):
            raise EvosimError(f"genomes: shape {genomes.shape}; must be "
                              f"{(len(brains), self.layout.n_genes)}")
        self._check(self.kinds, scripts or {}, tape, tags or {})
        self.genomes = np.ascontiguousarray(genomes, np.float32)
        self._brains, self._scripts, self._tape = brains, dict(scripts or {}), tape
        self._tags, self._reader = dict(tags or {}), reader
        self.params, self.wiring = params(config), wiring(config, self.layout, generation=generation)
        self.geometry = geometry(self.params.world_size, self.params.world_sight)
        self.genes = express(self.genomes, self.layout, config)
        self.keys = np.array([fold(key, 0) for key in streams(
            self.seed, Purpose.HAND, generation=0)], np.uint64)
        self.tick, self._looked = 0, False
        self.state: State = self._born()

    def _check(self, kinds: NDArray[np.int64], scripts: Mapping[int, Script],
               tape: NDArray[np.int64] | None, tags: Mapping[int, float]) -> None:
        """What compiled code would not survive."""
        if not np.isin(kinds, [int(kind) for kind in Occupant]).all():
            raise EvosimError(f"kinds: must be Occupants, {[int(kind) for kind in Occupant]}")
        for slot, script in scripts.items():
            if not 0 <= slot < len(kinds) or script not in list(Script):
                raise EvosimError(f"scripts[{slot}] = {script}: must be a Script for a slot from 0 to "
                                  f"{len(kinds) - 1}")
        for slot, tag in tags.items():
            if not 0 <= slot < len(kinds) or kinds[slot] in _BRAINS or not -1 <= tag <= 1:
                raise EvosimError(f"tags[{slot}] = {tag}: must be from -1 to 1, for a slot from 0 to "
                                  f"{len(kinds) - 1} without a genome, which brings its own")
        if tape is None:
            return
        if tape.ndim != 3 or tape.shape[0] != len(kinds) or not tape.shape[1] or tape.shape[2] != 2:
            raise EvosimError(f"tape: shape {tape.shape}; must be ({len(kinds)}, ticks, 2)")
        played = tape[kinds == Occupant.REPLAYED]
        if not (np.isin(played[..., 0], [int(act) for act in self.layout.acts]).all()
                and ((played[..., 1] >= 0) & (played[..., 1] < 8)).all()):
            raise EvosimError(f"tape: must hold acts of {[act.name for act in self.layout.acts]} and "
                              "directions 0 to 7")

    def reset(self) -> None:
        """Back to birth, with the same random numbers."""
        self.tick, self._looked = 0, False
        self.state = self._born()

    def look(self) -> None:
        """Lives the coming tick up to where everybody has perceived, and has not acted yet.

        `step` goes on from there; what comes of a life does not depend on it. Looking again, or after the
        end of life, does nothing.
        """
        if not (self._looked or self.over):
            self._live(self.state, self.tick, self.tick + 1, TO_SENSES)
            self._looked = True

    def senses(self) -> NDArray[np.float32]:
        """What each slot perceives at the start of the coming tick; looks, if need be.

        Returns:
            float32 (slots, senses), laid out as `layout.senses` says; 0 for whoever is not alive, and for
            all after the end of life.
        """
        self.look()
        out = np.zeros((len(self.kinds), self.layout.n_senses), np.float32)
        if not self.over:
            alive = self.state.body.alive[0]
            out[alive] = self.state.mind.senses[0, :self.layout.n_senses, alive]
        return out

    def sensed(self, slot: int) -> dict[str, NDArray[np.float32]]:
        """The same of one slot, by the names of senses (`faculties.SENSES`)."""
        own = self.senses()[slot]
        return {name: own[first:first + size] for name, (first, size) in self.layout.senses.items()}

    def step(self, acts: Mapping[int, tuple[int, int]] | None = None, ticks: int = 1) -> None:
        """Lives some ticks.

        Args:
            acts: (Act, direction 0 to 7) of each external slot, held for all these ticks.
            ticks: how many; stops at the end of life.

        Raises:
            EvosimError: an act or direction does not exist, or is for a slot that is not external.
        """
        known, tape = set(self.wiring.acts.tolist()), self.state.mind.tape[0]
        for slot, (act, direction) in (acts or {}).items():
            if slot not in self._external:
                raise EvosimError(f"acts[{slot}]: must be for an external slot")
            if int(act) not in known or not 0 <= direction < 8:
                raise EvosimError(f"acts[{slot}] = ({act}, {direction}): must be one of "
                                  f"{[Act(a).name for a in self.wiring.acts]} and 0 to 7")
            tape[slot, :, 0], tape[slot, :, 1] = act, direction
        stop = min(self.tick + ticks, self.params.world_ticks)
        if stop > self.tick:
            self._live(self.state, self.tick, stop, FROM_SENSES if self._looked else WHOLE)
            self.tick, self._looked = stop, False

    @property
    def ticks(self) -> int:
        """Length of a life."""
        return int(self.params.world_ticks)

    @property
    def verbs(self) -> tuple[str, ...]:
        """In use, by their numbers."""
        return self.layout.verbs

    @property
    def over(self) -> bool:
        """Whether life has ended."""
        return self.tick >= self.params.world_ticks

    def snapshot(self) -> dict[str, Any]:
        """A copy of everything in this world, by name (`kernels.state`), and the tick; of what is each
        agent's, agents are the first axis."""
        out: dict[str, Any] = {"tick": self.tick}
        groups: list[Any] = [*self.state, *(part for part in self.extras if part is not None and part.on)]
        for group in groups:
            for name, value in group._asdict().items():
                if name == "on":
                    continue
                value = value[0] if value.shape[:1] == (1,) else value
                out[name] = (np.moveaxis(value, -1, 0) if name in SIDE_BY_SIDE else value).copy()
        return out

    def invariants(self) -> dict[str, float]:
        """Accounts that must be 0: births - deaths - living, and food and energy in - out."""
        return {name: float(by[0]) for name, by in off(self.state, self.extras, self.params).items()}

    def _born(self) -> State:
        p, n = self.params, len(self.kinds)
        ticks = self._tape.shape[1] if self._tape is not None else 1
        windows = -(-p.world_ticks // self.config.log.window)
        genome = np.full(n, -1, np.int64)
        genome[self._brains] = np.arange(len(self._brains))
        band = Band(self.kinds, np.zeros(n, np.int64), genome, np.zeros(n, np.float32),
                    builds(self.genomes, genome, self.layout, self.config))
        band.tag[self._brains] = self.layout.tags(self.genomes)
        for slot, tag in self._tags.items():
            band.tag[slot] = tag
        for slot, script in self._scripts.items():
            band.script[slot] = int(script)
        books = new_books(1, n, len(self.wiring.verbs), most_segments(p), windows,
                          p.world_ticks)
        s = new_state(1, n, p.world_size, self.wiring, ticks, band, books)
        s.mind.tape[0, :, :, 0] = int(Act.STAY)
        if self._tape is not None:
            s.mind.tape[0] = self._tape
        self.extras: Extras = new_extras(1, n, self.config, judged=True, reader=self._reader)
        self._live(s, -1, 0, WHOLE)
        return s

    def _live(self, state: State, start: int, stop: int, half: int) -> None:
        live(state, self.extras, self.params, self.wiring, self.geometry, self.genes,
             Band(*(array[None] for array in state.band)), shelf_of(state), self.keys[None], AS_IT_IS,
             AS_IT_IS, 0, 1, start, stop, self.config.log.window, half)
