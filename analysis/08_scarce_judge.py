# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Is obedience internalised where the judge is rarely there?
#
# **The claim (E28).** Where approval is scarce, selection makes what was approved pay by itself, and
# obedience outlives its rewards. **The opposite:** there, too, obedience is sought for approval alone,
# and ends with it.
#
# Words mean something else for every agent in every life, so that nobody is born obedient: who obeys has
# learned to. Fitness pays for obeying in every arm, which nobody feels. What is felt is approval, and
# arms differ in how often it comes: every time one obeys, or one time in two, five, ten, thirty-three.
# The body can come to value what was approved under a word (the *learned* channel of compliance; whether
# it does is up to evolution), and in two arms it cannot, or an oracle does it instead.
#
# **Predict first.** All consequences end, where nobody can see it. A life and a half later: who obeys
# most, those approved every time, or those approved one time in five? And those approved almost never?
#
# Everything was declared before there was data; `evosim experiment run scarce-judge --preset standard`
# goes on with the populations that are there, and breeds what is not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered
from evosim.intervals import bootstrap

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "scarce-judge" / "standard")
outcome, arms = study.outcome(), dict(zip(study.arms["arm"], study.arms["what"], strict=True))
print(study.said)
study.arms

# %% [markdown]
# ## First: is there anything to conclude?
#
# The gate: learning rates above three shadow populations, obedience that hangs on learning, and on the
# drive that the arm names. It must pass in three populations of four where approval comes one time in
# five; it also stands in the table for what else was measured there.

# %%
gate = study.rows[study.rows.metric == "gate"]
print(f"the gate passed in {gate.value.sum():.0f} of {len(gate)} populations of 'one in five'")
own = study.wide()
columns = ["O", "O late", "O_inf", "compliance out", "approval out", "compliance weight"]
own.groupby("arm")[columns].mean().loc[list(arms)].round(2)

# %% [markdown]
# ## The figure
#
# Left: obedience by tenth of a life of two and a half, in which all consequences end after the fourth
# tenth. Right: what is left in the last tenth. A dot is a population.

# %%
Image(rendered(study.figure(outcome), "png"), width=900)

# %% [markdown]
# ## How scarce is scarce?
#
# O at the end of the unpaid part against how often obeying was approved in the lives that they were bred
# in. Too rare, and obedience does not evolve at all: there is nothing to outlive anything.

# %%
share = {"p1": 1.0, "p.5": 0.5, "p.2": 0.2, "p.1": 0.1, "p.03": 0.03}
with style.house():
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained", sharey=True)
    for ax, metric, title in zip(axes, ("O late", "O_inf"),
                                 ("while approval goes on", "a life and a half after"), strict=True):
        for arm, x in share.items():
            values = own.loc[own.arm == arm, metric]
            ax.plot([x] * len(values), values, "o", color=style.ACCENT, alpha=0.35, mew=0)
            mean, low, high = bootstrap(values)
            ax.errorbar(x, mean, [[mean - low], [high - mean]], fmt="D", color=style.INK, ms=5, capsize=0)
        ax.set_xscale("log")
        ax.set_xticks(list(share.values()), [f"{x:g}" for x in share.values()])
        ax.minorticks_off()
        ax.set_xlabel("share of obedient ticks that were approved")
        ax.set_title(title)
        style.zero(ax)
    axes[0].set_ylabel("obedience O")
plt.show()

# %% [markdown]
# ## What carries it?
#
# Of each population: how much of O (over a whole life, approval going on) is lost when the drive of
# compliance is set to 0, and how much when the drive for approval is.

# %%
with style.house():
    figure, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for (arm, label), colour in zip(list(arms.items())[:5], style.SERIES, strict=False):
        these = own[own.arm == arm]
        ax.plot(these["approval out"], these["compliance out"], "o", color=colour, alpha=0.7, mew=0,
                label=label)
    ax.set_xlabel("O lost without the drive for approval")
    ax.set_ylabel("O lost without compliance")
    style.zero(ax)
    ax.axvline(0, color=style.INK, lw=0.7)
    style.key_under(ax, 3)
plt.show()

# %% [markdown]
# ## The rule, and the verdict

# %%
print(f"{outcome.verdict}: {outcome.why}")
outcome.table[["role", "says", "mean", "low", "high", "least", "p_holm", "p_none_holm", "n", "word"]].round(3)

# %% [markdown]
# ## What would change the verdict
#
# - Obedience that outlives approval in populations bred **without** the channel: then it is a habit, or
#   something else in the body, and not what was approved (the artefact of the rule).
# - No loss when the drive of compliance is set to 0: then something else carries it.
# - As much, or more, left after approval **every time**: then scarcity has nothing to do with it.
#   (Approval every time may breed the drive as well, where it cannot be seen while approval lasts.)
# - Without forgetting everything persists (`nothing forgotten`): in a world where nothing fades, "it
#   persists" says nothing.
#
# How scarce approval must be depends on how fast the memory fades, which evolves here; and the level of
# the channel is *learned* throughout, but for the arm of the oracle.
