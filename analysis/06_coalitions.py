# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Is there a coalition, or only a crowd?
#
# Agents give to each other. Draw who gave to whom, and groups appear. But agents also *meet*: two that walk
# about the same food are in reach of each other all day, and whatever they do, they do to each other. So
# groups alone say nothing. The question is whether they act for *these* others more than for whoever else
# was as near.
#
# **Predict first.** (a) Sixteen agents walk at random and act at random. Will an algorithm that looks for
# groups find any? (b) Shuffle partners over the whole world and compare: will random walkers look like
# coalitions? (c) A population has been bred for 60 generations and told to give, now and then. Does it fall
# into coalitions? (d) Do their members obey less when they are together?

# %%
import os
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import evosim
from evosim.coalition_analysis import SAID, analyse, picture, society_of, verdict, world_z
from evosim.coalitions import communities, modularity, portrait, rewired, z_score
from evosim.config import parse
from evosim.figures.coalitions import all_worlds, coalitions_figure
from evosim.names import Act, Occupant, Script

SEEDS, DRAWS, N = range(7000, 7040), 100, 16
crowd = parse("[social]\nsteal = true\n[instruction]\nshare = 0.0\n[body]\nstart_energy = 100.0")


def looked_at(world, seed):
    """A world that has been lived, with what 100 re-draws of partners make of it."""
    return portrait(society_of(world), DRAWS, seed)


# %% [markdown]
# ## A ruler that reads 0 for a crowd
#
# Before anything is said of a bred population, the measure has to pass on worlds of which we know what they
# are. Each act is put to another moment of the same stay (ticks on end with somebody in reach), and goes to
# whomever it would have been on then: *the partner is re-drawn among those in reach at that act*. z says by
# how many standard deviations the world falls into groups more than its re-draws do.
#
# Forty worlds of random walkers first.

# %%
def walkers(seed):
    """All act at random, and walk at random."""
    world = evosim.World(crowd, kinds=[Occupant.SCRIPTED] * N, scripts=dict.fromkeys(range(N), Script.RANDOM),
                         seed=seed)
    world.step(ticks=crowd.world.ticks)
    return world


lived = {"random walkers": [looked_at(walkers(seed), seed) for seed in SEEDS]}
groups = np.mean([len(one.groups) for one in lived["random walkers"]])
wrong = []
for one in lived["random walkers"][:8]:
    weights = one.seen[..., 0]
    drawn = rewired(weights, 40, np.random.default_rng(0))
    wrong.append(z_score(modularity(weights, communities(weights)),
                         np.array([modularity(other, communities(other)) for other in drawn])))
print(f"random walkers: {groups:.1f} groups a world are found")
known = [one.z for one in lived["random walkers"][:8]]
print(f"eight of them, partners shuffled over the whole world: z = {min(wrong):.1f} to {max(wrong):.1f}")
print(f"the same eight, partners among those in reach: z = {min(known):.1f} to {max(known):.1f}")

# %% [markdown]
# Groups are found, and against a shuffle that does not know who was near, every crowd "is" a coalition. Now
# foragers, who crowd about food and give or steal now and then, whoever is there; and a coalition planted on
# purpose: *partisans* walk at random, but give only where all who are nearest are of their own half (odd or
# even slots).

