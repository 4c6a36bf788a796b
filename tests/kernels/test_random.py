"""Random numbers without state: bijective, uniform, in range, and one stream a purpose."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from evosim import reference
from evosim.kernels.random import below, bits, fold, mix, stream, unit
from evosim.names import Draw, Purpose
from evosim.world.lives import streams

U64 = st.integers(0, 2**64 - 1)
settings.register_profile("compiling", deadline=None)  # the first call of a kernel may compile
settings.load_profile("compiling")
ALPHA = 1e-4  # of each test of chance here; all draws are fixed, so that a pass stays a pass


@njit
def many_bits(key, draw, ticks, agents):
    out = np.empty((ticks, agents), np.uint64)
    for tick in range(ticks):
        for agent in range(agents):
            out[tick, agent] = bits(key, draw, tick, agent)
    return out


@njit
def many_units(random_bits):
    return np.array([unit(b) for b in random_bits])


@njit
def many_below(random_bits, n):
    return np.array([below(b, n) for b in random_bits])


@njit
def mixed(z):
    return np.array([mix(v) for v in z])


def some_bits(draw=int(Draw.ACT), ticks=500, agents=400, key=12345):
    return many_bits(np.uint64(key), draw, ticks, agents)


def unmix(z):
    """The inverse of mix, from Python's own modular inverses."""
    mask = 2**64 - 1

    def unshift(v, s):
        out = v
        for _ in range(64 // s):
            out = v ^ (out >> s)
        return out

    z = unshift(z, 31) * pow(0x94D049BB133111EB, -1, 2**64) & mask
    z = unshift(z, 27) * pow(0xBF58476D1CE4E5B9, -1, 2**64) & mask
    return unshift(z, 30)


@given(U64)
def test_mix_is_a_bijection(z):
    out = int(mix(np.uint64(z)))
    assert unmix(out) == z
    assert out == reference.mix(z)


def test_mix_moves_every_bit_from_every_bit():
    z = some_bits(ticks=40, agents=50).ravel()
    base = mixed(z)
    for bit in range(64):
        changed = base ^ mixed(z ^ np.uint64(1 << bit))
        share = np.array([np.mean((changed >> np.uint64(k)) & np.uint64(1)) for k in range(64)])
        assert np.all(np.abs(share - 0.5) < 0.07)  # 6 standard errors of 2,000 flips


@given(U64, st.integers(0, 2**62))
def test_fold_and_draws_equal_the_twin(key, value):
    assert int(fold(np.uint64(key), value)) == reference.fold(key, value)


@given(U64, st.sampled_from(Draw), st.integers(0, 2**28 - 1), st.integers(0, 2**24 - 1),
       st.integers(1, 2**31))
def test_one_draw_equals_the_twin(key, draw, tick, agent, n):
    dice = reference.Dice(key, tick)
    mine = np.uint64(bits(np.uint64(key), int(draw), tick, agent))
    assert int(mine) == dice.bits(draw, agent)
    assert unit(mine) == dice.unit(draw, agent)
    assert below(mine, n) == dice.below(draw, agent, n) < n


@given(U64, st.integers(1, 2**31))
def test_unit_and_below_stay_in_range(random_bits, n):
    u, k = unit(np.uint64(random_bits)), below(np.uint64(random_bits), n)
    assert 0 <= u < 1
    assert float(u) * 2**24 == int(float(u) * 2**24)
    assert 0 <= k < n


@pytest.mark.parametrize("random_bits", [0, 2**64 - 1, 2**63, 2**40 - 1])
def test_ends_of_the_range(random_bits):
    assert 0 <= unit(np.uint64(random_bits)) < 1
    assert below(np.uint64(2**64 - 1), 7) == 6


def test_units_are_uniform():
    u = many_units(some_bits().ravel())
    counts, _ = np.histogram(u, 256, (0, 1))
    assert stats.chisquare(counts).pvalue > ALPHA
    assert stats.kstest(u[:20_000], "uniform").pvalue > ALPHA


@pytest.mark.parametrize("n", [2, 3, 7, 8, 576])
def test_below_is_uniform(n):
    counts = np.bincount(many_below(some_bits(draw=int(Draw.REGROW)).ravel(), n), minlength=n)
    assert stats.chisquare(counts).pvalue > ALPHA


@pytest.mark.parametrize("axis", [0, 1])
def test_successive_ticks_and_agents_are_independent(axis):
    u = many_units(some_bits().ravel()).reshape(500, 400)
    pairs = np.stack([np.delete(u, -1, axis).ravel(), np.delete(u, 0, axis).ravel()])
    table, _, _ = np.histogram2d(*pairs, bins=16, range=[(0, 1)] * 2)
    assert stats.chisquare(table.ravel()).pvalue > ALPHA


def test_draws_of_different_kinds_are_independent():
    u = [many_units(some_bits(draw=int(d), ticks=50).ravel()) for d in Draw]
    r = np.corrcoef(u)
    assert np.abs(r[~np.eye(len(Draw), dtype=bool)]).max() < 6 / np.sqrt(len(u[0]))


def test_no_two_counters_share_their_bits():
    all_bits = np.concatenate([some_bits(draw=int(d), ticks=30, agents=64).ravel() for d in Draw])
    assert len(np.unique(all_bits)) == len(all_bits)


def test_a_draw_does_not_depend_on_the_order_of_draws():
    table = some_bits(ticks=9, agents=9)
    for tick, agent in np.random.default_rng(0).integers(0, 9, (50, 2)):
        assert bits(np.uint64(12345), int(Draw.ACT), tick, agent) == table[tick, agent]


def test_streams_differ_in_every_part_of_their_name():
    base = {"generation": 3, "composition": 1, "replicates": 2, "deme": 0}
    keys = set(streams(1, Purpose.LIFE, **base).tolist())
    for other in [dict(seed=2), dict(purpose=Purpose.BATTERY), dict(generation=4),
                  dict(composition=2), dict(deme=1)]:
        seed, purpose = other.pop("seed", 1), other.pop("purpose", Purpose.LIFE)
        keys |= set(streams(seed, purpose, **{**base, **other}).tolist())
    assert len(keys) == 12
    many = {int(stream(np.array([seed, int(purpose), 0, c, r, g])))
            for seed in range(4) for purpose in Purpose for c in range(3) for r in range(3)
            for g in range(20)}
    assert len(many) == 4 * len(Purpose) * 9 * 20


def test_a_stream_does_not_depend_on_how_many_replicates_there_are():
    few = streams(1, Purpose.LIFE, generation=3, replicates=2)
    many = streams(1, Purpose.LIFE, generation=3, replicates=5)
    assert few.tolist() == many[:2].tolist()


def test_streams_of_neighbouring_seeds_are_uncorrelated():
    u = [many_units(some_bits(ticks=50, key=int(stream(np.array([seed]))))
                    .ravel()) for seed in range(12)]
    r = np.corrcoef(u)
    assert np.abs(r[~np.eye(12, dtype=bool)]).max() < 6 / np.sqrt(len(u[0]))
