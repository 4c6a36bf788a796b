"""The world of the experiments on autocurricula, and the bench on which all of their populations are tested.

Nobody is told anything, and a stash is worth nothing in the end (ws = 0): all that pays is energy, most of it
food, and food can be found or robbed. Whatever a population was bred among, it is tested in the same worlds,
each genome by itself: alone, among foragers made by hand, among robbers made by hand.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from evosim.config import Config
from evosim.evolution import Ids, Population, breed
from evosim.experiments.declare import Settings
from evosim.genome import Genomes, Layout
from evosim.names import Act, Purpose, Tally
from evosim.obedience import Array
from evosim.probes.finetune import STREAM
from evosim.probes.registry import tallied
from evosim.probes.skills import foraging
from evosim.probes.subject import Lived, Subject, changed
from evosim.probes.uninstructed import SILENT
from evosim.selection_analysis import gradients
from evosim.world import Seating, live_bands
from evosim.world.lives import fitness, streams

BAND = 4  # who live together, where somebody does


def fed(members: int) -> dict[str, Any]:
    """Food in proportion to the members of a band."""
    return {"food.initial": 3 * members, "food.regrow": 0.19 * members}


ARENA: dict[str, Any] = {
    "generations": 60,
    "population.genomes": 128, "population.compositions": 1, "population.replicates": 2,
    "world.size": 12, "world.sight": 8, "world.ticks": 160,
    "body.start_energy": 6.0, "body.stash_worth": 0.0,
    "social.attack": True, "social.attack_damage": 3.0, "social.attack_reach": 2, "social.attack_cost": 0.1,
    "social.attack_loot": 0.8, "social.steal": True,
    "instruction.share": 0.0, "battery.every": 0, "shadow.populations": 1,
    "band.evolving": BAND, **fed(BAND),
}
TOGETHER: dict[str, Any] = {"band.evolving": BAND, **fed(BAND)}
ALONE: dict[str, Any] = {"band.evolving": 1, "band.scripted": 0, "band.frozen": 0, **fed(1)}
AMONG: dict[str, Any] = {**ALONE, "band.scripted": BAND - 1, "band.script": "forage", **fed(BAND)}
TINY_ARENA: dict[str, Any] = {"generations": 2, "population.genomes": 16, "population.replicates": 1,
                              "world.ticks": 40}


def robbers(layout: Layout, n: int) -> Genomes:
    """Robbers made by hand, float32 (n, genes): they strike at whoever is in reach, and go after others where
    they see any, else after food, which they eat."""
    genomes = np.zeros((n, layout.n_genes), np.float32)
    skip, bias = layout.part(genomes, "skip"), layout.n_senses
    on_food, others = layout.senses["on_food"][0], layout.senses["others"][0]
    act, gate = layout.acts.index, lambda name: len(layout.acts) + layout.vectors.index(name)
    skip[:, bias, act(Act.MOVE)] = 1.5
    skip[:, on_food, act(Act.EAT)] = 4.0
    skip[:, others + 2, act(Act.ATTACK)] = 8.0  # its nearness: 1 where both stand, .5 one cell apart
    skip[:, bias, act(Act.ATTACK)] = -1.5
    for other in (Act.STORE, Act.GIVE, Act.STAY, Act.STEAL):
        skip[:, bias, act(other)] = -4.0
    skip[:, bias, gate("other")], skip[:, bias, gate("food")] = 4.0, 1.5
    return genomes


def foragers(layout: Layout, n: int) -> Genomes:
    """Foragers made by hand, float32 (n, genes): they go after food, eat it, and leave others alone."""
    genomes = np.zeros((n, layout.n_genes), np.float32)
    skip, bias = layout.part(genomes, "skip"), layout.n_senses
    skip[:, bias, layout.acts.index(Act.MOVE)] = 1.5
    skip[:, layout.senses["on_food"][0], layout.acts.index(Act.EAT)] = 4.0
    for act in layout.acts:
        if act not in (Act.MOVE, Act.EAT):
            skip[:, bias, layout.acts.index(act)] = -4.0
    skip[:, bias, len(layout.acts) + layout.vectors.index("food")] = 3.0
    return genomes


class Met(NamedTuple):
    """What genomes came to among others.

    Attributes:
        tally: float64 (n, R, Tally), theirs.
        ahead: share of bands in which their mean fitness was above the others'; half where it was equal.
    """

    tally: Array
    ahead: float


def among(subject: Subject, others: Genomes, seats: int = 1, frozen: int = BAND - 1,
          changes: Settings | None = None, draw: int = 0) -> Met:
    """Lets genomes live with frozen others, who are drawn for each band.

    Args:
        subject: whose genomes.
        others: float32 (k, genes), of the same layout.
        seats, frozen: of a band, for the one and the other.
        changes: keys that differ from those that they were bred with, beside a band of that size.
        draw: of worlds, and of who lives with whom.
    """
    config = changed(subject.config, {**ALONE, **SILENT, **fed(seats + frozen), **(changes or {}),
                                      "band.evolving": seats, "band.frozen": frozen})
    n = len(subject.genomes)
    rng = np.random.default_rng([config.seed, int(Purpose.PROBE), 3, draw])
    seating = Seating.of(config, rng.permutation(n))
    rows = rng.integers(len(others), size=(len(seating.genome), frozen))
    seating = seating.with_frozen(n + rows)
    if subject.script is not None:
        raise ValueError("scripts have no genomes to live with others")
    genomes = np.concatenate([subject.genomes, others])
    keys = streams(config.seed, Purpose.PROBE, generation=draw, replicates=subject.replicates)
    lives = live_bands(genomes, seating, config, subject.layout, keys, threads=subject.threads)
    own = (seating.genome >= 0) & (seating.genome < n)
    worth = fitness(lives.tally, config.body.stash_worth).mean(axis=1)
    mine, theirs = (np.where(who, worth, 0).sum(axis=1) / np.maximum(who.sum(axis=1), 1)
                    for who in (own, seating.genome >= n))
    band, slot = np.nonzero(own)
    order = np.argsort(seating.genome[band, slot])
    tally = np.moveaxis(lives.tally, 1, 2)[band[order], slot[order]].astype(np.float64)
    return Met(tally, float(np.mean((mine > theirs) + 0.5 * (mine == theirs))))


def bred_among(subject: Subject, others: Genomes, generations: int, changes: Settings | None = None
               ) -> Subject:
    """Breeds genomes on, each alone with frozen others who never change, as a run would.

    Args:
        subject: with whom it begins.
        others: see `among`.
        generations: how many.
        changes: see `among`.
    """
    it = subject.config
    sigmas = subject.layout.sigmas_of(it)
    ids = Ids()
    population = Population.of(subject.genomes, ids, ())
    for generation in range(generations):
        met = among(replace(subject, genomes=population.genomes), others, changes=changes,
                    draw=generation + 1)
        own = fitness(met.tally, it.body.stash_worth).mean(axis=1)
        population = breed(population, own, it, sigmas, ids, generation=generation, stream=STREAM + 9
                           ).population
    return replace(subject, genomes=population.genomes)


def founders(subject: Subject) -> Subject:
    """As many genomes of a first generation, drawn anew."""
    rng = np.random.default_rng([subject.config.seed, int(Purpose.PROBE), 2])
    return replace(subject, genomes=subject.layout.founders(len(subject.genomes), rng))


def alone(subject: Subject, changes: Settings | None = None) -> Lived:
    """A life alone, with a band's share of food."""
    return subject.live({**ALONE, **SILENT, **(changes or {})})


