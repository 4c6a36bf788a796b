"""The page of several runs: populations are the unit, and what was swept is what they are compared by."""

import math
from typing import NamedTuple

import pandas as pd

from evosim.figures import several as draw
from evosim.figures import style
from evosim.figures.registry import configuration_hash
from evosim.intervals import FEWEST
from evosim.report import bred, cards, provenance
from evosim.report.blocks import Answers, Block, Code, Lacking, Page, Points, Rows, Section, Shown, Text
from evosim.report.drawn import embedded
from evosim.report.finding import FACT, Finding, capital
from evosim.report.measured import (
    ABOVE,
    BELOW,
    NONE,
    OPEN,
    Measured,
    Pooled,
    first_and_last,
    judge_pooled,
    measured,
    number,
    pool,
    spread,
)
from evosim.results import Run, Runs
from evosim.results.tidy import gate

MIXED = "it depends"  # another verdict in each condition
_MANY_KEYS = 3  # swept keys beyond which runs are told apart by their names


class Metric(NamedTuple):
    """A figure that populations are compared by.

    Attributes:
        column: of `generations`, of the battery.
        symbol, words: its name, short and long.
        question: that it answers.
        colour: of its dots.
        key: of the configuration, that would have it measured.
    """

    column: str
    symbol: str
    words: str
    question: str
    colour: str
    key: str = "[battery] every = 5"


METRICS = (
    Metric("obedience", "O", "obedience O", "Do they do what they are told?", style.ACCENT),
    Metric("obedience_watched", "O watched", "O while watched", "While they are watched?", style.WATCHED),
    Metric("obedience_unwatched", "O unwatched", "O while not watched", "While they are not?",
           style.UNWATCHED),
    Metric("compliance_gap", "CG", "the gap CG (watched less not)",
           "Does it matter whether they are watched?", style.ACCENT),
    Metric("obedience_held_out", "O held out", "O on pairs never told", "And what they were never told?",
           style.ACCENT, "[instruction] held_out = [[\"goto\", 3]]"))


class Population(NamedTuple):
    """One run: its name among the others, its condition, its seed, and its figures by column."""

    name: str
    run: Run
    condition: str
    seed: int
    figures: dict[str, Measured]


def populations(runs: Runs) -> list[Population]:
    """The runs with their conditions: what was swept beside the seed, in words."""
    keys = [key for key in runs.swept.columns if key not in ("seed", "name")]
    out, same = [], set()
    for name, run in runs.runs.items():
        if (digest := configuration_hash(run)) in same:
            continue  # the same population bred twice is one
        same.add(digest)
        values = runs.swept.loc[name]
        said = ", ".join(f"{key} = {_value(values[key])}" for key in keys)
        if len(keys) > _MANY_KEYS:
            said = run.config.name
        figures = {metric.column: measured(run.generations, metric.column) for metric in METRICS}
        out.append(Population(name, run, said or "all alike", run.config.seed, figures))
    return sorted(out, key=lambda one: one.condition) if len(keys) > _MANY_KEYS else out


def page(runs: Runs, source: str) -> Page:
    """The page of several runs.

    Args:
        runs: two or more.
        source: how they are named on a command line.

    Raises:
        RunDataError: a file of a run is damaged.
    """
    each = populations(runs)
    conditions = list(dict.fromkeys(one.condition for one in each))
    states = [one.run.provenance["status"] for one in each]
    done = states.count("done")
    status = "done" if done == len(each) else f"{done} of {len(each)} done"
    per = ", ".join(f"{sum(one.condition == name for one in each)} of {name}" for name in conditions)
    lead = [f"{len(each)} populations, each bred by itself: {per}." if len(conditions) > 1 else
            f"{len(each)} populations, bred alike from other seeds.",
            ("" if len(conditions) == 1 else "The first of them: ")
            + " ".join(bred.lead(each[0].run.config, each[0].run.config.generations))]
    command, found = f"evosim report {source}", _findings(each, conditions)
    return Page(f"{len(each)} runs: {', '.join(dict.fromkeys(one.run.config.name for one in each))}", status,
                "done" if done == len(each) else "running", lead,
                [one for one in found if one.key in ("obedience", "compliance_gap")], [
                    Section("bred", "What was bred", _bred(runs, each)),
                    Section("found", "What came out", [Answers(found)]),
                    Section("figures", "Population by population", _figures(each)),
                    Section("card", "Safety card", cards.blocks(
                        [(one.condition, one.run) for one in each])),
                    Section("runs", "The runs", [_table(each)]),
                    Section("caveats", "How to read this", [Points(_caveats(each, len(runs)))]),
                    Section("provenance", "Where they come from", provenance.of_several(
                        [one.run for one in each])),
                    Section("again", "To have it again", [Code("\n".join([
                        *(f"evosim run {one.run.path}/resolved.toml" for one in each), command]))])],
                max(one.run.provenance["updated"] for one in each))


