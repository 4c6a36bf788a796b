"""From a run to films of its worlds, and from these to a page, a table and a moving picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evosim.errors import ConfigError
from evosim.names import Occupant
from evosim.replay import cast
from evosim.replay.captions import caption
from evosim.replay.film import Film, taken
from evosim.replay.keep import frame_rows, keep, proven
from evosim.replay.lineup import line_up
from evosim.replay.past import Generation, Place, Watch, generations
from evosim.results import Run, load_run
from evosim.storage import files
from evosim.storage.record import Record
from evosim.tabulate import life_rows
from evosim.world import live_bands

MOST = 4_800_000  # bytes of a page's films; where there are more, hidden units are left out


@dataclass(frozen=True)
class Shown:
    """A film and what a page says beside it.

    Attributes:
        film: the film.
        ids: int64 (n,), individual in each slot; -1: none.
        about: as JSON, see `pages/replay.js`.
        place: which world of the run; None: of none, a line-up.
    """

    film: Film
    ids: NDArray[np.int64]
    about: dict[str, Any]
    place: Place | None

    def payload(self, brain: bool = True) -> dict[str, Any]:
        """As JSON for the page."""
        film = self.film.payload(self.about["title"], brain=brain)
        for agent, family in zip(film["agents"], self.kin, strict=True):
            if family >= 0:
                agent["kin"] = family
        return {"film": film, "about": self.about}

    @property
    def kin(self) -> list[int]:
        """Number of the family of each slot; -1: none is known."""
        return [person.get("kin", -1) for person in self.about["people"]]


def replay(path: str | Path, wanted: Sequence[int] = (), *, composition: int | None = None,
           replicate: int | None = None, band: int | None = None, threads: int = 1,
           watch: Watch | None = None) -> tuple[Run, list[Shown]]:
    """Films worlds of a run, makes sure that they are those that were lived, and keeps them in its `frames`.

    Args:
        path: the run directory.
        wanted: generations whose genomes were logged; none: the last of them.
        composition, replicate, band: of the world; None: of a generation's the typical one, see `typical`.
        threads: that live worlds side by side, where a run has to be lived again; no result depends on it.
        watch: told what takes long.

    Raises:
        ConfigError: there is no such run or world, or its genomes were not logged.
        RunDataError: a file is damaged, or a world comes out otherwise than it was logged.
        StorageError: the disk refused.
    """
    run, out = load_run(path), []
    Record.open(run.path).close()  # asked before a run is lived again for what could not be kept
    genealogy = cast.pedigree(run)
    for number in dict.fromkeys(wanted or generations(run)[-1:]):
        generation = Generation.of(run, number, threads, watch)
        place, why = typical(generation, composition, replicate, band)
        film = taken(generation.stage(place))
        ids, checked = generation.ids(film.stage), proven(generation, place, film)
        title = f"{run.config.name}, seed {run.config.seed}: {place.words}"
        about = _about(run, film, ids, genealogy, number) | {
            "title": title, "short": f"generation {number}", "logged": True, "phase": generation.phase,
            "checked": checked, "choice": why, "caption": caption(film, logged=True),
            "coalitions": cast.coalitions(run, place)}
        out.append(Shown(film, ids, about, place))
    keep(run, {one.place: frame_rows(one.film, one.place, one.ids) for one in out if one.place is not None})
    return run, out


def typical(generation: Generation, composition: int | None = None, replicate: int | None = None,
            band: int | None = None) -> tuple[Place, str]:
    """The world to be shown, and why this one.

    Of all that fit, the one with the median difference of obedience, watched less not; where nobody was told
    both ways, with the median of what agents gave, took and struck. Where no lives are logged, the first.

    Args:
        generation: of the run.
        composition, replicate, band: of the world, as far as they are given.

    Raises:
        ConfigError: there is no such world.
    """
    asked = {"composition": composition, "replicate": replicate, "band": band}
    fits = [place for place in generation.places() if all(
        value is None or getattr(place, name) == value for name, value in asked.items())]
    if not fits:
        given = {name: value for name, value in asked.items() if value is not None}
        first = Place(generation.number, **{name: given.get(name, 0) for name in asked})
        generation.stage(first)  # says what is wrong
        raise ConfigError(f"generation {generation.number}: has no world {given}")
    if len(fits) == 1:
        return fits[0], ""
    rows = generation.run.table("lives", [*_WORLD, *_MET, *_DEALT], {"generation": generation.number})
    if not len(rows):
        fits = [place for place in fits if place.composition == fits[0].composition]
        rows = _lived(generation, fits)
    sums = rows.groupby(_WORLD)[[*_MET, *_DEALT]].sum().loc[[tuple(place[1:]) for place in fits]]
    by = sums[_MET[0]] / sums[_MET[1]] - sums[_MET[2]] / sums[_MET[3]]
    what = "difference of obedience, watched less not"
    if not np.isfinite(by).any():
        by, what = sums[[*_DEALT]].sum(axis=1), "sum of gifts, thefts and blows"
    order = np.argsort(by.to_numpy(), kind="stable")  # NaN comes last
    place = fits[int(order[int(np.isfinite(by).sum()) // 2])]
    return place, f"of {len(fits)} worlds, the one with the median {what}"


_WORLD = ["composition", "replicate", "band"]
_MET = ("letter_watched_ticks", "told_watched_ticks", "letter_unwatched_ticks", "told_unwatched_ticks")
_DEALT = ("given", "stolen", "damage_dealt")


def _lived(generation: Generation, fits: list[Place]) -> pd.DataFrame:
    """Rows as of `lives`, of some worlds of a composition, where the run logged none."""
    it, rows = generation, []
    for place in fits:
        stage = it.stage(place)
        lives = live_bands(stage.genomes, stage.seating, stage.config, stage.layout, np.array([[stage.key]]),
                           wires=stage.wires, genes=stage.genes, reader=stage.reader, found=stage.found)
        lived = life_rows(place.generation, place.composition, lives, it.population, it.config, it.layout)
        rows.append(pd.DataFrame({name: lived[name] for name in (*_MET, *_DEALT)} | place._asdict()))
    return pd.concat(rows, ignore_index=True)


def suspects(run: Run, generation: int, threads: int = 1) -> Shown | str:
    """The line-up of a generation as a page shows it; or why there is none."""
    found = line_up(run, generation, threads)
    if isinstance(found, str):
        return found
    about = _about(run, found.film, found.ids, None, generation) | {
        "title": f"{run.config.name}, seed {run.config.seed}: line-up of generation {generation}",
        "short": "line-up", "logged": False, "phase": "", "checked": False, "choice": "",
        "caption": caption(found.film, logged=False), "coalitions": [],
        "origin": found.origin, "game": found.game}
    return Shown(found.film, found.ids, about, None)


def save(path: Path, content: bytes) -> Path:
    """Writes a page or a picture.

    Raises:
        StorageError: the disk refused.
    """
    files.write(path, content)
    return path


def _about(run: Run, film: Film, ids: NDArray[np.int64], genealogy: Any, generation: int) -> dict[str, Any]:
    """What is known of the agents of a film."""
    people, kin = cast.descent(genealogy, ids)
    for slot, one in enumerate(people):
        if film.stage.kind[slot] == Occupant.FROZEN:
            one["frozen"] = True
    return {"generation": generation, "window": film.config.log.window, "people": people, "kin": kin,
            "traits": cast.traits(film),
            "rates": cast.rates(film), "verbs": cast.told_how(film.config),
            "battery": cast.battery(run, generation), "knockouts": cast.knockouts(run, generation)}
