"""A flat list of entities that refer to each other: what an RO-Crate is made of."""

import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

Entity = dict[str, Any]
Ref = dict[str, str]

METADATA = "ro-crate-metadata.json"
ROOT = "./"
_SPEC = "https://w3id.org/ro/crate/1.1"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
# terms of schema.org that are younger than the context of RO-Crate 1.1
_CONTEXT = [f"{_SPEC}/context", {"sha256": "http://schema.org/sha256"}]


class Graph:
    """The entities of a crate, by id, in the order in which they came.

    Attributes:
        root: the crate itself, whose properties are still to be filled in.
    """

    def __init__(self) -> None:
        self._entities: dict[str, Entity] = {}
        self.root: Entity = {"@id": ROOT, "@type": "Dataset"}
        self.add(METADATA, "CreativeWork", about={"@id": ROOT}, conformsTo={"@id": _SPEC})
        self._entities[ROOT] = self.root
        self.root["conformsTo"] = self.add(_PROFILE, "CreativeWork", name="Process Run Crate", version="0.5")

    def add(self, at: str, kind: str, **properties: Any) -> Ref:
        """Adds an entity, or meets it again; returns a reference to it.

        Entities of one id that say different things are told apart by a number behind it.

        Args:
            at: its id: a path as `path_id` or `folder_id` give it, a URL, or `#` and a name.
            kind: its type.
            properties: what is known of it; None, and what is empty: nothing.
        """
        entity = {"@type": kind} | {name: value for name, value in properties.items()
                                    if value is not None and value not in ("", [])}
        unique, number = at, 1
        while unique in self._entities and self._entities[unique] != {"@id": unique, **entity}:
            number += 1
            unique = f"{at}-{number}"
        self._entities[unique] = {"@id": unique, **entity}
        return {"@id": unique}

    def value(self, at: str, name: str, value: Any, **more: Any) -> Ref:
        """Adds a named value."""
        return self.add(at, "PropertyValue", name=name, value=_plain(value), **more)

    def text(self) -> bytes:
        """The crate as JSON-LD."""
        entities = [{name: _single(value) for name, value in entity.items()}
                    for entity in self._entities.values()]
        tree = {"@context": _CONTEXT, "@graph": entities}
        return (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode()


def path_id(path: str | PurePosixPath) -> str:
    """The id of a file, by its path inside the crate."""
    return quote(str(path))


def folder_id(path: str | PurePosixPath) -> str:
    """The id of a folder."""
    return ROOT if str(path) == "." else f"{quote(str(path))}/"


def fragment(*words: object) -> str:
    """The id of what is neither a file nor on the web."""
    return "#" + "-".join(quote(str(word), safe="") for word in words)


def only(refs: Iterable[Ref]) -> list[Ref]:
    """Each once, in order."""
    return [{"@id": at} for at in dict.fromkeys(ref["@id"] for ref in refs)]


def _single(value: Any) -> Any:
    """A list of one as that one, as RO-Crate recommends."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _plain(value: Any) -> Any:
    """Numbers, truths and text as they are; else as JSON text."""
    return value if isinstance(value, str | int | float) else json.dumps(value)
