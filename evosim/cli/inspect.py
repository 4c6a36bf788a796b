"""`evosim list`, `evosim schema` and `evosim verify`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from evosim.errors import ConfigError, RunDataError


def list_runs(folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of runs.")]
              = Path("runs/out"),
              ships: Annotated[bool, typer.Option(
                  "--shipped", help="List the configurations that ship instead: name, and what is bred.")]
              = False,
              as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List the runs of a folder, oldest first; or the configurations that ship."""
    if ships:
        _list_shipped(as_json)
        return
    from evosim.storage.record import read

    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder of runs; `evosim run` makes it")
    rows = []
    for path in sorted(folder.iterdir()):
        if not (path / "run.json").exists():
            continue
        try:
            record = read(path)
        except RunDataError as error:
            rows.append({"run": str(path), "status": "damaged", "error": str(error)})
            continue
        rows.append({"run": str(path), "status": record["status"],
                     "generation": record["generation"], "generations": record["generations"],
                     "seed": record["seed"], "started": record["started"]})
    rows.sort(key=lambda row: str(row.get("started", "")))
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(f"{row['run']}  {row['status']}  {row.get('generation', '?')}/"
              f"{row.get('generations', '?')}  seed {row.get('seed', '?')}  {row.get('started', '')}")


def _list_shipped(as_json: bool) -> None:
    """Prints a line for each configuration that ships."""
    from evosim.config.shipped import headline, shipped

    if as_json:
        print(json.dumps([{"name": name, "path": str(path), "what": headline(path)}
                          for name, path in shipped().items()], indent=2))
        return
    width = max(map(len, shipped()))
    for name, path in shipped().items():
        print(f"{name:{width}}  {headline(path)}")


def schema(table: Annotated[str | None, typer.Argument(help="One table; all by default.")] = None,
           ) -> None:
    """Print every table's columns: type, unit, meaning."""
    from evosim.schema import TABLES, describe

    if table is not None and table not in TABLES:
        raise ConfigError(f"TABLE {table}: must be one of {', '.join(TABLES)}")
    for name, what in TABLES.items():
        if table in (None, name):
            print(f"{name}: a row is {what.row}")
            for column in describe():
                if column["table"] == name:
                    unit = f" [{column['unit']}]" if column["unit"] else ""
                    null = ", or null" if column["nullable"] else ""
                    print(f"  {column['column']}: {column['type']}{null}{unit}: {column['meaning']}")
            print()


def verify(path: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")]) -> None:
    """Check every file of a run against what its record vouches for; exit 3 if one is damaged."""
    from evosim.storage.verify import verify as findings_of

    findings = findings_of(path)
    for finding in findings:
        print(finding, file=sys.stderr)
    for note in findings.notes:
        print(f"note: {note}", file=sys.stderr)
    if findings:
        raise typer.Exit(RunDataError.exit_code)
    print(f"{path}: whole")
