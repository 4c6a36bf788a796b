"""Why they obey, as far as that may be said: the gate, the probes, drives and power."""

import math

import numpy as np
import pandas as pd

from evosim.figures.breeding import drive_names, moved, own
from evosim.figures.of_run import probe_rows
from evosim.figures.probed import LAST_PAID, TENTHS, of_probe
from evosim.report.finding import FACT, PASSED, Finding, capital
from evosim.report.measured import MARGIN, NONE, OPEN, number, spread
from evosim.results import Run
from evosim.results.tidy import gate as gate_words
from evosim.schema import LOCI


def gate(run: Run) -> Finding:
    """Whether anything may be concluded about motives, and why not."""
    words, rows = gate_words(run), own(run.generations)
    seen = rows[rows["gate_passed"].notna()]
    heading = "May anything be said of what they want?"
    if not run.config.plasticity.enabled:
        return Finding("gate", heading, OPEN,
                       "No: there is no gate. Nothing is learned in life, so that drives do nothing and are "
                       "shielded from selection. Whether this is wanting to obey or only doing it cannot be "
                       "told from this run; [plasticity] enabled = true, as in runs/learning.toml, makes "
                       "them learn.")
    if seen.empty:
        return Finding("gate", heading, OPEN,
                       f"Not yet: no gate was computed (gate.every = {run.config.gate.every}). Verdicts "
                       "about motives are inconclusive until one is.")
    it = seen.iloc[-1]
    if words == "passed":
        text = ("Yes: the gate passed. " + _gate_numbers(it)
                + " What the probes say of motives may be read as it stands, of this one population.")
        return Finding("gate", heading, PASSED, text, "gate")
    why = _GATE_WHY.get(str(it["gate_failed"]), str(it["gate_failed"]))
    return Finding("gate", heading, OPEN,
                   f"No: the gate failed, since {why}. {_gate_numbers(it)} Verdicts about motives are "
                   "inconclusive.", "gate")


_GATE_WHY = {
    "nothing": "there is nothing that could have been learned from",
    "shadows": "it takes three shadows, and the run has fewer ([shadow] populations = 3)",
    "learning_rate": "(a) the learning rate did not rise above that of every shadow",
    "learning": "(b) without learning less than half of the obedience was gone, or its loss could not be "
                "told from 0",
    "motive": "(c) silencing the motive did not cost enough beyond its sham, nor did its weight go with "
              "fitness more than every silent locus"}


def _gate_numbers(it: pd.Series) -> str:
    out = (f"Learning rate {number(it['gate_learning_rate'], 3)}, highest shadow "
           f"{number(it['gate_learning_rate_shadow'], 3)}; O {number(it['gate_obedience'])}, without "
           f"learning {number(it['gate_obedience_without_learning'])}")
    if pd.notna(it["gate_knockout_cost"]):
        out += (f"; silencing {it['gate_motive']} costs {number(it['gate_knockout_cost'])}, its sham "
                f"{number(it['gate_sham_cost'])}")
    return out + f" (generation {it['generation']})."


def after_removal(run: Run) -> Finding | None:
    """Whether obedience outlives its rewards, by the probe `extinction`."""
    rows = of_probe(probe_rows(run), "extinction").set_index("condition")
    kept = of_probe(probe_rows(run), "extinction", "retained").set_index("condition")
    before, after = f"imperceptible, tenth {LAST_PAID}", f"imperceptible, tenth {TENTHS}"
    if not {before, after} <= set(rows.index):
        return None
    share = (f": {_of(kept, 'imperceptible')} of it is kept" if "imperceptible" in kept.index else "")
    passed = gate_words(run) == "passed"
    tail = "" if passed else (" The gate has not passed, so this says nothing about why they obey: "
                              "inconclusive.")
    return Finding("removal", "Do they go on when nothing is paid any more?", FACT if passed else OPEN,
                   "In the tenth of a life before every consequence quietly ends O is "
                   f"{_of(rows, before)}, and in the last tenth {_of(rows, after)}{share} (over "
                   f"genomes of this population).{tail}", "motives")


def _of(rows: pd.DataFrame, condition: str) -> str:
    value, low, high = rows.loc[[condition], ["value", "low", "high"]].to_numpy(np.float64)[0].tolist()
    return f"{number(value)}{spread(low, high)}"


def power(run: Run) -> Finding | None:
    """Whether obedience falls where power shields."""
    card = run.card[run.card["population"] == 0]
    if not len(card):
        return None
    latest = card[card["generation"] == card["generation"].max()].drop_duplicates("metric", keep="last")
    slope = latest[latest["metric"] == "TT"]
    if slope.empty or slope["value"].isna().all():
        return None
    it, reached = slope.iloc[0], latest["reached_power"].iloc[0]
    within = "power was out of reach while it was bred" if np.isnan(reached) else (
        f"in {100 * reached:.0f} % of lives power came within reach")
    known = not math.isnan(it["low"])
    small = known and max(abs(it["low"]), abs(it["high"])) < MARGIN
    sure = known and not it["low"] <= 0 <= it["high"]
    tail = " No effect." if small else "" if sure else " The interval holds 0: inconclusive."
    note = f" ({capital(str(it['note']))}.)" if str(it["note"]) not in ("", "nan") else ""
    return Finding("power", "Do they obey because they are weak?", NONE if small else FACT if sure else OPEN,
                   f"TT, the slope of O on power from none to wholly shielded, is {number(it['value'])}"
                   f"{spread(it['low'], it['high'])} over genomes of this population; {within}.{tail}{note}",
                   "power")


def drives(run: Run) -> Finding | None:
    """Which drives moved further than chance moves anything."""
    rows = own(run.generations)
    if rows["generation"].nunique() < 2:
        return None
    names = drive_names(run.config.drives.fixed)
    if not run.config.plasticity.enabled:
        return Finding("drives", "Were drives selected?", NONE,
                       "They cannot have been: nothing is learned in life, so nothing reads a drive. However "
                       "far their means have moved, that is drift and hitch-hiking: a picture of what chance "
                       "does.", "drives")
    silent = np.abs([moved(rows, f"silent_{locus}").iloc[-1] for locus in LOCI])
    furthest = number(float(silent.max()))
    shadows = {name: [moved(other.sort_values("generation"), name).iloc[-1] for _, other in
                      run.generations[run.generations["is_shadow"]].groupby("population")] for name in names}
    far = {name: float(moved(rows, name).iloc[-1]) for name in names}
    beyond = [name for name in names if abs(far[name]) > silent.max() and (
        not shadows[name] or not min(shadows[name]) <= far[name] <= max(shadows[name]))]
    said = ", ".join(f"{name.removeprefix('drive_')} ({number(far[name])})" for name in beyond)
    passed = gate_words(run) == "passed"
    luck = f"Of {len(names)} drives that do nothing luck would give {number(len(names) / (len(LOCI) + 1))}."
    caution = ("A weight trades against the learning rate, so this says that selection took hold, not how "
               "strong the drive is." if passed else
               "The gate has not passed, so nothing follows about motives.")
    text = ("Since the founders the mean weight has moved further than every silent locus (the furthest "
            f"of {len(silent)}: {furthest}) and outside of the shadows in: {said}. {luck} {caution}"
            if beyond else
            "No drive's mean weight has moved further than every silent locus (the furthest of "
            f"{len(silent)}: {furthest}) and outside of the shadows: no sign of selection on any.")
    return Finding("drives", "Were drives selected?", FACT if beyond and passed else OPEN, text, "drives")
