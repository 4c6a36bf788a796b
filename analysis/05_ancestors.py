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
# # Who are the ancestors of those who obey?
#
# A run keeps everybody's parents, and genomes can be bred again from parents and seed. So of anybody who
# obeys at the end one can ask: from whom did it get that, and what was it that changed?
#
# **Predict first.** (a) How many of the founders have descendants at the end? (b) How many generations back
# does everybody have one common ancestor, along first parents? (c) Obedience rose. In one step or in many?
# Was the ancestor in whom it rose the one in whom the gene had mutated?
#
# This notebook reads the newest run of `runs/first.toml` (`make demo` makes one), and lives some of its
# dead again, which takes about a minute.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import evosim
from evosim.figures.explain import explanation_figure
from evosim.lineage import Genealogy, explain
from evosim.lineage.words import headline, sentences

out = Path("runs/out") if Path("runs").exists() else Path("../runs/out")
path = os.environ.get("EVOSIM_RUN") or max(out.glob("first-*"), key=lambda run: run.stat().st_mtime)
run = evosim.load_run(path)
genealogy = Genealogy.of(run)
print(f"{run.config.name}, seed {run.config.seed}: {len(genealogy.ids)} individuals in "
      f"{genealogy.last + 1} generations")

# %% [markdown]
# ## Back from the end
#
# Of each generation: who has a descendant at the end by either parent, and who along first parents only?
# With two parents ancestors become everybody's or nobody's within some generations. Along first parents
# alone they become one: the last common ancestor. Grey: the shadow, whose parents are drawn by lot.

# %%
def back(genealogy):
    """By generation: share of it that the last one descends from, and how many along first parents."""
    line = genealogy.living(genealogy.last)
    either, rows = genealogy.ancestors(line), []
    for generation in range(genealogy.last, -1, -1):
        share = either[genealogy.born == generation].mean()
        rows.append({"generation": generation, "by either parent": share, "along first parents": len(line)})
        line = np.unique(genealogy.parents(line))
    return pd.DataFrame(rows)


shadow = Genealogy.of(run, 1)
figure, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
for of, colour, label in ((shadow, "#8a8a8a", "shadow"), (genealogy, "#0072B2", "run")):
    table = back(of)
    for ax, column in zip(axes, ("by either parent", "along first parents"), strict=True):
        ax.plot(table.generation, table[column], color=colour, label=label)
        ax.set(xlabel="generation", title=column)
axes[0].set(ylabel="share with descendants\nat the end", ylim=(0, 1.02))
axes[1].set(ylabel="ancestors of those at the end", yscale="log")
axes[0].legend(frameon=False)
plt.show()

last = genealogy.living(genealogy.last)
common = genealogy.common(last)
founders = genealogy.ancestors(last)[genealogy.born == 0]
print(f"{founders.sum()} of {len(founders)} founders have descendants at the end, by either parent")
if common >= 0:
    born = genealogy.generation_of(common)
    print(f"along first parents all {len(last)} descend from {common} of generation {born}, "
          f"{genealogy.last - born} before the end")

# %% [markdown]
# ## Where obedience rose
#
# `evosim explain` takes the one whose obedience is the median at the end, breeds the genomes of its first
# parents again, and lets each ancestor live as a band of copies in the same worlds. Where O rises most, and
# stays, parent and child are taken apart: the genes in which they differ are put into the parent and taken
# out of the child, by halves, until those are left that carry the rise. The one that carries most is then
# followed, through whichever parent it really came, to the ancestor in whom it mutated. What the genes do is
# told from worlds in which nothing was chosen; the line itself from those in which the step was.

# %%
found = explain(run, "O", threads=os.cpu_count())
print("\n\n".join(sentences(found)))

# %%
explanation_figure(found.line, found.lived, found.carried, found.step_generation if found.sign else None, "O",
                   headline(found))
plt.show()

# %% [markdown]
# ## Change by change
#
# `share` is of the step: the mean of what the change alone adds to the parent, and of what its loss alone
# takes from the child. Shares need not add up to 1: genes work together, or stand in for each other.

# %%
columns = ["name", "before", "after", "how", "share", "origin", "origin_generation"]
found.changes[columns].round(2) if len(found.changes) else "no change carries a tenth of it"

# %% [markdown]
# ## Is it the same for being watched?
#
# The same question about obedience while somebody watches, and while nobody does: is there a step at all,
# and is it the same ancestor?

# %%
for trait in ("O watched", "O unwatched"):
    other = explain(run, trait, worlds=16, threads=os.cpu_count())
    print(f"{trait}: {headline(other)}".replace("\n", " "))
    print("   " + sentences(other)[1] + "\n")

# %% [markdown]
# **What to notice.** (a) and (b): to be everybody's ancestor takes no merit. The shadow's ancestors run
# together as fast, though nobody there was chosen for anything; about one in five of each generation has
# descendants at the end, and what mutated in the others is lost, whatever it did. (c): the line rises in
# many steps, and in the largest one several genes come together by crossover, that mutated in different
# ancestors some generations before. In the demo's run (seed 11) the most important one did more for its first
# mutant (.053 [.045, .061]) than alone in the parent of that step (.009 [.002, .016]): what a gene does hangs
# on the genes around it. Nobody has it from that mutant at the end.
#
# Do not take one step for the story of a run. Asked in half as many worlds (`evosim explain RUN --trait O
# --worlds 16`) the median descendant is another, and the step of seed 11 is in generation 30, 66 % of it
# from STAY to the act MOVE, a gene that mutated in generation 1 and that everybody has at the end. Of seed
# 12 it is in generation 43, 39 % of it from energy to MOVE, and no one mutation made half of that. Of seed
# 13 there is none: nowhere does O rise at once, and stay. What the three have in common is that obedience
# came in many small steps, and that the genes that *made* it rise are not those that *keep* it up: set back
# in the descendant at the end, they cost 6 % (seed 11) and 1 % (seed 12) of what was gained since the
# founder, 21 % above. Later ones do the same work.
#
# **What would change the verdict.** Sham changes of the same size of which some do as much as the real one (0
# of 24 here); a rise that is gone in worlds that nothing was chosen in; another descendant whose line
# steps at another ancestor (`individual=`, below); or genes whose loss costs the descendant all it has.
#
# **Exercise.** Ask for the ancestors of somebody else, `explain(run, "O", individual=int(last[0]))`, or for
# what made `food` rise. Predict first whether the same gene is found. From the command line:
# `evosim explain RUN --trait food --figure`.
