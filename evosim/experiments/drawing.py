"""The figure of an experiment: every population a dot, every arm its mean and interval, chance in grey."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from evosim.experiments.declare import Arm, Experiment, Panel
from evosim.experiments.rules import Outcome, Verdict
from evosim.figures import style
from evosim.intervals import bootstrap

COLOURS = {Verdict.SUPPORTED: style.GOOD, Verdict.CONTRADICTED: style.WATCHED,
           Verdict.NO_EFFECT: style.ACCENT, Verdict.INCONCLUSIVE: style.SOFT}
_ROW = 0.42  # inches
_WIDE = {"arms": 6.4, "curve": 6.2, "dose": 6.2}


def draw(experiment: Experiment, rows: pd.DataFrame, preset: str, outcome: Outcome) -> Figure:
    """All panels side by side, the question over them, the verdict and how sure it is under it.

    Args:
        experiment: which.
        rows: as `rules.judge` reads them.
        preset: that they were bred by.
        outcome: what they come to.
    """
    with style.house():
        panels = [panel for panel in experiment.panels if _is_bred(experiment, panel, preset)]
        tall = max(_height(experiment, panel, preset) for panel in panels)
        figure = Figure(figsize=(max(sum(_WIDE[panel.kind] for panel in panels), 8.6), tall + 1.3),
                        layout=ConstrainedLayoutEngine(rect=(0, 0.06, 1, 0.94)))
        axes = figure.subplots(1, len(panels), squeeze=False,
                               width_ratios=[_WIDE[panel.kind] for panel in panels])[0]
        for ax, panel in zip(axes, panels, strict=True):
            _PANELS[panel.kind](ax, experiment, panel, rows, preset)
            ax.set_title(panel.title)
        main, effect = outcome.main, ""
        if not np.isnan(main.mean):
            effect = f"  ·  {main.text}, {main.n} seeds"
        style.headed(figure, experiment.question)
        figure.text(0.01, 0.005, f"{outcome.verdict.under(preset)}{effect}",
                    color=COLOURS[outcome.verdict], fontsize=11, fontweight="bold")
        figure.text(0.99, 0.005, "a dot is a population; bars are 95 % intervals over populations; grey: "
                    "their shadows", color=style.SOFT, fontsize=8.5, ha="right")
    return figure


def _is_bred(experiment: Experiment, panel: Panel, preset: str) -> bool:
    """Whether a preset breeds anything that a panel shows."""
    if panel.kind != "dose":
        return bool(_arms(experiment, panel, preset))
    return bool(_series(experiment, panel, preset))


def _series(experiment: Experiment, panel: Panel, preset: str) -> dict[str, dict[str, float]]:
    """Of a panel of doses, the arms that are bred and their doses, by label."""
    bred = {arm.name for arm in experiment.arms_of(preset)}
    every: Mapping[str, Mapping[str, float]] = panel.series
    cut = {label: {arm: x for arm, x in doses.items() if arm in bred} for label, doses in every.items()}
    return {label: there for label, there in cut.items() if there}


def _height(experiment: Experiment, panel: Panel, preset: str) -> float:
    return max(2.8, _ROW * len(_arms(experiment, panel, preset))) if panel.kind == "arms" else 3.6


def _arms(experiment: Experiment, panel: Panel, preset: str) -> list[Arm]:
    """Of a panel, in its order; arms that are derived have their name as label."""
    bred = {arm.name: arm for arm in experiment.arms_of(preset)}
    known = {arm.name for arm in experiment.arms}
    if not panel.arms:
        return list(bred.values())
    return [bred.get(name, Arm(name, name.replace("-", " "), {})) for name in panel.arms
            if name in bred or name not in known]


def _by_arms(ax: Axes, experiment: Experiment, panel: Panel, rows: pd.DataFrame, preset: str) -> None:
    arms = _arms(experiment, panel, preset)
    for place, arm in enumerate(arms):
        own, chance = (_values(rows, arm.name, panel.metric, shadow) for shadow in (False, True))
        if len(chance):
            ax.fill_betweenx([place - 0.4, place + 0.4], chance.min(), chance.max(), color=style.BAND, lw=0,
                             zorder=0)
            ax.plot(chance, np.full(len(chance), place - 0.28), "|", color=style.CHANCE, ms=5, zorder=1)
        colour = style.SOFT if arm.control else style.ACCENT
        lift = np.linspace(-0.16, 0.16, len(own)) if len(own) > 1 else np.zeros(len(own))
        ax.plot(own, place + lift, "o", color=colour, ms=4.5, alpha=0.45, mew=0, zorder=2)
        mean, low, high = bootstrap(own)
        if not np.isnan(mean):
            ax.plot([mean], [place], "D", color=colour, ms=6, zorder=4, mec="white", mew=0.8)
        if not np.isnan(low):
            ax.plot([low, high], [place, place], color=colour, lw=2.6, zorder=3, solid_capstyle="butt")
    ax.set_yticks(range(len(arms)), [fill(arm.label, 36) for arm in arms])
    ax.set_ylim(len(arms) - 0.5, -0.5)
    ax.set_xlabel(fill(panel.label, 50))
    ax.grid(axis="x")
    ax.axvline(0, color=style.INK, lw=0.7, zorder=1)
    _lines(panel, rows, ax.axvline)
    if panel.lines:
        style.key_under(ax, 2)


def _by_curve(ax: Axes, experiment: Experiment, panel: Panel, rows: pd.DataFrame, preset: str) -> None:
    for arm, colour in zip(_arms(experiment, panel, preset), _colours(), strict=False):
        curves = rows[(rows["arm"] == arm.name) & (rows["metric"] == panel.metric) & rows["x"].notna()]
        for shadow in (True, False):
            these = curves[(curves["population"] > 0) == shadow]
            if these.empty:
                continue
            table = these.groupby(["seed", "x"])["value"].mean().unstack("x")
            x = table.columns.to_numpy(float)
            if shadow:
                ax.fill_between(x, table.min(), table.max(), color=style.BAND, alpha=0.6, lw=0, zorder=0)
                continue
            for _, one in table.iterrows():
                ax.plot(x, one, color=colour, lw=0.7, alpha=0.3, zorder=1)
            ax.plot(x, table.mean(), color=colour, label=arm.label, zorder=3)
            _ribbon(ax, x, table, colour)
    _framed(ax, panel, rows)


def _by_dose(ax: Axes, experiment: Experiment, panel: Panel, rows: pd.DataFrame, preset: str) -> None:
    series = _series(experiment, panel, preset)
    doses = [x for there in series.values() for x in there.values()]
    colours = _colours() if len(series) < 4 else _in_order(len(series))
    for k, ((label, there), colour) in enumerate(zip(series.items(), colours, strict=False)):
        aside = 0.012 * np.ptp(doses) * (k - (len(series) - 1) / 2)  # so that one does not hide another
        own = {x + aside: _values(rows, arm, panel.metric, False) for arm, x in there.items()}
        chance = {x: _values(rows, arm, panel.metric, True) for arm, x in there.items()}
        known = {x: values for x, values in chance.items() if len(values)}
        if known:
            ax.fill_between(list(known), [v.min() for v in known.values()], [v.max() for v in known.values()],
                            color=style.BAND, alpha=0.6, lw=0, zorder=0)
        middle = [bootstrap(values) for values in own.values()]
        ax.plot(list(own), [mean for mean, _, _ in middle], "D-", color=colour, label=label, ms=5.5,
                mec="white", mew=0.7, zorder=3)
        for (x, values), (_, low, high) in zip(own.items(), middle, strict=True):
            ax.plot(np.full(len(values), x), values, "o", color=colour, ms=3.5, alpha=0.35, mew=0, zorder=1)
            if not np.isnan(low):
                ax.plot([x, x], [low, high], color=colour, lw=2.2, zorder=2)
    _framed(ax, panel, rows)


def _framed(ax: Axes, panel: Panel, rows: pd.DataFrame) -> None:
    ax.set_xlabel(panel.x_label)
    ax.set_ylabel(panel.label)
    ax.grid(axis="y")
    style.zero(ax)
    _lines(panel, rows, ax.axhline)
    _, labels = ax.get_legend_handles_labels()
    if labels:
        style.key_under(ax, 2 if max(map(len, labels)) < 36 else 1)


def _lines(panel: Panel, rows: pd.DataFrame, line: object) -> None:
    for label, (arm, metric, shadow) in panel.lines.items():
        values = _values(rows, arm, metric, shadow)
        if len(values):
            line(values.mean(), color=style.INK, lw=1.2, ls=(0, (4, 2)), label=label)  # type: ignore[operator]


def _ribbon(ax: Axes, x: np.ndarray, table: pd.DataFrame, colour: str) -> None:
    """The 95 % interval over populations, at each x."""
    ends = [bootstrap(table[at])[1:] for at in table.columns]
    low, high = np.transpose(ends)
    if not np.isnan(low).all():
        ax.fill_between(x, low, high, color=colour, alpha=0.2, lw=0, zorder=2)


def _values(rows: pd.DataFrame, arm: str, metric: str, shadow: bool) -> np.ndarray:
    """Of every seed, in their order."""
    these = rows[(rows["arm"] == arm) & (rows["metric"] == metric) & rows["x"].isna()
                 & ((rows["population"] > 0) == shadow)]
    return these.groupby("seed")["value"].mean().dropna().to_numpy()


def _colours() -> Sequence[str]:
    return style.SERIES * 4


def _in_order(n: int) -> Sequence[str]:
    """Colours of so many lines of which each has more of something than the one before."""
    from seaborn import color_palette

    return color_palette("viridis_r", n + 1).as_hex()[1:]


_PANELS = {"arms": _by_arms, "curve": _by_curve, "dose": _by_dose}
