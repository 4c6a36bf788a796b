"""The page: a player of films, and the game of spotting who feigns."""

import json
from typing import Any

from markupsafe import Markup

from evosim.pages import rendered
from evosim.replay.show import MOST, Shown
from evosim.results import Run


def page(run: Run, films: list[Shown], lineup: Shown | str) -> str:
    """One self-contained file.

    Args:
        run: the run.
        films: of its worlds.
        lineup: for the game, or why there is none.
    """
    data = _data(films, lineup, brain=True)
    if len(data) > MOST:
        data = _data(films, lineup, brain=False)
    config = run.config
    return rendered("replay.html", title=f"Replay: {config.name}, seed {config.seed}", name=config.name,
                    seed=config.seed, run=run.run_id, data=Markup(data))


def _data(films: list[Shown], lineup: Shown | str, brain: bool) -> str:
    """The films as JSON that may stand within a script."""
    out: dict[str, Any] = {"films": [one.payload(brain) for one in films], "lineup": None, "why": ""}
    if isinstance(lineup, str):
        out["why"] = lineup
    else:
        out["lineup"] = lineup.payload(brain)
    return json.dumps(out, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
