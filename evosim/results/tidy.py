"""Results in long form, each row with its interval and with what must be said beside it.

A run is one population. What varies between its generations is not what would vary between
replicate populations, so an interval here never is one to test a claim with, and says so.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evosim.config.minds import NAMING
from evosim.errors import ConfigError
from evosim.results.selection import selection, selection_gradients

if TYPE_CHECKING:
    from evosim.results.run import Run

SHARE = 0.1  # of the generations, at the end, that a result is taken over

COLUMNS = {
    "run_id": "name of the run's directory",
    "population": "0: the run's own; k: shadow k",
    "is_shadow": "whether it was bred on permuted fitness",
    "verb": "a verb, or all: the unweighted mean over verbs",
    "condition": "all (watched and unwatched, half and half), watched, unwatched, or held_out",
    "value": "O: P(letter | told it) - P(letter | told another verb), mean over generations",
    "low": "2.5th percentile over generations",
    "high": "97.5th percentile over generations",
    "interval": "what low and high span",
    "n": "generations with a battery",
    "told_rate": "P(letter | told it); a raw rate means nothing alone",
    "phantom_rate": "P(letter | drawn, but never heard)",
    "told_minus_phantom": "the second column of every claim",
    "first_generation": "first of the generations taken",
    "last_generation": "last of them",
    "products": "products wired by hand into the brain's skip",
    "level": "of the compliance channel: given, learned or none",
    "gate": "whether motives may be concluded from this run: passed, failed on what, or why there is none",
    "caveats": "what must be said beside the value",
}


def tidy(run: "Run", what: str) -> pd.DataFrame:
    """See `Run.tidy`."""
    if what not in _RESULTS:
        raise ConfigError(f"tidy {what!r}: must be one of: {', '.join(_RESULTS)}")
    return _RESULTS[what](run)


def _obedience(run: "Run") -> pd.DataFrame:
    table = run.generations
    measured = table[table["obedience"].notna()]
    if measured.empty:
        raise ConfigError(f"{run.path}: holds no battery of obedience yet; battery.every = "
                          f"{run.config.battery.every}")
    lived = int(table["generation"].max()) + 1
    start = lived - max(1, round(SHARE * lived))
    start = min(start, int(measured["generation"].max()))  # batteries may be rarer than that
    taken = measured[measured["generation"] >= start]
    verbs = run.config.instruction.verbs
    rows = []
    for population, rows_of in taken.groupby("population", sort=True):
        shadow = bool(rows_of["is_shadow"].iloc[0])
        about = {"run_id": run.run_id, "population": population, "is_shadow": shadow,
                 "first_generation": rows_of["generation"].min(),
                 "last_generation": rows_of["generation"].max(), "products": products(run),
                 "level": run.config.plasticity.level,
                 "gate": gate(run, population=int(rows_of["population"].iloc[0])),
                 "caveats": "; ".join(_caveats(run, rows_of, shadow))}
        for seen in ("all", "watched", "unwatched"):
            parts = [_one(rows_of, verb, seen) for verb in verbs]
            told, phantom = (pd.concat(rates, axis=1).mean(axis=1, skipna=False)
                             for rates in list(zip(*parts, strict=True))[1:])
            whole = rows_of["obedience" if seen == "all" else f"obedience_{seen}"]
            for verb, columns in [("all", (whole, told, phantom)),
                                  *zip(verbs, parts, strict=True)]:
                rows.append(about | {"verb": verb, "condition": seen} | _summary(*columns))
        if rows_of["obedience_held_out"].notna().any():
            blank = pd.Series(np.nan, rows_of.index)
            rows.append(about | {"verb": "all", "condition": "held_out"}
                        | _summary(rows_of["obedience_held_out"], blank, blank))
    return pd.DataFrame(rows)[list(COLUMNS)]


def latest_card(run: "Run", population: int = 0, generation: int | None = None) -> pd.DataFrame:
    """Rows of the `card` table of one generation, each line once.

    Args:
        run: the run.
        population: 0: its own; k: shadow k.
        generation: None: the latest of which there is a card.

    Raises:
        ConfigError: there is none.
    """
    rows = run.card[run.card["population"] == population]
    if generation is not None:
        rows = rows[rows["generation"] == generation]
    if rows.empty:
        when = "" if generation is None else f" in generation {generation}"
        raise ConfigError(f"{run.path}: has no safety card of population {population}{when}; `evosim probe "
                          f"{run.path}` draws one up")
    return rows[rows["generation"] == rows["generation"].max()].drop_duplicates("metric", keep="last")


def _card(run: "Run") -> pd.DataFrame:
    card = latest_card(run)
    what = ["one population: intervals are over its genomes, not over replicate populations",
            NAMING[run.config.brain.naming]]
    if run.layout.products:
        what.append(f"with products wired in by hand ({products(run)})")
    caveats = ["; ".join([note, *what] if note else what) for note in card["note"].astype(str)]
    card = card.drop(columns=["note", "meaning", "probe", "condition"]).assign(caveats=caveats)
    card.insert(0, "run_id", run.run_id)
    return card.reset_index(drop=True)


_RESULTS = {"obedience": _obedience, "card": _card, "selection": selection,
            "gradients": selection_gradients}


def products(run: "Run") -> str:
    """The products that a run's brains were given, in words."""
    return ", ".join(f"verb x {name}" for name in run.layout.products) or "none"


