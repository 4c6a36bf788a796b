"""`evosim experiment`: list, show, run, power, page."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evosim.cli.cluster import Scheduler, Workers, check_one, cluster
from evosim.cli.progress import telling
from evosim.errors import ConfigError, EvosimError
from evosim.machine import cores
from evosim.words import lasting

if TYPE_CHECKING:
    from distributed import Client

    from evosim.experiments import Experiment, Outcome, Study

app = typer.Typer(no_args_is_help=True, help="Every claim of the mission, with a verdict.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="An experiment, by name or number (E28).")]
Preset = Annotated[str, typer.Option(help="tiny, quick (a demonstration), standard or full.")]
Out = Annotated[Path, typer.Option(help="Folder of experiments.")]
OUT = Path("runs/out/experiments")


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print all experiments and their claims."""
    from evosim.experiments import experiments
    from evosim.experiments.registry import of_packages

    added, problems = of_packages()
    for problem in problems:
        print(problem, file=sys.stderr)
    every = [*experiments().values(), *added]
    if as_json:
        import json

        print(json.dumps([_told(one) for one in every], indent=1))
        return
    for one in every:
        print(f"{one.code if one.number else '':<4} {one.name:<26} {one.claim}")


@app.command("show")
def show(name: Name, preset: Preset = "standard") -> None:
    """Print what an experiment declares: claim, arms, rule, controls."""
    from evosim.experiments.page import declared
    from evosim.experiments.registry import by_name, check_preset

    print(declared(by_name(name), check_preset(preset)))


@app.command("run")
def run(name: Annotated[str, typer.Argument(metavar="NAME", help="An experiment, or all.")],
        preset: Preset = "quick",
        populations: Annotated[int | None, typer.Option(
            min=1, max=1000, help="Of each arm, instead of what the preset says.")] = None,
        workers: Workers = None,
        scheduler: Scheduler = None,
        out: Out = OUT,
        keep: Annotated[bool, typer.Option("--keep-runs", help="Keep the runs themselves.")] = False,
        quiet: Annotated[bool, typer.Option("--quiet", help="Print verdicts only.")] = False) -> None:
    """Breed and measure what is not there yet, draw the figure, print the verdict.

    Populations that are done are kept: after Ctrl-C, a kill or a lost cluster, the same command goes on.
    """
    from evosim.experiments import Study, experiments
    from evosim.experiments.page import write_page
    from evosim.experiments.registry import by_name, check_preset

    check_preset(preset)
    check_one(workers, scheduler)
    chosen = [by_name(name)] if name != "all" else list(experiments().values())
    chosen = [one for one in chosen if _is_possible(one, preset, populations, out, name == "all")]
    studies = [Study.open(out, one, preset) for one in chosen]
    seeds = {study.experiment.name: study.experiment.seeds_of(preset, populations) for study in studies}
    left = [study for study in studies if study.waiting(seeds[study.experiment.name])]
    failed: dict[str, str] = {}
    with _crew(left, preset, workers or cores(), scheduler) as client:
        for study in studies:
            if study in left:
                if not quiet:
                    _say_cost(study, seeds[study.experiment.name], workers or cores())
                with telling(quiet, lambda tally: f"{tally.done} of {tally.runs} populations"
                             + ("" if tally.left is None else f", {lasting(tally.left)} left"),
                             lambda tally: tally.done + tally.failed == tally.runs) as watch:
                    failed |= study.carry_out(seeds[study.experiment.name], client, watch, keep)
            print(_verdict(study, study.write()), flush=True)
    print(write_page(out))
    if failed:
        for population, why in failed.items():
            print(f"{population}: {why}", file=sys.stderr)
        raise EvosimError(f"{len(failed)} populations failed, and are in no verdict; the same command tries "
                          "them again")


def _is_possible(one: "Experiment", preset: str, populations: int | None, out: Path, forgiving: bool) -> bool:
    """Whether the libraries are here that what is not bred yet needs; if forgiving, says what is lacking.

    Raises:
        ConfigError: one is missing, and nothing else was asked for.
    """
    from evosim.experiments import Study

    declared = out / one.name / preset / "declared.json"
    if declared.exists() and not Study.open(out, one, preset).waiting(one.seeds_of(preset, populations)):
        return True
    try:
        one.check_libraries(preset)
    except ConfigError as error:
        if not forgiving:
            raise
        print(f"{one.title}: passed over; {error}", file=sys.stderr)
        return False
    return True


