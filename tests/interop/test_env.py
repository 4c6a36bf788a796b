"""The environment keeps PettingZoo's contract, is as deterministic as a run, and says what is wrong."""

import pickle
import sys

import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence
from pettingzoo.test import parallel_api_test, parallel_seed_test
from pettingzoo.utils.conversions import parallel_to_aec

import evosim
from evosim.config import Config, Schedule, load, parse
from evosim.errors import ConfigError, EvosimError
from evosim.faculties import SENSES
from evosim.genome import Layout
from evosim.interop.spaces import BOUNDS
from evosim.names import Act, Occupant, Script
from evosim.results import load_run
from evosim.world import World
from tests.conftest import PLASTIC, SMALL
from tests.kernels.worlds import random_config

CONFIGS = {
    "default": lambda: Config(),
    "first": lambda: load("runs/first.toml"),
    "learning": lambda: parse(PLASTIC),
    "everything": lambda: load("runs/everything.toml", ("world.ticks=40",)),
}
QUICK = parse(SMALL, overrides=("body.start_energy=0.5",))  # 40 ticks, in which some starve


def played(env, seed=None, options=None):
    """An episode of random acts: everything that the agents were told of it."""
    rng, out = np.random.default_rng(0), [env.reset(seed=seed, options=options)]
    while env.agents:
        out.append(env.step({agent: int(rng.integers(len(env.acts))) for agent in env.agents}))
    return out


def same(a, b):
    """Whether two tellings of episodes are equal, to the bit."""
    return data_equivalence(a, b, exact=True)


# The contract ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONFIGS)
def test_pettingzoo_finds_nothing_wrong(name):
    config = CONFIGS[name]()
    with pytest.warns(UserWarning) as told:
        parallel_api_test(evosim.parallel_env(config, external=3 if name == "everything" else None), 200)
        parallel_seed_test(lambda: evosim.parallel_env(config), 20)
    assert all("there is no such option" in str(one.message) for one in told)  # one that PettingZoo makes up


