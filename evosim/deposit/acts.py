"""Who made what from what, with which program: the actions of a Process Run Crate."""

from collections.abc import Iterable
from typing import Any

from evosim import citation
from evosim.deposit.graph import Graph, Ref, fragment

_ENDED = {"done": "http://schema.org/CompletedActionStatus", "failed": "http://schema.org/FailedActionStatus"}


def instrument(graph: Graph, software: dict[str, str | None], commit: str | None) -> Ref:
    """Enters an evosim, with the libraries that results can depend on.

    Args:
        graph: of the crate.
        software: versions by name.
        commit: of evosim's source; None: not known.
    """
    version = software["evosim"]
    known = None if commit is None else graph.value(fragment("commit", commit), "git commit", commit)
    return graph.add(
        fragment("evosim", version, *([commit[:12]] if commit else [])), "SoftwareApplication", name="evosim",
        description=citation.TITLE, softwareVersion=version, identifier=known,
        author=graph.add(fragment("authors-of-evosim"), "Organization", name=citation.AUTHORS),
        license=licensed(graph, citation.LICENCE),
        softwareRequirements=[_library(graph, name, number) for name, number in software.items()
                              if number and name != "evosim"])


def licensed(graph: Graph, spdx: str) -> Ref:
    """Enters a licence, by its SPDX identifier."""
    return graph.add(f"https://spdx.org/licenses/{spdx}", "CreativeWork", name=spdx, identifier=spdx)


def unlicensed(graph: Graph) -> Ref:
    """Enters that nobody has said what others may do, for which the law has an answer."""
    return graph.add(fragment("no-licence"), "CreativeWork", name="no licence given",
                     description="All rights are reserved; ask the authors.")


def act(graph: Graph, name: str, *, description: str, instruments: list[Ref], agents: Iterable[Ref],
        inputs: list[Ref], results: list[Ref], begun: str, ended: str | None = None, status: str = "",
        error: str | None = None) -> Ref:
    """Enters that something was made.

    Args:
        graph: of the crate.
        name: of what was made.
        description: how, in a sentence.
        instruments: the programs.
        agents: those who had them do it.
        inputs: files and values that it was made from.
        results: what was made.
        begun, ended: in ISO 8601; None: not known.
        status: of the run; an interrupted one has none that schema.org knows.
        error: why it failed.
    """
    return graph.add(fragment("action", name), "CreateAction", name=name, description=description,
                     instrument=instruments, agent=list(agents), object=inputs, result=results,
                     startTime=begun, endTime=ended, actionStatus=_ENDED.get(status), error=error)


def settings(graph: Graph, run: str, values: dict[str, Any], what: str) -> list[Ref]:
    """Enters values that a run was given apart from its file."""
    return [graph.value(fragment("setting", run, name), name, value, description=what)
            for name, value in values.items()]


def machine(computer: dict[str, Any]) -> str:
    """A computer, in words."""
    return f"{computer['cpu']}, {computer['cores']} cores, {computer['system']}"


def _library(graph: Graph, name: str, version: str) -> Ref:
    page = (f"https://www.python.org/downloads/release/python-{version.replace('.', '')}/" if name == "python"
            else f"https://pypi.org/project/{name}/{version}/")
    return graph.add(page, "SoftwareApplication", name=name, softwareVersion=version, url=page)
