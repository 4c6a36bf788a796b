"""An explanation in sentences, as a table, and as JSON."""

import json
import math
from typing import Any

import pandas as pd

from evosim.evolution.population import NONE
from evosim.lineage.explain import SHAMS, Explanation


def headline(it: Explanation) -> str:
    """What was found, over a figure."""
    if not it.sign:
        return f"nothing made {it.trait} rise to stay"
    if it.changes.empty:
        return f"{it.trait} changed most in generation {it.step_generation}"
    first = it.changes.iloc[0]
    arose = "" if first["origin"] == NONE else (
        f",\nfirst mutant {first['origin']} of generation {first['origin_generation']}")
    return (f"what made {it.trait} {'rise' if it.sign > 0 else 'fall'}: {first['name']}, {it.share():.0%} of "
            f"the step{arose}")


def sentences(it: Explanation) -> list[str]:
    """What was found, for people."""
    common = ("its generation has no common ancestor along first parents" if it.common == NONE else
              f"its whole generation descends along first parents from {it.common} of generation "
              f"{it.common_generation}")
    start, end = it.line["value"].iloc[0], it.line["value"].iloc[-1]
    whose = "the median" if it.median else "one"
    out = [f"{it.trait} along the first parents of {it.descendant}, {whose} of generation "
           f"{it.generation}: from {start:.2f} at the founder to {end:.2f}; {common}."]
    if not it.sign:
        return [*out, f"Nowhere along that line does {it.trait} rise to stay: there is nothing to explain."]
    before, after = it.level("parent", "as bred"), it.level("child", "as bred")
    rose = "rose" if it.sign > 0 else "fell"
    parents = f"{it.parent} and {it.mate}" if it.mate != NONE else f"{it.parent}"
    out.append(f"It {rose} most, to stay, in {it.child} of generation {it.step_generation}, child of "
               f"{parents}: {_level(before)} before it, {_level(after)} from it on.")
    if it.changes.empty:
        return [*out, f"Of {it.differ} genes in which the two differ, no change or group of changes "
                      "carries a tenth of that."]
    first, sham = it.changes.iloc[0], it.level("parent", "a sham change")
    most = "one change carries most" if len(first["genes"]) == 1 else "a group of them carries most"
    out.append(f"Of {it.differ} genes in which the two differ ({it.mutated} mutated in it, the others came "
               f"by crossover), {most}, {it.share():.0%} of it: {_change(first)}. Put alone "
               f"into the parent it makes {_gap(it.level('parent', 'the change'))}, taken alone out of the "
               f"child {_gap(it.level('child', 'without the change'))}; sham changes of the same size make "
               f"{_gap(sham)} on average, {sham['as_much']:.0f} of {SHAMS} as much.")
    if it.together > 1:
        others = "; ".join(_change(row) for _, row in it.changes.iloc[1:it.together].iterrows())
        out.append(f"No single change carries it: together with {others} it carries {it.share('s'):.0%}.")
    return [*out, _origin(it, first), _now(it)]


def _origin(it: Explanation, first: pd.Series) -> str:
    if first["origin"] == NONE:
        return ("No one mutation made half of it: founders differed in it, or it came by steps."
                if len(first["genes"]) == 1 else
                "No one mutation made it: it is several genes that work only together.")
    if first["origin"] == it.child:
        return f"It is a mutation of {it.child} itself."
    without, mutant = it.level("origin", "without the change"), it.level("origin", "as bred")
    return (f"It came to {it.child} through crossover, and arose by mutation in {first['origin']} of "
            f"generation {first['origin_generation']}, which lives at {_level(without)} without it and at "
            f"{_level(mutant)} with it: {_gap(mutant)}.")


def _now(it: Explanation) -> str:
    """What it means to the descendant, and who has it."""
    end, many = it.level("descendant", "as bred"), "the changes" if it.together > 1 else "the change"
    without = it.level("descendant", f"without {many}")
    share = -without["difference"] / end["difference"] if end["difference"] else math.nan
    out = (f"With {many} set back to what {it.parent} had, {it.descendant}, which lives at {_level(end)}, "
           f"would live at {_level(without)}: "
           f"of what was gained since the founder, {share:.0%}.")
    if len(it.carried):
        now = it.carried.set_index("generation")["share"]
        many_have = now >= 0.5
        since = many_have[::-1].cummin()[::-1]  # and ever after
        sweep = (f", half or more from generation {since.idxmax()} on" if since.any() else
                 f", half or more first in generation {many_have.idxmax()}" if many_have.any() else "")
        out += (f" Of generation {it.generation}, {now[it.generation]:.0%} have that gene from the mutant, "
                f"mutated further or not{sweep}.")
    return out


def _change(row: pd.Series) -> str:
    if len(row["genes"]) > 1:
        return f"{row['name']} (neither half of which carries a tenth)"
    return f"{row['name']}, {row['before']:.2f} -> {row['after']:.2f}, by {row['how']}"


def _gap(row: pd.Series) -> str:
    return f"{row['difference']:+.3f} {_interval(row, 'difference_')}"


def _level(row: pd.Series) -> str:
    return f"{row['value']:.3f} {_interval(row)}"


def _interval(row: pd.Series, head: str = "") -> str:
    return f"[{row[head + 'low']:.3f}, {row[head + 'high']:.3f}]"


def table(it: Explanation) -> list[str]:
    """Everybody who was lived, with the change and without, as lines of text."""
    out = [f"{'who':28s} {'genes':24s} {it.trait:>10s} {'95 %':18s} {'difference':>10s}"]
    ids = {"parent": it.parent, "child": it.child, "descendant": it.descendant,
           "origin": None if it.changes.empty else it.changes["origin"].iloc[0],
           "founder": it.line["individual_id"].iloc[0]}
    for _, row in it.lived.iterrows():
        who = f"{row['who']} {ids[row['who']]}"
        gap = "" if math.isnan(row["difference"]) else f"    {_gap(row)}"
        out.append(f"{who:28s} {row['with']:24s} {row['value']:10.3f} {_interval(row):18s} {gap}".rstrip())
    return [*out, f"clonal bands in {it.worlds} worlds, the same for all; intervals are over worlds; a "
                  "difference is to the same one as bred, but of the child to its parent, of the descendant "
                  "to the founder, of the origin to itself without the change"]


def as_json(it: Explanation) -> str:
    """All of it."""
    out: dict[str, Any] = {"sentences": sentences(it)}
    for name, value in vars(it).items():
        out[name] = json.loads(value.to_json(orient="records", double_precision=10)) if isinstance(
            value, pd.DataFrame) else None if value == NONE and name != "sign" else value
    return json.dumps(out, indent=1)
