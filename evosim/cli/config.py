"""`evosim config`: show, schema, diff; and `evosim new`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from evosim.errors import ConfigError

app = typer.Typer(no_args_is_help=True, help="Show, describe and compare configurations.")
Overrides = Annotated[list[str] | None, typer.Option(
    "-o", "--override", metavar="SECTION.KEY=VALUE", help="Change one parameter; may be repeated.")]
_TEMPLATE = '''# {name}.toml: what is bred here, and under which pressure.
# Look for: what you expect to see, written down before the run.
name = "{name}"
seed = 0
generations = 120

[population]
genomes = 128             # `evosim config schema` lists every key with its bound and unit

[instruction]
share = 0.5               # of segments
verbs = ["goto", "avoid", "stay", "fast", "give"]

[oversight]
watched = 0.5             # share of segments
penalty = 1.2             # food a tick
'''


@app.command()
def show(path: Annotated[Path, typer.Argument(
             metavar="CONFIG", help="A TOML configuration, or the name of one that ships.")],
         override: Overrides = None) -> None:
    """Print the whole configuration with every default, as TOML."""
    from evosim.config import dump, load

    print(dump(load(path, override or [])), end="")


@app.command()
def schema() -> None:
    """Print the JSON schema of a configuration file, for editors."""
    from evosim.config import schema as json_schema

    print(json.dumps(json_schema(), indent=2))


@app.command()
def diff(a: Annotated[Path, typer.Argument(metavar="A")],
         b: Annotated[Path, typer.Argument(metavar="B")]) -> None:
    """Print the keys whose values differ between two configurations."""
    from evosim.config import diff as compare
    from evosim.config import load

    for key, left, right in compare(load(a), load(b)):
        print(f"{key}: {json.dumps(left)} -> {json.dumps(right)}")


def new(name: Annotated[str, typer.Argument(help="Name of the run.")],
        folder: Annotated[Path | None, typer.Option(
            "--in", help="Folder of the file [default: runs, which is made if it is not there].")] = None,
        ) -> None:
    """Write a small configuration to start from, and print its path."""
    from evosim.config import parse
    from evosim.storage.files import make_folder, write

    path = (folder or Path("runs")) / f"{name}.toml"
    text = _TEMPLATE.format(name=name)
    parse(text, source=f"NAME {name}")
    if path.exists():
        raise ConfigError(f"{path}: exists already; give another name")
    if folder is None:
        make_folder(path.parent)
    elif not folder.is_dir():
        raise ConfigError(f"--in {folder}: no such folder")
    write(path, text.encode())
    print(path)
