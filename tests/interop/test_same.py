"""Whoever does in a slot what a genome would have done there sees and lives the same, to the last bit."""

import numpy as np
import pytest

import evosim
from evosim.config import load, parse
from evosim.genome import Layout
from evosim.interop.spaces import choices
from evosim.names import Act, Occupant, Purpose, Script, Tally
from evosim.reference import SCRATCH
from evosim.world import Seating, World, live_bands
from evosim.world.lives import fitness, streams
from tests.conftest import PLASTIC, SMALL

SEED, SWAPPED = 9, [0, 3, 7, 12]
KINDS = np.array([Occupant.EVOLVING] * 14 + [Occupant.SCRIPTED, Occupant.VACANT], np.int64)
SCRIPTS = {14: Script.OBEY}
CONFIGS = {
    "small": lambda: parse(SMALL, overrides=("body.start_energy=0.7",)),  # some starve
    "learning": lambda: parse(PLASTIC),
    "everything": lambda: load("runs/everything.toml", ("world.ticks=60", "body.tradeoff=assigned")),
}
# what a mind does and nobody else can tell, and the arrays that say whose it is
OF_MINDS = {"kind", "genome", "tape", "minded", "brain", "memory", "out", "stimulus", "learned",
            "eligibility", "drives", "rates", "slope", "value", "praised", "visited", "last_stash",
            "last_power", "reward", "felt", "direction"}


def lively(layout):
    rng = np.random.default_rng(2)
    genomes = layout.founders(14, rng)
    return genomes + rng.normal(0, 0.4, genomes.shape).astype(np.float32)


def unlike(a, b):
    one, other = a.snapshot(), b.snapshot()
    for tallies in (one["tally"], other["tally"]):  # what only who learns feels
        tallies[:, [Tally.REWARDED, Tally.PAIN]] = 0
    return [name for name in one.keys() - OF_MINDS - SCRATCH if not np.array_equal(one[name], other[name])]


@pytest.mark.parametrize("name", CONFIGS)
def test_same_acts_same_senses_same_life(name):
    config = CONFIGS[name]()
    layout = Layout.of(config)
    genomes, kinds = lively(layout), KINDS.copy()
    kinds[SWAPPED] = Occupant.EXTERNAL
    evolved = World(config, genomes, kinds=KINDS.tolist(), scripts=SCRIPTS, seed=SEED)
    env = evosim.parallel_env(config, genomes=np.delete(genomes, SWAPPED, axis=0), kinds=kinds.tolist(),
                              scripts=SCRIPTS, tags={slot: layout.tags(genomes)[slot] for slot in SWAPPED})
    number = {(choice.act, choice.direction): k for k, choice in enumerate(choices(layout))}
    seen, _ = env.reset(seed=SEED)
    worth, did, died = {agent: env.fitness(agent) for agent in env.agents}, set(), set()
    assert set(worth.values()) == {float(np.float32(config.body.start_energy))}
    while env.agents:
        before = evolved.senses()
        assert unlike(evolved, env.world) == [], evolved.tick
        for agent in env.agents:
            assert np.array_equal(seen[agent], before[int(agent[5:])]), (agent, evolved.tick)
        evolved.step()
        acts, ways = evolved.state.mind.act[0], evolved.state.mind.direction[0]
        did |= {Act(int(acts[int(agent[5:])])) for agent in env.agents}
        seen, rewards, terminated, truncated, _ = env.step({
            agent: number[Act(acts[slot]), int(ways[slot]) if acts[slot] == Act.MOVE else 0]
            for agent in env.agents for slot in [int(agent[5:])]})
        for agent, reward in rewards.items():
            worth[agent] += reward
            assert terminated[agent] == (not evolved.state.body.alive[0, int(agent[5:])])
            assert truncated[agent] == (evolved.over and not terminated[agent])
        died |= {agent for agent, end in terminated.items() if end}
    assert len(did) >= 4 and (died or name != "small") and len(died) < len(SWAPPED)
    assert evolved.over and unlike(evolved, env.world) == []

    seats = np.where(KINDS == Occupant.EVOLVING, np.cumsum(KINDS == Occupant.EVOLVING) - 1, -1)
    script = np.where(KINDS == Occupant.SCRIPTED, int(Script.OBEY), 0)
    logged = live_bands(genomes, Seating(KINDS[None], script[None], seats[None]), config, layout,
                        streams(SEED, Purpose.HAND, generation=0), instructions=True)
    logged_worth = fitness(logged.tally[0, 0], config.body.stash_worth)
    for agent, value in worth.items():
        assert value == pytest.approx(logged_worth[int(agent[5:])], abs=1e-9)
        assert env.fitness(agent) == logged_worth[int(agent[5:])]
