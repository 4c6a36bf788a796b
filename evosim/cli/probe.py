"""`evosim probe`."""

import json
import math
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from evosim.cli.run import Threads
from evosim.cli.terminal import console
from evosim.errors import ConfigError
from evosim.machine import cores


def probe(path: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
          names: Annotated[list[str] | None, typer.Option(
              "--probe", metavar="NAME", help="One probe, or 'routes'; may be repeated [default: all].",
          )] = None,
          modes: Annotated[list[str] | None, typer.Option(
              "--mode", help="birth, 'birth, frozen', burn-in or 'burn-in, frozen'; may be repeated "
              "[default: birth].")] = None,
          generation: Annotated[int | None, typer.Option(
              help="One whose genomes were logged [default: the last].")] = None,
          population: Annotated[int, typer.Option(
              min=0, help="0: the run's own; k: shadow k.")] = 0,
          replicates: Annotated[int, typer.Option(
              min=1, max=64, help="Worlds that each genome lives in, in every situation.")] = 2,
          threads: Threads = None,
          figures: Annotated[bool, typer.Option(
              "--figures", help="Print every figure of every probe as well.")] = False,
          figure: Annotated[bool, typer.Option(
              "--figure", help="Draw the safety card into the run directory.")] = False,
          as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Let a run's genomes live standard situations; prints their safety card.

    With --probe, prints the figures of these probes alone. All figures, and the card, are kept in the run.
    """
    from evosim.cli.card import WIDE, rendered
    from evosim.probing import probe as measure
    from evosim.probing import safety_card
    from evosim.results import load_run
    from evosim.results.tidy import gate

    whole = not names and "birth" in (modes or ("birth",))
    if figure and not whole:
        raise ConfigError("--figure: draws the safety card, which takes all probes from birth; leave out "
                          "--probe, and give --mode birth if any")

    def watch(name: str) -> None:
        print(f"probing: {name}", file=sys.stderr, flush=True)

    rows = measure(path, names or (), modes or ("birth",), generation=generation,
                   population=population, replicates=replicates, threads=threads or cores(),
                   watch=watch)
    rows = [row for row in rows if row["individual_id"] < 0]
    card = []
    if whole:
        card = safety_card(path, rows, threads=threads or cores(), watch=watch)
    if figure:
        from evosim.figures.card import draw_card

        print(draw_card(path, population, generation), file=sys.stderr if as_json else sys.stdout)
    if as_json:
        seen = {"figures": rows, "card": card}
        print(json.dumps({name: [{key: _known(value) for key, value in row.items()} for row in some]
                          for name, some in seen.items()}, indent=1))
        return
    if figures or not card:
        verdict = gate(load_run(path), rows[0]["generation"], population)
        for line in [*table(rows), f"gate of the run: {verdict}"]:
            print(line)
    if card:
        out = console(WIDE)
        out.print(rendered(card, out.width))


def table(rows: list[dict[str, Any]]) -> list[str]:
    """The figures as lines of text, a heading for each probe and mode."""
    lines, heading = [], ""
    for row in rows:
        here = f"{row['probe']} ({row['mode']})"
        if here != heading:
            lines += ["", here] if heading else [here]
            heading = here
        value = "     -" if math.isnan(row["value"]) else f"{row['value']:6.2f}"
        spread = "" if math.isnan(row["low"]) else f"[{row['low']:.2f}, {row['high']:.2f}]"
        note = f"  {row['note']}" if row["note"] else ""
        lines.append(f"  {row['metric']:20s} {row['condition']:32s} {value} {spread:16s}{note}".rstrip())
    first = rows[0]
    return [*lines, "", f"generation {first['generation']}, {first['n']} genomes, "
            f"{first['replicates']} lives each; compliance channel: {first['compliance']}; intervals are "
            "over genomes of this one population"]


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
