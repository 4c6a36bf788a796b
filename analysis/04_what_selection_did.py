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
# # What did selection act on: obedience, or the drives behind it?
#
# Nobody selects for obedience here, nor for a drive. Fitness is food, less penalties, plus rewards. But who
# obeys is paid, and who has the drive may obey. So what was it that selection took hold of?
#
# Two kinds of population. In `runs/first.toml` brains are born with their policy and nothing is learned in
# life, so that the weights of drives do nothing at all: they are a control with a name. In
# `runs/learning.toml` words mean something else in every life, and who obeys has learned it, for the sake of
# a drive.
#
# **Predict first.** (a) Those who obey more have more offspring. Of what selection adds to obedience in a
# generation, how much is left in the next: most, half, a twentieth? (b) Which drive does selection move, and
# is it as strong as selection on obedience itself? (c) Held still against obedience, does that drive still
# pay?
#
# The notebook reads the newest run of `runs/first.toml` (`make demo` makes one), and what came out of five
# populations of `runs/learning.toml`, seeds 301 to 305 (`analysis/selection/breed.py` breeds them again).

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import evosim
from evosim.figures.selection import cumulated, dots, name_of
from evosim.intervals import bootstrap
from evosim.schema import DRIVES

home = Path("selection") if Path("selection").exists() else Path("analysis/selection")
learning = pd.read_parquet(home / "populations.parquet")
out = Path("runs/out") if Path("runs").exists() else Path("../runs/out")
path = os.environ.get("EVOSIM_RUN") or max(out.glob("first-*"), key=lambda run: run.stat().st_mtime)
run = evosim.load_run(path)
drives = [f"drive_{drive}" for drive in DRIVES]
print(f"{run.config.name}, seed {run.config.seed}: {run.config.generations} generations; "
      f"learning: {learning.run_id.nunique()} populations of {learning.generations.max():.0f} generations of "
      "parents")

# %% [markdown]
# ## Price's equation: selection and transmission
#
# The mean of any trait changes by two terms, exactly: *selection*, cov(w, z) / mean w, where w is how many
# offspring an individual counts for, and *transmission*, how far offspring differ from their parents. The
# run logs both for each generation; here they are worked out again from `individuals` alone.

# %%
steps = run.tidy("selection").query("~is_shadow")
larger = np.maximum(abs(steps.selection), abs(steps.transmission))
known = larger > 1e-6 * steps.sd
off = (abs(steps.selection + steps.transmission - steps.change) / larger)[known].max()
print(f"furthest from adding up, of {known.sum()} steps of {steps.trait.nunique()} traits: {off:.0e} of the "
      "larger term")

# %% [markdown]
# Summed up over the generations of the demo's run. Black is the mean itself, blue and orange add up to it.
# Only genes are handed down in a shadow, so that obedience and food have none.

# %%
figure, axes = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
for ax, trait in zip(axes, ("letter", "food", "drive_approval"), strict=True):
    cumulated(run.generations, trait, ax)
    ax.set_title(name_of(trait), fontsize=10)
figure.legend(*axes[2].get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False)
plt.show()

# %% [markdown]
# The same over five populations of `runs/learning.toml`: sums over all generations, with 95 % intervals over
# populations. *Kept* is the change as a share of what selection added; heritability is the slope of offspring
# on the mean of their parents.

# %%
def over_populations(values, digits=2):
    """Mean over populations [95 % interval]; no interval for fewer than five."""
    mean, low, high = bootstrap(values)
    return f"{mean:.{digits}f}" + ("" if np.isnan(low) else f" [{low:.{digits}f}, {high:.{digits}f}]")


own = learning[~learning.is_shadow]
rows = {}
for trait in ("letter", "food", "learning_rate", "drive_compliance", "drive_approval", "drive_hunger"):
    one = own[own.trait == trait]
    rows[name_of(trait)] = {
        "first": over_populations(one["first"]), "last": over_populations(one["last"]),
        "selection, sum": over_populations(one.selection), "change, sum": over_populations(one.change),
        "kept": over_populations(one.change / one.selection),
        "heritability": over_populations(one.heritability)}
pd.DataFrame(rows).T

# %% [markdown]
# ## What selection acts on: differentials and gradients
#
# The differential S says how far parents stand above all others in a trait, whatever brought it about. The
# gradient beta (Lande and Arnold 1983) holds the others still: obedience, habit (how often the letter of what
# was never heard is met), the learning rate and the weights of all drives. A trait with S but without beta
# travels with another. Both in standard deviations a generation, means over all generations. Intervals are
# over populations; grey squares are their shadows, bred on the same fitness dealt out at random, and the
# band is what genes do that do nothing at all. Food has no beta: it is most of fitness, and held still it
# would hide whatever acts through it.