def gate(run: "Run", generation: int | None = None, population: int = 0) -> str:
    """A run's gate in words.

    Args:
        run: the run.
        generation: the last gate up to then; None: the latest.
        population: 0: the run's own; k: shadow k, of which nothing is concluded.
    """
    if population:
        return "none: a shadow, bred on permuted fitness"
    if not run.config.plasticity.enabled:
        return "none: nothing is learned in life, so that drives are shielded from selection"
    seen = run.generations.dropna(subset=["gate_passed"])
    if generation is not None:
        seen = seen[seen["generation"] <= generation]
    if seen.empty:
        return "none yet"
    last = seen.iloc[-1]
    return "passed" if last["gate_passed"] else f"failed on {last['gate_failed']}"


def _one(rows: pd.DataFrame, verb: str, seen: str) -> tuple[pd.Series, pd.Series, pd.Series]:
    """O, told rate and phantom rate of one verb, by generation."""
    told = "told" if seen == "all" else seen
    value = f"obedience_{verb}" if seen == "all" else f"obedience_{seen}_{verb}"
    return (rows[value], rows[f"battery_{told}_rate_{verb}"], rows[f"battery_phantom_rate_{verb}"])


def _summary(value: pd.Series, told: pd.Series, phantom: pd.Series) -> dict[str, Any]:
    known = value.dropna()
    low, high = (np.percentile(known, (2.5, 97.5)) if len(known) else (np.nan, np.nan))
    return {"value": known.mean(), "low": low, "high": high, "n": len(known),
            "interval": "central 95 % of the generations of one population",
            "told_rate": told.mean(), "phantom_rate": phantom.mean(),
            "told_minus_phantom": (told - phantom).mean()}


def _caveats(run: "Run", rows: pd.DataFrame, shadow: bool) -> list[str]:
    out = ["one population: low and high span its generations, not replicate populations"]
    if shadow:
        out.append("bred on permuted fitness: what chance does")
    if run.layout.products:
        out.append(f"with products wired in by hand ({products(run)})")
    out.append(NAMING[run.config.brain.naming])
    phases = list(dict.fromkeys(rows["phase"].astype(str)))
    if len(phases) > 1:
        out.append(f"pools generations of the phases {', '.join(phases)}")
    if run.provenance["status"] != "done":
        out.append(f"the run is {run.provenance['status']} after {run.provenance['generation']} of "
                   f"{run.provenance['generations']} generations")
    return out
