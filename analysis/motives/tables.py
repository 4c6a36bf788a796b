"""The tables of `analysis/motives.md`, from `populations.parquet`; `--write` puts them into it.

    python analysis/motives/tables.py [--write]

Cells are means over populations, with 95 % bootstrap intervals where there are five or more.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from evosim.figures.motives import LABELS, extinction_rows, select
from evosim.intervals import bootstrap
from evosim.names import Drive

HOME = Path(__file__).parent
PAGE = HOME.parent / "motives.md"
OWN = {"food": "hunger", "pain": "pain", "approval": "approval", "scarce": "compliance",
       "scarce, no channel": "approval", "approval, no channel": "approval",
       "approval, channel late": "approval", "scarce, oracle": "compliance", "food and approval": "hunger",
       "approval and disapproval": "approval", "food, forgetting evolved": "hunger"}
SINGLE = [drive.name.lower() for drive in Drive if drive != Drive.OFFSPRING]
FRESH = 111  # seeds from here on came after the classifier of routes was settled


def cell(values: pd.Series) -> str:
    """Mean [low, high], or the mean alone of too few."""
    if values.empty:
        return "-"
    mean, low, high = bootstrap(values)
    if low != low:
        return _signed(mean)
    return f"{_signed(mean)} [{_signed(low)}, {_signed(high)}]"


def _signed(value: float) -> str:
    """Two digits, no leading 0, and no minus before nothing."""
    text = f"{value:.2f}"
    return (".00" if float(text) == 0 else text.replace("0.", ".", 1)) if abs(value) < 1 else text


def row(rows: pd.DataFrame, which: str, arm: str) -> dict[str, str]:
    """One arm of a set."""
    mine = select(rows, set=which, arm=arm)
    own = select(mine, population=0)
    o = select(own, probe="knockout", metric="O").pivot_table(
        index="seed", columns="condition", values="value", observed=True)
    whole, drive = o["whole"], OWN.get(arm, "" if "innate" in arm else "compliance")
    lost = {name: (o[f"without {name}"] - whole).mean() for name in SINGLE if name != drive}
    most = max(lost, key=lambda name: abs(lost[name]))
    run = select(own, probe="run")
    gates = select(run, metric="gate_failed")["condition"].astype(str)
    seen = run[run["metric"].astype(str).str.startswith("gate_")].pivot_table(
        index="seed", columns="metric", values="value", observed=True)
    by_cost = (seen["gate_knockout_cost"] - seen["gate_sham_cost"] >= seen["gate_obedience"] / 3).sum()
    ends = extinction_rows(mine, which)
    return {
        "bred": LABELS.get(arm, arm), "gate": f"{(gates == 'nothing').sum()} of {len(gates)}",
        "by knock-out": str(by_cost) if (gates == "nothing").any() else "-",
        "O": cell(whole),
        "O late": cell(_o(own, "birth", "O late")),
        "nothing learned": cell(_o(own, "birth, frozen")),
        "own drive out": f"{drive}: {cell(o[f'without {drive}'])}" if drive else "-",
        "largest change by another": f"{most}: {_signed(lost[most])}",
        "approval, compliance out": cell(o["without approval and compliance"]),
        "shadow": cell(_o(select(mine, population=1), "birth")),
        "end of extinction": cell(ends[ends.tenth == 10].O)}


def _o(rows: pd.DataFrame, mode: str, metric: str = "O") -> pd.Series:
    return select(rows, probe="baseline", mode=mode, condition="", metric=metric)["value"]


def relearned(rows: pd.DataFrame, arm: str) -> dict[str, str]:
    """Where the obedience of an arm sits."""
    mine = select(rows, set="always", arm=arm, population=0, probe="relearn", metric="O late")
    names = ("policy redrawn", "drives redrawn", "undone, consequences go on", "undone, no consequence")
    return {"bred": LABELS[arm], "as bred": cell(_o(select(
        rows, set="always", arm=arm, population=0), "birth", "O late")),
        **{name: cell(select(mine, condition=name)["value"]) for name in names}}


def told(rows: pd.DataFrame, which: str, arm: str, *, fresh: bool = False) -> dict[str, str]:
    """How often behaviour and knock-outs name the same route, and which each names most.

    `fresh`: seeds that came after the classifier was settled.
    """
    mine = select(rows, set=which, arm=arm, probe="routes")
    mine = mine[(mine["seed"] >= FRESH) == fresh]
    by, truth = mine["condition"].astype(str), mine["metric"].astype(str)
    agree = (by == truth).groupby(mine["seed"]).mean()

    def most(labels: pd.Series) -> str:
        shares = (labels.groupby(mine["seed"]).value_counts(normalize=True).unstack(fill_value=0).mean()
                  .sort_values(ascending=False))
        return ", ".join(f"{name} {share:.0%}" for name, share in shares[shares >= 0.05].items())

    return {"bred": LABELS[arm], "told from behaviour": most(by), "by knock-out": most(truth),
            "the same": cell(agree)}


def joint(rows: pd.DataFrame, arm: str) -> dict[str, str]:
    """An arm in which two things were paid for the same act: what is left without both drives, and more."""
    mine = select(rows, set="always", arm=arm, population=0, probe="knockout", metric="O")
    sets = {"food and approval": ("hunger", "approval", "compliance"),
            "approval and disapproval": ("approval", "disapproval", "compliance")}[arm]
    first, second, third = sets

    def left(*drives: str) -> str:
        return cell(select(mine, condition=f"without {' and '.join(drives)}")["value"])

    return {"bred": arm, "O": cell(select(mine, condition="whole")["value"]),
            "first out": f"{first}: {left(first)}", "second out": f"{second}: {left(second)}",
            "third out": f"{third}: {left(third)}", "first and second": left(first, second),
            "all three": left(*sets)}


def markdown(rows: list[dict[str, str]]) -> str:
    """A table of equal rows."""
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(one.values()) for one in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def tables() -> dict[str, str]:
    """All tables by name."""
    everything = pd.read_parquet(HOME / "populations.parquet")
    rows = everything[everything.seed < FRESH]
    arms = sorted(set(rows.arm.astype(str)) - set(LABELS))
    by: dict[str, Callable[[], list[dict[str, str]]]] = {
        "always": lambda: [row(rows, "always", arm) for arm in LABELS],
        "half": lambda: [row(rows, "half", arm) for arm in LABELS],
        "relearn": lambda: [relearned(rows, arm) for arm in LABELS],
        "routes fresh": lambda: [told(everything, "always", arm, fresh=True) for arm in LABELS],
        "routes": lambda: [told(rows, "always", arm) for arm in LABELS],
        "routes half": lambda: [told(rows, "half", arm) for arm in LABELS],
        "joint": lambda: [joint(rows, arm) for arm in ("food and approval", "approval and disapproval")],
        "beyond": lambda: [row(rows, "always", arm) for arm in arms]}
    return {name: markdown(make()) for name, make in by.items()}


def filled(page: str) -> str:
    """The page with every table between its marks as the data have it."""
    for name, table in tables().items():
        head, mark, rest = page.partition(f"<!-- table: {name} -->\n")
        if mark:
            page = head + mark + table + "\n" + rest[rest.index("<!-- end -->"):]
    return page


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="into analysis/motives.md")
    if parser.parse_args().write:
        PAGE.write_text(filled(PAGE.read_text()))
    else:
        print("\n\n".join(f"{name}\n\n{table}" for name, table in tables().items()))
