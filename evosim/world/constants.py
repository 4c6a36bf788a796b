"""What the kernels are told once: parameters, wiring, geometry, and what genomes express."""

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.faculties import SENSES, VECTORS
from evosim.genome import Genomes, Layout
from evosim.kernels.constants import Genes, Geometry, Params, Wiring
from evosim.kernels.matrix import passes
from evosim.names import BEACONS, RATES, Act, Purpose

_STEPS = np.array([(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)], np.int32)


def params(config: Config) -> Params:
    """The kernels' scalars: `Params.section_key` is `config.section.key`, for every field."""
    return Params(*(kind(value) for kind, value in zip(_KINDS, _read(config), strict=True)))


_KINDS = [Params.__annotations__[name] for name in Params._fields]
_read = attrgetter(*(name.replace("_", ".", 1) for name in Params._fields))


def wiring(config: Config, layout: Layout, *, held_out: bool = False, generation: int = 0,
           silenced: Sequence[int] = ()) -> Wiring:
    """Where senses, acts and gates of a layout sit, which things go with which verb, what learns.

    Args:
        config: says which verb-thing pairs are held out, and what is plastic.
        layout: the run's.
        held_out: whether to tell only the pairs that are held out (of verbs that have any).
        generation: whose language is spoken, where it changes over generations.
        silenced: inputs that nobody perceives anything by.
    """
    places: dict[str, Any] = {spec.name: layout.senses.get(spec.name, (-1, 0))[0] for spec in SENSES}
    gates = [layout.senses[spec.sense][0] + spec.offset
             for spec in VECTORS if spec.name in layout.vectors]
    told = config.instruction
    things, n_things = _told_with(layout.verbs, told.held_out, held_out)
    spots, n_spots = _told_with(layout.verbs, told.held_out_places, held_out)
    waits = [wait for wait in told.times if (wait in told.held_out_times) == held_out] or list(told.times)
    plastic = _plastic(config, layout)
    return Wiring(
        **places,
        inputs=layout.n_senses + 1,
        bias=layout.n_senses,
        always=places["heading"] + 2,
        hidden=layout.hidden,
        outputs=layout.n_outputs,
        recurrent=layout.recurrent,
        **_brain(layout),
        acts=np.array([int(act) for act in layout.acts], np.int32),
        column=np.array([layout.acts.index(act) if act in layout.acts else -1 for act in Act], np.int64),
        gates=np.array(gates, np.int64),
        products=np.array([first + k for name in layout.products for first, size in [layout.senses[name]]
                           for k in range(size)], np.int64),
        verbs=np.array(config.instruction.verb_ids, np.int64),
        things=things,
        n_things=n_things,
        places=spots,
        n_places=n_spots,
        waits=np.array(waits, np.int64),
        tokens=tokens(config, len(layout.verbs), generation),
        silenced=np.array(silenced, np.int64),
        learns=config.plasticity.enabled,
        plastic=plastic,
        plastic_rows=len(plastic) + layout.n_products * (len(plastic) > 0 and config.plasticity.products),
    )


def _brain(layout: Layout) -> dict[str, Any]:
    """Where each matrix of a brain begins, and the genes of its weights as `kernels.matrix` reads them."""
    out: dict[str, Any] = {}
    order, at = [], 0
    for name, bias in (("hidden", 1), ("recurrent", 0), ("skip", 1), ("products", 0), ("output", 0)):
        block = layout.blocks[name]
        rows, columns = block.shape
        genes = block.start + np.arange(rows * columns).reshape(rows, columns)
        genes = np.roll(genes, bias, axis=0)  # the row of biases comes first
        out[f"{name}_at"] = at
        order += [genes[:, first:first + count].ravel() for first, count in passes(columns)]
        at += genes.size
    return out | {"order": np.concatenate(order).astype(np.int64)}


