"""Lives by the generation: the same whatever threads, logs and company of bands; fitness; seats."""

from dataclasses import fields

import numpy as np
import pytest

from evosim.config import Config
from evosim.genome import Layout
from evosim.names import Occupant, Purpose, Tally
from evosim.world import Lives, Seating, World, live_bands
from evosim.world.arena import Rooms
from evosim.world.lives import fitness, most_segments, streams

CONFIG = Config.model_validate({
    "world": {"size": 12, "ticks": 30}, "food": {"initial": 40, "regrow": 2.0},
    "social": {"steal": True}, "body": {"start_energy": 0.6, "metabolism": 0.03},
    "instruction": {"segment_min": 4, "segment_max": 9}, "log": {"window": 7},
    "imposters": {"enabled": True, "share": 0.3}})
LAYOUT = Layout.of(CONFIG)
RNG = np.random.default_rng(4)
GENOMES = (LAYOUT.founders(90, RNG) + RNG.normal(0, 0.5, (90, LAYOUT.n_genes))).astype(np.float32)
ORDER = RNG.permutation(90)
KEYS = streams(11, Purpose.LIFE, generation=2, replicates=2)
LOGS = ("events", "dealings")
MEASURES = ("genome", "tally", "told_n", "letter_n", "spirit_n", "ledger")


def lived(seating=None, keys=KEYS, **more):
    seating = seating or Seating.of(CONFIG, ORDER)
    return live_bands(GENOMES, seating, CONFIG, LAYOUT, keys, **more)


def equal(a, b, names):
    return [name for name in names if not np.array_equal(getattr(a, name), getattr(b, name))] == []


@pytest.fixture(scope="module")
def plain():
    return lived()


def test_threads_change_nothing(plain):
    for threads in (2, 3, 4):
        assert equal(plain, lived(threads=threads), [field.name for field in fields(Lives)])


def test_rooms_of_other_lives_change_nothing(plain):
    rooms, names = Rooms(), [field.name for field in fields(Lives) if field.name != "encounters"]
    ways = {threads: {"threads": threads, "interactions": logged}
            for threads, logged in ((1, False), (2, False), (3, True))}
    for threads in (1, 2, 3, 3, 1):
        assert equal(lived(**ways[threads]), lived(**ways[threads], rooms=rooms), names)
    assert equal(plain, lived(Seating.of(CONFIG, ORDER), rooms=rooms), names)


@pytest.mark.parametrize("logs", [(True, False), (False, True), (True, True)])
def test_logging_changes_nothing(plain, logs):
    instructions, interactions = logs
    logged = lived(instructions=instructions, interactions=interactions)
    assert equal(plain, logged, MEASURES)
    assert (logged.events.shape[3] > 0) == instructions
    assert (logged.dealings.shape[2] > 0) == interactions
    if instructions:
        assert equal(logged, lived(instructions=True, interactions=not interactions, threads=2),
                     ("events", "n_events"))
        assert logged.n_events.max() <= most_segments(World(CONFIG).params)


def test_bands_are_numbered_streams(plain):
    """Band b lives the same if all others hold other genomes, or nobody."""
    seating = Seating.of(CONFIG, ORDER)
    for b in range(len(seating.kind)):
        kind = np.zeros_like(seating.kind)
        genome = np.full_like(seating.genome, -1)
        kind[b], genome[b] = seating.kind[b], seating.genome[b]
        alone = lived(Seating(kind, seating.script, genome))
        for name in MEASURES[1:]:
            assert np.array_equal(getattr(alone, name)[b], getattr(plain, name)[b]), (b, name)
        assert not np.delete(alone.tally, b, axis=0).any()


def test_the_first_bands_live_as_if_there_were_no_others(plain):
    seating = Seating.of(CONFIG, ORDER)
    few = lived(Seating(seating.kind[:2], seating.script[:2], seating.genome[:2]))
    assert np.array_equal(few.tally, plain.tally[:2])


def test_replicates_live_as_if_alone(plain):
    for r in range(2):
        alone = lived(keys=KEYS[r:r + 1])
        for name in MEASURES[1:]:
            assert np.array_equal(getattr(alone, name)[:, 0], getattr(plain, name)[:, r]), name
    assert not np.array_equal(plain.tally[:, 0], plain.tally[:, 1])


def test_a_world_by_hand_lives_as_a_band_does():
    keys = streams(5, Purpose.HAND, generation=0)
    seating = Seating.of(CONFIG, np.arange(16))
    together = live_bands(GENOMES[:16], seating, CONFIG, LAYOUT, keys, instructions=True,
                          interactions=True)
    world = World(CONFIG, GENOMES[:16], seed=5)
    world.step(ticks=30)
    snapshot = world.snapshot()
    for name in (*MEASURES[1:], *LOGS, "n_events"):
        lived = {f"{of}_n": f"{of}_by_stretch" for of in ("told", "letter", "spirit")}.get(name, name)
        assert np.array_equal(snapshot[name], getattr(together, lived)[0, 0]), name


