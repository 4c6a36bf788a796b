"""`python -m evosim.theory [--full] [LAW ...]`: the laws, expected and observed."""

import sys
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from evosim.theory import LAWS, validate


def main(
    laws: Annotated[list[str] | None, typer.Argument(help="names of laws; all by default")] = None,
    full: Annotated[bool, typer.Option("--full", help="the published sizes")] = False,
    seed: Annotated[int, typer.Option(min=0, help="of all random numbers")] = 0,
) -> None:
    """Holds the evolution engine against known laws; exits 1 if one fails."""
    unknown = [name for name in laws or [] if name not in LAWS]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]!r}: must be one of {', '.join(LAWS)}")
    table = Table("law", "expected", "observed", "z", "tolerance", "passed", box=box.SIMPLE_HEAD)
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
    console, failed = Console(), 0
    for result in validate(laws or (), full=full, seed=seed):
        failed += not result.passed
        tolerance = "" if result.tolerance is None else f"{result.tolerance:.0%}"
        table.add_row(result.law, f"{result.expected:.5g}", f"{result.observed:.5g}",
                      f"{result.z:+.2f}", tolerance, "yes" if result.passed else "[red]no[/red]")
    console.print(table)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    typer.run(main)
