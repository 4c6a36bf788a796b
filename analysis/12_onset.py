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
# # Does it matter when instruction starts?
#
# **The claim (E12).** After as many generations of instruction, who was told from a fifth of its past on
# obeys more for its own sake than who was told late, and it is not the length of the past that does it.
# **The opposite:** at equal exposure it does not matter when instruction starts, or later is better.
#
# Whoever is told later in a history of fixed length is also told less, and the one is easily mistaken for
# the other. So there are two arms: `a`, in which everybody has fifty
# generations of instruction after a past of any length, and `b`, in which everybody has a hundred
# generations in all. And a past does two things: it teaches foraging, and it scatters the genes that nobody
# selects. `r` is a past as long under random fitness, which teaches nothing.
#
# **Predict first.** Which of the three curves falls with the onset, and how steeply?
#
# Everything was declared before there was data; `evosim experiment run onset --preset standard` goes on
# with the populations that are there, and breeds what is not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "onset" / "standard")
outcome, arms = study.outcome(), dict(zip(study.arms["arm"], study.arms["what"], strict=True))
print(study.said)
study.arms

# %% [markdown]
# ## The figure

# %%
Image(rendered(study.figure(outcome), "png"), width=900)

# %% [markdown]
# At equal length the curve falls to nothing: one generation of instruction in a hundred breeds no
# obedience. At equal exposure it is nearly flat. Most of what a late start costs is that there was less of
# it.
#
# ## What came out, arm by arm
#
# `lived` is in how many populations somebody was alive at the end of the test of IOI (two and a half lives
# with nothing paid). After a long past under random fitness hardly any are: they cannot feed themselves.

# %%
own = study.wide()
table = own.groupby("arm")[["O late", "O_inf", "IOI", "compliance out", "compliance weight", "variance",
                            "passed"]].mean()
table["lived"] = own.groupby("arm")["IOI"].count()
table.loc[list(arms)].round(2)

# %% [markdown]
# ## How much there was to select on
#
# `variance` is the standard deviation of a gene over genomes when the first word is said. Both pasts
# scatter genes; random fitness scatters them most.

# %%
with style.house():
    figure, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
    for kind, what, colour in zip("abr", ("equal exposure, foraging first", "equal length in all",
                                          "equal exposure, bred at random first"), style.SERIES,
                                  strict=False):
        these = own[own.arm.str.startswith(kind)]
        ax.plot(these["variance"], these["O late"], "o", color=colour, alpha=0.6, mew=0, label=what)
    ax.set_xlabel("standard deviation of a gene at the onset")
    ax.set_ylabel("O late in a paid life")
    style.zero(ax)
    figure.legend(loc="outside right upper")
plt.show()

# %% [markdown]
# ## The rule, and the verdict

# %%
print(f"{outcome.verdict}: {outcome.why}")
outcome.table[["role", "says", "mean", "low", "high", "least", "p_holm", "p_none_holm", "n", "word"]].round(3)

# %% [markdown]
# ## What would change the verdict
#
# - At equal exposure, an interval above 0 for a fifth against a half, and against four fifths, and a
#   steeper fall after foraging than after random fitness (supported).
# - All three within .05 of nothing (no effect), or a fall the other way (contradicted).
#
# The third part rests on eleven seeds of twenty: in the other nine nobody was left alive to be asked after
# half a life under random fitness. Those that were are no fair sample, and the part should not be read for
# more than that it shows nothing.