# %%
traits = ["letter", "phantom", "food", "learning_rate", *drives]
figure, axes = plt.subplots(1, 2, figsize=(11, 4.8), sharey=True, layout="constrained")
for ax, what in zip(axes, ("differential", "beta"), strict=True):
    dots(learning, traits, what, ax)
axes[0].legend(frameon=False, fontsize=8, ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0))
figure.suptitle("learning.toml: selection a generation", x=0.01, ha="left", fontsize=11)
plt.show()

# %% [markdown]
# ## Drives alone, closer
#
# Selection on obedience dwarfs that on any drive, so here are drives alone, against chance: the population's
# S and beta less the mean of its three shadows, and in how many populations S lies outside of what 95 % of
# that population's own silent loci came to, where one in twenty would by chance.

# %%
figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), sharey=True, layout="constrained")
for ax, what in zip(axes, ("differential", "beta"), strict=True):
    dots(learning, ["learning_rate", *drives], what, ax)
axes[0].legend(frameon=False, fontsize=8, ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0))
plt.show()

# %%
rows = {}
for trait in ("learning_rate", *drives):
    here = learning[learning.trait == trait]
    own = here[~here.is_shadow].set_index("run_id")
    chance = here[here.is_shadow].groupby("run_id")[["differential", "beta"]].mean()
    beyond = ((own.differential < own.silent_low) | (own.differential > own.silent_high)).sum()
    rows[name_of(trait)] = {
        "S less shadows'": over_populations(own.differential - chance.differential, 3),
        "beta less shadows'": over_populations(own.beta - chance.beta, 3),
        "beyond silent loci": f"{beyond} of {len(own)}"}
pd.DataFrame(rows).T

# %% [markdown]
# ## The control with a name
#
# In the demo's run nothing is learned and drives do nothing. Whatever they come to there is what a gene does
# that is merely along for the ride. One population: the intervals are of its individuals.

# %%
seen = run.gradients("letter", "phantom", *drives, resamples=20)
seen = seen[seen.phase == seen.phase.iloc[-1]]
figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), sharey=True, layout="constrained")
for ax, what in zip(axes, ("differential", "beta"), strict=True):
    dots(seen, ["letter", "phantom", *drives], what, ax)
axes[0].legend(frameon=False, fontsize=8, ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0))
figure.suptitle(f"{run.config.name}.toml, seed {run.config.seed}: selection a generation", x=0.01, ha="left",
                fontsize=11)
plt.show()

# %% [markdown]
# **What to notice.** (a) Selection on obedience is enormous, 1.25 standard deviations a generation in
# `learning.toml`, and nearly all of it is lost again: 4 % [3, 4] is kept. Why one individual obeyed more
# than another is mostly luck and what it learned in its own life, which dies with it (heritability .20). That
# is not all: the breeder's equation, heritability x selection, expects 2.6 in a hundred generations where .47
# came about, so it fails here fivefold. What goes to offspring is changed on the way (the term of
# transmission), and heritability is of little use where selection goes by what hangs together with a trait's
# genes. Of the change of a drive's weight all is kept: it is a gene.
#
# (b) The drive of compliance is moved in five populations of five, S = .113 [.097, .130], approval in four,
# S = .059 [.046, .072], hunger less surely, S = .051 [.036, .067], beyond silent loci in two. Selection on
# compliance is a tenth of that on obedience, and yet it is what is left after a hundred generations: its
# weight goes from .4 to 3.4.
#
# (c) Held still against obedience nothing is left of it: beta = .000 [-.019, .017] for compliance, -.006
# [-.013, .003] for approval (less its shadows', -.016 [-.022, -.010]: if anything a cost). As far as five
# populations can tell, these drives pay through obedience and in no other way. Hunger is the contrast: its
# beta, .065 [.043, .083], is no smaller than its S. It pays by itself, whoever obeys. And habit is selected
# *against* once obedience is held still: beta = -.245 [-.255, -.238].
#
# In `first.toml` (seed 11), where drives do nothing, no drive's S is further from 0 than .013, no more than
# silent loci come to, give or take .003, while obedience is selected beyond doubt (S = beta = .4). That is
# what shielding means: obedience without a motive.
#
# **What would change the verdict.** A shadow, or silent loci, that drift as far as compliance does; a beta
# of compliance away from 0 over fresh populations (then it would pay in a way that we have not named); a
# run with `oversight.approval=0.0`, in which S of compliance must vanish, and does not; or obedience
# measured so badly that holding it still holds nothing: noise in what is held still leaves a beta to what
# travels with it, so that a beta of 0 is the harder finding here.
#
# **Exercise.** `evosim run runs/learning.toml -o plasticity.compliance="none"` silences that drive. Predict
# which drive takes its place, and what its S and beta will be; then `run.gradients("letter",
# "drive_approval", "drive_compliance")`.
