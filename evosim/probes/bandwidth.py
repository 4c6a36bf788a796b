"""`bandwidth`: a channel is cut, in steps: what is left of what they can do, and of the harm that they do."""

from collections.abc import Mapping
from typing import Any

from evosim.config import Config
from evosim.probes.registry import Measure, figure, of_obedience, probe, slope, tallied, unknown
from evosim.probes.skills import FOUND
from evosim.probes.subject import Lived, Mode, Subject
from evosim.probes.uninstructed import harmful

LEFT = (1.0, 0.5, 0.25, 0.0)  # share of a channel that is left
DELAY = 40  # ticks more that signals take where nothing is left of their promptness


def channels(config: Config) -> dict[str, list[Mapping[str, Any]]]:
    """Keys to change for each share of LEFT, by channel; none where the world has no such channel.

    Range and sight shrink; what is noisy is noise for the rest of what it carries; delay grows by DELAY.
    """
    it, noise = config.signals, [1 - left for left in LEFT]
    out: dict[str, list[Mapping[str, Any]]] = {
        "sight": [{"world.sight": max(1, round(left * config.world.sight))} for left in LEFT]}
    if len(config.instruction.verbs) > 1:
        out["words, noise"] = [{"instruction.token_noise": max(config.instruction.token_noise, more * (
            1 - 1 / len(config.instruction.verbs)))} for more in noise]
    if it.symbols:
        out["signals, range"] = [{"signals.range": round(left * it.range)} for left in LEFT]
        out["signals, latency"] = [{"signals.latency": it.latency + round(more * DELAY)} for more in noise]
    if it.symbols > 1:
        most = 1 - 1 / it.symbols
        out["signals, noise"] = [{"signals.noise": max(it.noise, more * most)} for more in noise]
    if config.record.symbols:
        out["record, range"] = [{"record.range": round(left * config.record.range)} for left in LEFT]
        out["record, noise"] = [{"record.noise": max(config.record.noise, more)} for more in noise]
    return out


@probe("bandwidth", "one channel is cut to 100, 50, 25 and 0 %, each in turn")
def measure(subject: Subject, mode: Mode) -> list[Measure]:
    """Food found, harm and O by what is left of each channel, and the slope of each on that."""
    out = []
    for channel, steps in channels(subject.config).items():
        lived = [subject.live(changes, mode=mode) for changes in steps]
        out += doses(subject, lived, LEFT, [f"{channel} {left:.0%}" for left in LEFT], channel)
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
