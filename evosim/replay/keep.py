"""Films held against what the run logged of the same world, and kept in its `frames` table."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.errors import RunDataError
from evosim.evolution import Population
from evosim.evolution.population import NONE
from evosim.kernels.state import TALLIES
from evosim.names import Act, Interaction, Occupant
from evosim.replay.film import Film
from evosim.replay.past import Generation, Place
from evosim.results import Run
from evosim.storage.record import Record
from evosim.storage.tables import Tables, of_table
from evosim.tabulate import life_rows
from evosim.world import Lives

# of a life's row, what is booked only once an overseer has judged the whole of it
AFTER_LIFE = frozenset({"review_reward", "review_penalty", "fitness"})
_ON_ONE = (Interaction.GIVE, Interaction.STEAL, Interaction.ATTACK, Interaction.FOLLOW)


def life_of(film: Film, place: Place, ids: NDArray[np.int64]) -> dict[str, Any]:
    """The rows of `lives` that a film comes to, as `tabulate` makes them; `review_*` as if nobody reviewed.

    Args:
        film: of the world.
        place: which world it is.
        ids: int64 (n,), individual in each slot; NONE.
    """
    n = film.slots
    genome = np.where(film.stage.kind == Occupant.EVOLVING, np.arange(n), NONE)[None]
    tally = np.zeros((1, 1, n, TALLIES), np.float32)
    tally[0, 0] = film.tally
    nothing = np.zeros((1, 1, n, 0), np.float32)
    none = np.zeros((1, 1, 0), np.int64)
    lives = Lives(genome, tally, tally[:, :, :, None], film.told[None, None, :, None],
                  film.letter[None, None, :, None], film.spirit[None, None, :, None], np.zeros((1, 1, 0)),
                  nothing, none, nothing, [], nothing, nothing, none, nothing, none, none, none,
                  np.zeros((1, 1, 0), np.float32))
    nobody = np.full(n, NONE, np.int64)
    rows = life_rows(place.generation, place.composition, lives,
                     Population(np.zeros((n, 0), np.float32), ids, nobody, nobody, nobody, nobody),
                     film.config, film.stage.layout)
    return rows | {"replicate": place.replicate, "band": place.band}


def proven(generation: Generation, place: Place, film: Film) -> bool:
    """Whether the run logged the lives of a world, which must then be those of the film, to the last bit.

    Raises:
        RunDataError: they are not, or a file of the run is damaged.
    """
    run = generation.run
    logged = run.table("lives", where=place._asdict())
    if not len(logged):
        return False
    logged = logged.sort_values("slot")
    lived = life_of(film, place, generation.ids(film.stage))
    order = np.argsort(lived["slot"], kind="stable")
    for name in sorted(set(logged.columns) & set(lived) - AFTER_LIFE):
        its = logged[name].to_numpy()
        mine = np.broadcast_to(np.asarray(lived[name]), order.shape)[order].astype(its.dtype)
        if (mine != its).any():
            at = int(np.flatnonzero(mine != its)[0])
            raise RunDataError(
                f"{run.path}: {place.words} comes out otherwise than it was logged (slot "
                f"{int(logged['slot'].iloc[at])}, {name}: {mine[at]}, logged {its[at]}); the run was "
                f"bred by another evosim ({run.provenance['software']['evosim']}) or on another kind of "
                f"processor ({run.provenance['machine']['cpu']})")
    return True


def frame_rows(film: Film, place: Place, ids: NDArray[np.int64]) -> dict[str, Any]:
    """Rows of `frames`: every tick of every slot that somebody sits in.

    Args:
        film, place, ids: as in `life_of`.
    """
    it, some = film.frames, film.occupied
    ticks, slots = film.ticks, np.flatnonzero(some)
    partner, amount = np.full(it.y.shape, NONE, np.int64), np.full(it.y.shape, np.nan, np.float32)
    acts = film.dealings
    own = np.isin(acts.kind, _ON_ONE)
    partner[acts.tick[own], acts.one[own]] = acts.other[own]
    amount[acts.tick[own], acts.one[own]] = acts.amount[own]
    told = {name: np.where(it.heard, values, NONE) for name, values in (
        ("verb", it.verb), ("sounds_as", it.sounds), ("thing", it.thing), ("speaker", it.speaker),
        ("teller_slot", it.teller), ("leader_slot", it.leader))}
    columns = {
        "y": it.y, "x": it.x, "alive": it.alive, "act": it.act,
        "direction": np.where((it.act == Act.MOVE) & it.alive, it.direction, NONE),
        "partner_slot": partner, "amount": amount, "energy": it.energy, "stash": it.stash,
        "power": it.power, "eaten": it.ate, "stored": it.stored, "wasted": it.wasted, "harm": it.harm,
        "up": it.up, "airborne": it.air, "heard": it.heard, **told, "watched": it.watched, "cue": it.cue,
        "checked": it.checked, "letter": it.letter, "spirit": it.spirit, "approved": it.approved,
        "disapproved": it.disapproved, "reward": it.reward}
    rows: dict[str, Any] = {name: values[:, some].ravel() for name, values in columns.items()}
    return rows | {
        **place._asdict(), "tick": np.repeat(np.arange(ticks), len(slots)), "slot": np.tile(slots, ticks),
        "individual_id": np.tile(ids[some], ticks), "occupant": np.tile(film.stage.kind[some], ticks)}


def keep(run: Run, films: dict[Place, dict[str, Any]]) -> None:
    """Writes films into the `frames` table, a part or more each; worlds that are there already are left so,
    since they come out the same.

    Args:
        run: the run.
        films: rows as `frame_rows` gives them, by world.

    Raises:
        ConfigError: another process carries out the run.
        RunDataError: a file of the run is damaged.
        StorageError: the disk refused.
    """
    with Record.open(run.path) as record:
        writer = Tables.create(run.path, run.config, run.layout, record.run_id)["frames"]
        mine = [part for part in record.parts if of_table(part, "frames")]
        writer.restore(mine)
        for place, rows in films.items():
            if not len(run.table("frames", ["tick"], place._asdict())):
                writer.append(rows)
                writer.close_part()
        record.update(parts=[part for part in record.parts if part not in mine] + writer.parts)


