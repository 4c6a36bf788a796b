"""Packages that extend evosim: which entry points are installed, by name. Nothing of theirs is run here.

A package adds probes, overseers after life, selection schemes and experiments by entry points in GROUPS
(docs/plugins.md). A configuration needs no more than their names; `loading` runs their code, when it is first
used.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

GROUPS = {"probe": "evosim.probes", "overseer": "evosim.overseers", "scheme": "evosim.selection",
          "experiment": "evosim.experiments"}
CALLED = {"probe": "probe", "overseer": "overseer", "scheme": "selection scheme", "experiment": "experiment"}
NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")  # checkpoints split longer names at dots
RESERVED = {"probe": ("routes",), "overseer": ("none",), "scheme": (), "experiment": ("all",)}


class Plugin(NamedTuple):
    """One thing that a package adds.

    Attributes:
        kind: a key of GROUPS.
        name: as users call it.
        package, version: of the distribution, as `pip` calls them.
        entry: what is loaded, `module:attribute`.
    """

    kind: str
    name: str
    package: str
    version: str
    entry: str

    @property
    def title(self) -> str:
        """What errors call it."""
        return f"{CALLED[self.kind]} {self.name!r} of {self.package} {self.version} ({self.entry})"


@cache
def installed() -> tuple[Plugin, ...]:
    """All that is installed, by kind and name; takes about 10 ms, once."""
    from importlib.metadata import entry_points

    every, out = entry_points(), []
    for kind, group in GROUPS.items():
        for one in every.select(group=group):
            if one.dist is not None:
                out.append(Plugin(kind, one.name, one.dist.name, one.dist.version, one.value))
    return tuple(sorted(out))


_ABSENT: dict[tuple[str, str], Plugin] = {}


def remember(recorded: Iterable[Mapping[str, Any]]) -> None:
    """Takes note of what a run or a study that is being read used: names in it are then no mistakes, whether
    or not their packages are installed here.

    Args:
        recorded: what `Plugin._asdict` gave, as JSON kept it.
    """
    for one in recorded:
        plugin = Plugin(*(str(one[field]) for field in Plugin._fields))
        _ABSENT[plugin.kind, plugin.name] = plugin


def claiming(kind: str, name: str) -> list[Plugin]:
    """Those installed that claim a name; more than one is a mistake of whoever installed them."""
    return [one for one in installed() if (one.kind, one.name) == (kind, name)]


def absent(kind: str, name: str) -> Plugin | None:
    """What was recorded under a name, see `remember`."""
    return _ABSENT.get((kind, name))


def names(kind: str) -> list[str]:
    """What is installed of a kind, each name once."""
    return list(dict.fromkeys(one.name for one in installed() if one.kind == kind))


def knows(kind: str, name: str) -> bool:
    """Whether a package here adds something of that name, or did where what is being read was made."""
    return absent(kind, name) is not None or bool(claiming(kind, name))


def used(wanted: Iterable[tuple[str, str]]) -> list[Plugin]:
    """Of kinds and names that something uses, those that packages add; each once."""
    return [one for pair in dict.fromkeys(wanted) for one in claiming(*pair)[:1]]


def refresh() -> None:
    """Looks anew at what is installed, and forgets what was remembered."""
    installed.cache_clear()
    _ABSENT.clear()
