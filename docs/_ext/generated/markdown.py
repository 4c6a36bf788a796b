"""What pages are written with: Markdown as MyST reads it."""

import inspect
import re
from collections.abc import Iterable, Sequence
from enum import IntEnum


def sentence(text: str) -> str:
    """A text with a capital and a full stop; what begins with code or with a symbol stays as it is."""
    text = " ".join(text.split())
    if re.match(r"[a-z]+([ ,;:.'-]|$)", text) and (text[1] != " " or text[0] == "a"):
        text = text[0].upper() + text[1:]
    return text if not text or text[-1] in ".!?:" else f"{text}."


def plain(text: object) -> str:
    """A text in which no sign means anything to Markdown; what stands between back-ticks stays code."""
    parts = re.split(r"(`[^`]+`)", " ".join(str(text).split()))
    return "".join(part if at % 2 else re.sub(r"([\\*_<>\[\]{}$|~#])", r"\\\1", part)
                   for at, part in enumerate(parts))


def code(text: object) -> str:
    """A text as code, also within a table."""
    return f"`{text}`".replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines)


def defined(terms: Iterable[tuple[str, str]]) -> str:
    """A list of terms and what they mean, which a narrow screen shows as well as a wide one."""
    return "\n\n".join(f"{term}\n: {meaning}" for term, meaning in terms)


def said(thing: object) -> str:
    """The docstring of something, without its heads such as "Args:"."""
    text = inspect.getdoc(thing) or ""
    return plain(re.split(r"\n\n(?=[A-Z][a-z]+:\n)", text)[0])


def commented(names: type[IntEnum]) -> dict[str, str]:
    """What the line of each member says about it, where it says anything; that is where it is declared."""
    lines = re.findall(r"^    ([A-Z0-9_]+) = \d+(?:  # (.+?)(?: \(see \w+\))?)?$", inspect.getsource(names),
                       re.MULTILINE)
    return dict(lines)
