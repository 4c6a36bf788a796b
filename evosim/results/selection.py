"""What selection did to the traits of a run, generation by generation, beside chance; see `Run.tidy`."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.errors import ConfigError
from evosim.results.cohorts import Cohort, cohorts, inherited
from evosim.schema import DRIVES, LOCI
from evosim.selection_analysis import (
    Descent,
    by_deme,
    centred,
    gradients,
    group_mean,
    heritability,
    interval,
    levels,
    price,
    resampled,
    standardised,
)

if TYPE_CHECKING:
    from evosim.results.run import Run

TRAITS = ("fitness", "letter", "food", "learning_rate", *(f"drive_{drive}" for drive in DRIVES))
ACTED_ON = ("letter", *TRAITS[3:])  # without fitness, and food, which is most of it
RESAMPLES = 200

SELECTION = {
    "run_id": "name of the run's directory",
    "population": "0: the run's own; k: shadow k",
    "is_shadow": "whether it was bred on permuted fitness",
    "phase": "in which the parents lived and were selected",
    "next_phase": "in which their offspring lived",
    "generation": "of the offspring, as in `generations`",
    "trait": "column of `individuals`; letter, food: as in `results.cohorts.DERIVED`",
    "n": "parents' generation, individuals",
    "mean": "of the trait among the offspring",
    "sd": "of the trait in the parents' generation",
    "change": "of the mean since the parents' generation: the realised response",
    "selection": "Price: cov(w, z) / mean w",
    "transmission": "Price: mean of w dz / mean w",
    "differential": "selection in sd",
    "heritability": "slope of offspring on midparents; more than genes, where parents share more with them; "
                    "too low where parents are selected on what goes with the trait's genes",
    "heritability_error": "its standard error",
    "predicted": "breeder's equation: heritability x selection; leaves out what transmission does",
    "shadow_low": "lowest differential among the shadows in that generation; null: none has the trait",
    "shadow_high": "highest",
    "silent_low": "2.5th percentile of the differentials of the silent loci of that population",
    "silent_high": "97.5th percentile",
    "caveats": "what must be said beside the value",
}
GRADIENTS = {
    "run_id": SELECTION["run_id"], "population": SELECTION["population"], "is_shadow": SELECTION["is_shadow"],
    "phase": SELECTION["phase"],
    "trait": SELECTION["trait"],
    "generations": "of parents in that phase, that the figures are means over",
    **{f"{name}{end}": f"{meaning}{of}" for name, meaning in (
        ("differential", "S, selection on the trait and on all that goes with it, sd a generation"),
        ("beta", "direct selection on the trait, the others held still, sd a generation"),
        ("gamma", "its curvature: stabilising where negative")) for end, of in (
            ("", ""), ("_low", ": lower end of the interval"), ("_high", ": upper end"))},
    "interval": "what low and high span",
    "silent_low": "2.5th percentile over silent loci of their mean differential",
    "silent_high": "97.5th percentile",
    "caveats": SELECTION["caveats"],
}


def selection(run: "Run", traits: Sequence[str] = TRAITS) -> pd.DataFrame:
    """A row for each trait, population and generation that has parents; columns as `SELECTION` says.

    Args:
        run: to read.
        traits: numeric columns of `individuals`, or keys of `cohorts.DERIVED`.

    Raises:
        ConfigError: no such trait, or the run did not log every individual.
        RunDataError: a part is missing or damaged.
    """
    overlapping = run.config.selection.overlapping
    if overlapping and run.config.log.lives_every != 1:
        traits = [trait for trait in traits if inherited(trait)]
    rows = []
    for population, names in _populations(run, traits):
        silent = _silent(run, population)
        for before, now in pairwise(cohorts(run, names, population)):
            links = before.descent(now)
            terms = price(before.traits, now.traits, links)
            own, offspring, _ = _within_demes(before, now, links)
            regression = heritability(own, offspring, links)
            alike = np.isnan(standardised(before.traits)).any(axis=0)
            sd = np.where(alike, 0.0, before.traits.std(axis=0))
            chance = np.percentile(silent[now.generation], [2.5, 97.5])
            rows.append(pd.DataFrame({
                "run_id": run.run_id, "population": population, "is_shadow": population > 0,
                "phase": before.phase, "next_phase": now.phase, "generation": now.generation, "trait": names,
                "n": len(before.ids), "mean": now.traits.mean(axis=0), "sd": sd, "change": terms.change,
                "selection": terms.selection, "transmission": terms.transmission,
                "differential": terms.selection / np.where(sd > 0, sd, np.nan),
                "heritability": regression.slope, "heritability_error": regression.error,
                "predicted": regression.slope * terms.selection,
                "silent_low": chance[0], "silent_high": chance[1]}))
    out = pd.concat(rows, ignore_index=True)
    shadows = out[out["is_shadow"]].groupby(["generation", "trait"])["differential"]
    band = pd.DataFrame({"shadow_low": shadows.min(), "shadow_high": shadows.max()})
    out = out.join(band, on=["generation", "trait"])
    said = ["one population: what chance does is what its shadows and silent loci do", *_demes_apart(run)]
    if overlapping:
        said.append("who lives on counts as its own offspring: heritability is mostly that of survivors")
    if overlapping and run.config.log.lives_every != 1:
        said.append("traits of life change while their bearer lives: log.lives_every = 1 would log them")
    out["caveats"] = "; ".join(said)
    return out[list(SELECTION)]


def selection_gradients(run: "Run", traits: Sequence[str] = ACTED_ON, resamples: int = RESAMPLES,
                        ) -> pd.DataFrame:
    """A row for each trait, population and phase: means over its generations; columns as `GRADIENTS` says.

    Args:
        run: to read.
        traits: that are held still against each other; a shadow has those that genomes say.
        resamples: of the individuals of each generation.

    Raises:
        ConfigError: no such trait, or the run did not log every individual.
        RunDataError: a part is missing or damaged.
    """
    if run.config.selection.overlapping and run.config.log.lives_every != 1:
        traits = [trait for trait in traits if inherited(trait)]
    rows = []
    for population, names in _populations(run, traits):
        silent, rng = _silent(run, population), np.random.default_rng(population)
        found: dict[str, list[Any]] = {}
        for before, now in pairwise(cohorts(run, names, population)):
            own, _, fitness = _within_demes(before, now, before.descent(now))
            found.setdefault(before.phase, []).append(
                (gradients(own, fitness), resampled(own, fitness, rng, resamples), silent[now.generation]))
        for phase, seen in found.items():
            values, samples, loci = zip(*seen, strict=True)
            low, high = np.percentile(np.mean(loci, axis=0), [2.5, 97.5])
            columns: dict[str, Any] = {}
            for at, name in enumerate(("differential", "beta", "gamma")):
                columns[name] = _known_mean(np.stack([value[at] for value in values]))
                columns[f"{name}_low"], columns[f"{name}_high"] = interval(
                    _known_mean(np.stack([sample[at] for sample in samples])))
            rows.append(pd.DataFrame(columns | {
                "run_id": run.run_id, "population": population, "is_shadow": population > 0, "phase": phase,
                "trait": names, "generations": len(seen), "silent_low": low, "silent_high": high}))
    out = pd.concat(rows, ignore_index=True)
    out["interval"] = "95 % bootstrap of the individuals of each generation, within one population"
    out["caveats"] = "; ".join([
        "one population: low and high say how well its own selection is known, not what another would have "
        "done",
        "a gradient is a regression: what was not measured may stand behind it", *_demes_apart(run)])
    return out[list(GRADIENTS)]


def price_by(run: "Run", trait: str, by: str, population: int = 0) -> pd.DataFrame:
    """The change of a trait's mean in parts of the population, a row a generation of offspring.

    Args:
        run: to read.
        trait: a numeric column of `individuals`, or a key of `cohorts.DERIVED`.
        by: "deme": terms of each deme, migration among them, and of all demes the selection between and
            within; "band": selection between and within bands, of generations whose `lives` are logged.
        population: 0 for the run's own, k for shadow k, which has no bands.

    Raises:
        ConfigError: no such trait or parts, or the run did not log what is needed.
        RunDataError: a part is missing or damaged.
    """
    if by not in ("deme", "band"):
        raise ConfigError(f"by {by!r}: must be one of: deme, band")
    whole = cohorts(run, [trait], population)
    if population and (by == "band" or not inherited(trait)):
        raise ConfigError(f"population {population}: is a shadow, which lives no lives in bands: must be 0, "
                          "or by \"deme\" of a trait that genomes say")
    if by == "deme" and (whole[0].deme < 0).any():
        raise ConfigError(f"{run.path}: has one deme; islands.demes = {run.config.islands.demes}: must be 2 "
                          "or more, for the change to be parted by deme")
    return _by_deme(whole) if by == "deme" else _by_band(run, whole)


def _by_deme(whole: list[Cohort]) -> pd.DataFrame:
    rows = []
    for before, now in pairwise(whole):
        z, links = before.traits[:, 0], before.descent(now)
        parts, apart = by_deme(z, now.traits[:, 0], links, before.deme, now.deme), levels(
            z, links.fitness, before.deme)
        rows.append(pd.DataFrame(parts._asdict() | {
            "generation": now.generation, "phase": before.phase, "between": float(apart.between),
            "within": float(apart.within)}))
    return pd.concat(rows, ignore_index=True)


def _by_band(run: "Run", whole: list[Cohort]) -> pd.DataFrame:
    names = ["generation", "composition", "band", "individual_id"]
    seats = run.needed("lives", "log.lives_every", [*names, "replicate"], {"replicate": 0})
    sat = dict(list(seats.groupby("generation")))
    rows = []
    for before, now in pairwise(whole):
        if before.generation not in sat:
            continue
        here = sat[before.generation]
        order = np.argsort(before.ids)
        who = order[np.searchsorted(before.ids[order], here["individual_id"])]
        band = here.groupby(["composition", "band"]).ngroup().to_numpy().astype(np.int64)
        links = before.descent(now)
        terms = price(before.traits[:, 0], now.traits[:, 0], links)
        apart = levels(before.traits[:, 0], links.fitness, band, who)
        rows.append({"generation": now.generation, "phase": before.phase, "change": float(terms.change),
                     "between": float(apart.between), "within": float(apart.within),
                     "transmission": float(terms.transmission)})
    return pd.DataFrame(rows)


def _populations(run: "Run", traits: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each population with those traits that it has."""
    yield 0, list(traits)
    genes = [trait for trait in traits if inherited(trait)]
    for shadow in range(1, run.config.shadow.populations + 1 if genes else 1):
        yield shadow, genes