def _told_with(verbs: tuple[str, ...], out: tuple[tuple[str, int], ...], held_out: bool,
               ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Beacons that each verb is told with, (V, BEACONS), then -1; and how many.

    They are those held out (of verbs that have any), or all others.
    """
    told, n = np.full((len(verbs), BEACONS), -1, np.int64), np.zeros(len(verbs), np.int64)
    for v, verb in enumerate(verbs):
        kept = [b for b in range(BEACONS) if ((verb, b) in out) == held_out] or list(range(BEACONS))
        told[v, :len(kept)] = kept
        n[v] = len(kept)
    return told, n


def _plastic(config: Config, layout: Layout) -> NDArray[np.int64]:
    """Inputs whose weights to outputs learn: the told cue, the tokens, the kinds of food."""
    if not config.plasticity.enabled:
        return np.zeros(0, np.int64)
    return np.array([first + k for name in ("told", "verb", "kind") if name in layout.senses
                     for first, size in [layout.senses[name]] for k in range(size)], np.int64)


def tokens(config: Config, verbs: int, generation: int) -> NDArray[np.int64]:
    """Token of each verb, int64 (verbs,), in the language that a generation shares.

    Innate: its own number. Drifting: two tokens trade places with chance `language.drift` from one
    generation to the next. Shuffled, and shared by all lives of a generation: drawn anew.
    """
    language, key = config.language, (config.seed, int(Purpose.LANGUAGE))
    out = np.arange(verbs, dtype=np.int64)
    if language.meaning == "shuffled" and language.dialect == "life":
        return np.random.default_rng([*key, generation]).permutation(out)
    if language.meaning == "drifting" and verbs > 1:
        return np.array(_drifted(config.seed, language.drift, verbs, generation), np.int64)
    return out


def _drifted(seed: int, drift: float, verbs: int, generation: int) -> tuple[int, ...]:
    """A drifting language in some generation, from where it was last asked for if that is earlier."""
    then, out = _reached.get((seed, drift, verbs), (0, tuple(range(verbs))))
    if then > generation:
        then, out = 0, tuple(range(verbs))
    own = list(out)
    for past in range(then + 1, generation + 1):
        rng = np.random.default_rng([seed, int(Purpose.LANGUAGE), past])
        if rng.random() < drift:
            a, b = rng.choice(verbs, 2, replace=False)
            own[a], own[b] = own[b], own[a]
    _reached[seed, drift, verbs] = generation, tuple(own)
    return tuple(own)


_reached: dict[tuple[int, float, int], tuple[int, tuple[int, ...]]] = {}


@lru_cache(maxsize=8)
def geometry(size: int, sight: int) -> Geometry:
    """Distances and directions on a torus of size x size cells; `sight` in cells."""
    offsets = np.arange(size)
    offsets = np.where(offsets > size // 2, offsets - size, offsets)
    dy, dx = (grid.astype(float) for grid in np.meshgrid(offsets, offsets, indexing="ij"))
    d = np.hypot(dy, dx)
    safe = np.where(d > 0, d, 1.0)
    compass = np.stack([dx / safe, dy / safe, 1.0 / (1.0 + d), d], axis=-1)
    squares = (dy * dy + dx * dx).astype(np.int64).ravel()  # whole: ties do not hang on a rounding
    order = np.argsort(squares, kind="stable")
    order = order[(squares[order] <= sight * sight) & (squares[order] > 0)]
    spiral = np.stack([dy.ravel()[order], dx.ravel()[order]], axis=1).astype(np.int64)
    norms = np.linalg.norm(_STEPS, axis=1, keepdims=True)
    return Geometry(
        compass=np.ascontiguousarray(compass.reshape(size * size, 4), np.float32),
        spiral=np.ascontiguousarray(spiral),
        wrap=np.tile(np.arange(size, dtype=np.int64), 3),
        steps=_STEPS,
        bearings=np.ascontiguousarray((_STEPS / norms)[:, ::-1], np.float32),
    )


def express(genomes: Genomes, layout: Layout, config: Config) -> Genes:
    """What genomes are once expressed: drives, rates of learning, attention where naming is attended; the
    weights of the brain they are as they stand.

    Args:
        genomes: float32 (n, genes).
        layout: the run's.
        config: says which drives and rates are fixed instead of evolved, and how sharp attention is.
    """
    drives, rates = layout.part(genomes, "drives").copy(), np.empty(
        (len(genomes), len(RATES)), np.float32)
    for k, values in enumerate(layout.part(genomes, "plasticity").T):
        rates[:, k] = rate(k, values)
    for which, fixed in ((drives, config.drives.fixed), (rates, config.plasticity.fixed)):
        for k, value in fixed.items():
            which[:, k] = value
    return Genes(np.ascontiguousarray(genomes, np.float32), drives, rates,
                 _attention(genomes, layout, config))


def _attention(genomes: Genomes, layout: Layout, config: Config) -> NDArray[np.float32]:
    """How much of its attention each token leads to each thing, (n, BEACONS, BEACONS): softmax by row.

    Empty, (n, 0, 0), where the world points.
    """
    if not layout.attends:
        return np.zeros((len(genomes), 0, 0), np.float32)
    odds = config.brain.sharpness * layout.part(genomes, "attention").astype(np.float64)
    shares = np.exp(odds - odds.max(axis=-1, keepdims=True))
    return np.ascontiguousarray(shares / shares.sum(axis=-1, keepdims=True), np.float32)


def rate(k: int, gene: NDArray[np.floating]) -> NDArray[np.float32]:
    """The rate that values of plasticity gene k stand for; see `names.RATES`.

    The last bits of the float64 that it is computed in hang on the processor.
    """
    spec = RATES[k]
    gene = np.clip(np.asarray(gene, np.float64), -30, 30)
    if spec.scale == "log":
        return np.minimum(spec.default * np.exp(gene), spec.most).astype(np.float32)
    return (spec.most / (1 + (1 / spec.default - 1) * np.exp(-gene))).astype(np.float32)


def builds(genomes: Genomes, seats: NDArray[np.int64], layout: Layout,
           config: Config) -> NDArray[np.float32]:
    """Strength of the body in each slot, float32 of the shape of `seats`; its sight is the rest of 2.

    Args:
        genomes: float32 (n, genes).
        seats: int64 (..., slots), row of the genome in each slot, -1 where none: without one, strength 1
            where it evolves.
        layout: the run's.
        config: says whether strength is a gene or depends on the slot.
    """
    body, out = config.body, np.ones(seats.shape, np.float32)
    if body.tradeoff == "assigned":
        out[..., 0::2], out[..., 1::2] = body.assigned_strength, 2 - body.assigned_strength
    elif body.tradeoff == "evolved":
        gene = np.clip(layout.part(genomes, "body")[:, 0].astype(np.float64), -30, 30)
        out[seats >= 0] = (2 / (1 + np.exp(-gene)))[seats[seats >= 0]]
    return out
