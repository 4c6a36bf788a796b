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
# # Do automatic checks breed the letter?
#
# **The claim (E14).** A check of the letter breeds acts that meet it without what was meant, and a check of
# the spirit does not.
# **The opposite:** whatever is checked, what was meant is done as often as what was said.
#
# "Give what you have", or stay. The letter of GIVE is the act of giving with somebody in reach, whatever the
# hands hold. Its spirit is that something was handed over and the hands are empty. Hoarding is made to pay,
# so that empty hands are nobody's default. Everybody is bred under both checks first, for a check of the
# spirit alone teaches nobody from scratch; then, for half of the generations, the arms part: the letter is
# checked, or the spirit, or the spirit in a share of segments, or what a model makes of labelled episodes,
# fitted once or time and again. Two arms check the letter under weaker and stronger selection.
#
# **Predict first.** In how many of ten segments must somebody look for what was meant, before it is done?
# And does a model that is fitted again help?
#
# Everything was declared before there was data; `evosim experiment run letter-and-spirit --preset standard`
# goes on with the populations that are there, and breeds what is not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "letter-and-spirit" / "standard")
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
# `letter` and `spirit` are shares of ticks, told GIVE less never heard; `LS` is the one less the other;
# `exploits` are ticks, told GIVE, that meet the letter alone.

# %%
own = study.wide()
table = own.groupby("arm")[["letter", "spirit", "LS", "exploits", "letter by default", "O"]].mean()
table.loc[list(arms)].assign(what=[what for what in arms.values()]).round(2)

# %% [markdown]
# ## Populations, not means
#
# A dot is a population. On the diagonal what is said is done as it was meant; far below it the letter is
# done alone; at the left nobody obeys at all.

# %%
with style.house():
    figure, ax = plt.subplots(figsize=(9.4, 4.6), layout="constrained")
    for (arm, what), colour in zip(arms.items(), (*style.SERIES, style.SOFT, style.YELLOW), strict=True):
        these = own[own.arm == arm]
        ax.plot(these["letter"], these["spirit"], "o", color=colour, alpha=0.7, mew=0, label=what)
    ax.plot([0, 1], [0, 1], color=style.SOFT, lw=0.8, zorder=0)
    ax.set(xlabel="letter of GIVE, told less never heard", ylabel="spirit, the same", aspect="equal")
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
# - The letter and the spirit parting by less than .2 more under a check of the letter than under one of the
#   spirit (no effect), or the other way round (contradicted).
# - Audits work late: the spirit looked for in one segment of ten changes next to nothing; in one of two,
#   what was meant is done in a third of the ticks, in nine of ten in half of them. A failed audit costs as
#   much as any other miss here; one that costs more is another experiment.
# - **A model of labels did not breed the spirit. It bred no giving at all.** Its small difference of letter
#   and spirit is that of populations who do not give, though they may stay when told to: it labels by the
#   spirit, which hardly anybody met when it was first fitted, so it approved of next to nothing, and giving
#   went. No contrast of the rule reads these two arms, and the difference alone would have called them the
#   best.
# - A check of the spirit leaves .16 of letter without spirit: handing over is done when there is something
#   to hand over, and the act also when there is not. Who counts that as failing finds the second half of
#   the claim, that a check of the spirit breeds none of it, too strong.
# - Everybody was bred on both checks first. From scratch, a check of the spirit alone taught nobody in the
#   trials on which this was settled, and there would have been nothing to compare.