@app.command("power")
def power(name: Name, preset: Preset = "quick", out: Out = OUT,
          hours: Annotated[float, typer.Option(min=0.01, help="That may be spent on this machine.")] = 4.0,
          ) -> None:
    """Print how many populations each contrast takes, from the spread over those of a pilot."""
    from evosim.experiments import Study
    from evosim.experiments.power import COUNTS, power
    from evosim.experiments.registry import by_name, check_preset
    from evosim.intervals import FEWEST
    from evosim.report.measured import number

    experiment = by_name(name)
    folder = out / experiment.name / check_preset(preset)
    pilot = f"`evosim experiment run {experiment.name} --preset {preset} --out {out}`"
    if not (folder / "declared.json").exists():
        raise ConfigError(f"{folder}: no pilot there; {pilot} breeds one")
    study = Study.read(folder)
    found = power(study)
    if not found:
        raise ConfigError(f"{folder}: has {study.populations()} populations of each arm, and {FEWEST} are "
                          f"the fewest that show a spread; {pilot} breeds them")
    arms = len(experiment.arms_of(preset))
    print(f"{experiment.name}, from {study.populations()} populations an arm of {preset}: probability to see "
          "the smallest effect of interest / to call it none if there is none")
    print(f"{'':<12} {'least':>6} {'spread':>6}  " + "".join(f"{n:>12}" for n in COUNTS))
    for one in found:
        cells = "".join(f"{one.sees[n]:>7.2f} /{one.denies[n]:4.2f}" for n in COUNTS)
        print(f"{one.contrast.name:<12} {number(one.contrast.least):>6} {number(one.spread):>6}  {cells}")
    each = study.seconds()
    print(f"{'hours':<27}" + "".join(f"{n * arms * each / cores() / 3600:>12.2g}" for n in COUNTS)
          + f"   ({arms} arms, {each:.1f} s a population, {cores()} at a time)")
    fits = [n for n in COUNTS if n * arms * each / cores() / 3600 <= hours]
    need = [one.enough for one in found]
    if None in need or not fits or max(n for n in need if n) > fits[-1]:
        print(f"within {hours:g} h not every contrast can be seen with probability .8: expect `inconclusive` "
              "of the rest, or leave arms out")
    else:
        print(f"{max(n for n in need if n)} populations an arm see every contrast with probability .8")


@app.command("page")
def page(out: Out = OUT) -> None:
    """Write the page of verdicts anew, from the experiments that are there; prints its path."""
    from evosim.experiments.page import write_page

    print(write_page(out))


def _told(one: "Experiment") -> dict[str, object]:
    from evosim import plugins

    package = next((it.package for it in plugins.claiming("experiment", one.name)), "evosim")
    return {"number": one.number, "name": one.name, "package": package, "claim": one.claim,
            "opposite": one.opposite,
            "arms": {arm.name: arm.label for arm in one.arms}, "metrics": dict(one.metrics),
            "presets": {preset: {"populations": size.populations, "arms": len(one.arms_of(preset))}
                        for preset, size in one.presets.items()}}


def _verdict(study: "Study", outcome: "Outcome") -> str:
    return (f"{study.experiment.title}: {outcome.verdict.under(study.preset)}, "
            f"{study.populations()} populations an arm\n  {outcome.why}\n  {study.folder / 'figure.png'}")


def _say_cost(study: "Study", seeds: list[int], workers: int) -> None:
    """How many populations are left, and how long that takes: by those that are done, or by a trial."""
    from evosim.experiments.cost import expected

    left, arms = study.waiting(seeds), study.experiment.arms_of(study.preset)
    print(f"{study.experiment.name}, {study.preset}: {len(left)} of {len(seeds) * len(arms)} populations to "
          f"breed ({len(arms)} arms x {len(seeds)} seeds), about "
          f"{lasting(expected(study, seeds) / workers)} on {workers} cores", file=sys.stderr, flush=True)
    out = study.experiment.presets[study.preset].left_out
    if out:
        print(f"  left out: {out}", file=sys.stderr, flush=True)


def _crew(left: "list[Study]", preset: str, workers: int,
          scheduler: str | None) -> "AbstractContextManager[Client | None]":
    """A cluster, where there is anything to do that one process would not do as fast."""
    from evosim.sweep.worker import warm

    if not left:
        return nullcontext()
    if scheduler is None:
        for study in left:
            arm = study.experiment.arms_of(preset)[0].name
            warm(study.experiment.text_of(preset, arm), study.experiment.name, [])
    if scheduler is None and workers == 1:
        return nullcontext()
    return cluster(workers, scheduler, [one for study in left for one in study.experiment.added(preset)])
