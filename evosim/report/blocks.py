"""What a page is made of, as data: sections of blocks; `pages/report.html` writes each kind down."""

from dataclasses import dataclass, field
from typing import ClassVar

from evosim.report.finding import Finding


@dataclass(frozen=True)
class Text:
    """Sentences, as one paragraph."""

    kind: ClassVar[str] = "text"
    text: str
    soft: bool = False


@dataclass(frozen=True)
class Answers:
    """Findings, each with its verdict."""

    kind: ClassVar[str] = "answers"
    findings: list[Finding]


@dataclass(frozen=True)
class Shown:
    """A figure, embedded.

    Attributes:
        name: an anchor.
        heading, caption: as of its `Picture`.
        alt: what is to be seen, for whoever cannot.
        source: what it is drawn from, and the command that draws it again.
        command: that command; empty: none.
        data: of the image, a data URI.
        width: of the drawing, CSS pixels.
    """

    kind: ClassVar[str] = "shown"
    name: str
    heading: str
    caption: str
    alt: str
    source: str
    command: str
    data: str
    width: int


@dataclass(frozen=True)
class Lacking:
    """What a run lacks, in a line."""

    kind: ClassVar[str] = "lacking"
    name: str
    heading: str
    why: str


@dataclass(frozen=True)
class Rows:
    """A table.

    Attributes:
        title: over it.
        head: of its columns.
        rows: of texts.
        folded: whether it opens when it is asked for.
    """

    kind: ClassVar[str] = "rows"
    title: str
    head: list[str]
    rows: list[list[str]]
    folded: bool = True


@dataclass(frozen=True)
class Code:
    """Lines to type, or that a program wrote."""

    kind: ClassVar[str] = "code"
    text: str
    title: str = ""


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    kind: ClassVar[str] = "points"
    points: list[str]


Block = Text | Answers | Shown | Lacking | Rows | Code | Points


@dataclass(frozen=True)
class Section:
    """A part of a page, with an entry in its table of contents."""

    name: str
    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A whole page.

    Attributes:
        title: of the page.
        status: of the run or runs, in a word or two; how it is coloured is `state`.
        state: done, running, interrupted or failed.
        lead: what this is, in a sentence or two.
        short: the findings that matter most.
        sections: in order.
        made: by what, and when the data were written.
        kind: of page, in a word.
    """

    title: str
    status: str
    state: str
    lead: list[str]
    short: list[Finding]
    sections: list[Section]
    made: str
    kind: str = "report"