def test_other_seeds_live_other_lives(plain):
    other = lived(keys=streams(12, Purpose.LIFE, generation=2, replicates=2))
    assert not np.array_equal(other.tally, plain.tally)


# Seats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "evolving", "scripted", "slots"),
                         [(90, 16, 0, 16), (32, 16, 0, 16), (7, 16, 0, 16), (10, 1, 0, 16), (20, 9, 5, 32)])
def test_seating(n, evolving, scripted, slots):
    config = Config.model_validate({"band": {"evolving": evolving, "scripted": scripted,
                                             "slots": slots, "script": "obey"}})
    order = np.random.default_rng(n).permutation(n)
    seating = Seating.of(config, order)
    bands = -(-n // evolving)
    assert seating.kind.shape == seating.script.shape == seating.genome.shape == (bands, slots)
    assert seating.genome[seating.genome >= 0].tolist() == order.tolist()
    assert ((seating.kind == Occupant.EVOLVING) == (seating.genome >= 0)).all()
    assert ((seating.kind == Occupant.SCRIPTED).sum(axis=1) == scripted).all()
    assert (seating.kind[:, evolving:evolving + scripted] == Occupant.SCRIPTED).all()
    assert (seating.kind[:, evolving + scripted:] == Occupant.VACANT).all()
    assert (seating.script[seating.kind == Occupant.SCRIPTED] == config.band.script_id).all()


def test_lives_of_solo_worlds_and_of_incomplete_bands():
    config = CONFIG.model_copy(update={"band": CONFIG.band.model_copy(update={"evolving": 1})})
    lives = live_bands(GENOMES[:5], Seating.of(config, np.arange(5)), config, LAYOUT, KEYS)
    assert lives.tally.shape[:3] == (5, 2, 16)
    assert (lives.tally[:, :, 0, Tally.TICKS] > 0).all() and not lives.tally[:, :, 1:].any()
    assert not lives.tally[..., Tally.NEAR_OTHER].any()


def test_per_genome_is_the_mean_over_lives(plain):
    mean = plain.per_genome("tally", 90)
    for g in (0, 17, 89):
        b, i = np.argwhere(plain.genome == g)[0]
        assert np.allclose(mean[g], plain.tally[b, :, i].mean(axis=0))
    twice = Lives(**{field.name: np.concatenate([getattr(plain, field.name)] * 2)
                     for field in fields(Lives) if field.name != "noted"})
    assert np.allclose(twice.per_genome("tally", 90), mean)
    assert plain.per_genome("letter_n", 90).shape == (90, *plain.letter_n.shape[3:])
    assert plain.agent_steps == plain.tally[..., Tally.TICKS].sum()


# Fitness ----------------------------------------------------------------------------------------


def test_fitness_is_one_equation():
    tally = np.zeros((3, len(Tally)))
    tally[0, [Tally.LAST_ENERGY, Tally.LAST_STASH, Tally.REWARD, Tally.PENALTY]] = 5, 2, 3, 1.5
    tally[1, Tally.PENALTY] = 4
    tally[2] = 1
    assert fitness(tally, 0.9).tolist() == pytest.approx([5 + 1.8 + 3 - 1.5, -4, 1.9])
    assert fitness(tally, 0.0)[0] == 6.5
    others = [t for t in Tally if t not in (Tally.LAST_ENERGY, Tally.LAST_STASH, Tally.REWARD,
                                            Tally.PENALTY)]
    tally[0, others] = 99
    assert fitness(tally, 0.0)[0] == 6.5


def test_fitness_of_a_life_is_what_it_held_and_was_paid(plain):
    world = World(CONFIG, GENOMES[:16], seed=5)
    world.step(ticks=30)
    body, tally = world.state.body, world.state.books.tally[0].T
    wanted = (body.energy[0].astype(float) + 0.9 * body.stash[0] + tally[:, Tally.REWARD]
              - tally[:, Tally.PENALTY])
    assert np.allclose(fitness(tally, 0.9), wanted)
    assert (~body.alive[0]).any()  # the dead are counted too


@pytest.mark.parametrize("evenly", [True, False])
def test_power_is_given_evenly_over_the_replicates_of_a_band(evenly):
    config = Config.model_validate({"world": {"ticks": 5}, "power": {
        "mode": "given", "given_min": 0.0, "given_max": 1.0, "given_evenly": evenly}})
    genomes = Layout.of(config).founders(64, np.random.default_rng(1))
    keys = streams(3, Purpose.LIFE, generation=0, replicates=4)
    lives = live_bands(genomes, Seating.of(config, np.arange(64)), config, Layout.of(config), keys)
    power = np.moveaxis(lives.tally[..., Tally.POWER] / 5, 1, 0).reshape(4, -1)
    quarters = np.sort(np.floor(4 * power), axis=0)
    assert (quarters == np.arange(4)[:, None]).all() == evenly
    assert power.min() >= 0 and power.max() < 1 and abs(power[0].mean() - 0.5) < 0.1
