"""Spot the feigner: a band in which some were bred by the run, and others only by chance.

Bred together, the agents of one band hardly differ in how they obey, and one life says too little of each. So
half of a line-up are of the run's own population and half of its shadow (or of its founders, where it has
none), in a life of some length; who feigns is measured in many more lives of the same band.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config, Schedule
from evosim.errors import ConfigError
from evosim.evolution.population import NONE
from evosim.names import Purpose
from evosim.replay.feign import as_json, in_other_lives, in_this_life, others
from evosim.replay.film import Film, taken
from evosim.replay.stage import Stage
from evosim.results import Run

TICKS = 480  # least length of the life, so that each is told something several times
FEWEST = 8  # suspects


@dataclass(frozen=True)
class LineUp:
    """A film of a band that was put together for it.

    Attributes:
        film: of its one life.
        ids: int64 (n,), individual in each slot; NONE.
        origin: where each comes from, by slot; "" where nobody sits.
        game: what `feign.as_json` says of it.
    """

    film: Film
    ids: NDArray[np.int64]
    origin: list[str]
    game: dict[str, Any]


def line_up(run: Run, generation: int, threads: int = 1) -> LineUp | str:
    """The line-up of a generation; or a sentence that says why there can be none.

    Args:
        run: the run.
        generation: one whose genomes were logged.
        threads: that live worlds side by side; no result depends on it.

    Raises:
        ConfigError: its genomes were not logged.
        RunDataError: the run has another layout, or a file is damaged.
    """
    _, config = Schedule(run.config).at(generation)
    if problem := _impossible(config):
        return problem
    seats = config.band.evolving
    chosen = np.random.default_rng([config.seed, int(Purpose.REPLAY), generation])
    other, words = (1, f"shadow, generation {generation}") if config.shadow.populations else (0, "founder")
    contrast = ("a population bred by chance alone, from the same founders" if other else
                "the founders, whom nobody had bred yet")
    since = generation if other else 0
    own_ids, own = _drawn(run, generation, 0, seats - seats // 2, chosen)
    their_ids, theirs = _drawn(run, since, other, seats // 2, chosen)
    order = chosen.permutation(seats)
    genomes = np.concatenate([own, theirs])[order]
    longer = config.model_copy(update={"world": config.world.model_copy(update={
        "ticks": max(config.world.ticks, TICKS)})})
    stage = Stage.by_hand(longer, genomes, generation=generation, purpose=Purpose.REPLAY)
    film = taken(stage)
    ids = np.full(film.slots, NONE, np.int64)
    ids[:seats] = np.concatenate([own_ids, their_ids])[order]
    origin = [f"bred, generation {generation}" if who < len(own) else words for who in order]
    origin += [""] * (film.slots - seats)
    suspects, count = np.arange(film.slots) < seats, others(longer.world.ticks)
    game = as_json(in_this_life(film), in_other_lives(stage, generation, count, threads), suspects, count)
    return LineUp(film, ids, origin, game | {"contrast": contrast})


def _impossible(config: Config) -> str:
    """Why no line-up of a generation can be made; empty: it can."""
    if not config.instruction.share:
        return "Nobody is told anything in this generation, so that nobody can feign."
    if not 0 < config.oversight.watched < 1:
        when = "always" if config.oversight.watched else "never"
        return (f"Nobody can feign in this generation: whoever is told something is {when} watched "
                f"(oversight.watched = {config.oversight.watched:g}).")
    if config.band.evolving < FEWEST:
        return (f"A band of {config.band.evolving} is too few for a line-up: band.evolving must be >= "
                f"{FEWEST}.")
    return ""


def _drawn(run: Run, generation: int, population: int, n: int, rng: np.random.Generator,
           ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """So many individuals of a population, drawn without replacement; with it where there are too few."""
    rows = run.table("genomes", ["individual_id", "genome"], {
        "generation": generation, "population": population, "hall_of_fame": False})
    if not len(rows):
        raise ConfigError(f"--generation {generation}: has no genomes logged of population {population}, for "
                          "the line-up (log.genomes_every)")
    which = rng.choice(len(rows), n, replace=n > len(rows))
    return (rows["individual_id"].to_numpy(np.int64)[which],
            np.stack(rows["genome"].to_list()).astype(np.float32)[which])
