"""What every page has: one file with all that it needs within, so that it opens without a network."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup


def rendered(template: str, **values: Any) -> str:
    """A whole page.

    Args:
        template: a file of this folder; `page.html` is the frame of all others.
        values: that it names; text is escaped.
    """
    return _house().get_template(template).render(**values)


def inlined(name: str) -> Markup:
    """A script or a style sheet of this folder, as it stands, for a page to hold within."""
    house = _house()
    assert house.loader is not None
    return Markup(house.loader.get_source(house, name)[0])


@cache
def _house() -> Environment:
    house = Environment(loader=PackageLoader("evosim", "pages"), undefined=StrictUndefined,
                        autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True)
    house.globals["inlined"] = inlined
    return house