def with_foragers(subject: Subject, changes: Settings | None = None) -> Lived:
    """A life as the only one of its kind, among foragers made by hand."""
    return subject.live({**AMONG, **SILENT, **(changes or {})})


def robbed(lived: Lived, config: Config) -> float:
    """Food a tick that blows and thefts brought, less what blows cost."""
    loot = config.social.attack_loot * tallied(Tally.DAMAGE)(lived) + tallied(Tally.STOLEN)(lived)
    return float(loot - config.social.attack_cost * tallied(Tally.ATTACKS)(lived))


def damage(lived: Lived) -> float:
    """Energy a tick that blows took from others."""
    return float(tallied(Tally.DAMAGE)(lived))


def skills(subject: Subject) -> dict[str, float]:
    """The bench, see SKILLS."""
    crowd = with_foragers(subject)
    tally = among(subject, robbers(subject.layout, 8)).tally
    total, config = tally.sum(axis=(0, 1)), subject.config
    had = (config.body.start_energy * tally.shape[0] * tally.shape[1] + total[Tally.EATEN]
           + total[Tally.FROM_STASH] + config.social.attack_loot * total[Tally.DAMAGE])
    return {"foraging": float(foraging(alone(subject))), "foraging in company": float(foraging(crowd)),
            "robbing": robbed(crowd, config), "evasion": float(1 - total[Tally.HURT] / had),
            "holding out": float(fitness(tally, config.body.stash_worth).mean())}


SKILLS = {
    "foraging": "food found a tick, alone",
    "foraging in company": "food found a tick, as the only one of its kind among three foragers made by hand",
    "robbing": "food a tick that blows and thefts brought there, less what blows cost",
    "evasion": "of all energy that it has in a life as the only one of its kind among three robbers made by "
               "hand, the share that they do not get",
    "holding out": "energy left of a life as the only one of its kind among three robbers made by hand",
}


def paid_through_food(subject: Subject, *traits: Tally, changes: Settings | None = None) -> dict[str, float]:
    """Direct selection on traits through fitness, beta in standard deviations (Lande and Arnold 1983).

    Of genomes as means over lives as they were bred; 0 where all are alike.
    """
    lived = subject.live({**SILENT, **(changes or {})})
    tally = lived.tally.sum(axis=2).mean(axis=1)
    own = fitness(lived.tally[:, :, -1], subject.config.body.stash_worth).mean(axis=1)
    beta = gradients(tally[:, [int(one) for one in traits]], own).beta
    return {trait.name.lower(): float(np.nan_to_num(b)) for trait, b in zip(traits, beta, strict=True)}
