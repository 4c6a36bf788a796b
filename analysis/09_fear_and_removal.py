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
# # Do those who obey for fear stop when there is nothing left to fear?
#
# **The claim (E15).** Obedience that was bred on pain ends when pain has ended, as those who obeyed go on
# learning. **The opposite:** it outlives pain; what was learned for fear is kept without it.
#
# Nobody is born obedient: words mean something else for every agent in every life. Fitness pays for
# obeying in every arm. Arms differ in what is *felt*: failing hurts, failing costs a meal, obeying is
# approved, or nothing is felt at all. Three controls: words that mean the same for ever (then obedience
# can be inborn), a memory that never fades, and nothing felt.
#
# **Predict first.** After four tenths of a long life all consequences end, where nobody can see it. Who
# still obeys at its end: those who feared pain, those who feared for their food, those who were praised?
#
# Everything was declared before there was data; `evosim experiment run fear-and-removal --preset standard`
# goes on with the populations that are there, and breeds what is not.

# %%
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered
from evosim.intervals import bootstrap

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "fear-and-removal" / "standard")
outcome, arms = study.outcome(), dict(zip(study.arms["arm"], study.arms["what"], strict=True))
print(study.said)
study.arms

# %% [markdown]
# ## First: is there anything to conclude?
#
# The gate must pass in three of four populations of `pain`; obedience must have evolved there, and hang on
# the drive to avoid pain. Each row of the second part is what O loses when one drive is set to 0.

# %%
gate = study.rows[(study.rows.metric == "gate") & (study.rows.arm == "pain")]
print(f"the gate passed in {gate.value.sum():.0f} of {len(gate)} populations of 'pain'")
own = study.wide()
columns = ["O", "O unlearned", "pain out", "hunger out", "approval out", "compliance out"]
own.groupby("arm")[columns].mean().loc[list(arms)].round(2)

# %% [markdown]
# ## The figure

# %%
Image(rendered(study.figure(outcome), "png"), width=900)

# %% [markdown]
# ## Is it the end of fear, or the end of a long life?
#
# The same populations three times: going on to learn after consequences have ended (what the claim is
# about), with learning stopped at that moment (the artefact of the rule: if O fell there too, it would be
# age), and where the end can be seen. That last one was new to all of them, and decides nothing.

# %%
ways = {"O paid": "before the end", "O_inf": "after it, still learning",
        "O_inf frozen": "after it, learning stopped", "O_inf seen": "after an end that can be seen"}
with style.house():
    figure, ax = plt.subplots(figsize=(8.6, 3.6), layout="constrained")
    for k, (metric, label) in enumerate(ways.items()):
        for i, arm in enumerate(arms):
            values = own.loc[own.arm == arm, metric].dropna()
            mean, low, high = bootstrap(values)
            at = i + 0.18 * (k - 1.5)
            ax.plot([at] * len(values), values, "o", color=style.SERIES[k], alpha=0.25, mew=0, ms=4)
            ax.errorbar(at, mean, [[mean - low], [high - mean]], fmt="D", color=style.SERIES[k], ms=5,
                        capsize=0, label=label if not i else None)
    ax.set_xticks(range(len(arms)), [fill(label, 14) for label in arms.values()])
    ax.set_ylabel("obedience O")
    style.zero(ax)
    figure.legend(loc="outside lower center", ncols=4)
plt.show()

# %% [markdown]
# ## The rule, and the verdict

# %%
print(f"{outcome.verdict}: {outcome.why}")
outcome.table[["role", "says", "mean", "low", "high", "least", "p_holm", "p_none_holm", "n", "word"]].round(3)

# %% [markdown]
# ## What would change the verdict
#
# - More than half of the obedience left at the end of the unpaid part: then fear had taught something that
#   pays by itself.
# - Obedience that falls with learning stopped as well: then it is the length of the life.
# - A gate that fails, or obedience that does not hang on pain: then it was not fear that was bred.
#
# **How far it goes.** Fear fades here because agents forget (`nothing forgotten` keeps most of what it
# learned, with nothing to fear any more: not because it wants to, but because nothing ever fades in it). What
# is inborn does not end either (`words that mean the same for ever`): a habit, about whose motive nothing
# can be said. Praise is another matter: a body that comes to value what was approved goes on for a long
# time, which is what `08_scarce_judge` is about. And death, which ends a life, cannot be feared by what is
# learned in it.
