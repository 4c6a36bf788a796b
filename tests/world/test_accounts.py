"""The two accounts, each tick: births - deaths = living; food and energy in = held + spent + lost."""

import numpy as np
import pytest

from evosim.config import Config
from evosim.genome import Layout
from evosim.names import Account, Act, Interaction, Occupant, Script, Tally
from evosim.world import Seating, World, live_bands
from evosim.world.lives import streams

EVENTFUL = {
    "plain": {},
    "starvation": {"body": {"start_energy": 0.7, "metabolism": 0.07, "move_cost": 0.05}},
    "theft": {"social": {"steal": True, "steal_amount": 0.7, "steal_success": 0.8},
              "body": {"start_energy": 1.5, "metabolism": 0.03}},
    "imposters": {"imposters": {"enabled": True, "share": 0.9, "lag": 1},
                  "instruction": {"share": 1.0, "verbs": ["give", "empty"]}},
    "heavy": {"food": {"heavy": 30, "heavy_worth": 4.7, "heavy_regrow": 0.5, "heavy_lifters": 1}},
    "record": {"record": {"symbols": 4, "cost": 0.03}},
    "steward": {"steward": {"stewards": 16, "income": 0.3, "dismissal": False}, "world": {"size": 8},
                "food": {"initial": 40}},
    "land": {"terrain": {"enabled": True, "walls": 4, "trees": 9, "cliffs": 2, "climb_ticks": 1},
             "dangers": {"enabled": True}, "food": {"initial": 150}},
    "dangers": {"terrain": {"enabled": True, "trees": 9}, "body": {"start_energy": 2.5},
                "dangers": {"enabled": True, "predators": 5, "storm_chance": 0.1, "storm_cost": 0.07}},
    "society": {"food": {"hidden": 30, "hidden_worth": 5, "hidden_regrow": 0.5, "hidden_sight": 1.2},
                "social": {"attack": True, "attack_damage": 0.4, "attack_loot": 0.3, "follow": True},
                "signals": {"symbols": 4, "cost": 0.02}, "body": {"tradeoff": "evolved"}},
    "decay": {"body": {"stash_decay": 0.05}},
    "death": {"oversight": {"watched": 1.0, "death": 0.05}, "instruction": {"share": 0.9}},
    "verbs": {"instruction": {"share": 1.0, "verbs": ["gather", "spoil", "give"]}, "food": {"regrow": 9.0}},
    "fakes": {"imposters": {"enabled": True, "agents": True, "fake_share": 0.6, "fake_range": 12.0},
              "instruction": {"share": 0.3, "verbs": ["give"]}, "ask": {"enabled": True, "cost": 0.3},
              "social": {"reach": 9}},
    "guides": {"guides": {"enabled": True, "cost": 0.05}, "social": {"gift": 0.4}, "food": {"hidden": 40,
               "hidden_beacons": True, "hidden_regrow": 0.5}},
    "lean": {"food": {"initial": 190, "regrow": 2.5, "lean_period": 20, "lean_regrow": 0.1}},
}


def eventful(name, seed=3):
    """A world in which all acts happen: half of the slots act at random, half on mutated genomes."""
    tree = {"world": {"size": 14, "ticks": 120}, "food": {"initial": 100}, "seed": seed}
    for section, keys in EVENTFUL[name].items():
        tree[section] = {**tree.get(section, {}), **keys}
    config = Config.model_validate(tree)
    layout, rng = Layout.of(config), np.random.default_rng(seed)
    genomes = layout.founders(8, rng) + rng.normal(0, 0.5, (8, layout.n_genes)).astype(np.float32)
    return World(config, genomes, kinds=[Occupant.EVOLVING] * 8 + [Occupant.SCRIPTED] * 8,
                 scripts=dict.fromkeys(range(8, 16), Script.RANDOM))


