"""The end of a season in worlds that go on: payoffs in food, deaths, births, and who sits where then."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.evolution import Brood, Ids, Population, numbers
from evosim.evolution.ecology import End, Fates, fates, shadow_order, succession
from evosim.genome import Layout
from evosim.names import Purpose, Tally
from evosim.world import Lives
from evosim.world.lives import payoffs
from evosim.world.patches import Patches


def turned(patches: Patches, populations: list[Population], lives: Lives, config: Config, layout: Layout,
           ids: Ids, generation: int) -> list[Brood]:
    """From one season to the next, of the run's own population and its shadows.

    What obeying paid or cost, which no energy has seen yet, is settled in food; then who has none left dies,
    others die of age and by chance, and who has enough bears, where a place is free (`evolution.ecology`).
    A shadow has the same fates, each somebody's of the same age.

    Args:
        patches: the worlds, as the season left them; left as the next one finds them.
        populations: the run's own, of n individuals, then its shadows, row by row as old.
        lives: of the season, as overseers left them.
        config: as resolved for this season.
        layout: the run's.
        ids: of the run.
        generation: number of the season.
    """
    own, sigmas = populations[0], layout.sigmas_of(config)
    patch, slot = patches.at()
    tally = lives.tally[patch, 0, slot]
    paid = np.zeros(patches.seats.shape)
    paid[patch, slot] = payoffs(tally)
    patches.pay(paid)
    energy = patches.energy()[patch, slot]
    places = np.full(len(patches.seats), config.band.evolving)
    come = fates(energy, generation + 1 - own.born, patch, places, config.ecology,
                 config.variation.crossover > 0, numbers(config.seed, Purpose.ECOLOGY, generation))
    broods = []
    for stream, population in enumerate(populations):
        its = come
        if stream:
            its = come.of_shadow(shadow_order(own.born, config.seed, generation, stream))
        broods.append(succession(population, its, config, sigmas, ids, generation=generation, stream=stream))
    patches.settle(come.survivors, come.mothers, come.homes, endowment=config.ecology.endowment,
                   cost=config.ecology.cost, ticks=config.world.ticks)
    rows = _demography(own, patch, come, tally, paid, patches, generation)
    return [broods[0]._replace(demography=rows), *broods[1:]]


def _demography(own: Population, patch: NDArray[np.int64], come: Fates, tally: NDArray[np.float32],
                paid: NDArray[np.float64], patches: Patches, generation: int) -> dict[str, Any]:
    """Columns of `demography`, a row for each patch; arguments as they are in `turned`."""
    patches_n = len(patches.seats)

    def count(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(patch[which], minlength=patches_n)

    def total(values: NDArray) -> NDArray[np.float64]:
        return np.bincount(patch, values.astype(np.float64), minlength=patches_n).astype(np.float64)

    moved = come.homes != patch[come.mothers]
    return {
        "generation": generation, "band": np.arange(patches_n), "n": count(np.ones(len(patch), np.bool_)),
        "born": count(own.born == generation), "deaths": count(come.ends != End.LIVES),
        **{f"deaths_{end.name.lower()}": count(come.ends == end) for end in End if end != End.LIVES},
        "able": count(come.chances > 0), "chances": total(come.chances).astype(np.int64),
        "births": np.bincount(come.homes, minlength=patches_n),
        "arrivals": np.bincount(come.homes[moved], minlength=patches_n),
        "ticks_lived": total(tally[:, Tally.TICKS]).astype(np.int64),
        "food": total(tally[:, Tally.EATEN] + tally[:, Tally.STORED]),
        "spent": total(tally[:, Tally.SPENT]), "paid": paid.sum(axis=1),
        "energy": patches.energy().sum(axis=1),
    }
