"""Whole generations of lives, and what each life came to."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from threading import local
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from evosim.config import Config
from evosim.config.phases import settled_otherwise
from evosim.errors import EvosimError
from evosim.genome import Genomes, Layout
from evosim.kernels.blank import new_books, new_extras, new_state
from evosim.kernels.constants import Genes, Params, Wiring
from evosim.kernels.random import fold, stream
from evosim.kernels.state import (
    ACCOUNTS,
    CONDITIONS,
    EVENT_COLUMNS,
    EVIDENCE_COLUMNS,
    INTERACTIONS,
    JUDGED_COLUMNS,
    TALLIES,
    Band,
    Books,
    Extras,
    Shelf,
    State,
)
from evosim.kernels.step import WHOLE, live
from evosim.names import Occupant, Purpose, Tally
from evosim.world.accounts import balanced
from evosim.world.arena import Arena, Rooms
from evosim.world.constants import builds, express, geometry, params, wiring
from evosim.world.encounters import COLUMNS, encounters
from evosim.world.noted import Noted
from evosim.world.patches import Patches
from evosim.world.seating import Seating

_PIECE = 64  # bands
# columns of the tally that are no sums
STATES = [int(Tally.LAST_ENERGY), int(Tally.LAST_STASH), int(Tally.STRENGTH), int(Tally.PEAK_POWER)]


AS_IT_IS = np.zeros(0, np.int64)  # memory that needs not be made blank


class Found(NamedTuple):
    """What is on the record when lives begin, of B bands in R replicate worlds.

    Attributes:
        symbol: int64 (B, R, cells), 0 bare, else 1 + symbol.
        tag: float32 (B, R, cells), tag of its author.
    """

    symbol: NDArray[np.int64]
    tag: NDArray[np.float32]


class Turn(NamedTuple):
    """Where lives go on in another situation.

    Attributes:
        stretch: the first that is lived in it.
        config: its own; in nothing of `config.phases.SETTLED` another than before.
        wires, genes: likewise, as in `live_bands`.
    """

    stretch: int
    config: Config
    wires: Wiring
    genes: Genes


@dataclass(frozen=True)
class Lives:
    """What the lives of B bands in R replicate worlds came to; V verbs in use, S stretches of life.

    Attributes:
        genome: int64 (B, n), which evolving genome sat where, -1 where none.
        tally: float32 (B, R, n, Tally), sums over life.
        tally_by_stretch: float32 (B, R, n, S, Tally), of each stretch; what is no sum (`STATES`) as it stood
            at its end.
        told_by_stretch: int64 (B, R, n, S, Condition, V), checked ticks by verb told.
        letter_by_stretch: int64 (B, R, n, S, Condition, V, V), letter met by verb told and verb checked.
        spirit_by_stretch: int64 (B, R, n, S, Condition, V), spirit of the verb told met.
        ledger: float64 (B, R, Account).
        events: float32 (B, R, n, k, EVENT_COLUMNS), instructions, if logged.
        n_events: int64 (B, R, n), how many of them.
        dealings: float32 (B, R, windows, n, n, Interaction, 3), if logged.
        encounters: of each band, see `world.encounters`; empty where dealings are not logged.
        learned: float32 (B, R, n, P, outputs), plastic weights less those at birth, if kept.
        judged: float32 (B, R, n, k, JUDGED_COLUMNS), segments that an overseer watched, if kept.
        n_judged: int64 (B, R, n), how many of them.
        evidence: float32 (B, R, n, E, T, EVIDENCE_COLUMNS), what was seen in the last E of them.
        mark, mark_at, mark_by: int64 (B, R, cells), the record at the end, see `kernels.state.Record`; no
            cells where there is none.
        mark_tag: float32 (B, R, cells), likewise.
        noted: what went through their minds, if kept.
    """

    genome: NDArray[np.int64]
    tally: NDArray[np.float32]
    tally_by_stretch: NDArray[np.float32]
    told_by_stretch: NDArray[np.int64]
    letter_by_stretch: NDArray[np.int64]
    spirit_by_stretch: NDArray[np.int64]
    ledger: NDArray[np.float64]
    events: NDArray[np.float32]
    n_events: NDArray[np.int64]
    dealings: NDArray[np.float32]
    encounters: list[NDArray[np.int32]]
    learned: NDArray[np.float32]
    judged: NDArray[np.float32]
    n_judged: NDArray[np.int64]
    evidence: NDArray[np.float32]
    mark: NDArray[np.int64]
    mark_at: NDArray[np.int64]
    mark_by: NDArray[np.int64]
    mark_tag: NDArray[np.float32]
    noted: Noted | None = None

    @property
    def told_n(self) -> NDArray[np.int64]:
        """Of whole lives, (B, R, n, Condition, V)."""
        return _whole(self.told_by_stretch)

    @property
    def letter_n(self) -> NDArray[np.int64]:
        """Of whole lives, (B, R, n, Condition, V, V)."""
        return _whole(self.letter_by_stretch)

    @property
    def spirit_n(self) -> NDArray[np.int64]:
        """Of whole lives, (B, R, n, Condition, V)."""
        return _whole(self.spirit_by_stretch)

    @property
    def agent_steps(self) -> int:
        """Ticks lived, summed over agents."""
        return int(self.tally[..., Tally.TICKS].sum(dtype=np.float64))

    def per_genome(self, name: str, n: int) -> NDArray[np.float64]:
        """Mean over each genome's lives of an attribute, shape (n, ...).

        Args:
            name: `tally`, `told_n`, `letter_n`, `spirit_n` or `learned`.
            n: genomes; rows are those that `genome` names.
        """
        values = getattr(self, name)
        total = np.zeros((n, *values.shape[3:]))
        _add_lives(values.reshape(*values.shape[:3], -1), self.genome, total.reshape(n, -1))
        lives = np.bincount(self.genome[self.genome >= 0], minlength=n) * values.shape[1]
        total /= lives.reshape(n, *[1] * (total.ndim - 1))
        return total


@njit(cache=True)
def _add_lives(values: NDArray[Any], genome: NDArray[np.int64], total: NDArray[np.float64]) -> None:
    """Adds what each genome did, (B, R, slots, k), to its row of (n, k)."""
    for b in range(genome.shape[0]):
        for i in range(genome.shape[1]):
            row = genome[b, i]
            if row >= 0:
                for k in range(values.shape[3]):
                    lives = 0.0
                    for r in range(values.shape[1]):
                        lives += values[b, r, i, k]
                    total[row, k] += lives


def _whole(by_stretch: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum over the stretches of a life; a view where there is but one."""
    return by_stretch[:, :, :, 0] if by_stretch.shape[3] == 1 else by_stretch.sum(axis=3)


