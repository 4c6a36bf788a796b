"""What pages show: blocks of code, and the commands in them and in their sentences."""

import re
import shlex
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS / "_ext"))  # what makes the reference

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "analysis/README.md", "runs/README.md",
                                  "evosim/live/README.md")]
PAGES += sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(evosim [a-z][^`\n]*)`")


class Block(NamedTuple):
    """A fenced block."""

    language: str
    text: str
    line: int  # of its first, in the page


def source(name):
    """A page as it is written."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name, *languages):
    """Its blocks, in order; of some languages only, where any are named."""
    text = source(name)
    found = [Block(it[1], it[2], text[:it.start()].count("\n") + 2) for it in _BLOCK.finditer(text)]
    return [it for it in found if not languages or it.language in languages]


def commands(text):
    """The commands of a block, without comments, each as one line."""
    return [line for line in (" ".join(shlex.split(one, comments=True, posix=False)) for one in
                              re.sub(r"\\\n", " ", text).splitlines()) if line]


def inline(name):
    """Commands named within sentences."""
    return _INLINE.findall(_BLOCK.sub("", source(name)))