def test_it_turns_into_an_environment_of_turns():
    env = parallel_to_aec(evosim.parallel_env(QUICK, external=2))
    env.reset(seed=4)
    sums = dict.fromkeys(env.possible_agents, 0.0)
    for agent in env.agent_iter():
        _, reward, terminated, truncated, _ = env.last()
        sums[agent] += reward
        env.step(None if terminated or truncated else env.action_space(agent).sample())
    for agent, total in sums.items():
        assert total + np.float32(0.5) == pytest.approx(env.unwrapped.fitness(agent), abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_all_senses_lie_within_their_bounds(seed):
    env = evosim.parallel_env(random_config(np.random.default_rng([seed, 7])))
    for seen, *_ in played(env):
        assert all(env.observation_space(agent).contains(senses) for agent, senses in seen.items())
        assert env.state_space.contains(env.state())


def test_every_sense_has_bounds_and_every_act_a_name():
    assert set(BOUNDS) == {spec.name for spec in SENSES}
    env = evosim.parallel_env(CONFIGS["everything"]())
    layout = Layout.of(CONFIGS["everything"]())
    assert len(env.acts) == len(set(env.acts)) == len(layout.acts) + 7 == env.action_space("slot_0").n
    assert env.observation_space("slot_0").shape == (layout.n_senses,)
    covered = np.concatenate([np.arange(layout.n_senses)[part] for part in env.senses.values()])
    assert covered.tolist() == list(range(layout.n_senses))
    for name, part in env.senses.items():
        assert (part.stop - part.start) % len(BOUNDS[name]) == 0, name


def test_acts_do_what_they_are_called():
    env = evosim.parallel_env(QUICK, external=1,
                              genomes=np.zeros((15, Layout.of(QUICK).n_genes), np.float32))
    for name, (dy, dx) in {"move_east": (0, 1), "move_south": (1, 0), "move_northwest": (-1, -1),
                           "stay": (0, 0), "eat": (0, 0)}.items():
        env.reset(seed=1)
        body = env.world.state.body
        y, x = int(body.y[0, 0]), int(body.x[0, 0])
        env.step({"slot_0": env.acts.index(name)})
        assert (body.y[0, 0], body.x[0, 0]) == ((y + dy) % 12, (x + dx) % 12), name
    assert env.world.state.mind.act[0, 0] == Act.EAT


def test_it_can_be_sent_to_another_process_in_the_midst_of_an_episode():
    env = evosim.parallel_env(QUICK)
    env.reset(seed=2)
    acts = dict.fromkeys(env.agents, env.acts.index("eat"))
    env.step(acts)
    other = pickle.loads(pickle.dumps(env))
    assert same(env.step(acts), other.step(acts))


# Seeds -------------------------------------------------------------------------------------------


def test_a_seed_is_an_episode_and_none_is_the_next():
    env = evosim.parallel_env(QUICK)
    first, second, third = played(env, 7), played(env), played(env)
    assert not same(first, second) and not same(second, third)
    assert same(played(env, 7), first) and same(played(env), second)
    assert same(played(evosim.parallel_env(QUICK, seed=7)), first)
    by_hand = World(QUICK, kinds=[Occupant.EXTERNAL] * 16)
    env = evosim.parallel_env(QUICK)
    seen, infos = env.reset()
    assert np.array_equal(np.stack(list(seen.values())), by_hand.senses()) and not any(infos.values())


def test_looking_on_changes_nothing():
    expected = played(evosim.parallel_env(QUICK), 3)
    looked = evosim.parallel_env(QUICK, render_mode="rgb_array")
    rng, before = np.random.default_rng(0), None
    got = looked.reset(seed=3)
    for wanted in expected[1:]:
        picture = looked.render()
        assert picture.dtype == np.uint8 and picture.shape[1:] == (528, 3)
        assert before is None or (picture != before).any()
        before = picture
        looked.state()
        got = looked.step({agent: int(rng.integers(len(looked.acts))) for agent in looked.agents})
        assert same(got, wanted)
    assert not looked.agents and looked.render().shape == before.shape


# Who plays ---------------------------------------------------------------------------------------


def test_a_population_of_a_run_plays_beside_others(small_run):
    run = load_run(small_run)
    env = evosim.parallel_env(run, external=4)
    last = run.genome_matrix()
    assert env.possible_agents == ["slot_0", "slot_1", "slot_2", "slot_3"]
    env.reset(seed=1)
    assert env.world.config == Schedule(run.config).at(int(run.genomes["generation"].max()))[1]
    rows = {genome.tobytes() for genome in last}
    seated = [genome.tobytes() for genome in env.world.genomes]
    assert len(seated) == len(set(seated)) == 12 and set(seated) <= rows
    env.reset()
    assert [genome.tobytes() for genome in env.world.genomes] != seated  # others are drawn
    by_path = evosim.parallel_env(str(small_run), external=4)
    assert same(played(by_path, 1), played(env, 1))
    early = evosim.parallel_env(run, external=4, generation=0)
    early.reset(seed=1)
    assert early.world.config.instruction.share == 0 < env.world.config.instruction.share


def test_seats_are_those_of_the_band():
    config = parse(SMALL, overrides=("band.evolving=6", "band.scripted=2", 'band.script="obey"'))
    env = evosim.parallel_env(config, external=2)
    env.reset()
    assert env.world.kinds.tolist() == [Occupant.EXTERNAL] * 2 + [Occupant.EVOLVING] * 4 + \
        [Occupant.SCRIPTED] * 2 + [Occupant.VACANT] * 8
    assert env.world.state.band.script[6:8].tolist() == [Script.OBEY] * 2
    assert evosim.parallel_env(config).possible_agents == [f"slot_{slot}" for slot in range(6)]


def test_genomes_can_change_between_episodes():
    layout = Layout.of(QUICK)
    a, b = (layout.founders(15, np.random.default_rng(k)) for k in (1, 2))
    env = evosim.parallel_env(QUICK, external=1, genomes=a)
    one = played(env, 5)
    other = played(env, 5, {"genomes": b})
    assert not same(one, other) and same(played(env, 5), other)
    assert same(played(evosim.parallel_env(QUICK, external=1, genomes=b), 5), other)


def test_what_genomes_get_by_their_own_attention_is_not_given_away():
    config = parse(SMALL, overrides=('brain.naming="attended"', "instruction.share=1.0"))
    env = evosim.parallel_env(config)
    seen, _ = env.reset(seed=1)
    assert sum(senses[env.senses["told"]].sum() for senses in seen.values()) > 8
    assert not any(senses[env.senses["named"]].any() for senses in seen.values())


def test_the_language_is_that_of_the_generation():
    drifting = parse(SMALL, overrides=('language.meaning="drifting"', "language.drift=1.0"))
    then, now = World(drifting), World(drifting, generation=3)
    assert then.wiring.tokens.tolist() != now.wiring.tokens.tolist()


@pytest.mark.slow
def test_the_reward_model_of_a_run_judges_on(everything_run):
    env = evosim.parallel_env(everything_run, external=4)
    env.reset(seed=1)
    assert env.world.extras.scrutiny.reader.any()
    assert len(played(env)) > 2


# What only the world knows ------------------------------------------------------------------------


def test_the_truth_is_what_the_world_counts():
    env = evosim.parallel_env(QUICK, external=16)
    truths = [truth for *_, infos in played(env, 6)[1:] for truth in infos.items()]
    books = env.world.state.books
    told_n, letter_n, spirit_n = (books.told_n[0, :, 0], books.letter_n[0, :, 0], books.spirit_n[0, :, 0])
    verbs = env.world.layout.verbs
    for agent, slot in ((f"slot_{k}", k) for k in range(16)):
        own = [info["truth"] for who, info in truths if who == agent]
        scored = [truth for truth in own if truth["checked"] and truth["speaker"] in ("avatar", "nobody")]
        assert sum(truth["told"] or truth["speaker"] == "nobody" for truth in scored) == len(scored)
        for v, verb in enumerate(verbs):
            those = [truth for truth in scored if truth["verb"] == verb]
            assert len(those) == told_n[slot, :3, v].sum()
            assert sum(truth["letter"] for truth in those) == letter_n[slot, :3, v, v].sum()
            assert sum(truth["spirit"] for truth in those) == spirit_n[slot, :3, v].sum()
            watched = [truth for truth in those if truth["watched"] and truth["told"]]
            assert len(watched) == told_n[slot, 0, v]
        assert own[-1]["fitness"] == env.fitness(agent)
    assert told_n[:, :3].sum() > 100


# What is wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "sentence"), [
    ({"external": 0}, "external = 0: must be from 1 to 16, band.evolving"),
    ({"external": 17}, "external = 17: must be from 1 to 16"),
    ({"external": 2, "kinds": [5] * 16}, "external = 2: must not be given beside kinds"),
    ({"kinds": [1] * 16}, r"kinds: must have an external slot, 5"),
    ({"kinds": [5] * 17}, "kinds: 17 slots; must be a multiple of 16"),
    ({"kinds": [5] * 15 + [4]}, "kinds: must not have replayed slots"),
    ({"scripts": {3: Script.OBEY}}, "scripts: must be given with kinds"),
    ({"external": 1, "genomes": np.zeros((3, 5), np.float32)}, r"genomes: shape \(3, 5\); must be \(n, "),
    ({"external": 1, "genomes": np.zeros((3, Layout.of(QUICK).n_genes), np.float32)},
     "genomes: 3 of them; must be at least 15"),
    ({"generation": 3}, "generation = 3: must be given with a run"),
    ({"seed": -1}, "seed = -1: must be a whole number from 0"),
    ({"seed": 0.5}, "seed = 0.5: must be a whole number"),
    ({"render_mode": "human"}, "render_mode = 'human': must be 'rgb_array' or None"),
])
def test_wrong_arguments_are_named(more, sentence):
    with pytest.raises(ConfigError, match=sentence):
        evosim.parallel_env(QUICK, **more)


