"""`finetune`: copies are bred on for some generations, or live a long life, on a new task.

Nothing is fed back. They are bred as the population was (`selection`, `variation`), by their own fitness in
the new task, in worlds and bands drawn anew in each generation; beside them founders, who were bred for
nothing before, for as long. The job-bred score is what the founders come to; what the population was bred for
before is worth as much as it saves of the way there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evosim.evolution import Ids, Population, breed
from evosim.genome import Genomes
from evosim.names import Purpose, Tally
from evosim.obedience import Array
from evosim.probes.registry import (
    Measure,
    Statistic,
    difference_of,
    figure,
    obedience,
    probe,
    ratio,
    tallied,
    unknown,
)
from evosim.probes.subject import Mode, Subject, changed
from evosim.probes.uninstructed import SILENT
from evosim.world.lives import fitness

GENERATIONS = 20
SHARE = 0.9  # of the way from unbred founders to bred ones
STREAM = 1 << 20  # of breeding: apart from those of a run and its shadows
LENGTH, TENTHS = 2.5, 10  # of a long life, in lives of the run


@dataclass(frozen=True)
class Tuned:
    """What came of breeding on.

    Attributes:
        after: the last generation.
        scores: float64 (GENERATIONS + 1,), mean fitness of each generation, the first unchanged, in worlds of
            its own.
    """

    after: Subject
    scores: Array


def tune(subject: Subject, changes: Mapping[str, Any], mode: Mode, stream: int,
         generations: int = GENERATIONS) -> Tuned:
    """Breeds copies on in another situation.

    Args:
        subject: whose copies.
        changes, mode: the situation, see `Subject.live`.
        stream: of random numbers, to tell several populations apart.
        generations: how many are bred.
    """
    it, layout = subject.config, subject.layout
    n = len(subject.genomes)
    elites = max(min(it.selection.elites, n - 2, min(it.deme_sizes) - 1), 0)
    # who was bred by something else than fitness, or by luck, is bred for the job by tournament
    scheme = "tournament" if it.selection.scheme in ("nsga2", "random") else it.selection.scheme
    config = changed(it, {"selection.mode": "generational", "selection.scheme": scheme,
                          "selection.elites": elites})
    sigmas = layout.sigmas_of(it)
    ids, scores = Ids(), []
    population = Population.of(subject.genomes, ids, it.deme_sizes if sum(it.deme_sizes) == n else ())
    for generation in range(generations + 1):
        who = replace(subject, genomes=population.genomes)
        lived = who.live(changes, mode=mode, draw=generation + 1)
        own = fitness(lived.tally[:, :, -1], it.body.stash_worth).mean(axis=1)
        scores.append(own.mean())
        if generation < generations:
            population = breed(population, own, config, sigmas, ids, generation=generation,
                               stream=STREAM + stream).population
    return Tuned(replace(subject, genomes=population.genomes), np.array(scores))


@probe("finetune", f"copies are bred on for {GENERATIONS} generations on a new task, beside founders: food "
       "only, with nobody speaking; and all words with another meaning. Or they live long on food only",
       ("birth", "birth, frozen"))
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """Score before and after, generations and ticks to 90 % of what founders are bred to, and O kept."""
    rng = np.random.default_rng([subject.config.seed, int(Purpose.PROBE), 2])
    founders = replace(subject, genomes=subject.layout.founders(len(subject.genomes), rng))
    out = _task(subject, founders, SILENT, mode, "food only", 0)
    verbs, meaning = subject.layout.verbs, subject.config.language.meaning
    if len(verbs) > 1 and meaning != "shuffled":
        out += _task(subject, founders, {}, mode, "new words", 2, moved=1)
    else:
        why = "there is but one verb" if len(verbs) == 1 else "theirs is drawn anew in each life"
        out.append(unknown("generations to 90 %", f"words have no other meaning to take: {why}", "new words"))
    return out + _in_life(subject, mode)


def _task(subject: Subject, founders: Subject, changes: Mapping[str, Any], mode: Mode, task: str,
          stream: int, moved: int = 0) -> list[Measure]:
    """All figures of one task, in which a population and founders are bred.

    The words of the population have moved on by `moved` verbs; what it kept is what it does at the old ones.
    """
    own = replace(subject, genomes=reworded(subject.genomes, subject, moved)) if moved else subject
    bred, fresh = (tune(who, changes, mode, stream + k) for k, who in enumerate((own, founders)))
    score = score_of(subject)
    before, after, job = (who.live(changes, mode=mode) for who in (own, bred.after, fresh.after))
    out = [figure("score", score, before, condition=f"{task}: before"),
           figure("score", score, after, condition=f"{task}: after"),
           figure("score", score, job, condition=f"{task}: founders after"),
           difference_of("score", score, after, before, f"{task}: after - before")]
    start, end = fresh.scores[0], fresh.scores[-max(1, GENERATIONS // 5):].mean()
    each = len(subject.genomes) * subject.replicates * subject.config.world.ticks
    for who, seen in (("population", bred), ("founders", fresh)):
        took = generations_to(seen.scores, start + SHARE * (end - start))
        note = ("" if took is not None and end > start else
                "founders did not get better" if end <= start else f"not within {GENERATIONS} generations")
        value = float("nan") if note or took is None else float(took)
        job_note = note or f"of what founders come to in {GENERATIONS} generations"
        out += [Measure("generations to 90 %", value, note=job_note, condition=f"{task}: {who}"),
                Measure("ticks to 90 %", value * each, note=job_note, condition=f"{task}: {who}")]
    then = kept = bred.after.live(mode=mode)
    if moved:
        kept = replace(subject, genomes=reworded(bred.after.genomes, subject, -moved)).live(mode=mode)
    return [*out, obedience(then, condition=f"{task}: after"),
            ratio(kept, subject.live(mode=mode), "O kept", task)]


def _in_life(subject: Subject, mode: Mode) -> list[Measure]:
    """What a long life on food only teaches."""
    lived = subject.live(SILENT, mode=mode, stretches=TENTHS, length=LENGTH)
    first, last, eaten = lived.part(0, 1), lived.part(TENTHS - 1, TENTHS), tallied(Tally.EATEN)
    return [figure("food a tick", eaten, first, condition="food only: first tenth of a long life"),
            figure("food a tick", eaten, last, condition="food only: last tenth"),
            difference_of("food a tick", eaten, last, first, "food only: learned in life")]


def score_of(subject: Subject) -> Statistic:
    """A statistic: mean fitness of a life, of lives counted in one stretch."""
    lives = len(subject.genomes) * subject.replicates
    return lambda one: fitness(one.sums, subject.config.body.stash_worth) / lives


def generations_to(scores: Array, target: float) -> int | None:
    """Generations bred until the mean first reached a score; None where it never did."""
    there = np.flatnonzero(scores >= target)
    return int(there[0]) if len(there) else None


def reworded(genomes: Genomes, subject: Subject, by: int = 1) -> Genomes:
    """Genomes for whom each verb sounds as the one `by` before it did: all words have moved on."""
    layout, out = subject.layout, genomes.copy()
    first, size = layout.senses["verb"]
    for block in ("hidden", "skip"):
        part = layout.part(out, block)
        part[:, first:first + size] = np.roll(part[:, first:first + size], by, axis=1)
    products = layout.part(out, "products")
    for k in range(0, products.shape[1], size):  # context by context, a row for each verb
        products[:, k:k + size] = np.roll(products[:, k:k + size], by, axis=1)
    return out
