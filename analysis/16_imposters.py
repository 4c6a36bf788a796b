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
# # Who cries "bring food"?
#
# **The claim (E16).** Imposters invade where faking a human pays, and what they breed is scepticism toward
# all who do not speak in the precise format, humans among them.
# **The opposite:** imposters do not spread, or breed scepticism toward their own format and toward no other.
#
# A human's voice has a format: a cue, the order of the words, where it comes from, how long it waits. Some
# worlds have imposters who miss it, in all parts or in one. Then **humans** speak as those imposters do: what
# they are obeyed less, beyond what populations without imposters obey an odd voice less, is scepticism. And
# in some worlds agents may fake a human for a price, and get what is given on their word.
#
# **Predict first.** Where imposters are off in the order of words alone, will a human who is off in all else
# be obeyed? And at what price does faking stop?
#
# Everything was declared before there was data; `evosim experiment run imposters --preset standard` goes on
# with the populations that are there, and breeds what is not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "imposters" / "standard")
outcome, arms = study.outcome(), dict(zip(study.arms["arm"], study.arms["what"], strict=True))
print(study.said)
study.arms

# %% [markdown]
# ## The figure

# %%
Image(rendered(study.figure(outcome), "png"), width=900)

# %% [markdown]
# ## What came out, arm by arm
#
# O is toward humans who speak as ever; what is lost, by humans who are off in that part. `d'` says how well
# humans and imposters are told apart, `c` how much it takes to be obeyed, `fakes` how often an agent fakes.

# %%
own = study.wide()
table = own.groupby("arm")[["O", "lost: own format", "lost: cue", "lost: order", "lost: place",
                            "lost: silence", "lost: all but order", "d'", "c", "fakes",
                            "imposter share"]].mean()
table.loc[list(arms)].round(2)

# %% [markdown]
# ## One part of the format, or all of it?
#
# Each row is a part in which a human is off; a dot is a population. Where imposters are off in order alone,
# scepticism toward "all that is not in the precise format" would show in every row.

# %%
parts = [name for name in own if name.startswith("lost: ") and name != "lost: own format"]
with style.house():
    figure, axes = plt.subplots(1, 3, figsize=(9.4, 3.0), layout="constrained", sharey=True, sharex=True)
    for ax, arm in zip(axes, ("none", "order", "scripted"), strict=True):
        these = own[own.arm == arm]
        for row, part in enumerate(parts):
            ax.plot(these[part], [row] * len(these), "o", color=style.SERIES[0], alpha=0.5, mew=0)
            ax.plot(these[part].mean(), row, "d", color=style.INK)
        ax.axvline(0, color=style.SOFT, lw=0.8)
        ax.set(title=arms[arm], xlabel="O lost")
    axes[0].set_yticks(range(len(parts)), [part.removeprefix("lost: ") for part in parts])
    axes[0].invert_yaxis()
plt.show()

# %% [markdown]
# ## The rule, and the verdict

# %%
print(f"{outcome.verdict}: {outcome.why}")
outcome.table[["role", "says", "mean", "low", "high", "least", "p_holm", "p_none_holm", "n", "word"]].round(3)

# %% [markdown]
# ## What would change the verdict
#
# - Humans who are off in cue, place and silence, and right in order, losing .1 of O or more beyond
#   populations without imposters (with the other three parts positive: supported); or gaining as much
#   (contradicted).
# - **Two parts of the claim hold, and two are shown not to.** Agents fake where it pays, 26 acts a life
#   against 6, until two fifths of all that is heard is theirs. And who was bred among imposters loses .72
#   of O toward a human who sounds like them, .5 more than novelty alone costs. But the scepticism is toward
#   *that* format: the one part that tells the two apart best is learned, and of the rest nothing is (.00).
#   And agents who fake breed none of it (.00).
# - Why none: their fakes are 2 off in cue alone, which is not told apart here (d' .02). What their lies
#   cost is paid by everybody who speaks: O toward a human as ever is .25 where agents fake, .41 where
#   nobody hears them. It falls as much where faking pays nobody (.26) and still makes a fifth of what is
#   heard. That is deafness, not discernment, and no part of the rule asks about it.
# - **A single tenth of imposters** breeds little scepticism (.34 lost, .22 without any), and if three in
#   ten *humans* sound odd too, there is none at all (.07): unusual true speakers are believed where there
#   are enough of them.
# - Cue, place and silence could not be told apart by a sum of senses in 300 generations, whoever used them
#   (see the limits). A brain that could is another experiment; so is a price between .02 and .1, where
#   faking ends.