@pytest.mark.parametrize("name", EVENTFUL)
def test_accounts_hold_each_tick(name):
    world = eventful(name)
    while not world.over:
        off = world.invariants()
        assert off["agents"] == 0 and abs(off["food"]) < 1e-3, world.tick
        assert abs(off["energy"]) < 1e-3, world.tick
        world.step()
    ledger, tally = world.state.ground.ledger[0], world.state.books.tally[0].T.sum(axis=0, dtype=float)
    assert ledger[Account.EATEN] == tally[Tally.EATEN] > 0
    assert ledger[Account.STORED] == tally[Tally.STORED] > 0
    assert ledger[Account.LIFTED] == pytest.approx(tally[Tally.LIFTED], rel=1e-5)
    assert ledger[Account.SPENT] == pytest.approx(tally[Tally.SPENT], rel=1e-5)
    assert ledger[Account.TAKEN] == tally[Tally.TAKEN]
    assert ledger[Account.LAID] == tally[Tally.LAID] and ledger[Account.RUINED] == tally[Tally.RUINED]
    assert tally[Tally.GIVEN] == pytest.approx(tally[Tally.RECEIVED] + tally[Tally.TAKEN], rel=1e-5)
    assert tally[Tally.STOLEN] == pytest.approx(tally[Tally.ROBBED], rel=1e-5)
    assert ledger[Account.FORFEITED] == pytest.approx(tally[Tally.FORFEITED], rel=1e-5)
    assert tally[Tally.DAMAGE] == pytest.approx(tally[Tally.HURT], rel=1e-5)
    happened = {"starvation": ledger[Account.DEATHS], "theft": tally[Tally.STOLEN],
                "imposters": tally[Tally.TAKEN], "heavy": tally[Tally.LIFTED],
                "decay": tally[Tally.DECAYED], "record": tally[Tally.ERASED],
                "steward": min(tally[Tally.WITHDRAWN], tally[Tally.DEPOSITED]),
                "land": tally[[Tally.JUMPS, Tally.FALLS, Tally.CLIMBS, Tally.BARRED, Tally.UP]].min(),
                "dangers": tally[[Tally.BITTEN, Tally.EXPOSED]].min(),
                "society": min(tally[Tally.DUG], tally[Tally.DAMAGE], tally[Tally.SIGNALS]),
                "verbs": min(tally[Tally.LAID], tally[Tally.RUINED]),
                "fakes": min(tally[Tally.FAKED], tally[Tally.ASKED]),
                "guides": tally[[Tally.GUIDINGS, Tally.GUIDED_LETTER, Tally.GIVEN, Tally.DUG]].min(),
                "death": tally[Tally.FORFEITED]}
    assert happened.get(name, 1) > 0
    if name == "starvation":
        assert not world.state.body.alive.all()


def test_accounts_notice_what_is_not_booked():
    world = eventful("plain")
    world.state.ground.food[0, :] = 1
    world.state.body.energy[0, 0] += 0.5
    world.state.body.alive[0, 1] = False
    off = world.invariants()
    assert off["food"] != 0 and off["energy"] != 0 and off["agents"] != 0


def test_a_generation_says_whose_account_is_off(monkeypatch):
    from evosim.errors import EvosimError
    from evosim.world import lives

    config = eventful("plain").config
    layout = Layout.of(config)
    genomes = layout.founders(16, np.random.default_rng(0))

    def live_and_lose(state, *rest):
        live(state, *rest)
        state.body.energy[1, 2] += 0.1

    live = lives.live
    monkeypatch.setattr(lives, "live", live_and_lose)
    with pytest.raises(EvosimError, match=r"band 0, replicate 1: the account of energy is off by -0\.1"):
        live_bands(genomes, Seating.of(config, np.arange(16)), config, layout,
                   streams(1, 0, generation=0, replicates=2), check=True)


@pytest.mark.parametrize("name", ["theft", *(pytest.param(name, marks=pytest.mark.slow)
                                             for name in EVENTFUL if name != "theft")])