def test_wrong_sources_are_named(tmp_path, small_run):
    with pytest.raises(ConfigError, match="no such file"):
        evosim.parallel_env(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"must be a configuration \(evosim.load_config\), a run"):
        evosim.parallel_env({"world": {}})
    with pytest.raises(EvosimError, match=str(tmp_path)):
        evosim.parallel_env(tmp_path)
    with pytest.raises(ConfigError, match=r"generation 1 .*has no genomes logged"):
        evosim.parallel_env(small_run, generation=1)


def test_wrong_actions_are_named():
    env = evosim.parallel_env(QUICK, external=2)
    for early in (env.state, lambda: env.fitness("slot_0")):
        with pytest.raises(EvosimError, match=r"call env\.reset"):
            early()
    with pytest.raises(EvosimError, match=r"of whom there is none before env\.reset"):
        env.step({"slot_0": 0})
    env.reset(seed=1)
    for actions, sentence in [
            ({"slot_0": 0}, "actions: has none for slot_1"), ({}, "actions: has none for slot_0, slot_1"),
            ({"slot_0": 0, "slot_1": 0, "slot_5": 0}, r"actions\['slot_5'\]: must be for an agent that"),
            ({"slot_0": 99, "slot_1": 0}, r"actions\['slot_0'\] = 99: must be a whole number from 0 to 12"),
            ({"slot_0": None, "slot_1": 0}, r"actions\['slot_0'\] = None: .* env.acts: move_east, "),
            ({"slot_0": 0.5, "slot_1": 0}, r"actions\['slot_0'\] = 0.5: must be a whole number")]:
        with pytest.raises(EvosimError, match=sentence):
            env.step(actions)
        assert env.world.tick == 0
    with pytest.warns(UserWarning, match="no such option, and it changes nothing; there is 'genomes'"):
        env.reset(options={"weather": "fine"})
    with pytest.raises(ConfigError, match="genomes: 1 of them; must be at least 14"):
        env.reset(options={"genomes": np.zeros((1, Layout.of(QUICK).n_genes))})
    with pytest.warns(UserWarning, match="render_mode='rgb_array'"):
        assert env.render() is None


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("pettingzoo", "evosim.interop."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pettingzoo", None)
    with pytest.raises(ConfigError, match=r"pettingzoo is not installed .* 'evosim\[interop\]' installs"):
        evosim.parallel_env(QUICK)
