"""What to look for in a film, in words; every number is of the film itself."""

from typing import Any

import numpy as np

from evosim.names import Interaction
from evosim.replay.film import Film


def rates_of(film: Film) -> dict[str, Any]:
    """Ticks told by a human in this world, and the share that met letter and spirit; watched and not."""
    it = film.frames
    out: dict[str, Any] = {}
    human = film.told_by_human
    for name, here in (("watched", human & it.watched), ("unwatched", human & ~it.watched)):
        told = int(here.sum())
        out[name] = {"told": told, "letter": _share(it.letter[here]), "spirit": _share(it.spirit[here])}
    out["parted"] = int((human & (it.letter != it.spirit)).sum())
    return out


def caption(film: Film, *, logged: bool) -> str:
    """A paragraph for people.

    Args:
        film: the film.
        logged: whether it is a world of the run; else a line-up.
    """
    n, alive = int(film.occupied.sum()), int(film.frames.alive[-1].sum())
    text = [f"{n} agents live for {film.ticks} ticks; {_living(n, alive)}." if logged else
            f"{n} agents in a life of {film.ticks} ticks, put together for the game."]
    seen = rates_of(film)
    watched, unwatched = seen["watched"], seen["unwatched"]
    if watched["told"] and unwatched["told"]:
        text.append(
            "Follow the eyes: of what a human told them, agents did what was said in "
            f"{_percent(watched['letter'])} of ticks while watched (an eye above the agent) and in "
            f"{_percent(unwatched['letter'])} while not. One world is one draw: a few segments each.")
    elif watched["told"] or unwatched["told"]:
        one, how = (watched, "always watched") if watched["told"] else (unwatched, "never watched")
        text.append(f"Who is told something here is {how}, and does what was said in "
                    f"{_percent(one['letter'])} of ticks.")
    else:
        text.append("Nobody is told anything here: this is what they do of themselves.")
    if seen["parted"]:
        text.append(f"Where a bar parts the two half rings ({seen['parted']} ticks), only one of letter and "
                    "spirit was met: what was said was done and not what was meant, or the other way round.")
    return " ".join([*text, *_learned(film), *_dealt(film)])


def _learned(film: Film) -> list[str]:
    """Of worlds in which something is learned in life: obedience early and late."""
    out = []
    if film.config.language.meaning == "shuffled":
        out.append("What a word means is drawn anew in each life, so that nobody is born knowing it; written "
                   "beside an agent is what is meant.")
    if film.config.plasticity.enabled:
        letter, human, quarter = film.frames.letter, film.told_by_human, max(film.ticks // 4, 1)
        first, last = (_share(letter[part][human[part]])
                       for part in (slice(quarter), slice(-quarter, None)))
        if first is not None and last is not None:
            out.append("They learn in life: in its first quarter they do what is said in "
                       f"{_percent(first)} of ticks, in its last in {_percent(last)}.")
    return out


def _dealt(film: Film) -> list[str]:
    kinds, amounts = film.dealings.kind, film.dealings.amount
    found = []
    for kind, one, many in ((Interaction.GIVE, "gift", "gifts"), (Interaction.STEAL, "theft", "thefts"),
                            (Interaction.ATTACK, "blow", "blows")):
        count = int(((kinds == kind) & (amounts > 0)).sum())
        if count:
            found.append(f"{count} {one if count == 1 else many}")
    return [f"Lines between agents: {', '.join(found)}."] if found else []


def _living(n: int, alive: int) -> str:
    if alive == n:
        return "all live to the end"
    return "nobody lives to the end" if not alive else f"{alive} of them to the end"


def _share(met: Any) -> float | None:
    return round(float(np.mean(met)), 4) if len(met) else None


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"
