"""What tokens mean over generations, and who shares it."""

from itertools import pairwise

import numpy as np
import pytest

from evosim.config import parse
from evosim.genome import Layout
from evosim.world import World, wiring
from evosim.world.constants import tokens

VERBS = 5


def language(meaning="drifting", seed=0, **keys):
    lines = [f"seed = {seed}", f"plasticity.enabled = {str(meaning == 'shuffled').lower()}",
             f"language.meaning = {meaning!r}",
             *(f"language.{key} = {value!r}" for key, value in keys.items())]
    return parse("\n".join(lines))


def spoken(config, generations, verbs=VERBS):
    return np.array([tokens(config, verbs, generation) for generation in range(generations)])


def moved(said):
    """Tokens that mean something else than a generation ago, for each generation but the first."""
    return (said[1:] != said[:-1]).sum(axis=1)


@pytest.mark.parametrize("drift", [0.0, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_drifting_language_starts_innate_and_trades_two_places_at_most(drift, seed):
    said = spoken(language(drift=drift, seed=seed), 120)
    assert said[0].tolist() == list(range(VERBS))
    assert (np.sort(said, axis=1) == np.arange(VERBS)).all()
    changes = moved(said)
    assert set(changes) <= {0, 2}  # a transposition, or nothing
    traded = (changes > 0).sum()
    assert abs(traded - drift * 119) <= 4 * np.sqrt(119 * drift * (1 - drift))
    assert np.array_equal(said, spoken(language(drift=drift, seed=seed), 120))


def test_drift_has_its_ends():
    assert not moved(spoken(language(drift=0.0), 60)).any()
    assert (moved(spoken(language(drift=1.0), 60)) == 2).all()


def test_every_pair_of_tokens_trades_places_now_and_then():
    said = spoken(language(drift=1.0), 200)
    traded = {tuple(np.flatnonzero(now != before)) for before, now in pairwise(said)}
    assert len(traded) == VERBS * (VERBS - 1) // 2


def test_another_seed_drifts_another_way():
    one, other = (spoken(language(drift=1.0, seed=seed), 30) for seed in (0, 1))
    assert (one[1:] != other[1:]).any(axis=1).mean() > 0.5


def test_with_one_verb_there_is_nothing_to_trade():
    assert not spoken(language(drift=1.0), 20, verbs=1).any()


@pytest.mark.parametrize("meaning", ["innate", "shuffled"])
def test_no_other_language_drifts(meaning):
    """What is shuffled by the agent or the world is drawn at birth (`kernels/vital.py`), not here."""
    assert (spoken(language(meaning, drift=1.0), 20) == np.arange(VERBS)).all()


def test_a_dialect_of_a_life_is_drawn_anew_each_generation():
    config = language("shuffled", dialect="life")
    said = spoken(config, 200)
    assert (np.sort(said, axis=1) == np.arange(VERBS)).all()
    assert np.array_equal(said, spoken(config, 200))
    assert len(np.unique(said, axis=0)) > 80  # of 120; 200 draws give 97 on average
    assert moved(said).mean() == pytest.approx(VERBS - 1, abs=0.3)  # unrelated: one stays in place
    assert not np.array_equal(said, spoken(language("shuffled", dialect="life", seed=1), 200))


def lexicons(config, *seeds):
    """Token of each verb for the agents of a world by hand, (agents, V), for each seed of a world."""
    return [World(config, seed=seed).state.orders.lexicon[0].copy() for seed in seeds]


def test_in_a_world_each_speaks_for_itself_or_all_alike():
    own, shared = (language("shuffled", dialect=dialect) for dialect in ("agent", "world"))
    for config in (own, shared):
        one, again, other = lexicons(config, 4, 4, 5)
        assert np.array_equal(one, again) and not np.array_equal(one, other)
        assert (np.sort(one, axis=1) == np.arange(VERBS)).all()
    assert len(np.unique(lexicons(own, 4)[0], axis=0)) > 10
    agreed = [lexicon[0].tolist() for lexicon in lexicons(shared, *range(20))
              if (lexicon == lexicon[0]).all()]
    assert len(agreed) == 20 and len({tuple(lexicon) for lexicon in agreed}) > 10


@pytest.mark.parametrize(("meaning", "keys"), [
    ("drifting", {"drift": 1.0}), ("shuffled", {"dialect": "life"})])
def test_what_a_generation_shares_reaches_its_worlds(meaning, keys):
    config = language(meaning, **keys)
    for generation in (0, 3):
        wires = wiring(config, Layout.of(config), generation=generation)
        assert np.array_equal(wires.tokens, tokens(config, VERBS, generation))
    world = World(config, seed=9)
    assert (world.state.orders.lexicon[0] == tokens(config, VERBS, 0)).all()


def test_a_drifting_language_can_be_asked_for_at_any_time():
    """Late, early, and late again: no recursion, and no memory of the order of questions."""
    config = language(drift=0.02)
    late = tokens(config, VERBS, 20_000)
    early = [tokens(config, VERBS, generation).tolist() for generation in (70, 0, 3, 64)]
    assert (tokens(config, VERBS, 20_000) == late).all()
    assert early == [spoken(config, 71)[generation].tolist() for generation in (70, 0, 3, 64)]
