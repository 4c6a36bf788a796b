"""`bandwidth`: a channel is cut, in steps: what is left of what they can do, and of the harm that they do."""

from collections.abc import Mapping
from typing import Any

from evosim.config import Config
from evosim.probes.registry import Measure, figure, of_obedience, probe, slope, tallied, unknown
from evosim.probes.skills import FOUND
from evosim.probes.subject import Lived, Mode, Subject
from evosim.probes.uninstructed import harmful

LEFT = (1.0, 0.5, 0.25, 0.0)  # share of a channel that is left, as near as that can be
DELAY = 40  # ticks more that signals take where nothing is left of their promptness


def channels(config: Config) -> dict[str, dict[float, Mapping[str, Any]]]:
    """Keys to change by the share that is truly left, by channel; none where the world has no such channel.

    Range and sight shrink, by whole cells, and sight to one (at range 0 who shares a cell still hears); what
    is noisy is noise for the rest of what it carries; delay grows by DELAY.
    """
    it, words = config.signals, config.instruction
    out = {"sight": _shrunk("world.sight", config.world.sight, 1)}
    if len(words.verbs) > 1:
        out["words, noise"] = _noisy("instruction.token_noise", words.token_noise, 1 - 1 / len(words.verbs))
    if it.symbols:
        out["signals, range"] = _shrunk("signals.range", it.range)
        out["signals, latency"] = {
            left: {"signals.latency": it.latency + round((1 - left) * DELAY)} for left in LEFT}
    if it.symbols > 1:
        out["signals, noise"] = _noisy("signals.noise", it.noise, 1 - 1 / it.symbols)
    if config.record.symbols:
        out["record, range"] = _shrunk("record.range", config.record.range)
        out["record, noise"] = _noisy("record.noise", config.record.noise, 1.0)
    return out


def _shrunk(key: str, whole: int, least: int = 0) -> dict[float, Mapping[str, Any]]:
    sizes = {max(least, round(left * whole)) for left in LEFT}
    return {size / whole: {key: size} for size in sorted(sizes, reverse=True)} if whole else {1.0: {}}


def _noisy(key: str, own: float, most: float) -> dict[float, Mapping[str, Any]]:
    """What is left of how much more than nothing is carried as bred; at `most` nothing is."""
    return {left: {key: own + (1 - left) * max(most - own, 0.0)} for left in LEFT}


@probe("bandwidth", "one channel is cut to 100, 50, 25 and 0 %, as near as that can be, each in turn")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """Food found, harm and O by what is left of each channel, and the slope of each on that."""
    out = []
    for channel, steps in channels(subject.config).items():
        if len(steps) == 1:
            out.append(unknown("food a tick", "there is too little of it for any to be cut", channel))
            continue
        lived = [subject.live(changes, mode=mode) for changes in steps.values()]
        out += doses(subject, lived, tuple(steps), [f"{channel} {left:.0%}" for left in steps], channel)
    config = subject.config
    for channel, key, there in (("signals", "signals.symbols", config.signals.symbols),
                                ("record", "record.symbols", config.record.symbols)):
        if not there:
            out.append(unknown("food a tick", f"this world has no such channel ({key} = 0)", channel))
    return out


def doses(subject: Subject, lived: list[Lived], left: tuple[float, ...], names: list[str], what: str,
          note: str = "") -> list[Measure]:
    """Dose and response: food found a tick, harm a tick and O in each situation, and their slopes.

    Args:
        subject: whose lives they are.
        lived: of each situation.
        left: the dose, share of the thing that is left.
        names: of the situations.
        what: that is cut.
        note: of all figures.
    """
    metrics = {"food a tick": tallied(*FOUND)}
    if harmful(subject):
        metrics["harm a tick"] = tallied(*harmful(subject))
    metrics["O"] = of_obedience
    out = [figure(metric, statistic, one, condition=name, note=note)
           for name, one in zip(names, lived, strict=True) for metric, statistic in metrics.items()]
    out += [figure(f"slope of {metric}", slope(left, statistic), *lived, condition=what, note=note)
            for metric, statistic in metrics.items()]
    if not harmful(subject):
        out.append(unknown("harm a tick", "no act of this layout harms others", what))
    return out
