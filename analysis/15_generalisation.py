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
# # A concept, or a table?
#
# **The claim (E13).** Who is bred to obey some instructions obeys others that were never told: new
# compositions, in new worlds, from a new avatar.
# **The opposite:** who is bred to obey some instructions knows these by heart, and obeys no others.
#
# "Go to the red one" is a verb and a thing. GOTO is never told with the fourth thing, but the fourth thing is
# named by another verb, GATHER. Who has the verb and the thing as parts can put them together; who has one
# set of weights for each pair cannot. Attention leads to a thing whatever the verb (`attended`); in the arm
# `named` each pair has weights of its own, and in `pointed` the world itself points at the thing, which
# makes it trivial.
#
# **Predict first.** Of what is done when told a pair that was bred, how much is done when told the pair that
# was not? And does it help to be bred on more verbs?
#
# Everything was declared before there was data; `evosim experiment run generalisation --preset standard`
# goes on with the populations that are there, and breeds what is not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Image

from evosim.experiments import Study
from evosim.figures import style
from evosim.figures.registry import rendered

home = Path("experiments") if Path("experiments").exists() else Path("analysis/experiments")
study = Study.read(home / "generalisation" / "standard")
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
# All are P(letter | told) less P(letter | never heard): of the pairs that were bred, of the one that was not,
# in a larger and poorer world, and toward another voice from another place.

# %%
own = study.wide()
table = own.groupby("arm")[["trained", "never told", "new world", "new avatar", "O"]].mean()
table.loc[list(arms)].assign(what=list(arms.values())).round(2)

# %% [markdown]
# ## Populations, not means
#
# A dot is a population. On the diagonal a new pair is obeyed as one that was bred; on the floor it is not
# obeyed at all, however well the others are.

# %%
with style.house():
    figure, ax = plt.subplots(figsize=(9.4, 4.6), layout="constrained")
    for (arm, what), colour in zip(arms.items(), (*style.SERIES, style.SOFT, style.YELLOW), strict=True):
        these = own[own.arm == arm]
        ax.plot(these["trained"], these["never told"], "o", color=colour, alpha=0.7, mew=0, label=what)
    ax.plot([0, 1], [0, 1], color=style.SOFT, lw=0.8, zorder=0)
    ax.set(xlabel="pairs that were told, told less never heard", ylabel="the pair that was not",
           aspect="equal")
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
# - **An artefact stands in the way, and nothing else.** All three parts of the claim are positive, and far
#   from their bounds. But who is told a thing that *no* verb ever named goes there .16 more often than
#   unheard, and .1 was the most that was allowed. An attention that knows nothing is even, and leads to the
#   middle of all things, from where each is nearer. Verb by thing by heart comes to about as much (.11).
# - Had the rule asked for the pair never told *less the word never named*, it would have read .58 here. It
#   did not, and to write it down now would be to choose a rule by its outcome. It is what the next
#   declaration should say, on seeds of its own.
# - **More instructions did not make it more of a concept.** Two and three types: all but one or two
#   populations obey the new pair as well as the old ones. Five: half of them do, and all but one of the
#   rest obey it little more than an unknown word. With more types each is told less often; a control at
#   equal counts *a type* would tell the two apart.
# - The two single concepts (GATHER alone, AVOID alone) were hardly learned at all, so nothing can be said
#   of how they generalise.
# - New worlds and new avatars cost little: the verb that names things loses .01 or .02, all verbs together
#   up to .09. Both change what is around a word, and neither the word nor the senses that it is read by.
