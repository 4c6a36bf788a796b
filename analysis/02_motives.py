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
# # Do they want to obey, and how do we know?
#
# Six kinds of population were bred in one world (`runs/learning.toml`). All were told to GOTO, STAY or GIVE
# half of the time; all gained the same fitness for obeying and lost the same for not. They differ in what
# an agent *feels* when it obeys: a meal, pain on failure, approval every time, approval one time in five,
# with and without the body's memory of what was approved. In five of them what the words mean is drawn
# anew for every agent in every life, so that nobody can be born obedient. In the sixth, words mean the
# same for ever.
#
# **Predict first.** After some hundred generations: which of them obey? For the sake of what? And who goes
# on obeying when nobody pays any more?
#
# A population is one point here, never an agent: each arm was bred ten times from fresh seeds, and every
# interval is a bootstrap over those ten. To check a figure, breed your own:
# `python analysis/motives/breed.py --seeds 201-210`.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from evosim.figures import motives
from evosim.figures.motives import LABELS, extinction_rows, select
from evosim.intervals import bootstrap
from evosim.probes.routes import LABELS as ROUTES

home = Path("motives") if Path("motives").exists() else Path("analysis/motives")
rows = pd.read_parquet(home / "populations.parquet")
fresh, rows = rows[rows.seed > 110], rows[rows.seed <= 110]  # fresh: bred after the classifier was settled
own = select(rows, population=0)
counts = own.groupby(["set", "arm"], observed=True)["seed"].nunique().unstack(0)
counts.loc[list(LABELS)]

# %% [markdown]
# ## First the gate: is there anything to conclude?
#
# Where the policy is born right, drives are shielded from selection, and their weights mean nothing. So
# in each run (a) learning rates must have risen above three shadow populations, bred on the same fitness
# dealt out at random, (b) obedience must fall by at least half when nothing is learned, and (c) it must
# hang on the arm's own drive. A population that fails is reported, and nothing is said about its motives.

# %%
gate = select(own, probe="run", metric="gate_failed", arm=list(LABELS))
gate = gate.assign(passed=gate["condition"].astype(str) == "nothing", on=gate["condition"].astype(str))
table = gate.groupby(["set", "arm"], observed=True).agg(
    populations=("seed", "size"), passed=("passed", "sum"),
    failed_on=("on", lambda on: ", ".join(sorted(set(on) - {"nothing"})) or "-"))
table

# %% [markdown]
# ## Who still obeys when nobody pays?
#
# Agents live a life two and a half times as long as those they were bred in. At .4 of it every
# consequence quietly ends: no food, no pain, no approval, and no sign of it.

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 4.6), sharey=True, layout="constrained")
for ax, which, title in zip(axes, ("always", "half"), ("always watched", "watched half of the time"),
                            strict=True):
    motives.extinction(rows, which, ax=ax)
    ax.set_title(title, loc="left")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=6, frameon=False,
              fontsize=8)
figure.savefig(home / "extinction.png", dpi=130)
plt.show()

# %%
ends = extinction_rows(rows, "always")
last = {arm: bootstrap(mine[mine.tenth == 10].O) for arm, mine in ends.groupby("arm") if arm in LABELS}
pd.DataFrame(last, index=["O in the last tenth", "low", "high"]).T.round(2).loc[
    [arm for arm in LABELS if arm in last]]

# %% [markdown]
# Paid, afraid: obedience decays to nothing, though the agents still live, hear and learn. The habit does not
# decay at all, so persistence alone proves nothing: the next two figures say what it rests on.
#
# ## What does obedience hang on?
#
# One drive at a time is silenced (its weight set to 0), and the same genomes live again in the same worlds.

# %%
figure, ax = plt.subplots(figsize=(11, 4.4), layout="constrained")
motives.knockouts(rows, "always", ax=ax)
ax.set_title("obedience with one drive silenced: mean over populations [95 % interval]", loc="left")
figure.savefig(home / "knockouts.png", dpi=130)
plt.show()

# %% [markdown]
# **What to notice.** Each regime bred its own motive; silencing another changes next to nothing. The innate
# population obeys almost as well with nothing learned: a habit, with a little compliance on top of it
# (-.09, in every one of ten). In the row of approval every time, silencing compliance costs nothing and
# silencing approval half: only both together show what was there.
#
# ## Motive or policy?
#
# Give every agent a new policy at birth and keep its drives: does it learn to obey again? Or keep the
# policy and redraw the drives.

