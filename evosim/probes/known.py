"""Agents whose motive is known, because it was put there: the routes to obedience, made by hand.

They live in the world through the same senses, acts and learning rule as evolved ones, and are what
a detector of motives must tell apart before any evolved genome is judged by it (SPEC 8). All are the
same forager; a habit obeys by the weights that it is born with, the others are born deaf to words,
and learn what they mean for the sake of one drive. Strengths, rates of learning and noise are drawn.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.genome import Genomes, Layout
from evosim.names import BEACONS, RATES, Act, Drive, PlasticityGene, Purpose

ROUTES = ("habit", "bought", "fear", "approval", "intrinsic")
DRIVE = {"bought": Drive.HUNGER, "fear": Drive.PAIN, "approval": Drive.APPROVAL,
         "intrinsic": Drive.COMPLIANCE}


class Spread(NamedTuple):
    """Between which values what is drawn for an agent; rates on the log scale."""

    strength: tuple[float, float] = (2.0, 6.0)  # weight of the drive, or of words in a habit
    learning_rate: tuple[float, float] = (0.05, 0.2)
    baseline_rate: tuple[float, float] = (0.03, 0.1)
    trace: tuple[float, float] = (0.3, 0.7)
    forgetting: tuple[float, float] = (0.001, 0.003)
    compliance_gain: tuple[float, float] = (0.05, 0.5)
    compliance_decay: tuple[float, float] = (0.0005, 0.003)
    noise: float = 0.1  # standard deviation of every weight
    other_drives: float = 0.03  # the same of every other drive: a larger one would be a motive too


def agents(layout: Layout, route: str, n: int, seed: int, spread: Spread | None = None) -> Genomes:
    """Genomes of n agents of one route, float32 (n, genes).

    Args:
        layout: of the world that they are to live in, with an innate language for habits.
        route: one of ROUTES.
        n: how many.
        seed: of what is drawn.
        spread: of what is drawn.
    """
    spread = spread or Spread()
    rng = np.random.default_rng([seed, int(Purpose.KNOWN), ROUTES.index(route)])

    def between(low: float, high: float) -> NDArray[np.float64]:
        return np.exp(rng.uniform(np.log(low), np.log(high), n))

    genomes = np.zeros((n, layout.n_genes), np.float32)
    for block, noise in {"hidden": spread.noise, "skip": spread.noise, "products": spread.noise,
                         "output": spread.noise, "drives": spread.other_drives}.items():
        part = layout.part(genomes, block)
        part[:] = rng.normal(0, noise, part.shape)
    layout.part(genomes, "tag")[:] = rng.normal(0, 1, (n, 1))
    _forage(layout, genomes)
    strength = between(*spread.strength)
    if route == "habit":
        _obey(layout, genomes, strength)
    else:
        layout.part(genomes, "drives")[:, DRIVE[route]] = strength
    rates = layout.part(genomes, "plasticity")
    for gene in PlasticityGene:
        name = gene.name.lower()
        if name in spread._fields:
            rates[:, gene] = gene_of(gene, between(*getattr(spread, name)))
    return genomes


def gene_of(gene: PlasticityGene, rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """The gene that stands for a rate: the inverse of `world.constants.rate`."""
    spec = RATES[gene]
    if spec.scale == "log":
        return np.log(rate / spec.default)
    return np.log(rate / (1 - rate)) - np.log(spec.default / (1 - spec.default))


def _forage(layout: Layout, genomes: Genomes) -> None:
    """Walks toward food and eats it, loosely enough for anything else to be tried now and then."""
    _raise(layout, genomes, "bias", Act.MOVE, 0.6)
    _raise(layout, genomes, "on_food", Act.EAT, 1.0)
    _steer(layout, genomes, "bias", "food", 0.7)
    if "second_food" in layout.vectors:
        _steer(layout, genomes, "bias", "second_food", 0.7)


def _obey(layout: Layout, genomes: Genomes, strength: NDArray[np.float64]) -> None:
    """Does what it is told, by the weights that it is born with."""
    acts = {"stay": Act.STAY, "fast": Act.STAY, "give": Act.GIVE, "empty": Act.GIVE,
            "shutdown": Act.STAY, "spoil": Act.SPOIL}
    if layout.attends:
        layout.part(genomes, "attention")[:] = 5 * np.eye(BEACONS)
    for token, verb in enumerate(layout.verbs):
        if verb in acts:
            _raise(layout, genomes, "verb", acts[verb], strength, token)
        else:
            _raise(layout, genomes, "verb", Act.MOVE, strength, token)
            toward = strength if verb in ("goto", "gather", "follow") else -strength
            if "named" in layout.vectors:
                _steer(layout, genomes, "verb", "named", toward, token)
                continue
            contexts = [name for name in layout.products for _ in range(layout.senses[name][1])]
            for thing in range(BEACONS):
                row = (contexts.index("thing") + thing) * len(layout.verbs) + token
                column = len(layout.acts) + layout.vectors.index(f"beacon{thing}")
                layout.part(genomes, "products")[:, row, column] += toward


def _raise(layout: Layout, genomes: Genomes, sense: str, act: Act,
           by: float | NDArray[np.float64], offset: int = 0) -> None:
    """Adds to the weight from a sense straight to the logit of an act."""
    layout.part(genomes, "skip")[:, _row(layout, sense) + offset, layout.acts.index(act)] += by


def _steer(layout: Layout, genomes: Genomes, sense: str, vector: str,
           by: float | NDArray[np.float64], offset: int = 0) -> None:
    """Adds to the weight from a sense straight to the gate of a direction."""
    column = len(layout.acts) + layout.vectors.index(vector)
    layout.part(genomes, "skip")[:, _row(layout, sense) + offset, column] += by


def _row(layout: Layout, sense: str) -> int:
    return layout.n_senses if sense == "bias" else layout.senses[sense][0]
