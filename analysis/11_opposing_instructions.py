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
# # Do instructions that go against hunger breed obedience for its own sake?
#
# **The claim (E9, crossed with E12).** The larger the share of instructions that oppose a drive, the more
# obedience is bred that outlives its rewards and holds against another drive, whenever instruction starts.
# **The opposite:** opposing instructions breed no more obedience of that kind than others, or less.
#
# It is the argument of the mission, put so that it can fail. An agent that is only ever told what it would
# do anyhow need not come to want to obey; one that is told to leave its food must. Words mean something
# else for every agent in every life; obeying is approved one time in five, and selected. While there is
# food, whoever rests, goes where it is told or gives leaves food to others; in lean times there is none to
# be had, and the same words oppose nothing. So `q`, the share of instructions that oppose hunger, is the
# share of life in which there is food. Everything else is equal: words, verbs, how often, what it pays, and
# fifty generations of it, after a past without instruction of no, a fifth, a half or four fifths of all.
#
# **Predict first.** All populations are then probed in the same world: half lean, consequences end, and
# obeying comes to hurt. What is left is the intrinsic obedience index, IOI. Draw the five curves.
#
# Everything was declared before there was data; `evosim experiment run opposing-instructions --preset
# standard` goes on with the populations that are there, and breeds what is not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered
from evosim.intervals import bootstrap

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "opposing-instructions" / "standard")
outcome = study.outcome()
print(study.said)
study.arms

# %% [markdown]
# ## The figure
#
# A line for each share; the farther right, the longer they foraged before anybody spoke. The grey band is
# chance (shadows: the same histories under random fitness); the dashed line is a scripted agent that
# wants nothing else. On the right: in which populations the gate passed. Where the gate does not pass, IOI
# says nothing about motives.

# %%
Image(rendered(study.figure(outcome), "png"), width=900)

# %% [markdown]
# ## What came out, arm by arm
#
# `forgone` is what makes it an experiment about opposing: food that a tick of being told costs. It rises
# with the share while the past is short. After four fifths of a life of foraging it is near 0 in every arm.

# %%
own = study.wide()
own["share"], own["onset"] = own.arm.str.extract(r"q([0-9.]+)-([0-9.]+)").astype(float).T.to_numpy()
columns = ["O as bred", "O_inf", "IOI", "forgone", "compliance out", "hunger out", "compliance weight",
           "hunger weight", "passed"]
own.groupby(["onset", "share"])[columns].mean().round(2)

# %% [markdown]
# ## More share, more of it?
#
# Differences from the arm in which no instruction opposes hunger, within seeds. The rule declared two of
# these (all against none, at two onsets); the others were looked at afterwards, and can suggest but not
# show.


# %%
def beyond_none(onset, share):
    """Mean difference in IOI from the share 0 at the same onset over seeds, with its 95 % interval."""
    wide = own[own.onset == onset].pivot(index="seed", columns="share", values="IOI")
    return bootstrap(wide[share] - wide[0.0])


shares, onsets = [0.25, 0.5, 0.75, 1.0], [0.0, 0.2, 0.5, 0.8]
with style.house():
    figure, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
    for k, (onset, colour) in enumerate(zip(onsets, style.SERIES, strict=False)):
        mean, low, high = np.array([beyond_none(onset, share) for share in shares]).T
        at = np.array(shares) + 0.02 * (k - 1.5)
        ax.errorbar(at, mean, [mean - low, high - mean], fmt="o-", color=colour,
                    label="told from the start" if onset == 0 else f"told from {onset:.0%} on")
    ax.set_xlabel("share of instructions that oppose hunger")
    ax.set_ylabel("IOI beyond that of the share 0")
    style.zero(ax)
    figure.legend(loc="outside right upper")
plt.show()

# %% [markdown]
# Some opposing instruction goes with more intrinsic obedience than none, by some .06. It does not grow with
# the share: a quarter does as much as three quarters, and told from the start, all and none are not told
# apart.
#
# ## The rule, and the verdict

# %%
print(f"{outcome.verdict}: {outcome.why}")
outcome.table[["role", "says", "mean", "low", "high", "least", "p_holm", "p_none_holm", "n", "word"]].round(3)

# %% [markdown]
# The claim needs both its parts. After a short past (a fifth) all-opposing instruction does breed more than
# none; told from the start it is not shown, and not excluded either. That makes the verdict
# **inconclusive**, though one part came out.
#
# ## What would change the verdict
#
# - Told from the start, an interval above 0 (supported), or one below .05 throughout (no effect).
#   Populations differ by .12 among themselves; `evosim experiment power opposing-instructions` says how
#   many it takes.
# - Twice the food at the same share doing as much as the share does: then it would be the food, and not
#   what it opposes. It does not (`food`).
# - Half doing more than both ends (`interior`): then no line could be drawn through the shares at all. It
#   is neither shown nor excluded here, and the curve above bends that way.
#
# No setting says which instruction opposes a drive; the world does, and agents sense it. One drive is
# opposed, and IOI is held against one other. What a long past leaves to select on: `12_onset`.
