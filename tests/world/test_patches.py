"""Worlds that go on: what goes on and what begins anew, who is born into them, and that accounts hold."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.evolution import Ids, Population
from evosim.evolution.ecology import fates
from evosim.genome import Layout
from evosim.kernels.blank import new_books, new_extras, new_state
from evosim.kernels.state import Band, Extras, State
from evosim.kernels.step import WHOLE, live
from evosim.names import Account, Drive, Occupant, Purpose
from evosim.world import express, geometry, live_bands, params, wiring
from evosim.world.accounts import balanced, off
from evosim.world.lives import AS_IT_IS, crew_of, shelf_of, streams, worlds
from evosim.world.patches import AFRESH, GOES_ON, Patches
from tests.kernels.worlds import random_config


def ecological(config, genomes=32, **changes):
    """The same in worlds that go on."""
    tree = config.model_dump()
    tree["selection"]["mode"] = "ecological"
    tree["population"] |= {"genomes": genomes, "compositions": 1, "replicates": 1}
    tree["steward"]["stewards"] = 0
    for name, value in changes.items():
        section, _, key = name.partition("__")
        tree[section][key] = value
    return Config.model_validate(tree)


def blank(config, slots=16):
    """A world before birth, vacant."""
    w = wiring(config, Layout.of(config))
    nobody = np.zeros(slots, np.int64)
    band = Band(nobody + int(Occupant.VACANT), nobody, nobody - 1, np.zeros(slots, np.float32),
                np.ones(slots, np.float32))
    return (new_state(1, slots, config.world.size, w, 1, band, new_books(1, slots, len(w.verbs), 0, 0, 0)),
            new_extras(1, slots, config))


def arrays(state, extras):
    """Every array of a world by `part.field`, of the parts that are on."""
    groups = {**state._asdict(), **extras._asdict()}
    return {f"{part}.{name}": value for part, group in groups.items()
            if group is not None and getattr(group, "on", True)
            for name, value in group._asdict().items() if name != "on"}


def test_every_array_goes_on_or_begins_anew():
    fields = {f"{part}.{name}" for whole in (State, Extras) for part, kind in whole.__annotations__.items()
              for name in (kind if hasattr(kind, "_fields") else kind.__args__[0])._fields if name != "on"}
    anew = {f"{part}.{name}" for part, names in AFRESH.items() for name in names if name != "on"}
    assert not (anew | GOES_ON.keys()) ^ fields and not anew & GOES_ON.keys()


@pytest.mark.parametrize("seed", range(6))
def test_axes_of_agents_are_those_that_grow_with_slots(seed):
    config = ecological(random_config(np.random.default_rng([seed, 3])))
    few, many = (arrays(*blank(config, slots)) for slots in (16, 32))
    for name, axes in GOES_ON.items():
        if name in few and few[name].size:
            grown = [axis for axis, (a, b) in enumerate(zip(few[name].shape, many[name].shape, strict=True))
                     if a != b]
            assert tuple(grown) == axes, name


def settle(patches, come, endowment, cost, ticks):
    patches.settle(come.survivors, come.mothers, come.homes, endowment=endowment, cost=cost, ticks=ticks)


class World:
    """One patch with all that is needed to live in it by hand."""

    def __init__(self, config, seed):
        self.config, self.layout = config, Layout.of(config)
        self.patches = Patches.founded(config)
        rng = np.random.default_rng(seed)
        founders = self.layout.founders(int((self.patches.seats >= 0).sum()), rng)
        self.genomes = founders + rng.normal(0, 0.5, founders.shape).astype(np.float32)
        self.p, self.w = params(config), wiring(config, self.layout)
        self.keys = worlds(streams(config.seed, Purpose.LIFE, generation=0), len(self.patches.seats))
        seating = self.patches.seating(config)
        self.crew = crew_of(self.genomes, seating, self.layout, config)
        self.band = Band(*(part[0] for part in self.crew))
        self.patches.open(*blank(config), self.keys)

    def here(self):
        state, extras = self.patches.entered(0, *blank(self.config))
        return state._replace(band=self.band), extras

    def live(self, start, stop):
        state, extras = self.here()
        live(state, extras, self.p, self.w, geometry(self.p.world_size, self.p.world_sight),
             express(self.genomes, self.layout, self.config), Band(*(part[:1] for part in self.crew)),
             shelf_of(state), self.keys[:1], AS_IT_IS, AS_IT_IS, 0, 1, start, stop, 40, WHOLE)
        return {name: value.copy() for name, value in arrays(state, extras).items()}


SCRATCH = ("ground.rows", "ground.seen")  # of laying what a world begins with


def newborn_as_founder(seed):
    """Names of arrays in which the slot of a newborn is not as it was when the world began."""
    rng = np.random.default_rng([seed, 5])
    config = ecological(random_config(rng), 16, ecology__founders=1.0, band__evolving=16, band__scripted=0)
    world = World(config, seed)
    born = world.live(-1, 0)
    after = world.live(0, world.p.world_ticks)
    slots = rng.choice(16, 3, replace=False)
    world.patches.arrays["body.alive"][0, 0, slots] = False
    world.patches.young[0, slots] = config.body.start_energy
    changed = any(not np.array_equal(born[name], after[name]) for name in GOES_ON if name in born)
    world.patches.resumed(0, blank(config), world.band, world.p, world.w, world.keys[0], False)
    now, wrong = world.live(0, 0), []  # nothing but that those who are there take their seats
    for name, value in now.items():
        axes = GOES_ON.get(name) if value.size else ()
        if axes is None:
            same = name in SCRATCH or np.array_equal(value, born[name])
        else:
            same = all(np.array_equal(np.take(value, slots, axis), np.take(born[name], slots, axis))
                       for axis in axes)
        if not same:
            wrong.append(name)
    return wrong, changed


@pytest.mark.parametrize("seed", range(12))
def test_a_newborn_is_as_those_are_with_whom_a_world_begins(seed):
    wrong, changed = newborn_as_founder(seed)
    assert changed and not wrong


@pytest.mark.slow
def test_newborns_of_many_worlds():
    assert not {seed: wrong for seed in range(12, 150) if (wrong := newborn_as_founder(seed)[0])}


def test_a_slot_that_is_not_cleared_would_show(monkeypatch):
    monkeypatch.setattr(Patches, "_clear", lambda *_: None)
    assert all(newborn_as_founder(seed)[0] for seed in range(4))


def live_seasons(seed, seasons=3):
    """A random configuration lived for some seasons, all accounts held, with random fates between them."""
    rng = np.random.default_rng([seed, 9])
    config = ecological(random_config(rng), 32, band__evolving=16, band__scripted=0, ecology__founders=0.7,
                        ecology__migration=0.3, ecology__clutch=3)
    rules = config.ecology.model_copy(update={"birth_at": 0.3, "endowment": 0.1, "cost": 0.05})
    layout, ids, patches = Layout.of(config), Ids(), Patches.founded(config)
    population = Population.found(layout, config.founder_sizes, ids, config.seed)
    genomes, born = population.genomes, population.born
    for season in range(seasons):
        if not len(genomes):
            break
        keys = worlds(streams(config.seed, Purpose.LIFE, generation=season), 2)
        lives = live_bands(genomes, patches.seating(config), config, layout, keys, patches=patches,
                           check=True, wires=wiring(config, layout, generation=season),
                           instructions=season % 2 == 0, interactions=season % 2 == 0)
        patches.pay(rng.normal(0, 0.5, patches.seats.shape))
        patch, slot = patches.at()
        come = fates(patches.energy()[patch, slot], season + 1 - born, patch, np.full(2, 16), rules, True,
                     rng)
        settle(patches, come, rules.endowment, rules.cost, config.world.ticks)
        genomes = np.concatenate([genomes[come.survivors], genomes[come.mothers]])
        born = np.concatenate([born[come.survivors], np.full(len(come.mothers), season + 1)])
        assert (np.bincount(patches.at()[0], minlength=2) == (patches.seats >= 0).sum(axis=1)).all()
    return lives, patches, len(born)


@pytest.mark.parametrize("seed", range(8))
def test_accounts_hold_from_season_to_season(seed):
    live_seasons(seed)


@pytest.mark.slow
def test_accounts_hold_in_many_worlds():
    assert max(live_seasons(seed, 6)[2] for seed in range(8, 120)) > 16


def test_energy_out_of_nothing_between_two_seasons_is_noticed():
    config = ecological(Config(), 16, ecology__founders=1.0)
    world = World(config, 0)
    world.live(-1, config.world.ticks)
    world.patches.arrays["body.energy"][0, 0, 3] += 1
    with pytest.raises(Exception, match=r"between two seasons.*energy is off"):
        world.patches.resumed(0, blank(config), world.band, world.p, world.w, world.keys[0], True)


def test_payoffs_are_paid_in_food_and_kill_at_nothing():
    config = ecological(Config(), 16, ecology__founders=1.0)
    world = World(config, 0)
    world.live(-1, 0)
    payoff = np.zeros((1, 16))
    payoff[0, :3] = 2.5, -1.5, -9
    world.patches.pay(payoff)
    assert world.patches.energy()[0, :4].tolist() == [6.5, 2.5, 0, 4]
    state, extras = world.here()
    assert state.ground.ledger[0, Account.PAID] == 2.5 - 1.5 - 4
    balanced(state, extras, world.p, "here")
    come = fates(world.patches.energy()[0], np.ones(16, np.int64), np.zeros(16, np.int64), np.array([16]),
                 config.ecology.model_copy(update={"mortality": 0.0}), False, np.random.default_rng(0))
    settle(world.patches, come, 4.0, 1.0, 160)
    assert np.flatnonzero(~world.here()[0].body.alive[0]).tolist() == [2]
    assert off(*world.here(), world.p)["agents"] == 0


def test_who_has_borne_feels_it_when_the_next_season_begins():
    config = ecological(Config.model_validate({"plasticity": {"enabled": True}}), 16, ecology__clutch=3)
    world = World(config, 0)
    world.live(-1, 0)
    world.patches.arrays["body.energy"][0, 0, :3] = 7.9, 8, 20
    come = fates(world.patches.energy()[0, :8], np.ones(8, np.int64), np.zeros(8, np.int64), np.array([16]),
                 config.ecology.model_copy(update={"mortality": 0.0}), False, np.random.default_rng(0))
    settle(world.patches, come, 4.0, 1.0, 160)
    assert world.patches.energy()[0, :3].tolist() == pytest.approx([7.9, 3, 5])
    assert (world.patches.young[0] > 0).sum() == 4 and (world.patches.young[0, 8:12] == 4).all()
    begun = blank(config)
    world.patches.resumed(0, begun, world.band, world.p, world.w, world.keys[0], False)
    assert begun[0].learning.felt[0, Drive.OFFSPRING, :12].tolist() == [0, 1, 3] + 9 * [0]


def test_ticks_count_anew_for_predators_that_rest():
    config = ecological(Config.model_validate({"dangers": {"enabled": True, "predators": 2}}), 16)
    world = World(config, 0)
    world.live(-1, 0)
    world.patches.arrays["dangers.sated"][0, 0] = 170, 3
    come = fates(world.patches.energy()[0, :8], np.ones(8, np.int64), np.zeros(8, np.int64), np.array([16]),
                 config.ecology, False, np.random.default_rng(0))
    settle(world.patches, come, 4.0, 1.0, 160)
    assert world.patches.arrays["dangers.sated"][0, 0].tolist() == [10, 0]


def test_what_is_saved_is_what_is_restored():
    _, patches, _ = live_seasons(4)
    again = Patches.restored({name: array.copy() for name, array in patches.saved("it").items()}, "it")
    assert again.arrays.keys() == patches.arrays.keys() and again.begun
    for name, array in patches.saved("it").items():
        other = again.saved("it")[name]
        assert np.array_equal(array, other) and array.dtype == other.dtype, name


def test_who_follows_one_that_died_follows_no_newborn():
    config = ecological(Config.model_validate({"social": {"follow": True}}), 16, ecology__founders=1.0)
    world = World(config, 0)
    world.live(-1, 0)
    guide = world.patches.arrays["follow.guide"]
    guide[0, 0, :4] = 7, 6, 7, -1
    world.patches.young[0, 7] = 1.0
    world.patches.resumed(0, blank(config), world.band, world.p, world.w, world.keys[0], False)
    assert guide[0, 0, :4].tolist() == [-1, 6, -1, -1]


def test_the_dead_among_scripts_come_back():
    config = ecological(Config(), 12, band__evolving=12, band__scripted=4, ecology__founders=1.0)
    world = World(config, 0)
    world.live(-1, 0)
    world.patches.arrays["body.alive"][0, 0, [2, 13]] = False
    world.patches.resumed(0, blank(config), world.band, world.p, world.w, world.keys[0], False)
    alive = world.here()[0].body.alive[0]
    assert not alive[2] and alive[13]
