"""One page of all verdicts, as HTML that opens offline and as a Markdown table; a declaration in words."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from evosim.errors import ConfigError
from evosim.experiments.declare import PRESETS, Experiment
from evosim.experiments.rules import Outcome
from evosim.experiments.study import CONTRASTS, DECLARED, Study
from evosim.report.blocks import Answers, Block, Page, Points, Rows, Section, Shown, Text
from evosim.report.finding import Finding, capital
from evosim.report.measured import number
from evosim.storage import files

PAGE, TABLE = "verdicts.html", "verdicts.md"
ANSWERS = {"instructions": "number of instructions", "payoff": "expected payoff",
           "phantom": "what is done anyhow", "pretraining": "length and effect of pretraining",
           "relatedness": "relatedness", "distribution": "novelty of the probe"}


def studies_in(out: Path) -> list[Study]:
    """Of every experiment, the study with most populations an arm, or of equals the larger preset; by number.

    One that is still being bred, or was cut short, counts once it has been judged (`Study.write`).

    Raises:
        ConfigError: there is none.
        RunDataError: a file is damaged.
    """
    best: dict[str, tuple[int, Study]] = {}
    for path in sorted(out.glob(f"*/*/{DECLARED}"), key=lambda it: PRESETS.index(it.parent.name)):
        study = Study.read(path.parent)
        name, count = study.experiment.name, study.populations()
        judged = (study.folder / CONTRASTS).exists() and not study.rows.empty
        if judged and (name not in best or count >= best[name][0]):
            best[name] = count, study
    if not best:
        raise ConfigError(f"{out}: no experiment there; `evosim experiment run NAME` makes one")
    return sorted((study for _, study in best.values()), key=lambda study: study.experiment.order)


def write_page(out: Path) -> Path:
    """Writes the page and the table of all studies in a folder; returns the page.

    Raises:
        ConfigError, RunDataError: as `studies_in`.
        StorageError: the disk refused.
    """
    from evosim.report.page import written

    studies = studies_in(out)
    outcomes = [study.outcome() for study in studies]
    files.write(out / TABLE, table(studies, outcomes).encode())
    files.write(out / PAGE, written(_page(studies, outcomes)).encode())
    return out / PAGE


def table(studies: Sequence[Study], outcomes: Sequence[Outcome]) -> str:
    """The verdicts as a Markdown table."""
    lines = ["| | claim | verdict | because | populations, preset |", "|---|---|---|---|---|"]
    for study, outcome in zip(studies, outcomes, strict=True):
        it = study.experiment
        lines.append(f"| [{it.code}]({it.name}/{study.preset}/figure.png) | {it.claim} | "
                     f"**{outcome.verdict}** | {capital(outcome.why)} | "
                     f"{study.populations()}, {study.preset} |")
    return "\n".join(lines) + "\n"


def declared(it: Experiment, preset: str) -> str:
    """What an experiment declares, as text for a terminal."""
    lines = [f"{it.title}: {it.question}", "",
             f"claim     {it.claim}", f"opposite  {it.opposite}", f"against   {it.contradicted_by}",
             f"artefact  {it.artefact}", "",
             f"arms of {preset}, {it.presets[preset].populations} populations each:"]
    for arm in it.arms_of(preset):
        what = ", ".join(f"{key} = {value!r}" for key, value in arm.set.items()) or "nothing else"
        why = f" [control: {arm.control}]" if arm.control else ""
        lines.append(f"  {arm.name:<12} {arm.label}: {what}{why}")
    if it.presets[preset].left_out:
        lines.append(f"  left out: {it.presets[preset].left_out}")
    lines += ["", "rule (the claim holds if all of `claim` are positive):"]
    lines += [f"  {one.role:<9} {one.name:<12} {one.says}; smallest of interest {one.least:g}"
              for one in it.contrasts_of(preset)]
    lines += ["", "metrics:", *(f"  {name:<18} {meaning}" for name, meaning in it.metrics.items())]
    lines += ["", "confounds:", *(f"  {ANSWERS[name]:<34} {answer}" for name, answer in it.confounds.items())]
    if it.gated:
        lines += ["", f"gate: must pass in three of four populations of {', '.join(it.gated)}"]
    if it.limits:
        lines += ["", f"limits: {it.limits}"]
    return "\n".join([*lines, "", f"rule sha256 {it.rule_hash(preset)}"])


def _page(studies: Sequence[Study], outcomes: Sequence[Outcome]) -> Page:
    rows = [[study.experiment.code, study.experiment.claim, str(outcome.verdict),
             capital(outcome.why), f"{study.populations()}, {study.preset}"]
            for study, outcome in zip(studies, outcomes, strict=True)]
    head = ["", "claim", "verdict", "because", "populations an arm, preset"]
    made = max(study.declared["declared"] for study in studies)
    counts = pd.Series([str(outcome.verdict) for outcome in outcomes]).value_counts()
    lead = (f"{_many(len(studies), 'claim')}, each with its rule declared beforehand: "
            + ", ".join(f"{count} {word}" for word, count in counts.items())
            + ". A population is one point; verdicts of `quick` are demonstrations.")
    return Page("Claims and verdicts", _many(len(studies), "experiment"), "done", [lead], [],
                [Section("bred", "All verdicts", [Rows("Verdicts", head, rows, folded=False)]),
                 *(_section(study, outcome) for study, outcome in zip(studies, outcomes, strict=True))],
                made, "experiments")


def _section(study: Study, outcome: Outcome) -> Section:
    from evosim.report.drawn import embedded

    it, size = study.experiment, study.experiment.presets[study.preset]
    data, width = embedded(study.figure(outcome))
    title = it.title.replace("-", " ")
    command = f"evosim experiment run {it.name} --preset {study.preset}"
    effects = [[str(one.contrast.role), one.contrast.says, one.text, number(one.contrast.least),
                number(one.p, 3), number(one.p_none, 3), str(one.n), str(one.word)]
               for one in outcome.effects]
    blocks: list[Block] = [
        Answers([Finding(it.name, it.claim, str(outcome.verdict), f"{capital(outcome.why)}.")]),
        Shown(it.name, title, it.caption, f"{it.question} {outcome.verdict}: {outcome.why}",
              "Every population of every arm is shown.", command, data, width),
        Rows("The rule, and what each part of it came to",
             ["role", "what would be shown", "effect", "smallest of interest", "p (Holm)",
              "p of no effect (Holm)", "seeds", "is"], effects),
        Rows("Arms", ["arm", "what is set", "control for"],
             [[arm.label, ", ".join(f"{key} = {value}" for key, value in arm.set.items()), arm.control]
              for arm in it.arms_of(study.preset)]),
        Rows("Confounds", ["what", "how it is met"],
             [[ANSWERS[name], answer] for name, answer in it.confounds.items()]),
        Points([f"The opposite: {it.opposite}", f"Would contradict it: {it.contradicted_by}",
                f"Could be an artefact: {it.artefact}",
                *([f"Left out: {size.left_out}"] if size.left_out else []),
                *([f"Limits: {it.limits}"] if it.limits else [])]),
        Text(f"Declared {study.declared['declared']} under rule sha256 "
             f"`{study.declared['rule_sha256'][:16]}`, commit `{str(study.declared['commit'])[:12]}`; seeds "
             f"from {_seeds(study)}.", soft=True)]
    return Section(it.code.lower(), title, blocks)


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _seeds(study: Study) -> str:
    return f"{study.rows['seed'].min()} to {study.rows['seed'].max()}"
