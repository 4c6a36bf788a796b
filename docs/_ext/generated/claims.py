"""Every experiment: what it declares, and what came out, from what lies in `analysis/experiments`."""

import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from evosim.experiments import Experiment, experiments
from evosim.experiments.page import ANSWERS
from evosim.experiments.registry import by_name
from evosim.report.measured import number
from evosim.storage import files
from generated.markdown import code, plain, sentence, table

ROOT = Path(__file__).parents[3]
AT_HAND = ROOT / "analysis" / "experiments"
ROW = re.compile(r"\| \[\S+\]\((\S+?)/(\S+?)/figure\.png\) \| .*? \| \*\*(.*?)\*\* \| (.*) \| (\d+), \S+ \|")


class AtHand(NamedTuple):
    """What an experiment came to, as `analysis/experiments/verdicts.md` says."""

    name: str
    preset: str
    verdict: str
    why: str
    populations: int

    @property
    def folder(self) -> Path:
        """Where its tables and its figure lie."""
        return AT_HAND / self.name / self.preset


def at_hand() -> dict[str, AtHand]:
    """All verdicts, by the name of the experiment."""
    rows = ROW.findall((AT_HAND / "verdicts.md").read_text(encoding="utf-8"))
    return {name: AtHand(name, preset, verdict, why, int(n)) for name, preset, verdict, why, n in rows}


def verdicts() -> str:
    """A table of all experiments, each with its verdict."""
    found = at_hand()
    rows = []
    for one in experiments().values():
        it = found.get(one.name)
        word = f"**{it.verdict}** ({it.populations}, {it.preset})" if it else "not run yet"
        rows.append([f"[{one.code}](#{one.name})", plain(one.claim), word])
    return table(["", "claim", "verdict (populations an arm, preset)"], rows)


def experiment(name: str, *read_as: str) -> str:
    """A section about one experiment.

    Args:
        name: of it.
        read_as: the words of the verdict that the page's own text about it presumes; none: it presumes none.

    Raises:
        ValueError: the verdict has become another, so that this text must be written anew.
    """
    one, it = by_name(name), at_hand().get(name)
    if read_as and (it is None or it.verdict != " ".join(read_as)):
        raise ValueError(f"{name}: its page was written of the verdict {' '.join(read_as)!r}, which is now "
                         f"{it.verdict if it else 'none'!r}: read it again, and name the verdict after it")
    parts = [f"({name})=\n## {one.code} {name}: {plain(one.question)}",
             f"**The claim.** {plain(one.claim)}", f"**Its opposite.** {plain(one.opposite)}"]
    if it is None:
        parts.append("**Verdict at hand: none.** It has not been run at a size that is kept here.")
    else:
        parts += _outcome(one, it)
    parts += ["<details><summary>Arms, controls, confounds and limits</summary>", *_declared(one, it),
              "</details>"]
    return "\n\n".join(parts)


def _outcome(one: Experiment, it: AtHand) -> list[str]:
    size = "a report" if it.preset in ("standard", "full") else "a demonstration, and worth no more than that"
    parts = [f"**Verdict at hand: {it.verdict}**, over {it.populations} populations of each arm "
             f"(`{it.preset}`: {size}). {sentence(plain(it.why))}",
             f"![{plain(one.question)}](../../{(it.folder / 'figure.png').relative_to(ROOT).as_posix()})",
             f"*{sentence(plain(one.caption).replace('*', ''))}*"]
    rows = [[str(row["role"]), sentence(plain(row["says"])), _effect(row), number(row["least"]),
             str(row["word"])]
            for _, row in pd.read_parquet(it.folder / "contrasts.parquet").iterrows()]
    parts.append(table(["role", "what would be shown", "effect", "smallest of interest", "is"], rows))
    declared = files.unseal(it.folder / "declared.json")
    if declared["rule_sha256"] != one.rule_hash(it.preset):
        parts.append("These populations were bred and judged under an earlier rule, or other arms, than "
                     f"`evosim experiment show {one.name}` prints now; the folder's `declared.json` has it.")
    return parts


def _effect(row: pd.Series) -> str:
    if pd.isna(row["mean"]):
        return "-"
    spread = "" if pd.isna(row["low"]) else f" \\[{number(row['low'])}, {number(row['high'])}\\]"
    return f"{number(row['mean'])}{spread}"


def _declared(one: Experiment, it: AtHand | None) -> list[str]:
    preset = it.preset if it else "standard"
    left = one.presets[preset].left_out
    arms = [[code(arm.name), plain(arm.label), plain(arm.control)] for arm in one.arms_of(preset)]
    gated = f" The gate must pass in three of four populations of {', '.join(map(code, one.gated))}, or " \
            "nothing is said about motives." if one.gated else ""
    points = [f"**Would contradict it.** {plain(one.contradicted_by)}",
              f"**Could be an artefact.** {plain(one.artefact)}{gated}",
              *(f"**Confound: {ANSWERS[what]}.** {_answer(how)}" for what, how in one.confounds.items()),
              *([f"**Cannot show.** {plain(one.limits)}"] if one.limits else []),
              *([f"**Left out of `{preset}`.** {sentence(plain(left))}"] if left else [])]
    return [table(["arm", "what it is", "control for"], arms), "\n".join(f"- {point}" for point in points),
            f"`evosim experiment show {one.name} --preset {preset}` prints every key of every arm."]


def _answer(answer: str) -> str:
    """How a confound is met; "-" says that it cannot arise."""
    if answer.startswith("-"):
        return f"Cannot arise here: {sentence(plain(answer[1:].strip()))}"
    return sentence(plain(answer))
