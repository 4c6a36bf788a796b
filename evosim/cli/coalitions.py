"""`evosim coalitions`."""

import json
import math
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evosim.cli.terminal import without_a_screen

if TYPE_CHECKING:
    from evosim.coalition_analysis import Analysis, Pooled


def coalitions(path: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
               export: Annotated[str | None, typer.Option(
                   help="Write the graph of each world: graphml or gexf; and all edges as Parquet.")] = None,
               generation: Annotated[int | None, typer.Option(
                   min=0, help="One whose interactions were logged [default: the last].")] = None,
               draws: Annotated[int, typer.Option(
                   min=30, max=100_000, help="How often partners are re-drawn in each world.")] = 200,
               figure: Annotated[bool, typer.Option(
                   "--figure", help="Draw coalitions, and the crowd.")] = False,
               as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Find who acts for whom in a run, and whether that is more than a crowd; keeps it in the run."""
    from evosim import coalition_analysis as engine
    from evosim.errors import ConfigError
    from evosim.results import load_run

    if export is not None and export not in engine.FORMATS:
        raise ConfigError(f"--export {export}: must be one of {', '.join(engine.FORMATS)}")

    def watch(done: int, of: int) -> None:
        if done == of or done % 10 == 0:
            print(f"worlds: {done} of {of}", file=sys.stderr, flush=True)

    seen = engine.coalitions(path, generation, draws=draws, watch=watch)
    run, aside = load_run(path), sys.stderr if as_json else sys.stdout
    gaps = engine.missing(run, seen) if seen.findings else []
    if as_json:
        print(json.dumps({"generation": seen.generation, "worlds": seen.worlds, "coalitions": len(seen.rows),
                          "verdict": engine.verdict(seen), "missing": gaps,
                          "pooled": [{name: _known(value) for name, value in one._asdict().items()}
                                     for one in seen.pooled]}, indent=1))
    else:
        for line in [*table(seen), *gaps]:
            print(line)
    if export is not None:
        paths = engine.export(run, seen.generation, export)
        print(f"{len(paths) - 1} graphs in {paths[0].parent}, edges in {paths[-1]}", file=aside)
    if figure:
        without_a_screen()
        from evosim.figures.coalitions import coalitions_figure, save_coalitions

        title = (f"Coalition, or only a crowd?  {run.config.name}, seed {run.config.seed}, generation "
                 f"{seen.generation}\n{textwrap.fill(engine.verdict(seen), 88)}")
        drawn = coalitions_figure(engine.picture(run, seen), engine.world_z(seen), title)
        print(save_coalitions(drawn, path / "coalitions.png"), file=aside)


def table(seen: "Analysis") -> list[str]:
    """The figures as lines of text."""
    from evosim.coalition_analysis import SAID, verdict

    head = f"generation {seen.generation}, {seen.worlds} worlds"
    if not seen.findings:
        return [f"{head}: {verdict(seen)}"]
    life = seen.rows[seen.rows["window"] < 0]
    lines = [f"{head}; whole lives: {len(life)} coalitions of {life['size'].mean():.1f} on average, "
             f"{life['cohesion'].mean():.2f} of their acts inside ({life['cohesion_expected'].mean():.2f} "
             "with partners re-drawn)", "",
             f"{'over worlds':50s} {'mean':>6s} {'95 %':17s} {'beyond null':>11s} "
             f"{'95 %':17s} {'z':>6s}  |z| >= 2"]
    return [*lines, *(_line(SAID[one.name], one) for one in seen.pooled), "", verdict(seen)]


def _line(text: str, one: "Pooled") -> str:
    return (f"{text:50s} {_figure(one.value, 6)} {_span(one.low, one.high)} {_figure(one.beyond, 11)} "
            f"{_span(one.beyond_low, one.beyond_high)} {_figure(one.z, 6)}  {one.beyond_2} of {one.compared}")


def _figure(value: float, width: int) -> str:
    return f"{'-' if math.isnan(value) else f'{value:.3f}' if width > 6 else f'{value:.2f}':>{width}s}"


def _span(low: float, high: float) -> str:
    return f"{'' if math.isnan(low) else f'[{low:.3f}, {high:.3f}]':17s}"


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