def streams(seed: int, purpose: Purpose, *, generation: int, composition: int = 0,
            replicates: int = 1, deme: int = 0) -> NDArray[np.uint64]:
    """Random stream of each replicate, uint64 (R,); a world folds in its own number (SPEC 6)."""
    return np.array([stream(np.array([seed, int(purpose), deme, composition, r, generation]))
                     for r in range(replicates)], np.uint64)


def worlds(keys: NDArray[np.uint64], bands: int) -> NDArray[np.uint64]:
    """Random stream of each replicate world of each band, uint64 (bands, R), from `streams` (R,)."""
    out = np.empty((bands, len(keys)), np.uint64)
    _fold_all(keys, out)
    return out


@njit(cache=True)
def _fold_all(keys: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
    for b in range(len(out)):
        for r in range(len(keys)):
            out[b, r] = fold(keys[r], b)


def live_bands(genomes: Genomes, seating: Seating, config: Config, layout: Layout,
               keys: NDArray[np.uint64], *, wires: Wiring | None = None,
               genes: Genes | None = None, threads: int = 1, instructions: bool = False,
               interactions: bool = False, stretches: int = 1, learned: bool = False,
               check: bool = False, judged: bool = False,
               reader: NDArray[np.float32] | None = None, found: Found | None = None,
               turn: Turn | None = None, noted: bool = False, patches: Patches | None = None,
               rooms: Rooms | None = None) -> Lives:
    """Lives every band once in each replicate world.

    Args:
        genomes: float32 (n, genes).
        seating: of B bands.
        config: as resolved for this generation.
        layout: the run's.
        keys: uint64 (R,), see `streams`; or (B, R), see `worlds`.
        wires: instead of the configuration's own.
        genes: instead of what the genomes express.
        threads: that live bands side by side; the result does not depend on it.
        instructions: whether to log them.
        interactions: whether to log them.
        stretches: of equal length that a life is counted in.
        learned: whether to keep what was learned.
        check: whether to make sure that the accounts of every world hold.
        judged: whether to keep what an overseer judged and saw, where he is more than the plain rule.
        reader: float32 (V, Clue), weights of the reward model; None: not fitted yet.
        found: what is on the record at birth; None: nothing.
        turn: where they go on in another situation; None: nowhere.
        noted: whether to keep what goes through their minds.
        patches: worlds that go on, and are left as they then are; None: each begins with its band.
        rooms: to live in, and to leave for the next bands; None: they are made for these.

    Raises:
        EvosimError: an account does not hold, or what is settled at birth would be another after the turn.
    """
    if turn is not None:
        _same_at_birth(config, turn.config)
    p = params(config)
    w = wires if wires is not None else wiring(config, layout)
    g = geometry(p.world_size, p.world_sight)
    if genes is None:
        genes = express(genomes, layout, config)
    crew = crew_of(genomes, seating, layout, config)
    bands, slots = seating.kind.shape
    keys = keys if keys.ndim == 2 else worlds(keys, bands)
    replicates = keys.shape[1]
    most = most_segments(p) if instructions else 0
    windows = -(-p.world_ticks // config.log.window) if interactions else 0
    ticks = p.world_ticks if interactions else 0
    kept = (w.plastic_rows, w.outputs) if learned else None
    evolving = np.where(seating.kind == Occupant.EVOLVING, seating.genome, -1)
    out = _empty((bands, replicates, slots), len(w.verbs), stretches, most, windows, kept,
                 _files(config, judged), config.world.size**2 if config.record.symbols else 0, evolving,
                 Noted.blank(bands, replicates, slots, p.world_ticks, w) if noted else None)
    shelf = Shelf(out.tally.swapaxes(2, 3), out.told_by_stretch, out.letter_by_stretch, out.spirit_by_stretch,
                  out.events, out.n_events, out.dealings, out.ledger)
    room = local()  # of each thread

    if rooms is None or reader is not None:  # what an overseer goes by is part of an arena
        rooms = Rooms()
    taken: list[Arena] = []
    kind = config, replicates, slots, ticks, judged, noted

    def arena() -> Arena:
        if not hasattr(room, "arena"):
            room.arena = rooms.taken(kind, new_arena)
            taken.append(room.arena)
        return room.arena

    def new_arena() -> Arena:
        band, books = (Band(*(part[0] for part in crew)),
                       new_books(replicates, slots, len(w.verbs), 0, 0, ticks))
        shelved = {name: getattr(books, name)[:0] for name in Shelf._fields if name in Books._fields}
        state = new_state(replicates, slots, p.world_size, w, 1, band, books._replace(**shelved))
        extras = new_extras(replicates, slots, config, judged=judged, reader=reader,
                            noted=w if noted else None)
        return Arena((state, extras), scratch=(state.mind.brain, state.mind.seated))

    if patches is not None:
        begun, (blank, parts) = patches.begun, arena().parts
        patches.open(blank, parts, keys)

    def several(piece: tuple[int, int]) -> None:
        here, (first, last) = arena(), piece
        live(*here.parts, p, w, g, genes, crew, shelf, keys, *here.memory, first, last, -1, p.world_ticks,
             config.log.window, WHOLE)

    def one(b: int) -> None:
        state, extras = arena().blank()
        books = state.books._replace(**{name: array[b] for name, array in shelf._asdict().items()
                                        if name != "ledger"})
        band, begins = Band(*(array[b] for array in crew)), -1
        if patches is not None:
            if begun:
                patches.resumed(b, (state, extras), band, p, w, keys[b], check)
                begins = 0
            state, extras = patches.entered(b, state, extras)
        state = state._replace(band=band, books=books)
        record = extras.record if extras.record is not None and extras.record.on else None
        if record is not None and found is not None:
            record.mark[:], record.mark_tag[:] = found.symbol[b], found.tag[b]
        here = p, w, g, genes
        for s in range(stretches):  # stretch s is of the ticks t with t x stretches // ticks = s
            first, stop = (-(-k * p.world_ticks // stretches) for k in (s, s + 1))
            before = out.tally[b].copy() if stretches > 1 else None
            if turn is not None and s == turn.stretch:
                extras = _turned(state, extras, first, config, turn.config)
                then = params(turn.config)
                here = then, turn.wires, geometry(then.world_size, then.world_sight), turn.genes
            live(state, extras, *here, crew, shelf, keys, AS_IT_IS, AS_IT_IS, b, b + 1,
                 first if s else begins, stop, config.log.window, WHOLE)
            if before is not None:
                out.tally_by_stretch[b, :, :, s] = out.tally[b] - before
                out.tally_by_stretch[b, :, :, s, STATES] = out.tally[b][..., STATES].transpose(2, 0, 1)
        if record is not None:
            out.mark[b], out.mark_at[b] = record.mark, record.mark_at
            out.mark_by[b], out.mark_tag[b] = record.mark_by, record.mark_tag
        if out.noted is not None and extras.notes is not None:
            for kept_of, note in zip(out.noted, extras.notes[1:], strict=True):
                kept_of[b] = note
        if check:
            balanced(state, extras, p, f"band {b}")
        if interactions:
            out.encounters[b] = encounters(books.diary)
        if kept:
            out.learned[b] = np.moveaxis(state.learning.learned, -1, 1)
        if judged and extras.scrutiny is not None:
            out.judged[b], out.n_judged[b] = extras.scrutiny.judged, extras.scrutiny.n_judged
            out.evidence[b] = extras.scrutiny.evidence

    looked_at = (stretches > 1 or turn is not None or interactions or learned or judged or check
                 or noted or config.record.symbols or patches is not None)
    cuts = np.linspace(0, bands, _pieces(bands, threads) + 1).astype(int).tolist()
    pieces: Iterable[Any] = range(bands) if looked_at else pairwise(cuts)
    work: Callable[[Any], None] = one if looked_at else several
    if threads == 1:
        for piece in pieces:
            work(piece)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, pieces))
    rooms.give_back(taken)
    if stretches == 1:
        out.tally_by_stretch[:, :, :, 0] = out.tally
    return out


def _pieces(bands: int, threads: int) -> int:
    """How many pieces bands are lived in: a few a thread, each short enough to be interrupted after it."""
    return max(-(-bands // _PIECE), 1 if threads == 1 else 4 * threads)


def crew_of(genomes: Genomes, seating: Seating, layout: Layout, config: Config) -> Band:
    """Who sits in the slots of all bands, (bands, slots) each; arguments as in `live_bands`."""
    tags = layout.tags(genomes)
    tag = np.where(seating.genome >= 0, tags[seating.genome], np.float32(0)).astype(np.float32)
    return Band(seating.kind, seating.script, seating.genome, tag,
                builds(genomes, seating.genome, layout, config))


def shelf_of(state: State) -> Shelf:
    """The books of a world that is lived by itself, as those of the only band there is."""
    books = state.books
    return Shelf(*(array[None] for array in (
        books.tally, books.told_n, books.letter_n, books.spirit_n, books.events, books.n_events,
        books.dealings, state.ground.ledger)))


def _same_at_birth(one: Config, other: Config) -> None:
    for name in settled_otherwise(one, other)[:1]:
        raise EvosimError(f"{name}: is settled at birth, and cannot be another in the midst of a life")


def _turned(state: State, extras: Extras, tick: int, before: Config, after: Config) -> Extras:
    """Turns a world to another situation at the start of a tick; what it then holds beside its state.

    Instructions begin anew. What both situations know of is carried over, but for signals on their way where
    they come to take another time. Power that comes to be given is the same for all: `power.given_min`.
    """
    state.orders.seg_end[:] = tick
    if after.power != before.power:
        state.body.promised[:] = after.power.given_min
    replicates, slots = state.body.alive.shape
    new = new_extras(replicates, slots, after)
    return Extras(*(_carried(*parts) for parts in zip(extras, new, strict=True)))


def _carried(old: Any, new: Any) -> Any:
    """A part of a world as it was left, where it goes on."""
    if old is None or new is None or not (old.on and new.on):
        return new
    return new._replace(**{name: array for name, array in old._asdict().items()
                           if np.shape(array) == np.shape(getattr(new, name))})


def inherit(genomes: Genomes, blocks: list[Lives], config: Config, layout: Layout) -> Genomes:
    """Genomes as their lives left them (Lamarck): what was learned, as the mean over lives, is added.

    Args:
        genomes: float32 (n, genes), as born; unchanged.
        blocks: lives of all of them, with what was learned.
        config: as resolved for this generation.
        layout: the run's.
    """
    changes = np.mean([block.per_genome("learned", len(genomes)) for block in blocks], axis=0)
    changes = changes[..., :layout.n_outputs].astype(np.float32)
    out, plastic = genomes.copy(), wiring(config, layout).plastic
    layout.part(out, "skip")[:, plastic] += changes[:, :len(plastic)]
    if config.plasticity.products:
        layout.part(out, "products")[:] += changes[:, len(plastic):]
    return out


def most_segments(p: Params) -> int:
    """Segments that fit into a life at most."""
    return -(-p.world_ticks // p.instruction_segment_min)


def _empty(head: tuple[int, int, int], verbs: int, stretches: int, most: int, windows: int,
           kept: tuple[int, int] | None, files: tuple[int, int, int], cells: int,
           genome: NDArray[np.int64], noted: Noted | None) -> Lives:
    bands, replicates, slots = head
    record = bands, replicates, cells
    counts = (*head, stretches, CONDITIONS, verbs)
    return Lives(
        genome=genome,
        tally=np.zeros((bands, replicates, TALLIES, slots), np.float32).swapaxes(2, 3),
        tally_by_stretch=np.zeros((*head, stretches, TALLIES), np.float32),
        told_by_stretch=np.zeros(counts, np.int64),
        letter_by_stretch=np.zeros((*counts, verbs), np.int64),
        spirit_by_stretch=np.zeros(counts, np.int64),
        ledger=np.zeros((bands, replicates, ACCOUNTS)),
        events=np.zeros((*head, most, EVENT_COLUMNS), np.float32),
        n_events=np.zeros(head, np.int64),
        dealings=np.zeros((bands, replicates, windows, slots, slots, INTERACTIONS, 3), np.float32),
        encounters=[np.zeros((0, len(COLUMNS)), np.int32)] * bands,
        learned=np.zeros((*head, *kept) if kept else (0, replicates, slots, 0, 0), np.float32),
        judged=np.zeros((*head, files[0], JUDGED_COLUMNS), np.float32),
        n_judged=np.zeros(head, np.int64),
        evidence=np.zeros((*head, *files[1:], EVIDENCE_COLUMNS), np.float32),
        mark=np.zeros(record, np.int64),
        mark_at=np.zeros(record, np.int64),
        mark_by=np.zeros(record, np.int64),
        mark_tag=np.zeros(record, np.float32),
        noted=noted,
    )


def _files(config: Config, judged: bool) -> tuple[int, int, int]:
    """Segments that an overseer can judge in a life, those whose ticks are kept, ticks of one at most."""
    if not (judged and config.scrutinised):
        return 0, 0, 0
    return (-(-config.world.ticks // config.instruction.segment_min),
            config.oversight.kept * config.oversight.reads_labels, config.instruction.segment_max)


def fitness(tally: NDArray[np.floating], stash_worth: float) -> NDArray[np.float64]:
    """The one fitness equation, in units of food:

        energy + ws x stash + reward for instructions met - penalty for those not met
        + reward - penalty for segments reviewed after life
        + pay for a steward's job - fines for what was missing.

    Costs of living and moving have left the energy already, and death as a penalty leaves neither energy
    nor stash. It may be negative.

    Args:
        tally: (..., Tally).
        stash_worth: ws, fitness of a unit of stash left at the end.
    """
    t = np.asarray(tally, np.float64)
    return _with_payoffs(t[..., Tally.LAST_ENERGY] + stash_worth * t[..., Tally.LAST_STASH], t)


def payoffs(tally: NDArray[np.floating]) -> NDArray[np.float64]:
    """What the judges of a life paid, less what they took, in units of food: the last lines of `fitness`.

    Args:
        tally: (..., Tally).
    """
    t = np.asarray(tally, np.float64)
    return _with_payoffs(np.zeros(t.shape[:-1]), t)


def _with_payoffs(worth: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    return (worth + t[..., Tally.REWARD] - t[..., Tally.PENALTY]
            + t[..., Tally.REVIEW_REWARD] - t[..., Tally.REVIEW_PENALTY]
            + t[..., Tally.WAGE] - t[..., Tally.FINED])
