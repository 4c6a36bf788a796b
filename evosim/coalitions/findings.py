"""All that is asked of one world: its coalitions in each window and over life, and what the null makes of
them."""

from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.coalitions import likeness, null, structure
from evosim.coalitions.overseer import Sides, by_lot, gaps, near_members, sides
from evosim.coalitions.society import WORLD, Society
from evosim.coalitions.tracking import Tracked, track

Floats = NDArray[np.float64]
Row = dict[str, Any]
NAN = float("nan")


class About(NamedTuple):
    """What is known of those who live in a generation beside what they do to each other.

    Attributes:
        individuals: rows of `individuals`; empty where none were logged.
        told: of `likeness.told_rows`; empty likewise.
        theta: power at which no penalty reaches who has allies; NaN where allies shield nobody.
    """

    individuals: pd.DataFrame
    told: pd.DataFrame
    theta: float = NAN


class Measure(NamedTuple):
    """A figure of one world, and what its null gives; NaN where there is none.

    The null are worlds with partners re-drawn; of defiance and shielding, coalitions with members by lot.
    """

    value: float
    mean: float = NAN
    sd: float = NAN

    @property
    def z(self) -> float:
        """Standard deviations from the null."""
        return (self.value - self.mean) / self.sd

    @staticmethod
    def of(value: float, drawn: Floats) -> "Measure":
        """Against these values of the null."""
        if not np.isfinite(structure.z_score(value, drawn)):
            return Measure(value)
        known = drawn[np.isfinite(drawn)]
        return Measure(value, float(known.mean()), float(known.std(ddof=1)))


class Findings(NamedTuple):
    """What was found in one world.

    Attributes:
        rows: of `coalitions`.
        measures: of the whole life, by the names of columns of that table.
    """

    rows: list[Row]
    measures: dict[str, Measure]


def examine(society: Society, about: About, draws: int, seed: int) -> Findings | None:
    """Looks for coalitions in one world; None where nobody did anything for anybody.

    Args:
        society: the world.
        about: of its generation.
        draws: how often partners are re-drawn.
        seed: of these draws, together with the world's place in the run.
    """
    seen = null.observed(society)
    if not seen[..., 0].any():
        return None
    rng = np.random.default_rng([seed, *society.world])
    drawn = null.redraw(society, draws, rng)
    members = {part: about.told[name] == value for part, (name, value) in enumerate(
        zip(WORLD[1:], society.world[1:], strict=True))} if len(about.told) else {}
    told = about.told[np.logical_and.reduce(list(members.values()))] if members else about.told
    alike = _likenesses(society, about, told)
    life, life_drawn = seen.sum(axis=0), drawn.sum(axis=1)
    groups = structure.communities(life[..., 0])
    drawn_groups = [structure.communities(world, k) for k, world in enumerate(life_drawn[..., 0])]
    measures = _measures(life[..., 0], life_drawn[..., 0], alike)
    measures |= _modularities(life[..., 0], groups, life_drawn[..., 0], drawn_groups, rng)
    own_groups = structure.membership(groups, len(society.ids))
    partitions = np.concatenate([own_groups[None], by_lot(society, own_groups, draws, rng)])
    against, own = _against(society, about, told, partitions)
    measures |= against
    followed = track(structure.communities_by_window(seen[..., 0]))
    rows = [_row(society, None, Tracked(k, group, "life", "life"), life, life_drawn, measures, alike, own)
            for k, group in enumerate(groups)]
    for window, found in enumerate(followed):
        now, now_drawn = seen[window], drawn[:, window]
        if not found:
            continue
        here = _measures(now[..., 0], now_drawn[..., 0], alike)
        here["modularity"] = Measure(structure.modularity(now[..., 0], [one.members for one in found]))
        rows += [_row(society, window, one, now, now_drawn, here, alike, own) for one in found]
    return Findings([row | {"draws": draws} for row in rows], measures)


def _likenesses(society: Society, about: About, told: pd.DataFrame) -> dict[str, Floats]:
    """How alike pairs are, (n, n), by what."""
    found: dict[str, Floats | None] = {}
    if len(about.individuals):
        found["kin"] = likeness.kinship(society, about.individuals)
        names = [name for name in about.individuals.columns if name.startswith("drive_")]
        drives = about.individuals.drop_duplicates("individual_id").set_index("individual_id")[names]
        found["drive"] = likeness.products(drives.reindex(society.ids).to_numpy(np.float64))
    if len(told):
        found["obedience"] = likeness.products(likeness.obedience(society, told)[:, None])
    return {name: pairs for name, pairs in found.items() if pairs is not None}