def test_events_of_a_life_sum_to_its_state(name):
    world = eventful(name)
    deeds, given, ate, stored = world.state.deeds, 0.0, 0.0, 0.0
    while not world.over:
        world.step()
        given += deeds.gave[0].sum(dtype=float)
        ate += deeds.ate[0].sum(dtype=float)
        stored += deeds.stored[0].sum(dtype=float)
    tally = world.state.books.tally[0].T.sum(axis=0, dtype=float)
    assert given == pytest.approx(tally[Tally.GIVEN], rel=1e-5)
    eaten = tally[[Tally.EATEN, Tally.FROM_STASH, Tally.LIFTED]].sum()
    assert ate == pytest.approx(eaten, rel=1e-5)
    assert stored == tally[Tally.STORED]
    deals = world.state.books.dealings[0].sum(axis=(0, 1, 2), dtype=float)
    assert deals[[Interaction.GIVE, Interaction.STEAL], 1] == pytest.approx(
        [tally[Tally.RECEIVED], tally[Tally.STOLEN]], rel=1e-5)


@pytest.mark.parametrize("name", EVENTFUL)
def test_ledgers_of_whole_generations_balance(name):
    config = eventful(name).config
    layout, rng = Layout.of(config), np.random.default_rng(0)
    genomes = layout.founders(40, rng) + rng.normal(0, 0.5, (40, layout.n_genes)).astype(np.float32)
    lives = live_bands(genomes, Seating.of(config, np.arange(40)), config, layout,
                       streams(1, 0, generation=0, replicates=2), check=True)
    ledger, tally = lives.ledger, lives.tally.sum(axis=2, dtype=float)
    for account, column in [(Account.EATEN, Tally.EATEN), (Account.STORED, Tally.STORED)]:
        assert np.array_equal(ledger[..., account], tally[..., column])
    held = tally[..., Tally.LAST_ENERGY] + tally[..., Tally.LAST_STASH] - ledger[..., Account.DIED]
    energy_in = ledger[..., [Account.BORN, Account.EATEN, Account.STORED, Account.LIFTED]].sum(axis=-1)
    energy_in += tally[..., Tally.WITHDRAWN] - tally[..., Tally.DEPOSITED]
    out = ledger[..., [Account.SPENT, Account.TAKEN, Account.DECAYED, Account.DIED, Account.LAID,
                       Account.FORFEITED]].sum(axis=-1)
    assert np.allclose(energy_in, held + out, atol=1e-3)


def test_a_world_by_hand_refuses_what_does_not_exist():
    from evosim.errors import EvosimError

    config = Config()
    for wrong in [dict(kinds=[1] * 15), dict(kinds=[]), dict(genomes=np.zeros((3, 5), np.float32))]:
        with pytest.raises(EvosimError, match="must be"):
            World(config, **wrong)
    world = World(config, kinds=[Occupant.EXTERNAL] + [Occupant.EVOLVING] * 15)
    for acts in [{1: (1, 0)}, {16: (1, 0)}, {-16: (1, 0)}, {0: (Act.STEAL, 0)}, {0: (0, 8)}, {0: (0, -1)},
                 {0: (99, 0)}]:
        with pytest.raises(EvosimError, match="must be"):
            world.step(acts)


def test_reset_and_repeat():
    world = eventful("theft")
    world.step(ticks=50)
    first = world.snapshot()
    world.reset()
    assert world.tick == 0
    for _ in range(50):
        world.step()
    second = world.snapshot()
    assert [n for n in first if not np.array_equal(first[n], second[n])] == []


def test_life_ends():
    world = eventful("plain")
    world.step(ticks=10**6)
    assert world.over and world.tick == 120
    end = world.snapshot()
    world.step()
    assert all(np.array_equal(end[n], value) for n, value in world.snapshot().items())


def test_a_snapshot_is_a_copy():
    world = eventful("plain")
    before = world.snapshot()
    kept = {name: np.copy(value) for name, value in before.items()}
    world.step(ticks=5)
    assert all(np.array_equal(before[n], kept[n]) for n in before)