def _within_demes(before: Cohort, now: Cohort, links: Descent) -> tuple[NDArray[np.float64], ...]:
    """Traits of parents and offspring less what their deme has more than all, and fitness by the mean of the
    parents' deme: demes breed apart, so that what they differ in is neither selected nor inherited."""
    if (before.deme < 0).any():
        return before.traits, now.traits, links.fitness
    return (centred(before.traits, before.deme), centred(now.traits, now.deme),
            links.fitness / group_mean(links.fitness, before.deme))


def _demes_apart(run: "Run") -> list[str]:
    return ["heritability and gradients are within demes"] if len(run.config.deme_sizes) > 1 else []


def _silent(run: "Run", population: int) -> dict[int, NDArray[np.float64]]:
    """Differentials of the silent loci by generation of offspring, float64 (loci,), in their mean sd."""
    names = [f"price_selection_silent_{locus}" for locus in LOCI]
    table = run.table("generations", ["generation", "silent_loci_sd", *names], {"population": population})
    table = table.sort_values("generation")
    spread = table["silent_loci_sd"].shift(1).to_numpy(np.float64)[:, None]  # of the parents
    values = table[names].to_numpy(np.float64) / np.where(spread > 0, spread, np.nan)
    return dict(zip(table["generation"].tolist(), np.nan_to_num(values), strict=True))


def _known_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the first axis of what is not NaN; NaN where all is."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    return np.where(known, values, 0.0).sum(axis=0) / np.where(count > 0, count, np.nan)
