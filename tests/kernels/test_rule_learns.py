"""The learning rule learns, before anything is evolved: a bandit, then a walk in the grid."""

from collections import namedtuple

import numpy as np

from evosim.config import Config
from evosim.genome import Layout
from evosim.kernels.jit import kernel
from evosim.kernels.lanes import floats, fused, put, take
from evosim.kernels.learn import expect, shift
from evosim.kernels.think import draw_act
from evosim.kernels.width import LANES
from evosim.names import Purpose
from evosim.obedience import rates
from evosim.world import Seating, live_bands
from evosim.world.lives import streams
from tests.kernels.byhand import alone

TOKENS, ARMS, BANDITS, F = 3, 4, LANES, np.float32
Mind, Learning, Arms = (namedtuple(name, fields) for name, fields in (
    ("Mind", "out odds"), ("Learning", "slope"), ("Arms", "acts learns outputs")))


@kernel
def _pull(mind, learning, arms, learned, x, u, drawn):
    for arm in range(arms.outputs):
        y = floats(0)
        for k in range(len(x)):
            y = fused(take(x[k], 0), take(learned[k, arm], 0), y)
        put(mind.out[0, arm], 0, y)
    put(drawn, 0, draw_act(mind, learning, arms, take(u, 0), floats(2), 0, 0))


@kernel
def _learn(learned, trace, slope, value, x, senses, pay, rate, forgetting):
    surprise = expect(value, senses, take(pay, 0), floats(0.05), 0)
    for k in range(len(x)):
        seen, stay = take(x[k], 0), floats(1 - forgetting)
        shift(learned[k], trace[k], slope, seen, floats(0), rate * surprise, stay, 0)


_pull, _learn = alone(_pull), alone(_learn)


def play(pulls, *, rate=0.2, forgetting=0.002, paid=lambda token, arm, t: arm == token + 1, seed=0):
    """Contextual bandits: tokens, which arms were pulled, and which paid; (pulls, BANDITS)."""
    rng = np.random.default_rng(seed)
    learned = np.zeros((TOKENS, ARMS, BANDITS), F)
    trace, value = learned.copy(), np.zeros((TOKENS + 1, BANDITS), F)
    mind = Mind(np.zeros((1, ARMS, BANDITS), F), np.zeros((ARMS, BANDITS), F))
    learning = Learning(np.zeros((1, ARMS, BANDITS), F))
    tokens = rng.integers(TOKENS, size=(pulls, BANDITS))
    arms, pay = np.zeros((pulls, BANDITS), np.int32), np.zeros((pulls, BANDITS), bool)
    for t in range(pulls):
        senses = np.concatenate([np.eye(TOKENS)[:, tokens[t]], np.ones((1, BANDITS))]).astype(F)
        x = senses[:TOKENS].copy()
        _pull(mind, learning, Arms(np.arange(ARMS), True, ARMS), learned, x, rng.random(BANDITS).astype(F),
              arms[t])
        pay[t] = paid(tokens[t], arms[t], t)
        _learn(learned, trace, learning.slope[0], value, x, senses, pay[t].astype(F), rate, forgetting)
    return tokens, arms, pay


def test_bandits_with_contexts_are_learned():
    _, _, pay = play(1500)
    assert pay[:20].mean() < 0.75 and (pay[-500:].mean(axis=0) > 0.9).all()


def test_nothing_is_learned_at_a_rate_of_0():
    _, _, pay = play(1500, rate=0.0)
    assert abs(pay.mean() - 1 / ARMS) < 0.02


def test_what_no_longer_pays_is_unlearned():
    _, arms, _ = play(3000, paid=lambda token, arm, t: (arm == token + 1) & (t < 1000))
    assert all(np.bincount(one, minlength=ARMS).max() < 0.6 * 500 for one in arms[-500:].T)


def test_forgetting_is_what_unlearns_once_nothing_surprises():
    """Without it a policy that pays nothing more stays for long: no probe would part the motives."""
    def kept(forgetting):
        tokens, arms, _ = play(2500, forgetting=forgetting, seed=2,
                               paid=lambda token, arm, t: (arm == token + 1) & (t < 500))
        return (arms[-500:] == tokens[-500:] + 1).mean()

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
