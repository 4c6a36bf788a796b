"""Parts of pages that are made when they are built: ```` ```{generated} NAME [WORDS] ```` in a page's source.

What is made is Markdown, put there before Sphinx reads the page. So whatever makes it needs no Sphinx, and
the tests hold it against the code without one.
"""

import re
from collections.abc import Callable
from typing import Any

from generated import claims, commands, configuration, parts, tables

BLOCK = re.compile(r"^```\{generated\} *(\S+) *(.*?)\n```$", re.MULTILINE)
MADE: dict[str, Callable[..., str]] = {
    "configuration": configuration.configuration, "tables": tables.tables, "commands": commands.commands,
    "exit-codes": commands.exit_codes, "verdicts": claims.verdicts, "experiment": claims.experiment,
    **parts.ALL,
}


def filled(source: str) -> str:
    """The source of a page with all that is generated in its place."""
    return BLOCK.sub(lambda found: MADE[found[1]](*found[2].split()), source)


def setup(app: Any) -> dict[str, bool]:
    """Sphinx calls this."""
    def fill(app: Any, page: str, source: list[str]) -> None:
        source[0] = filled(source[0])

    app.connect("source-read", fill)
    return {"parallel_read_safe": True}
