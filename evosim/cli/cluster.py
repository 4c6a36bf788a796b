"""Where `sweep` and `experiment` have runs carried out: the options that say so, and what they name."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from evosim.errors import ConfigError

if TYPE_CHECKING:
    from distributed import Client

    from evosim.plugins import Plugin

Workers = Annotated[int | None, typer.Option(
    min=1, max=1024, help="Processes on this machine [default: one a core].")]
Scheduler = Annotated[str | None, typer.Option(
    metavar="ADDRESS", help="A Dask scheduler whose workers do it instead, tcp://HOST:PORT.")]


def check_one(workers: int | None, scheduler: str | None) -> None:
    """Raises ConfigError where both are given."""
    if scheduler and workers:
        raise ConfigError("--workers: is for this machine; a scheduler has its own")


def cluster(workers: int, scheduler: str | None,
            added: "Sequence[Plugin]") -> "AbstractContextManager[Client]":
    """The workers of a scheduler where one is given, else so many on this machine."""
    from evosim.sweep.cluster import local, remote

    return remote(scheduler, added) if scheduler else local(workers)
