"""Notes: what goes through minds and what comes of it, tick by tick, for who learns from it outside.

Nothing in a world reads them.
"""

from evosim.kernels.jit import hook
from evosim.names import Tally

_LAST_ENERGY, _LAST_STASH, _REWARD, _PENALTY, _WAGE, _FINED = (
    int(Tally.LAST_ENERGY), int(Tally.LAST_STASH), int(Tally.REWARD), int(Tally.PENALTY), int(Tally.WAGE),
    int(Tally.FINED))


@hook
def note_choice(notes, body, mind, tick):
    """Writes what everybody sensed in this tick, what the brain gave, and what was chosen."""
    if notes is None or not notes.on:
        return
    for r in range(body.alive.shape[0]):
        for k in range(mind.senses.shape[1]):
            for i in range(body.alive.shape[1]):
                notes.sensed[r, tick, k, i] = mind.senses[r, k, i]
        for k in range(mind.out.shape[1]):
            for i in range(body.alive.shape[1]):
                notes.given[r, tick, k, i] = mind.out[r, k, i]
        for i in range(body.alive.shape[1]):
            notes.lived[r, tick, i] = body.alive[r, i] and mind.minded[i]
            notes.chosen[r, tick, i] = mind.act[r, i]
            notes.went[r, tick, i] = mind.direction[r, i]


@hook
def note_worth(notes, body, books, tick):
    """Writes what fitness is made of, as it stands at the end of this tick."""
    if notes is None or not notes.on:
        return
    for r in range(body.alive.shape[0]):
        tally = books.tally[r]
        for i in range(body.alive.shape[1]):
            notes.energy[r, tick, i] = tally[_LAST_ENERGY, i]
            notes.stash[r, tick, i] = tally[_LAST_STASH, i]
            notes.paid[r, tick, i] = (tally[_REWARD, i] - tally[_PENALTY, i]
                                      + tally[_WAGE, i] - tally[_FINED, i])
