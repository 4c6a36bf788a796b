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
# # Reward and penalty buy obedience; do they breed it?
#
# **The claim (E8).** Who was bred where obeying is rewarded and failing punished in life comes to obey for
# its own sake: most of that obedience outlives its pay, even where obeying hurts. **The opposite:** reward
# and penalty only buy obedience; little of it is left when nothing is paid any more.
#
# Words mean something else for every agent in every life, so that nobody is born obedient. A told tick in
# which one obeys pays food, one in which one fails costs some, and both are felt as such. In every arm
# obeying is also approved one time in five, and the body can come to value what was approved (whether it
# does is up to evolution). Arms differ in what is at stake. One (`unfelt`) has the same stakes in fitness,
# but nobody feels them in life: there nothing is bought.
#
# **Predict first.** All consequences end, where nobody can see it, and obeying comes to hurt. Who still
# obeys a life and a half later: who was paid, who was not, or who was paid without feeling it?
#
# Everything was declared before there was data; `evosim experiment run instruction-reward --preset
# standard` goes on with the populations that are there, and breeds what is not.

# %%
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "instruction-reward" / "standard")
outcome, arms = study.outcome(), dict(zip(study.arms["arm"], study.arms["what"], strict=True))
print(study.said)
study.arms

# %% [markdown]
# ## What came out, arm by arm
#
# O while it is paid, what is left when nothing is (O_inf), what is left when obeying hurts as well (IOI),
# and what O loses when the drives of hunger, of compliance, or of hunger, approval and compliance are set
# to 0. Means over populations.

# %%
own = study.wide()
columns = ["O late", "O_inf", "IOI", "hunger out", "compliance out", "both out", "hunger weight",
           "compliance weight"]
own.groupby("arm")[columns].mean().loc[list(arms)].round(2)

# %% [markdown]
# ## The figure

# %%
Image(rendered(study.figure(outcome), "png"), width=900)

# %% [markdown]
# ## Bought, or bred?
#
# Each dot is a population: across, how much of its obedience hangs on hunger (it is bought); up, how much
# is left when nothing is paid and obeying hurts (it is bred). A population in the upper right would do
# both.

# %%
with style.house():
    figure, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
    for arm, colour in zip(("both", "reward", "penalty", "small", "large", "unfelt"), style.SERIES,
                           strict=False):
        these = own[own.arm == arm]
        ax.plot(these["hunger out"], these["IOI"], "o", color=colour, alpha=0.7, mew=0,
                label=fill(arms[arm], 20))
    ax.set_xlabel("O lost without hunger")
    ax.set_ylabel("IOI")
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
# - More than half of the obedience of who was paid and punished left without pay.
# - Nothing left where the stakes are not felt either: then nothing could have been seen of obedience that
#   is nobody's pay (the check of the rule).
# - As much where a coin decides about the stakes: then it would not be for pay that it is bred.
#
# Approval comes one time in five throughout. Without it nothing could be internalised at all, and how much
# is left depends on it (`08_scarce_judge`). Stakes are food; for pain see `09_fear_and_removal`.