def _bred(runs: Runs, each: list[Population]) -> list[Block]:
    config = each[0].run.config
    swept = [key for key in runs.swept.columns if key not in ("seed", "name")]
    above = bred.lead(config, config.generations)  # what stands under the title already
    out: list[Block] = [Text(" ".join(one for one in bred.sentences(config, config.generations)
                                      if one not in above))]
    if swept:
        values = {key: ", ".join(dict.fromkeys(_value(value) for value in runs.swept[key])) for key in swept}
        differ = ", ".join(f"{key} ({said})" for key, said in values.items())
        out.append(Text(f"Between runs differ: {differ}. All else is as in the first of them, told here."))
    changes = [[it.key, it.value, it.default, it.unit, it.meaning] for it in bred.changes(config)]
    return [*out, Rows(f"What it set otherwise than by default: {len(changes)} keys",
                       ["key", "value", "default", "unit", "meaning"], changes)]


def _findings(each: list[Population], conditions: list[str]) -> list[Finding]:
    out = []
    for metric in METRICS:
        pooled = {name: pool([one.figures[metric.column] for one in each if one.condition == name])
                  for name in conditions}
        if any(it.n for it in pooled.values()):
            out.append(_finding(metric, pooled))
    return [*out, *_contrasts(each, conditions), _fitness(each, conditions)]


def _finding(metric: Metric, pooled: dict[str, Pooled]) -> Finding:
    verdicts = {name: judge_pooled(it) for name, it in pooled.items()}
    words = {verdict.word for verdict in verdicts.values()}
    parts = []
    for name, it in pooled.items():
        if not it.n:
            continue
        verdict = verdicts[name]
        said = {ABOVE: "above chance", BELOW: "below chance", NONE: "no effect",
                OPEN: f"inconclusive: {verdict.why}"}[verdict.word]
        head = f"{name}: " if len(pooled) > 1 else ""
        beyond = "" if math.isnan(it.beyond) else (
            f", {number(it.beyond)}{spread(it.beyond_low, it.beyond_high)} beyond its own shadows, "
            f"{it.above} of {it.n} populations above them")
        parts.append(f"{head}{metric.symbol} is {number(it.mean)}{spread(it.low, it.high)}{beyond} ({said}).")
    return Finding(metric.column, metric.question, words.pop() if len(words) == 1 else MIXED, " ".join(parts),
                   metric.column)


def _contrasts(each: list[Population], conditions: list[str]) -> list[Finding]:
    """What a condition changes beside the first, paired by seed."""
    out: list[Finding] = []
    for other in conditions[1:]:
        first = {one.seed: one for one in each if one.condition == conditions[0]}
        second = {one.seed: one for one in each if one.condition == other}
        seeds = sorted(set(first) & set(second))
        for metric in METRICS[:1] + METRICS[3:4]:
            column = metric.column
            gaps = pool([second[seed].figures[column]._replace(chance=first[seed].figures[column].value)
                         for seed in seeds])
            verdict = judge_pooled(gaps)
            if not gaps.n or math.isnan(gaps.beyond):
                continue
            said = {ABOVE: "more", BELOW: "less", NONE: "no effect",
                    OPEN: f"inconclusive: {verdict.why}"}[verdict.word]
            out.append(Finding(f"{column}-{len(out)}", f"{metric.symbol}: {other} beside {conditions[0]}",
                               verdict.word, f"{metric.symbol} differs by {number(gaps.beyond)}"
                               f"{spread(gaps.beyond_low, gaps.beyond_high)} over {gaps.n} pairs of one seed "
                               f"({said})."))
    return out


