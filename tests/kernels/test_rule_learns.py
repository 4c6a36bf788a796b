"""The learning rule learns, before anything is evolved: a bandit, then a walk in the grid."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels.jit import alone
from evosim.kernels.lanes import add_few, shift_rows
from evosim.kernels.learn import BOUND, expect
from evosim.kernels.pick import pick
from evosim.names import Purpose
from evosim.obedience import rates
from evosim.world import Seating, live_bands
from evosim.world.lives import streams

add_few, shift_rows, expect, pick = (alone(it) for it in (add_few, shift_rows, expect, pick))

TOKENS, ARMS, F = 3, 4, np.float32


def play(pulls, *, rate=0.2, forgetting=0.002, paid=lambda token, arm, t: arm == token + 1, seed=0):
    """One contextual bandit: which arms were pulled, and which paid; int and bool (pulls,)."""
    rng = np.random.default_rng(seed)
    learned = np.zeros((TOKENS, 16), F)
    trace, slope, value = learned.copy(), np.zeros(16, F), np.zeros(8, F)
    arms, pay = np.zeros(pulls, int), np.zeros(pulls, bool)
    for t in range(pulls):
        token = rng.integers(TOKENS)
        x = np.zeros(TOKENS, F)
        x[token] = 1
        senses = np.concatenate([x, [1], np.zeros(4)]).astype(F)
        out = np.zeros(16, F)
        add_few(learned, x, out)
        arms[t] = pick(out, F(2), ARMS, F(rng.random()), slope)
        pay[t] = paid(token, arms[t], t)
        surprise = expect(value, senses, F(pay[t]), F(0.05))
        shift_rows(learned, trace, slope, x, F(0), F(rate * surprise), F(1 - forgetting), BOUND)
    return arms, pay


@pytest.mark.parametrize("seed", range(5))
def test_a_bandit_with_contexts_is_learned(seed):
    _, pay = play(1500, seed=seed)
    assert pay[:20].mean() < 0.75 and pay[-500:].mean() > 0.9


def test_nothing_is_learned_at_a_rate_of_0():
    _, pay = play(1500, rate=0.0)
    assert abs(pay.mean() - 1 / ARMS) < 0.05


def test_what_no_longer_pays_is_unlearned():
    arms, _ = play(3000, paid=lambda token, arm, t: arm == token + 1 and t < 1000)
    counts = np.bincount(arms[-500:], minlength=ARMS)
    assert counts.max() < 0.6 * 500


def test_forgetting_is_what_unlearns_once_nothing_surprises():
    """Without it a policy that pays nothing more stays for long: no probe would part the motives."""
    def kept(forgetting):
        arms, _ = play(2500, forgetting=forgetting, seed=2,
                       paid=lambda token, arm, t: arm == token + 1 and t < 500)
        tokens = np.random.default_rng(2)  # the same draws as in play
        asked = []
        for _ in range(2500):
            asked.append(tokens.integers(TOKENS))
            tokens.random()
        return (arms[-500:] == np.array(asked[-500:]) + 1).mean()

    assert kept(0.01) < kept(0.0)


def in_the_grid(**rate):
    """O in the last and in the first fifth of life of founders who like to be paid, tokens shuffled."""
    config = Config.model_validate({
        "seed": 4, "world": {"ticks": 1600}, "body": {"start_energy": 100.0},
        "instruction": {"verbs": ["goto", "stay"]}, "language": {"meaning": "shuffled"},
        "oversight": {"watched": 1.0, "reward": 0.9, "reward_felt": "food", "penalty": 0.0},
        "plasticity": {"enabled": True, "learning_rate": 0.1, "baseline_rate": 0.05, "trace": 0.5,
                       "forgetting": 0.002, "temperature": 1.0} | rate,
        "drives": {"hunger": 3.0, "hoard": 0.0, "pain": 0.0, "dominance": 0.0, "affiliation": 0.0,
                   "power": 0.0, "novelty": 0.0, "approval": 0.0, "disapproval": 0.0, "compliance": 0.0}})
    layout = Layout.of(config)
    genomes = np.zeros((16, layout.n_genes), np.float32)  # born without any policy
    lives = live_bands(genomes, Seating.of(config, np.arange(16)), config, layout,
                       streams(4, Purpose.LIFE, generation=0, replicates=2), stretches=5)
    by_fifth = rates(*(a.sum(axis=(0, 1, 2)) for a in (
        lives.told_by_stretch, lives.letter_by_stretch, lives.spirit_by_stretch)))
    return by_fifth.obedience_heard.mean(axis=1)


def test_the_grid_is_learned_with_drives_set_by_hand():
    obedience = in_the_grid()
    assert obedience[0] < obedience[1] and obedience[-1] > 0.6


def test_the_grid_is_not_learned_at_a_rate_of_0():
    assert np.abs(in_the_grid(learning_rate=0.0)).max() < 0.05
