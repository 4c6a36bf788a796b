"""Who sits where: one population, islands, two that share bands, and the frozen."""

import numpy as np
import pytest

from evosim.config import parse
from evosim.names import Occupant
from evosim.world import Seating
from evosim.world.seating import bands_apart, seats_of_demes

ORDER = np.random.default_rng(3).permutation(40)


def config(*overrides, n=40):
    return parse("", overrides=[f"population.genomes={n}", *overrides])


def of(genome):
    return set(genome[genome >= 0].tolist())


@pytest.mark.parametrize("overrides", [
    (), ("islands.demes=4",), ("coevolution.share=0.25",), ("band.evolving=7", "band.scripted=2")])
def test_everybody_sits_once_and_nobody_else(overrides):
    it = config(*overrides)
    seats = Seating.of(it, ORDER)
    assert sorted(seats.genome[seats.genome >= 0].tolist()) == list(range(40))
    assert ((seats.kind == Occupant.EVOLVING) == (seats.genome >= 0)).all()
    assert ((seats.kind == Occupant.SCRIPTED).sum(axis=1) == it.band.scripted).all()
    assert len(seats.kind) == sum(bands_apart(it))


def test_islands_have_bands_of_their_own():
    it = config("islands.demes=4", "band.evolving=6")
    seats = Seating.of(it, ORDER)
    assert bands_apart(it) == [2, 2, 2, 2] and len(seats.kind) == 8
    for deme in range(4):
        assert of(seats.genome[2 * deme:2 * deme + 2]) == set(range(10 * deme, 10 * deme + 10))


def test_two_populations_share_every_band():
    it = config("coevolution.share=0.25", "band.evolving=8")
    seats = Seating.of(it, ORDER)
    assert seats_of_demes(it) == [2, 6] and bands_apart(it) == [5] and len(seats.kind) == 5
    assert of(seats.genome[:, :2]) == set(range(10)) and of(seats.genome[:, 2:]) == set(range(10, 40))
    assert (seats.genome[:, 8:] == -1).all()


def test_frozen_sit_last():
    it = config("band.evolving=10", "band.scripted=2", "band.frozen=3")
    rows = np.array([[40, 41, -1], [42, 40, 40], [41, 41, 41], [-1, -1, -1]])
    seats = Seating.of(it, ORDER).with_frozen(rows)
    assert (seats.genome[:, 13:] == rows).all()
    assert ((seats.kind[:, 13:] == Occupant.FROZEN) == (rows >= 0)).all()
    assert ((seats.kind[:, 13:] == Occupant.VACANT) == (rows < 0)).all()
    plain = Seating.of(it, ORDER)
    assert (seats.kind[:, :13] == plain.kind[:, :13]).all() and (plain.kind[:, 13:] == Occupant.VACANT).all()