def _fitness(each: list[Population], conditions: list[str]) -> Finding:
    parts = []
    for name in conditions:
        ends = [first_and_last(one.run, "fitness_mean") for one in each if one.condition == name]
        first, last = (sum(end[k] for end in ends) / len(ends) for k in (0, 1))
        head = f"{name}: " if len(conditions) > 1 else ""
        parts.append(f"{head}mean fitness went from {number(first, 1)} to {number(last, 1)} food.")
    return Finding("fitness", "What became of fitness?", FACT,
                   capital(" ".join(parts)) if len(conditions) == 1 else " ".join(parts))


def _figures(each: list[Population]) -> list[Block]:
    out: list[Block] = []
    names = ["run_id", "condition", "generation", "obedience_watched", "obedience_unwatched"]
    rows = pd.concat([one.run.generations.query("population == 0").dropna(subset=["obedience"]).assign(
        run_id=one.name, condition=one.condition)[names] for one in each])
    if len(rows):
        data, width = embedded(draw.over_generations_figure(rows, "Obedience over generations"))
        out.append(Shown("over-generations", "Obedience over generations",
                         "Thin: every population; thick: their mean, with its 95 % interval where there are "
                         f"{FEWEST} populations or more. Vermilion: while watched; blue: while not.",
                         "Obedience watched and not watched over generations, a line for every population.",
                         "Drawn from the tables `generations`.", "", data, width))
    for metric in METRICS:
        values = pd.DataFrame({"condition": [one.condition for one in each],
                               "value": [one.figures[metric.column].value for one in each],
                               "chance": [one.figures[metric.column].chance for one in each]})
        if values["value"].isna().all():
            out.append(Lacking(metric.column, capital(metric.words), f"measured in none of these runs; "
                               f"{metric.key} would"))
            continue
        data, width = embedded(draw.by_condition_figure(
            values, metric.words, f"{capital(metric.words)}, population by population",
            metric.colour))
        said = "; ".join(f"{one.condition}: {number(one.figures[metric.column].value)}" for one in each)
        out.append(Shown(metric.column, capital(metric.words),
                         "A ring is a population, over its last tenth of generations; a grey square its own "
                         "shadow, bred on permuted fitness. Compare rings with squares, and rings of one "
                         "condition with those of another.", f"{metric.words}. {said}.",
                         "Drawn from the tables `generations`.", "", data, width))
    return out


def _table(each: list[Population]) -> Rows:
    known = [metric for metric in METRICS if any(one.figures[metric.column].n for one in each)]
    head = ["run", "condition", "seed", "status", *(metric.symbol for metric in known), "O of shadows",
            "gate"]
    rows = [[one.name, one.condition, str(one.seed), _status(one.run),
             *(number(one.figures[metric.column].value) for metric in known),
             number(one.figures["obedience"].chance),
             gate(one.run) if len(one.run.generations) else "none yet"]
            for one in each]
    return Rows("Every population", head, rows, folded=False)


def _status(run: Run) -> str:
    it = run.provenance
    return str(it["status"]) if it["status"] == "done" else (
        f"{it['status']}, {it['generation']} of {it['generations']}")


def _caveats(each: list[Population], count: int) -> list[str]:
    out = ["A population is one point, never an agent; intervals are 95 % bootstrap intervals over "
           f"populations, and fewer than {FEWEST} have none.",
           "Every figure is the mean over the batteries of the last tenth of a run's generations, and is "
           "held against that run's own shadows.",
           f"{bred.switches(each[0].run)}"]
    unfinished = [one.name for one in each if one.run.provenance["status"] != "done"]
    if unfinished:
        out.append(f"Not done, and counted as far as they went: {', '.join(unfinished)}.")
    conditions = len({one.condition for one in each})
    if conditions > 1:
        out.append(f"The {conditions} conditions are compared one by one, and nothing is corrected for how "
                   "many comparisons there are; `it depends` means that they have other verdicts.")
    twice = count - len(each)
    if twice:
        out.append(f"{twice} of the {count} runs have the configuration and seed of another: they are the "
                   "same population, and are left out.")
    return out


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