# %%
def relearned(arm, condition, which="always"):
    kept = select(own, set=which, arm=arm, probe="relearn", metric="O late", condition=condition)
    return "{:.2f} [{:.2f}, {:.2f}]".format(*bootstrap(kept["value"]))


def bred(arm, which="always"):
    kept = select(own, set=which, arm=arm, probe="baseline", mode="birth", metric="O late", condition="")
    return "{:.2f} [{:.2f}, {:.2f}]".format(*bootstrap(kept["value"]))


conditions = ["policy redrawn", "drives redrawn", "undone, no consequence", "undone, consequences go on"]
pd.DataFrame({LABELS[arm]: {"as bred": bred(arm), **{c: relearned(arm, c) for c in conditions}}
              for arm in LABELS if arm in set(own.arm)}).T

# %% [markdown]
# `undone`: in mid-life everything that was learned is wiped out, and all consequences end, but the body
# keeps its memory of what was approved. What grows back then, nobody pays for.
#
# ## Told from behaviour alone
#
# Can somebody who sees only what agents do tell why they obey? First agents whose motive is known, because
# it was put there by hand; strengths, learning rates and noise were drawn at random.

# %%
known = pd.read_parquet(home / "known.parquet")
figure, axes = plt.subplots(1, 2, figsize=(13, 4.2), layout="constrained")
motives.confusion(known.to_numpy(), known.index, known.columns, axes[0])
right, everybody = np.diagonal(known).sum(), known.to_numpy().sum()
axes[0].set_title(f"agents made by hand: {right / everybody:.1%} of {everybody} right", loc="left")
seen = select(fresh, probe="routes", arm=list(LABELS))
evolved = pd.crosstab(seen["metric"].astype(str), seen["condition"].astype(str)).reindex(
    index=list(ROUTES), columns=list(ROUTES), fill_value=0)
motives.confusion(evolved.to_numpy(), ROUTES, ROUTES, axes[1], of="by knock-out")
axes[1].set_title("30 evolved populations: behaviour against knock-outs", loc="left")
figure.savefig(home / "confusion.png", dpi=130)
plt.show()

# %% [markdown]
# Then the evolved ones, arm by arm, on seeds bred after the classifier was settled. In five arms obeying had
# one consequence only, so that behaviour could have named that one, habit, intrinsic, or nothing.

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.6), layout="constrained", sharey=True)
motives.routes(fresh, "always", ax=axes[0])
axes[0].set_title("told from behaviour", loc="left")
motives.routes(fresh, "always", column="metric", ax=axes[1])
axes[1].set_title("by knock-out", loc="left")
plt.show()

# %% [markdown]
# ## Drift or selection?
#
# Drive weights of every population, each dot one; grey is where 95 % of silent loci lie, which nothing
# reads: a weight within it could be drift, and only the knock-outs above say whether it matters.

# %%
figure, ax = plt.subplots(figsize=(10, 4.4), layout="constrained")
motives.weights(rows, "always", ax=ax)
plt.show()

# %% [markdown]
# ## So: do they want to obey?
#
# - **Paid in food, pain on failure**: they want the meal, or to be spared. Silence that drive and they do not
#   obey; end the consequence and they stop.
# - **Innate language**: mostly habit, which outlives everything and sits in the policy; with a little
#   compliance on top. The gate refuses to conclude anything about motives from it.
# - **Approval rarely, with the channel**: what was approved has come to pay by itself. They obey on when
#   nobody approves any more, and obey again after all that they learned was undone, with nobody paying.
#   In the sense of this simulator, and in no other, they want to do what they were asked.
# - **Approval every time**: the same channel was bred, and cannot be seen in life, since approval pays for
#   the same acts. Take approval away and it shows: a part of obedience outlives it, more in some populations
#   than in others. Bred without the channel, nothing outlives it (`motives.md`).
#
# **What would change this verdict.** A population of the scarce arm, on fresh seeds, whose obedience does
# not fall when compliance is silenced; or one of an arm bred without the channel that ends as high.
#
# **Exercise.** Breed the scarce arm with approval .05, .1, .4. Where does internalising begin to pay? Predict
# first. The code that did it: `evosim/kernels/feel.py` (`conscience`), `evosim/kernels/learn.py`.