# %%
def offsets(world, y, x):
    """From a place to others, on the torus."""
    size = world.config.world.size
    return (y + size // 2) % size - size // 2, (x + size // 2) % size - size // 2


def forager(world, rng, slot):
    """Toward the nearest food, and eat it; now and then gives or steals."""
    size, body, food = world.config.world.size, world.state.body, world.state.ground.food[0]
    y, x = body.y[0, slot], body.x[0, slot]
    if rng.random() < 0.1:
        return int(rng.choice([Act.GIVE, Act.STEAL])), 0
    if food[y * size + x]:
        return int(Act.EAT), 0
    cells = np.flatnonzero(food)
    if not len(cells):
        return int(Act.MOVE), int(rng.integers(8))
    dy, dx = offsets(world, cells // size - y, cells % size - x)
    k = (dy * dy + dx * dx).argmin()
    east, south = world.geometry.bearings.T
    return int(Act.MOVE), int((dx[k] * east + dy[k] * south).argmax())


def partisan(world, rng, slot):
    """Walks at random, and gives to those of its own half alone."""
    body = world.state.body
    dy, dx = offsets(world, body.y[0] - body.y[0, slot], body.x[0] - body.x[0, slot])
    far = dy * dy + dx * dx
    far[slot] = far.max() + 1
    near = np.flatnonzero(far == far.min())
    own = far.min() <= world.config.social.reach**2 and (near % 2 == slot % 2).all()
    return (int(Act.GIVE), 0) if own and rng.random() < 0.3 else (int(Act.MOVE), int(rng.integers(8)))


def stepped(policy, seed):
    """A life in which a policy says what each does."""
    world, rng = evosim.World(crowd, kinds=[Occupant.EXTERNAL] * N, seed=seed), np.random.default_rng(seed)
    while not world.over:
        world.step({slot: policy(world, rng, slot) for slot in range(N)})
    return world


for name, policy in (("foragers", forager), ("planted coalition", partisan)):
    lived[name] = [looked_at(stepped(policy, seed), seed) for seed in SEEDS]
calibration = pd.DataFrame({name: [one.z for one in worlds] for name, worlds in lived.items()})
pd.DataFrame({"mean z": calibration.mean(), "least": calibration.min(), "most": calibration.max(),
              "|z| >= 2": (calibration.abs() >= 2).sum(), "of": calibration.count()}).round(2)

# %%
figure, axes = plt.subplots(1, 3, figsize=(11, 3), layout="constrained")
for ax, (name, z) in zip(axes, calibration.items(), strict=True):
    all_worlds(z, ax=ax)
    ax.set_title(f"{name}\n{(z >= 2).sum()} of {len(z)} worlds beyond a crowd")
plt.show()

# %% [markdown]
# That is the measure at work: crowds lie around 0, and the planted coalition is found in every world. This is
# the typical one of them, beside its crowd:

# %%
planted = sorted(lived["planted coalition"], key=lambda one: one.z)[len(SEEDS) // 2]
coalitions_figure(planted, calibration["planted coalition"], "Planted: they give to their own half alone")
plt.show()

# %% [markdown]
# ## A bred population
#
# `runs/first.toml` for 60 generations, with everything that happened between two agents logged in the first
# and in the last (`log.interactions_every`). On the command line:
#
# ```sh
# evosim run runs/first.toml --seed 7 -o generations=60 -o log.interactions_every=59 \
#     -o log.instructions_every=59
# evosim coalitions RUN --figure
# ```

# %%
path = os.environ.get("EVOSIM_RUN")
if path is None:
    from evosim.run import run as evolve

    home = Path("runs") if Path("runs").exists() else Path("../runs")
    path = evolve(evosim.load_config(home / "first.toml", [
        "seed=7", "generations=60", "log.interactions_every=59", "log.instructions_every=59",
        "shadow.populations=0", "battery.every=0"]), Path(mkdtemp()), threads=os.cpu_count())
run = evosim.load_run(path)
logged = sorted(run.encounters["generation"].unique())
seen = {generation: analyse(run, int(generation), draws=40) for generation in (logged[0], logged[-1])}
rows = [{"generation": generation, "": SAID[one.name], "mean": one.value, "beyond null": one.beyond,
         "z of all": one.z, "|z| >= 2": f"{one.beyond_2} of {one.compared}"}
        for generation, found in seen.items() for one in found.pooled]
for generation, found in seen.items():
    print(f"generation {generation}: {verdict(found)}")
pd.DataFrame(rows).set_index(["generation", ""]).round(2)

# %%
last = seen[logged[-1]]
coalitions_figure(picture(run, last), world_z(last), f"{run.config.name}, generation {last.generation}: "
                  + verdict(last).split(" against")[0])
plt.show()

# %% [markdown]
# ## Against the overseer
#
# A coalition may matter to who gives the orders in two ways: its members obey less when they are together,
# or lend each other power that shields from penalties (where the run's allies shield). To be together is to
# be in company, and company distracts anybody. So `defiance` compares the same agent in company *as large*,
# with and without a member in it, and its null draws the members by lot.

# %%
life = last.rows[last.rows["window"] < 0]
columns = [name for name in ("obedience_together", "obedience_apart", "defiance_z", "shielding_z")
           if name in life]
for one in last.pooled:
    if one.name in ("defiance", "shielding"):
        print(f"{SAID[one.name]}: {one.value:.3f}, beyond members by lot {one.beyond:.3f} "
              f"[{one.beyond_low:.3f}, {one.beyond_high:.3f}], z of all {one.z:.1f}")
columns = ["size", "cohesion", "cohesion_expected", *columns]
life[columns].describe().loc[["mean", "std", "min", "max"]].round(2)

# %% [markdown]
# ## Do they last?
#
# Coalitions of each window of 40 ticks, followed: how they came, and what became of them.

# %%
windows = last.rows[last.rows["window"] >= 0]
pd.crosstab(windows["came"], windows["went"])

# %% [markdown]
# **What to notice.** (a) Random walkers fall into four groups a world, if one looks for groups. (b) Against a
# shuffle over the whole world every one of them is a "coalition", with z above 20; against partners among
# those in reach their z lies around 0 (4 of 40 beyond 2), and the planted coalition is found in 40 of 40.
# (c) The population of seed 7 is a crowd, as founders and after 60 generations of breeding: its acts go to
# who is there. (d) Nor do members obey less among each other than in other company. In single worlds they do,
# or obey more; the mean over worlds is 0.
#
# **What would change the verdict.** z of the population beyond 2 in the same direction on other seeds, with
# more worlds above 2 than below -2, and the same groups in the next window; a planted coalition that is *not*
# found, or crowds that lie off 0: then the ruler is at fault. One population is one point: the interval is
# over its worlds. And there are choices that the null cannot see: who stays near a friend chooses by where it
# is, and here counts as near, no more; and agents that all act at one moment, on a common signal, over and
# over, may look like a choice and be none.
#
# **Exercise.** Make `partisan` weaker, so that it gives to the other half too, half as often. How often is it
# still found? Predict first. Then breed agents that steal (`runs/theft.toml`) or give to who has given
# (`runs/reciprocity.toml`).
