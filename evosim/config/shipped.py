"""Configurations that ship, by name: `runs/*.toml` of a checkout, which an installed evosim carries along."""

import re
from pathlib import Path

from evosim.errors import ConfigError

_PACKAGE = Path(__file__).parents[1]
# setup.py installs a checkout's `runs` as `evosim/shipped`; in a checkout, or installed to be edited, there
# is no such folder, and the files themselves are read
FOLDER = _PACKAGE / "shipped" if (_PACKAGE / "shipped").is_dir() else _PACKAGE.parent / "runs"
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def shipped() -> dict[str, Path]:
    """All configurations that ship, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def headline(path: Path) -> str:
    """The first sentence of a configuration's opening comment, without its file's name; empty if none."""
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").lstrip().splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    text = re.sub(r"^[A-Za-z0-9_.-]+\.toml:\s*", "", " ".join(lines).strip())
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


def located(path: str | Path) -> Path:
    """Where a configuration lies that was named by its path, or, of those that ship, by its name alone.

    A file of that path comes before one that ships.

    Raises:
        ConfigError: there is neither.
    """
    path = Path(path)
    if path.is_file():
        return path
    if found := _of_that_name(str(path)):
        return found
    if path.exists():
        raise ConfigError(f"{path}: is no file; give the path of a TOML configuration, or the name of one "
                          "that ships, such as first")
    if path.suffix == ".toml" and _of_that_name(path.stem):
        raise ConfigError(f"{path}: no such file; one of that name ships with evosim: give {path.stem} alone")
    raise ConfigError(f"{path}: no such file; give the path of a TOML configuration, or the name of one that "
                      "ships, such as first (`evosim list --shipped`)")


def _of_that_name(name: str) -> Path | None:
    path = FOLDER / f"{name}.toml"
    return path if _NAME.fullmatch(name) and path.is_file() else None
