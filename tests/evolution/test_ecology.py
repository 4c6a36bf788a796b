"""From one season to the next: who dies, who bears, who finds a place; arrays in, arrays out."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.config.breeding import Ecology
from evosim.evolution import Ids, Population
from evosim.evolution.ecology import (
    End,
    chances_of,
    fates,
    lottery,
    of_an_age,
    partners,
    settled,
    shadow_order,
    succession,
)
from evosim.evolution.population import NONE

RULES = Ecology(birth_at=6.0, endowment=3.0, cost=1.0, clutch=3, mortality=0.2, lifespan=6, migration=0.3)


def drawn(seed, rules=RULES, crossing=True, patches=4, room=6):
    """A random population in its patches, and what becomes of it."""
    rng = np.random.default_rng(seed)
    patch = np.sort(rng.choice(np.repeat(np.arange(patches), room), patches * room // 2, replace=False))
    n = len(patch)
    energy, age = rng.uniform(-1, 20, n), rng.integers(1, 8, n)
    places = np.full(patches, room)
    return energy, age, patch, places, fates(energy, age, patch, places, rules, crossing, rng)


def test_children_that_energy_lets_one_bear():
    energy = np.array([-1.0, 5.9, 6.0, 9.9, 10.0, 14.0, 100.0])
    assert chances_of(energy, RULES).tolist() == [0, 0, 1, 1, 2, 3, 3]
    left = energy - 4 * chances_of(energy, RULES)
    assert (left[energy > 0] > 0).all()  # bearing kills nobody


@pytest.mark.parametrize("seed", range(20))
def test_nobody_is_too_many_and_nobody_dead_bears(seed):
    energy, age, patch, places, come = drawn(seed)
    assert (come.ends == np.where(energy <= 0, End.NO_ENERGY, np.where(
        age >= 6, End.AGE, np.where(come.ends == End.CHANCE, End.CHANCE, End.LIVES)))).all()
    assert (come.ends[come.survivors] == End.LIVES).all()
    living = np.bincount(patch[come.survivors], minlength=4) + np.bincount(come.homes, minlength=4)
    assert (living <= places).all()
    borne = np.bincount(come.mothers, minlength=len(energy))
    assert (borne <= come.chances).all() and (come.chances[come.ends != End.LIVES] == 0).all()
    assert (patch[come.fathers] == patch[come.mothers]).all() and (come.chances[come.fathers] > 0).all()
    tried = come.chances.sum() >= (places - np.bincount(patch[come.survivors], minlength=4)).sum()
    assert tried or len(come.mothers) <= come.chances.sum()


def test_all_chances_are_borne_where_there_is_room():
    rules = RULES.model_copy(update={"migration": 0.0})
    *_, come = drawn(3, rules, room=60)
    assert len(come.mothers) == come.chances.sum() > 5


def test_a_lottery_gives_each_chance_the_same():
    homes, free = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 5, 0])
    rng = np.random.default_rng(0)
    won = np.zeros(6)
    for _ in range(3000):
        got = lottery(homes, free, rng)
        assert np.bincount(homes[got], minlength=3).tolist() == [1, 2, 0] and (np.diff(got) > 0).all()
        won[got] += 1
    assert won[3:].tolist() == [3000, 3000, 0]
    assert np.abs(won[:3] / 3000 - 1 / 3).max() < 0.04
    assert len(lottery(homes[:0], free, rng)) == 0


def test_a_second_parent_is_another_who_could_bear_here():
    patch, able = np.array([1, 0, 1, 1, 2, 0]), np.array([0, 2, 3, 4])
    mothers, rng = np.array([0, 0, 2, 3, 4] * 400), np.random.default_rng(1)
    fathers = partners(mothers, able, patch, rng)
    assert (fathers[mothers == 4] == 4).all()  # alone in her patch
    others = mothers != 4
    assert (fathers[others] != mothers[others]).all() and np.isin(fathers[others], [0, 2, 3]).all()
    assert abs((fathers[mothers == 0] == 2).mean() - 0.5) < 0.06


def test_children_move_with_a_chance():
    patch, rng = np.repeat(np.arange(3), 2000), np.random.default_rng(2)
    homes = settled(patch, 3, 0.25, rng)
    moved = homes != patch
    assert abs(moved.mean() - 0.25) < 0.02 and abs((homes[moved & (patch == 0)] == 1).mean() - 0.5) < 0.06
    assert settled(patch, 1, 0.9, rng) is patch and settled(patch, 3, 0.0, rng) is patch


def peopled(n, genes=70, seed=0):
    rng = np.random.default_rng(seed)
    people = Population.of(rng.normal(0, 1, (n, genes)).astype(np.float32), Ids(100))
    people.born[:] = np.sort(rng.integers(0, 4, n))
    return people


def succeeded(stream=0, generation=3):
    """A population, its fates, and the next; of the run's own or of a shadow, from the same fates."""
    energy, *_, come = drawn(5)
    before, ids = peopled(len(energy)), Ids(500)
    if stream:
        come = come.of_shadow(shadow_order(before.born, 7, generation, stream))
    config, sigmas = Config(seed=7), np.full(70, 0.5, np.float32)
    return before, come, succession(before, come, config, sigmas, ids, generation=generation, stream=stream)


def test_who_lives_on_stays_who_it_is():
    before, come, brood = succeeded()
    after, old = brood.population, len(come.survivors)
    assert brood.survived.sum() == old and len(after) == old + len(come.mothers)
    for name, values in vars(before).items():
        assert np.array_equal(vars(after)[name][:old], values[brood.survived]), name
    assert (after.born[old:] == 4).all()
    assert np.array_equal(after.ids[old:], 500 + np.arange(len(come.mothers)))
    assert np.array_equal(after.parent1[old:], before.ids[come.mothers])
    single = after.parent2[old:] == NONE
    assert np.array_equal(after.parent2[old:][~single], before.ids[come.fathers[~single]])
    assert brood.parentage.sum() == len(come.mothers)
    assert brood.offspring.sum() == len(come.mothers) + (~single).sum() and not single.all()
    genes = np.isin(after.genomes[old:], before.genomes).mean()
    assert 0.95 < genes < 1  # of the parents, but for 2 % that mutate


def test_a_shadow_has_the_same_life_table():
    (before, own, mine), (_, other, shadow) = succeeded(), succeeded(stream=1)
    for rows in of_an_age(before.born):
        for values in (lambda it: it.ends, lambda it: it.chances,
                       lambda it: np.bincount(it.mothers, minlength=len(before))):
            assert np.array_equal(np.sort(values(own)[rows]), np.sort(values(other)[rows]))
    assert not np.array_equal(own.ends, other.ends)
    assert np.array_equal(mine.population.born, shadow.population.born)  # row by row, season by season
    assert (own.fathers == own.mothers).sum() == (other.fathers == other.mothers).sum()


def test_nobody_left_is_no_error():
    none = np.zeros(0, np.int64)
    come = fates(np.zeros(0), none, none, np.full(3, 4), RULES, True, np.random.default_rng(0))
    assert len(come.survivors) == len(come.mothers) == 0
    brood = succession(peopled(0), come, Config(), np.ones(70, np.float32), Ids(), generation=0)
    assert len(brood.population) == 0
    dead = fates(np.zeros(3), np.ones(3, np.int64), np.zeros(3, np.int64),
                 np.array([4]), RULES, False, np.random.default_rng(0))
    assert (dead.ends == End.NO_ENERGY).all() and len(dead.mothers) == 0
