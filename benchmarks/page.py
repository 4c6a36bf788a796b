"""What a benchmark leaves: a table to read, results.json, table.md, two figures, README.md's section."""

import json
import statistics
from datetime import UTC, datetime
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import seaborn as sns
from claims import Rounds, Verdict, spread
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter
from rich import box
from rich.table import Table
from scale import FROM, Size, sentence
from workers import Job

from evosim.cli.terminal import console
from evosim.machine import Machine

# told apart by every common kind of colour blindness (Okabe and Ito 2008)
OWN, PEER, BRAIN = "#0072B2", "#D55E00", "#000000"
BEGIN, END = "<!-- bench -->", "<!-- end of bench -->"
CROWDED = 0.95  # share of its core below which a job's turn was not its own
_WIDTH = 110


def show(jobs: list[Job], rounds: Rounds, verdicts: list[Verdict], beside: list[Verdict], sizes: list[Size],
         machine: Machine) -> None:
    """Prints it."""
    out = console(_WIDTH)
    out.print(_machine(machine, rounds))
    rates = Table("", "", "", box=box.SIMPLE_HEAD, show_header=False)
    for row in _rates(jobs, rounds):
        rates.add_row(*row)
    out.print(rates)
    table = Table("claim", "measured", "required", "verdict", box=box.SIMPLE_HEAD)
    for verdict in [*verdicts, *beside]:
        table.add_row(*(f"[red]{word}[/red]" if word == "missed" else word
                        for word in _claim(verdict, verdict in beside)))
    out.print(table)
    if sizes:
        out.print(sentence(sizes))


def write(folder: Path, jobs: list[Job], rounds: Rounds, verdicts: list[Verdict], beside: list[Verdict],
          sizes: list[Size], machine: Machine) -> None:
    """Writes results.json, table.md, speed.png and scale.png into a folder, and the section of README.md."""
    matplotlib.use("Agg")
    results = {
        "measured": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine._asdict(),
        "rounds": [{name: turn._asdict() for name, turn in turns.items()} for turns in rounds],
        "claims": [verdict._asdict() for verdict in verdicts],
        "beside": [verdict._asdict() for verdict in beside],
        "scale": [size._asdict() for size in sizes],
    }
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = markdown(jobs, rounds, verdicts, beside, sizes, machine)
    (folder / "table.md").write_text(text, encoding="utf-8")
    draw_speed(jobs, rounds, folder / "speed.png", machine)
    if sizes:
        draw_scale(sizes, folder / "scale.png")
    paste(folder.parent / "README.md", text)


