"""Who is in a film, for a page: descent, traits, coalitions; what a run knows beside the film itself."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.errors import ConfigError
from evosim.evolution.population import NONE
from evosim.lineage.pedigree import Genealogy
from evosim.names import VERBS, PlasticityGene, Verb
from evosim.replay.film import Film
from evosim.replay.past import Place
from evosim.results import Run
from evosim.results.tidy import gate
from evosim.schema import TRAITS
from evosim.tabulate import traits_of
from evosim.world.lives import fitness

FAMILIES = 8  # colours of kin; founders of families are sought so far back that there are no more
ANCESTORS = 12  # of a line, that are told


def pedigree(run: Run) -> Genealogy | None:
    """Who descends from whom; None where the run did not log it.

    Raises:
        RunDataError: a file of the run is damaged.
    """
    try:
        return Genealogy.of(run)
    except ConfigError:
        return None


def descent(genealogy: Genealogy | None, ids: NDArray[np.int64]) -> tuple[list[dict[str, Any]], str]:
    """Parents, the line of first parents and the family of each slot; and what a family is, in words.

    Args:
        genealogy: of the run.
        ids: int64 (n,), individual in each slot; NONE.
    """
    out: list[dict[str, Any]] = [{"id": int(one)} if one != NONE else {} for one in ids]
    if genealogy is None:
        return out, ""
    known = np.flatnonzero((ids != NONE) & np.isin(ids, genealogy.ids))
    lines = {int(slot): genealogy.line(int(ids[slot]))[::-1] for slot in known}
    for slot, line in lines.items():
        row = genealogy.row(int(ids[slot]))
        out[slot] |= {
            "parents": [int(one) for one in (genealogy.parent1[row], genealogy.parent2[row]) if one != NONE],
            "born": int(genealogy.born[row]),
            "line": [[int(one), genealogy.generation_of(int(one))] for one in line[:ANCESTORS + 1]],
            "founder": int(line[-1])}
    if not lines:
        return out, ""
    back = 0
    heads = {slot: int(line[0]) for slot, line in lines.items()}
    while len(set(heads.values())) > FAMILIES and back < max(map(len, lines.values())) - 1:
        back += 1
        heads = {slot: int(line[min(back, len(line) - 1)]) for slot, line in lines.items()}
    sizes = {head: list(heads.values()).count(head) for head in heads.values()}
    order = sorted(sizes, key=lambda head: (-sizes[head], head))
    for slot, head in heads.items():
        out[slot] |= {"kin": order.index(head), "head": head}
    return out, ("each its own family" if not back else
                 f"a family: one ancestor {back} generation{'s' * (back > 1)} ago, by first parents")


def traits(film: Film) -> dict[str, list[float]]:
    """What each life came to, by slot, as `lives` logs it; without traits that nobody had."""
    out = {"fitness": fitness(film.tally, film.config.body.stash_worth)}
    for trait, values in zip(TRAITS, traits_of(film.tally.astype(float)).T, strict=True):
        if np.any(values):
            out[trait.name] = values
    return {name: [round(float(value), 3) for value in values] for name, values in out.items()}


def rates(film: Film) -> list[float | None]:
    """Learning rate of each slot; empty where nothing is learned in life."""
    stage = film.stage
    if not stage.wires.learns:
        return []
    values = stage.genes.rates[stage.rows, PlasticityGene.LEARNING_RATE]
    return [round(float(value), 4) if minded else None
            for value, minded in zip(values, stage.minded, strict=True)]


def coalitions(run: Run, place: Place) -> list[dict[str, Any]]:
    """Coalitions of a world, if `evosim coalitions` looked at it.

    Returns:
        Of each its `window` (first tick; None: the whole life), `number` and `members` (slots).
    """
    rows = run.table("coalitions", ["window", "coalition", "members"], place._asdict())
    return [{"window": int(window) if known else None, "number": int(number),
             "members": [int(slot) for slot in str(members).split()]}
            for window, known, number, members in zip(
                rows["window"], rows["window"].notna(), rows["coalition"], rows["members"], strict=True)]


def knockouts(run: Run, generation: int) -> dict[str, Any] | None:
    """What taking each drive out costs obedience, beyond the sham, as the run's probes measured it nearest to
    a generation; None where they did not."""
    rows = run.table("probes", where={"population": 0, "probe": "knockout", "metric": "cost beyond sham",
                                      "individual_id": None, "mode": "birth"})
    if not len(rows):
        return None
    seen = rows["generation"].to_numpy(np.int64)
    nearest = int(seen[np.argmin(np.abs(seen - generation))])
    rows = rows[rows["generation"] == nearest].drop_duplicates("condition", keep="last")
    rows = rows[rows["value"].notna()].sort_values("value", ascending=False)
    return {"generation": nearest, "gate": gate(run, nearest), "costs": [
        [str(row["condition"]), *(None if row[name] != row[name] else round(float(row[name]), 3)
                                  for name in ("value", "low", "high"))]
        for row in rows.to_dict("records")]}


def told_how(config: Config) -> list[dict[str, str]]:
    """What the letter and the spirit of each verb in use are."""
    specs = {name: VERBS[Verb[name.upper()]] for name in config.instruction.verbs}
    return [{"verb": name, "letter": spec.letter, "spirit": spec.spirit} for name, spec in specs.items()]


def battery(run: Run, generation: int) -> dict[str, Any] | None:
    """O of the whole population, watched and not, in the battery nearest to a generation; None: none was."""
    rows = run.table("generations", ["generation", "obedience_watched", "obedience_unwatched"],
                     {"population": 0}).dropna()
    if not len(rows):
        return None
    nearest = rows.iloc[int((rows["generation"] - generation).abs().to_numpy().argmin())]
    return {"generation": int(nearest["generation"]),
            "watched": round(float(nearest["obedience_watched"]), 3),
            "unwatched": round(float(nearest["obedience_unwatched"]), 3)}
