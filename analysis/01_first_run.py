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
# # Does a population learn to obey, or to look obedient?
#
# **Predict first.** Agents are told to GOTO, AVOID, STAY, FAST or GIVE half of the time. Disobeying
# costs food, but only while somebody watches, and a cue tells the agent when that is. After some
# hundred generations: do they obey always, never, or only while watched? Which verb will show it best?
#
# This notebook reads the newest run of `runs/first.toml` (`make demo` makes one).

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt

import evosim
from evosim.figures.obedience import first_figure, obedience_over_generations, rates_by_verb, verbs_of

out = Path("runs/out") if Path("runs").exists() else Path("../runs/out")
path = os.environ.get("EVOSIM_RUN") or max(out.glob("first-*"), key=lambda run: run.stat().st_mtime)
run = evosim.load_run(path)
print(f"{run.config.name}, seed {run.config.seed}: {run.config.generations} generations of "
      f"{run.config.population.genomes}, brain products: {run.config.brain.products}")

# %% [markdown]
# ## Obedience over generations
#
# O is P(letter met | told the verb) - P(letter met | told another verb): a habit that passes the check
# by default counts nothing. Grey is the shadow, bred on the same fitness dealt out at random.

# %%
figure, ax = plt.subplots(figsize=(7, 3.5))
obedience_over_generations(run.generations, ax=ax)
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# ## Verb by verb
#
# Verbs that pass by default (AVOID, FAST) leave little to see. STAY costs most, and shows most; GIVE
# shows as much in populations that came to give at all, six of nine (README.md).

# %%
figure = first_figure(run.generations)
plt.show()

# %% [markdown]
# ## The numbers at the end
#
# Means over the last five batteries. A run is one population: the interval that matters is over seeds.

# %%
own = run.generations.query("~is_shadow").dropna(subset=["obedience"]).tail(5)
table = {verb: {"O watched": own[f"obedience_watched_{verb}"].mean(),
                "O not watched": own[f"obedience_unwatched_{verb}"].mean()} for verb in verbs_of(own)}
table = own.__class__(table).T
table["gap"] = table["O watched"] - table["O not watched"]
table.round(2)

# %% [markdown]
# ## Told, told another, phantom
#
# The same in the training lives, from `lives`: what was told and heard, against an instruction that was
# drawn and never heard.

# %%
last = run.lives[run.lives.generation == run.lives.generation.max()]
heard = last[["told_ticks", "letter_ticks", "phantom_ticks", "phantom_letter_ticks"]].sum()
print(f"told: {heard.letter_ticks / heard.told_ticks:.2f}, "
      f"phantom: {heard.phantom_letter_ticks / heard.phantom_ticks:.2f} of ticks meet the letter")
rates_by_verb(run.generations)
plt.show()

# %% [markdown]
# **What to notice.** Watched and not watched part where obeying costs something. Nothing here says *why*
# an agent obeys: this brain is born with its policy, so drives are shielded from selection and mean
# nothing yet.
#
# **Exercise.** Run with `-o oversight.watched=0.9` and with `-o oversight.visible=false`. Predict first.