def markdown(jobs: list[Job], rounds: Rounds, verdicts: list[Verdict], beside: list[Verdict],
             sizes: list[Size], machine: Machine) -> str:
    """The section, as Markdown."""
    lines = [_machine(machine, rounds), "", "| one core, 1,024 genomes or agents | rate | |", "|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in _rates(jobs, rounds)]
    lines += ["", "| claim | measured | required | verdict |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(_claim(verdict, verdict in beside))} |" for verdict in [*verdicts, *beside]]
    if sizes:
        lines += ["", sentence(sizes), "",
                  "![Time an agent-step and memory a genome, from 64 genomes on](benchmarks/scale.png)"]
    return "\n".join(lines) + "\n"


def paste(readme: Path, text: str) -> None:
    """Puts the section between its markers.

    Raises:
        ValueError: they are missing.
    """
    page = readme.read_text(encoding="utf-8")
    if BEGIN not in page or END not in page:
        raise ValueError(f"{readme.name}: has no {BEGIN} ... {END}")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


def draw_speed(jobs: list[Job], rounds: Rounds, path: Path, machine: Machine) -> None:
    """Draws agent-steps a second and milliseconds to breed: medians, and all rounds' range."""
    steps = [job for job in jobs if job.unit == "agent-steps" and "two cores" not in job.name]
    breeding = [job for job in jobs if job.unit == "generations"]
    with sns.axes_style("whitegrid"):
        figure, axes = plt.subplots(1, 2, figsize=(11, 0.34 * len(steps) + 1.3), layout="constrained",
                                    gridspec_kw={"width_ratios": [2.2, 1]})
        _intervals(axes[0], steps, {job.name: [turns[job.name].rate / 1e6 for turns in rounds]
                                    for job in steps})
        axes[0].set_xlabel("million agent-steps a second, one core")
        _intervals(axes[1], breeding, {job.name: [1e3 / turns[job.name].rate for turns in rounds]
                                       for job in breeding})
        axes[1].set_xlabel("ms to breed a generation")
        figure.suptitle(f"{machine.cpu}, {machine.vectors}; median and range of {len(rounds)} rounds",
                        fontsize=9, x=0.01, ha="left")
        figure.savefig(path, dpi=120)
        plt.close(figure)


def draw_scale(sizes: list[Size], path: Path) -> None:
    """Draws time an agent-step and memory a genome against the number of genomes."""
    with sns.axes_style("ticks"):
        figure, (time, memory) = plt.subplots(1, 2, figsize=(8, 2.8), layout="constrained")
        for size in sizes:
            time.errorbar(size.genomes, size.time, [[size.time - min(size.ns)], [max(size.ns) - size.time]],
                          marker="o", color=OWN, ls="")
        large = [size for size in sizes if size.genomes >= FROM]
        memory.plot([size.genomes for size in large], [size.memory / 1e3 for size in large], marker="o",
                    color=OWN)
        for ax, label in ((time, "ns an agent-step"), (memory, "kB a genome, at the peak")):
            ax.set(xscale="log", xlabel="genomes", ylabel=label, xlim=(sizes[0].genomes / 1.5,
                                                                      sizes[-1].genomes * 1.5))
            ax.set_ylim(bottom=0)
        sns.despine(figure)
        figure.savefig(path, dpi=120)
        plt.close(figure)


def _intervals(ax: Axes, jobs: list[Job], values: dict[str, list[float]]) -> None:
    for row, job in enumerate(jobs):
        seen = values[job.name]
        middle = statistics.median(seen)
        colour = BRAIN if job.name == "forward pass" else OWN if job.script == "own.py" else PEER
        ax.errorbar(middle, row, xerr=[[middle - min(seen)], [max(seen) - middle]], marker="o", ms=6, lw=1.6,
                    color=colour, capsize=3)
    ax.set_yticks(range(len(jobs)), [job.name if job.script != "own.py" else f"evosim: {job.name}"
                                     for job in jobs])
    ax.set_xscale("log")
    seen = [value for job in jobs for value in values[job.name]]
    ax.set_xlim(min(seen) / 1.5, max(seen) * 1.5)
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_ylim(len(jobs) - 0.5, -0.5)


def _rates(jobs: list[Job], rounds: Rounds) -> list[tuple[str, str, str]]:
    """Name, rate with its range, and a note, of every job."""
    out = []
    for job in jobs:
        rates = [turns[job.name].rate for turns in rounds]
        if job.unit == "agent-steps":
            style = ".2f" if statistics.median(rates) >= 1e6 else ".3f"
            words = f"{spread([rate / 1e6 for rate in rates], style)} M agent-steps/s"
        elif job.unit == "generations":
            words = f"{spread([1e3 / rate for rate in rates], '.1f')} ms a generation"
        else:
            words = f"{spread([1 / rate for rate in rates], '.2f')} s"
        own = job.script == "own.py"
        out.append((f"evosim: {job.name}" if own else job.name, words, job.what))
    return out


def _claim(verdict: Verdict, only_beside: bool) -> tuple[str, str, str, str]:
    return (verdict.claim, verdict.measured, "" if only_beside else verdict.required,
            "" if only_beside else verdict.word)


def _machine(machine: Machine, rounds: Rounds) -> str:
    """What it was measured on, and whether it was alone there."""
    words = (f"{machine.cpu} ({machine.kind}), {machine.cores} cores, {machine.vectors}; evosim "
             f"{machine.evosim}, Python {machine.python}, numba {machine.numba}; median and range of "
             f"{len(rounds)} rounds.")
    shares = [turn.cpu_seconds / turn.seconds for turns in rounds for name, turn in turns.items()
              if turn.seconds and name not in ("start", "help") and "two cores" not in name]
    if shares and min(shares) < CROWDED:
        words += (f" Others used this machine meanwhile: jobs had {statistics.median(shares):.0%} of their "
                  f"core ({min(shares):.0%} to {max(shares):.0%}).")
    return words
