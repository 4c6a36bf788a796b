"""Figures within a page: drawn once, and embedded as whichever file is smaller."""

import base64
import io
import shlex

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from evosim.errors import ConfigError
from evosim.figures import of_run as _registered  # noqa: F401  fills PICTURES
from evosim.figures.registry import PICTURES, rendered
from evosim.report.blocks import Lacking, Shown
from evosim.report.finding import Finding
from evosim.results import Run

LARGEST_SVG = 120_000  # bytes: beyond that it is looked whether a picture of dots is smaller


def embedded(figure: Figure) -> tuple[str, int]:
    """A figure as a data URI, and its width in CSS pixels; the figure is closed."""
    try:
        kind, data = "svg+xml", rendered(figure, "svg")
        if len(data) > LARGEST_SVG:
            dots = _few_colours(rendered(figure, "png"))
            kind, data = min((kind, data), ("png", dots), key=lambda one: len(one[1]))
        uri = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
        return uri, round(figure.get_figwidth() * 96)
    finally:
        plt.close(figure)


def _few_colours(png: bytes) -> bytes:
    """The same picture in 256 colours, which lines and letters do not need more of."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        flat = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        flat.save(out, "PNG", optimize=True)
    return min(png, out.getvalue(), key=len)


def shown(run: Run, name: str, findings: list[Finding], full: bool = False) -> Shown | Lacking:
    """A figure of a run as a block, or in a line what the run lacks for it.

    Args:
        run: the run.
        name: of the figure.
        findings: what the run found; what is seen in the figure becomes its alternative text.
        full: whether figures that take long are drawn too.

    Raises:
        RunDataError: a file of the run is damaged.
    """
    picture = PICTURES[name]
    command = f"evosim figures {shlex.quote(str(run.path))} {name}"
    if lack := picture.lacks(run):
        return Lacking(name, picture.heading, lack)
    if picture.slow and not full:
        return Lacking(name, picture.heading, f"not drawn here, since {picture.slow}; `{command}` draws it")
    try:
        data, width = embedded(picture.draw(run))
    except ConfigError as error:  # what only shows when it is drawn, such as nobody ever having met anybody
        return Lacking(name, picture.heading, str(error).removeprefix(f"{run.path}: "))
    seen = " ".join(finding.text for finding in findings if finding.figure == name)
    tables = " and ".join(f"`{table}`" for table in picture.tables)
    plural = "s" if len(picture.tables) > 1 else ""
    return Shown(name, picture.heading, picture.caption, f"{picture.heading}. {seen or picture.caption}",
                 f"Drawn from the table{plural} {tables}.", command, data, width)