def _measures(weights: Floats, drawn: Floats, alike: dict[str, Floats]) -> dict[str, Measure]:
    """Structure and assortativity of one graph."""
    out = {"structure": Measure.of(*structure.beyond(weights, drawn))}
    for name, pairs in alike.items():
        out[f"{name}_assortativity"] = Measure.of(float(likeness.assortativity(weights, pairs)),
                                                  likeness.assortativity(drawn, pairs))
    return out


def _modularities(weights: Floats, groups: list[set[int]], drawn: Floats, drawn_groups: list[list[set[int]]],
                  rng: np.random.Generator) -> dict[str, Measure]:
    """Modularity against partners re-drawn, and against the rewiring that knows of no reach."""
    own = structure.modularity(weights, groups)
    redrawn = [structure.modularity(world, found) for world, found in zip(drawn, drawn_groups, strict=True)]
    rewired = [structure.modularity(world, structure.communities(world, k))
               for k, world in enumerate(structure.rewired(weights, len(drawn), rng))]
    return {"modularity": Measure.of(own, np.array(redrawn)), "rewired": Measure.of(own, np.array(rewired))}


def _against(society: Society, about: About, told: pd.DataFrame,
             partitions: NDArray[np.int64]) -> tuple[dict[str, Measure], Row]:
    """Less obedience, and more shielding, with members than in other company, of all coalitions; and what
    each one's together and apart is from."""
    if not len(told):
        return {}, {}
    values = {"obedience": told["more"].to_numpy(np.float64)}
    if np.isfinite(about.theta):
        values["shield"] = np.minimum(told["power"].to_numpy(np.float64) / about.theta, 1)
    apart = gaps(society, told, partitions, np.stack(list(values.values()), axis=1))
    out = {"defiance": Measure.of(float(apart[0, 0]), apart[0, 1:])}
    if "shield" in values:
        out["shielding"] = Measure.of(-float(apart[1, 0]), -apart[1, 1:])
    own = {"near": near_members(society, told, partitions[:1]), "ticks": told["ticks"].to_numpy(np.float64),
           "slot": told["slot"].to_numpy(np.int64), "values": values}
    return out, own


def _row(society: Society, window: int | None, one: Tracked, seen: Floats, drawn: Floats,
         measures: dict[str, Measure], alike: dict[str, Floats], own: Row) -> Row:
    """A row of `coalitions`."""
    slots = sorted(one.members)
    inside, all_others = np.ix_(slots, slots), np.ix_(slots, range(len(society.ids)))
    graph = nx.from_numpy_array(seen[..., 0][inside], create_using=nx.DiGraph)
    row: Row = dict(zip(WORLD, society.world, strict=True)) | {
        "window": -1 if window is None else window * society.window, "coalition": one.number,
        "came": one.came, "went": one.went, "members": " ".join(map(str, slots)),
        "member_ids": " ".join(str(society.ids[slot]) for slot in slots), "size": len(slots),
        "density": nx.density(graph), "reciprocity": nx.reciprocity(graph),
        "transitivity": nx.transitivity(graph.to_undirected()) if len(slots) > 2 else NAN,
        "acts": seen[..., 0].sum()}
    for k, name in enumerate(("cohesion", "harm_inside")):
        row[name] = _share(seen[..., k][inside].sum(), seen[..., k][all_others].sum())
        theirs = drawn[..., k][:, slots]
        row[f"{name}_expected"] = _share(theirs[..., slots].sum(), theirs.sum())
    if "kin" in alike:
        pairs = alike["kin"][inside]
        row["kinship"] = (pairs.sum() - np.trace(pairs)) / (len(slots) * (len(slots) - 1))
    if own:
        among = np.isin(own["slot"], slots)
        here: Sides
        for name, value in own["values"].items():
            here = sides(own["near"], value, own["ticks"], among)
            row |= {f"{name}_together": here.together[0], f"{name}_apart": here.apart[0]}
        weight = own["ticks"] * among
        row["obedience"] = _share((weight * own["values"]["obedience"]).sum(), weight.sum())
    for name, measure in measures.items():
        if name != "rewired":
            row[name] = measure.value
        column = {"structure": "z", "rewired": "rewired_z"}.get(
            name, f"{name.removesuffix('_assortativity')}_z")
        row[column] = measure.z
    return row


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else NAN
