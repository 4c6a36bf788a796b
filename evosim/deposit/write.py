"""The metadata of a folder, written into it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from evosim.citation import KEYWORDS
from evosim.deposit.acts import licensed, unlicensed
from evosim.deposit.graph import METADATA, Graph, Ref, folder_id, fragment, only
from evosim.deposit.holdings import Holdings
from evosim.deposit.of_run import Told, of_run
from evosim.deposit.of_study import is_study, of_study
from evosim.deposit.of_sweep import of_sweep
from evosim.deposit.people import Author
from evosim.errors import ConfigError
from evosim.storage import files, record

_DEEPEST = 3  # folders between the one that is deposited and a run, a sweep or an experiment in it
_Teller = Callable[[Holdings, PurePosixPath, Sequence[Ref]], Told]


def deposit(path: str | Path, authors: Sequence[Author] = (), licence: str | None = None) -> Path:
    """Writes `ro-crate-metadata.json` into a folder; nothing else in it is changed.

    Args:
        path: of a run, a sweep, an experiment, or a folder that holds any of them.
        authors: who deposits; they are also named as those who had it bred.
        licence: an SPDX identifier, as `people.licence` gives it; None: not said, which a crate must say.

    Returns:
        The path of the file.

    Raises:
        ConfigError: there is nothing to deposit there, or it is not finished.
        RunDataError: a file is damaged.
        StorageError: the disk refused.
    """
    top = Path(path)
    if not top.exists():
        raise ConfigError(f"{top}: no such folder; `evosim list` shows the runs there are")
    members = list(_members(top))
    if not members:
        raise ConfigError(f"{top}: holds no run, sweep or experiment; give the folder that `evosim run`, "
                          "`evosim sweep` or `evosim experiment run` printed, or one that holds such folders")
    graph = Graph()
    holdings, people = Holdings(graph, top), [_person(graph, one) for one in authors]
    told = {at: tell(holdings, at, people) for at, tell in members}
    whole = told.get(PurePosixPath("."))
    if whole is None:
        whole = _together(top, list(told.values()))
    inside = [graph.add(folder_id(at), "Dataset", name=one.name, description=one.description,
                        hasPart=one.parts) for at, one in told.items() if one is not whole]
    rest = holdings.files(list(holdings.left))
    graph.root |= {
        "name": whole.name, "description": whole.description,
        "datePublished": f"{datetime.now(UTC):%Y-%m-%d}",
        "license": licensed(graph, licence) if licence else unlicensed(graph),
        "keywords": ", ".join(KEYWORDS),
        "hasPart": only([*whole.parts, *inside, *rest]),
        "mentions": only(ref for one in told.values() for ref in one.actions),
        "citation": only(ref for one in told.values() for ref in one.instruments)}
    if people:
        graph.root["author"] = people
    files.write(top / METADATA, graph.text())
    return top / METADATA


def _members(top: Path) -> Iterator[tuple[PurePosixPath, _Teller]]:
    """Runs, sweeps and experiments, by where they are; those within others come before them."""
    def look(folder: Path, depth: int) -> Iterator[tuple[PurePosixPath, _Teller]]:
        at = PurePosixPath(folder.relative_to(top).as_posix())
        if record.is_run(folder):
            yield at, of_run
        elif record.is_sweep(folder):
            yield at, of_sweep
        else:
            inside = folder / record.RUNS if is_study(folder) else folder
            if depth < _DEEPEST and inside.is_dir():
                for child in sorted(inside.iterdir()):
                    if child.is_dir() and not child.is_symlink() and not child.name.startswith("."):
                        yield from look(child, depth + 1)
            if is_study(folder):
                yield at, of_study

    yield from look(top, 0)


def _together(top: Path, told: list[Told]) -> Told:
    """What is said of a folder that holds several."""
    names = ", ".join(one.name for one in told[:8]) + (f" and {len(told) - 8} more" if len(told) > 8 else "")
    return Told(top.resolve().name,
                f"What evosim bred: {len(told)} runs, sweeps or experiments: {names}.", [], [], [])


def _person(graph: Graph, one: Author) -> Ref:
    at = f"https://orcid.org/{one.orcid}" if one.orcid else fragment("person", one.name)
    return graph.add(at, "Person", name=one.name)
