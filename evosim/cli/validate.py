"""`evosim validate`."""

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evosim.cli.terminal import console
from evosim.errors import ConfigError
from evosim.machine import cores

if TYPE_CHECKING:
    from rich.table import Table

    from evosim.theory.trials import Verdict

_WIDTH = 132  # of the table off a terminal


def validate(laws: Annotated[list[str] | None, typer.Argument(
                 metavar="[LAW]...", help="Names of laws [default: all].")] = None,
             full: Annotated[bool, typer.Option(
                 "--full", help="The published sizes, and a page: over an hour on two cores.")] = False,
             seed: Annotated[int, typer.Option(min=0, help="Of all random numbers.")] = 0,
             page: Annotated[Path | None, typer.Option(
                 metavar="DIR", help="Where to write a page with figures [default with --full: "
                 "analysis/validation in a checkout, else validation].")] = None,
             workers: Annotated[int | None, typer.Option(
                 min=1, help="Processes [default: one a core]; no result depends on it.")] = None,
             as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Hold the engine against known laws; exit 1 if one fails, or would not notice a broken rule."""
    from evosim.theory import LAWS
    from evosim.theory.trials import points_of, rows_of, validate

    names = laws or []
    for name in names:
        if name not in LAWS:
            raise ConfigError(f"LAW {name}: must be one of {', '.join(LAWS)}")
        if LAWS[name].full_only and not full:
            raise ConfigError(f"LAW {name}: needs --full, since {LAWS[name].full_only}")
    verdicts: list[Verdict] = []
    for verdict in validate(names, full=full, seed=seed, workers=workers or cores()):
        verdicts.append(verdict)
        print(f"{verdict.law.name}: {_word(verdict)}", file=sys.stderr, flush=True)
    if as_json:
        print(json.dumps([{key: _known(value) for key, value in row.items()}
                          for row in rows_of(verdicts).to_dict("records")], indent=1))
    else:
        console(_WIDTH).print(table(verdicts))
    if page is None and full:
        page = _home()
    if page is not None:
        from evosim.theory.page import write

        options = [*names, *(["--full"] if full else []), *([f"--seed {seed}"] if seed else [])]
        command = " ".join(["evosim validate", *options])
        print(write(rows_of(verdicts), points_of(verdicts), page, command=command, seed=seed, full=full),
              file=sys.stderr if as_json else sys.stdout)
    if not all(verdict.holds for verdict in verdicts):
        raise typer.Exit(1)


def table(verdicts: "Iterable[Verdict]") -> "Table":
    """A row a law: expected, observed, whether it passed, and what its broken rule gave."""
    from rich import box
    from rich.table import Table

    from evosim.theory.page import limit

    out = Table("law", "expected", "observed", "z", "passes within", "passed", "when broken", "noticed",
                box=box.SIMPLE_HEAD)
    out.columns[0].no_wrap = True
    for column in out.columns[1:]:
        column.justify = "right"
    for it in verdicts:
        kept = it.kept
        z = "" if math.isnan(kept.z) else f"{kept.z:+.2f}"
        out.add_row(it.law.name, f"{kept.expected:.5g}", f"{kept.observed:.5g}", z,
                    limit(kept.tolerance, kept.absolute), "yes" if kept.passed else "[red]no[/red]",
                    f"{it.broken.observed:.5g}", "yes" if it.noticed else "[red]no[/red]")
    return out


def _word(verdict: "Verdict") -> str:
    if not verdict.kept.passed:
        return "FAILS"
    return "holds" if verdict.noticed else "holds, BUT WOULD NOT NOTICE A BROKEN RULE"


def _home() -> Path:
    """Where the page of a full validation belongs."""
    checkout = Path("analysis").is_dir() and Path("evosim").is_dir()
    return Path("analysis/validation") if checkout else Path("validation")


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
