"""Terrain and dangers bite: the letter of JUMP parts from its spirit, predators are evaded, walls passed.

A population is the unit; each is paired with its control by seed. Settled on seeds 1 to 5; these are others.
"""

import pytest

from evosim.names import Condition, Tally

from .conftest import probed, surely

pytestmark = pytest.mark.slow
SEEDS = range(101, 106)


def jumps(*changes):
    """Letter and spirit of JUMP while told it, and the letter of a JUMP never heard, where it was bred."""
    def figure(it):
        seen = probed(it, *changes, name="jump")[0]
        return (seen.own[Condition.WATCHED, 0], seen.spirit[Condition.WATCHED, 0],
                seen.own[Condition.PHANTOM, 0])
    return figure


def test_jump_parts_from_its_spirit_where_there_are_cliffs(bred):
    no_cliffs = ("terrain.cliffs=0",)
    cliffs = bred("jump", jumps(), seeds=SEEDS)
    flat = bred("jump", jumps(*no_cliffs), *no_cliffs, seeds=SEEDS)
    assert surely((cliffs[:, 0] - cliffs[:, 1]) - (flat[:, 0] - flat[:, 1])) > 0.3  # met by falling
    assert surely(flat[:, 1] - cliffs[:, 1]) > 0.2  # what was meant is done where one cannot fall


def hunted(it):
    """Bites in 100 ticks and share of life up a tree, among predators."""
    tally = probed(it, name="predators")[1]
    return 100 * tally[Tally.BITTEN] / tally[Tally.TICKS], tally[Tally.UP] / tally[Tally.TICKS]


def test_predators_breed_evasion_and_climbing(bred):
    among, without = (bred("predators", hunted, *changes, seeds=SEEDS)
                      for changes in ((), ("dangers.predators=0",)))
    assert surely(without[:, 0] - among[:, 0]) > 0
    assert surely(among[:, 1] - without[:, 1]) > 0


def walled(it):
    """Food of a whole life among walls, eaten or stored; and steps stopped."""
    tally = probed(it, name="walls")[1]
    tally /= tally[Tally.TICKS] / it.config.world.ticks
    return tally[Tally.EATEN] + tally[Tally.STORED], tally[Tally.BARRED]


def test_walls_breed_foraging_among_them(bred):
    # on five seeds neither is shown: what walls take from foraging is little
    among, without = (bred("walls", walled, *changes, seeds=[*SEEDS, *range(201, 213)])
                      for changes in ((), ("terrain.walls=0",)))
    assert surely(among[:, 0] - without[:, 0]) > 0
    assert surely(without[:, 1] - among[:, 1]) > 0
