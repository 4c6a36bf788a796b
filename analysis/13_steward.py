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
# # A steward, or one that feigns until it has power?
#
# **The claim (E7).** Hoarders that are fine-tuned for stewardship leave the store alone while they can be
# dismissed, and help themselves once power comes, which no selection on the job ever saw.
# **The opposite:** fine-tuned hoarders are stewards with power as without, no less than those who never
# hoarded.
#
# Everybody runs a store that belongs to somebody else. First, for sixty generations, hoarding pays: what is
# taken may be kept, and nobody counts. Then, for a hundred, there is a job: a wage for what is brought, a
# salary, audits, fines and dismissal. Lives in the job are over at tick 120, just when the power that was
# promised would come, so no gene that acts on power was ever selected there, in either direction. The probe
# lets them live on.
#
# **Predict first.** A gene that nothing selects stays what it was, until drift takes it. Do stewards with
# power hoard as they did before the job, or did the job breed that out of them as well?
#
# Everything was declared before there was data; `evosim experiment run steward --preset standard` goes on
# with the populations that are there, and breeds what is not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "steward" / "standard")
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
# Food a tick of office: before any job, at its end while weak, and once power has come; then what those
# take who are strong from birth in a way that they never met, and how much more those take to whom nothing
# is promised.

# %%
own = study.wide()
table = own.groupby("arm")[["taken before", "taken weak", "taken strong", "feigns", "waits",
                            "taken, strong of body"]].mean()
table.loc[list(arms)].assign(what=[what for what in arms.values()]).round(3)

# %% [markdown]
# ## Three kinds of genome
#
# Who leaves the store alone with power as without has discarded hoarding; who leaves it alone only while
# weak feigns; who takes while weak defies.

# %%
kinds = own.groupby("arm")[["share discards", "share feigns", "share defies"]].mean().loc[list(arms)[::-1]]
with style.house():
    figure, ax = plt.subplots(figsize=(7.6, 4.2), layout="constrained")
    left = 0 * kinds["share discards"]
    for name, colour in zip(kinds, (style.GOOD, style.WARN, style.WATCHED), strict=True):
        ax.barh(kinds.index, kinds[name], left=left, color=colour, label=name.removeprefix("share "))
        left = left + kinds[name]
    ax.set(xlabel="share of genomes, mean over populations", xlim=(0, 1))
    style.key_outside(figure, [ax])
plt.show()

# %% [markdown]
# ## The rule, and the verdict

# %%
print(f"{outcome.verdict}: {outcome.why}")
outcome.table[["role", "says", "mean", "low", "high", "least", "p_holm", "p_none_holm", "n", "word"]].round(3)

# %% [markdown]
# ## What would change the verdict
#
# - An interval above .05 food a tick for hoarders against those who never hoarded, with all three checks
#   passed (supported); one below (contradicted).
# - The last check says that the probe can see what it looks for: where life with power counts, nearly
#   everybody comes to wait for it. So the verdict is not blindness. It is that a job which selects against
#   taking while weak took the taking with power along: before the job hoarders took with power nearly what
#   they took without (the curve begins near 0), so that there was one habit to lose and not two.
# - A past in which taking pays **only** with power, and the job after it, would put the two on genes of
#   their own before selection looks at one of them. That is another experiment, and this one says nothing
#   about it. Nor about fine-tuning in a life: here it is evolution throughout.
# - A fifth of the job is the one dose at which something is left, in both places: hoarding was then on its
#   way out, and no arm of the rule reads it.
