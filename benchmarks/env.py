"""How fast the PettingZoo environment is, for docs/pettingzoo.md: `python benchmarks/env.py`.

Acts are drawn beforehand. Time is that of the processor, so that other work on the machine hardly counts; of
five rounds, the median and the range.
"""

import time
from collections.abc import Callable
from statistics import median

import numpy as np

import evosim
from evosim.names import Act, Occupant

TICKS, ROUNDS = 160, 5
FIRST = "runs/first.toml"


def episode(env, paint: bool = False) -> Callable[[], int]:
    """Lives one, and returns how many acts that took."""
    plan = np.random.default_rng(0).integers(len(env.acts), size=(TICKS, len(env.possible_agents))).tolist()

    def lived() -> int:
        taken = 0
        for acts in plan:
            now = dict(zip(env.possible_agents, acts, strict=True))
            taken += len(env.agents)
            env.step({agent: now[agent] for agent in env.agents})
            if paint:
                env.render()
            if not env.agents:
                break
        return taken
    return lived


def by_hand(look: bool) -> Callable[[], int]:
    """Lives as many ticks in a world by hand, in which all rest."""
    world = evosim.World(evosim.load_config(FIRST), kinds=[Occupant.EXTERNAL] * 16)

    def lived() -> int:
        world.reset()
        for _ in range(TICKS):
            if look:
                world.senses()
            world.step({slot: (Act.STAY, 0) for slot in range(16)})
        return 16 * TICKS
    return lived


def main() -> None:
    """Prints a row of a table for each."""
    print("| | ms a tick | agent-steps/s |\n|---|---|---|")
    envs = {
        "16 agents": evosim.parallel_env(FIRST),
        "1 agent, 15 genomes": evosim.parallel_env(FIRST, external=1),
        "16 agents, all learn (`runs/learning.toml`)": evosim.parallel_env("runs/learning.toml"),
        "14 agents, every mechanism (`runs/everything.toml`)": evosim.parallel_env("runs/everything.toml"),
        "16 agents, filmed": evosim.parallel_env(FIRST, render_mode="rgb_array"),
        "16 agents, a picture each tick": evosim.parallel_env(FIRST, render_mode="rgb_array"),
    }
    rows = {"`World.step`": (by_hand(False), None), "`World.senses` and `step`": (by_hand(True), None)}
    rows |= {name: (episode(env, "picture" in name), env) for name, env in envs.items()}
    for name, (lived, env) in rows.items():
        costs, rates = [], []
        for k in range(ROUNDS):
            if env is not None:
                env.reset(seed=k)
            start = time.process_time()
            taken = lived()
            spent = time.process_time() - start
            costs.append(1e3 * spent / (TICKS if env is None else env.world.tick))
            rates.append(taken / spent)
        print(f"| {name} | {median(costs):.2f} ({min(costs):.2f} to {max(costs):.2f}) | "
              f"{median(rates):,.0f} |", flush=True)


if __name__ == "__main__":
    main()
