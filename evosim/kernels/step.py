"""One tick, one life: the only place where the phases meet."""

from evosim.kernels.act import forage, move
from evosim.kernels.attack import strike
from evosim.kernels.attend import attend
from evosim.kernels.avatar import attend_to, see_avatar, walk
from evosim.kernels.clauses import draw_clause, hear_clause, waive
from evosim.kernels.dangers import prowl, release, see_danger
from evosim.kernels.doubt import ask, garble, see_asked, sound_double
from evosim.kernels.feel import feel
from evosim.kernels.follow import go_along
from evosim.kernels.heavy import lay, lift, see_heavy
from evosim.kernels.hidden import bury, see_hidden, uncover
from evosim.kernels.instruct import close, speak
from evosim.kernels.jit import hook, kernel, outer
from evosim.kernels.land import bind, raise_land, see_land, settle
from evosim.kernels.learn import learn, recall
from evosim.kernels.notes import note_choice, note_worth
from evosim.kernels.others import mistake, see_bodies
from evosim.kernels.oversee import judge
from evosim.kernels.record import read_record, write_record
from evosim.kernels.score import check, settle_all
from evosim.kernels.script import follow_script
from evosim.kernels.scrutiny import condemn, file_all, file_over, look, weigh
from evosim.kernels.sense import look_around, perceive, silence
from evosim.kernels.signal import call, hear
from evosim.kernels.social import deal
from evosim.kernels.state import Band, Books, State
from evosim.kernels.steward import appoint, run_store, see_store
from evosim.kernels.tell import tell
from evosim.kernels.think import choose, seat, think
from evosim.kernels.verbs import name_leader, put, serve
from evosim.kernels.vital import bear_one, birth, empower, forget_dealings, grow, live_and_die
from evosim.names import Account, Tally

_TICKS, _BIRTHS, _BORN = int(Tally.TICKS), int(Account.BIRTHS), int(Account.BORN)
# What is lived of tick `start`: all of it, it up to where everybody has perceived, or the rest. (An agent
# whose acts are passed in sees in between what a genome would see.)
WHOLE, TO_SENSES, FROM_SENSES = 0, 1, 2


@hook
def bear(s, x, p, w, g, keys):
    """Everything at birth."""
    raise_land(x.land, s.ground, p, g, keys)
    birth(x.land, s.band, s.body, s.ground, s.orders, p, w, keys)
    lay(x.heavy, x.land, s.ground, p, keys)
    bury(x.hidden, x.land, s.ground, p, keys)
    release(x.dangers, x.land, p, keys)
    appoint(x.office, x.land, s.band, p, keys)


@outer
def bear_young(land, band, body, ground, orders, p, w, keys, tongues, energy):
    """Everything at birth of those who are born into a world that goes on; their slots are blank.

    Args:
        land: Land, or None; walls are read.
        band, body, ground, orders: of the world; written is what is theirs, and the ledger.
        p: Params.
        w: Wiring.
        keys: uint64 (R,), random stream of each replicate of their first season.
        tongues: uint64 (R,), the one by which tokens get their meaning.
        energy: float64 (n,), that each is born with; 0: nobody is born in this slot.
    """
    for r in range(len(keys)):
        for i in range(len(energy)):
            if energy[i] > 0:
                bear_one(land, band, body, orders, p, w, keys, tongues[r], r, i, energy[i])
                ground.ledger[r, _BORN] += body.energy[r, i]
                ground.ledger[r, _BIRTHS] += 1


@hook
def finish(s, x):
    """Closes the segments that were open when a life ended, by death or at the last tick."""
    file_all(x.scrutiny, s.orders, s.books)
    for r in range(s.body.alive.shape[0]):
        for i in range(s.body.alive.shape[1]):
            lived = int(s.books.tally[r, _TICKS, i])
            if lived > s.orders.seg_start[r, i]:
                close(s.orders, s.books, r, i, lived)


@outer
def live(s, x, p, w, g, genes, crew, shelf, keys, room, blank, first, last, start, stop, window_ticks, half):
    """Lives ticks `start` to `stop` (exclusive) of some bands, one after the other, each in all its
    replicates, without the interpreter's lock. Birth comes first where `start` is below 0, and the end of
    life where `stop` is it.

    It is the one way into compiled code, since whatever calls the kernels is compiled with all of them.

    Args:
        s: State that they live in, but for its `band` and what of its `books` is on the shelf.
        x: Extras; a hook whose part of it is off is empty.
        p: Params.
        w: Wiring.
        g: Geometry.
        genes: Genes.
        crew: Band of arrays (B, n), who sits in the slots of each.
        shelf: Shelf, what is kept of each.
        keys: uint64 (B, R), random stream of each replicate world.
        room, blank: int64, the memory of `s` and `x`, and what each band finds there; empty: as it is.
        first, last: bands (exclusive).
        start, stop: ticks.
        window_ticks: length of a window of `dealings`, ticks.
        half: WHOLE; TO_SENSES: only tick `start`, up to where everybody has perceived; FROM_SENSES: it from
            there on, and then whole ticks.
    """
    _, body, bonds, mind, deeds, ground, orders, learning, own = s
    for b in range(first, last):
        for k in range(len(blank)):
            room[k] = blank[k]
        band = Band(crew.kind[b], crew.script[b], crew.genome[b], crew.tag[b], crew.build[b])
        books = Books(shelf.tally[b], shelf.told_n[b], shelf.letter_n[b], shelf.spirit_n[b], own.due_to,
                      own.due_told, own.due_letter, own.due_spirit, shelf.events[b], shelf.n_events[b],
                      shelf.dealings[b], own.diary)
        here = State(band, body, bonds, mind, deeds, ground, orders, learning, books)
        live_one(here, x, p, w, g, genes, keys[b], start, stop, window_ticks, half)
        for r in range(len(ground.ledger)):
            for k in range(ground.ledger.shape[1]):
                shelf.ledger[b, r, k] = ground.ledger[r, k]


@kernel
def live_one(s, x, p, w, g, genes, keys, start, stop, window_ticks, half):
    """Lives some ticks of one band, see `live`."""
    band, body, bonds, mind, deeds, ground, orders, learning, books = s
    if start < 0:
        bear(s, x, p, w, g, keys)
    seat(band, mind, learning, genes, w)
    for tick in range(max(start, 0), stop):
        window = tick // window_ticks
        if half != FROM_SENSES or tick > start:
            empower(body, bonds, books, p, tick)
            walk(x.speech, body, ground, p, w, g, keys, tick)
            file_over(x.scrutiny, body, orders, tick)
            speak(body, ground, orders, books, p, w, g, keys, tick)
            look(x.scrutiny, body, orders, p, keys, tick)
            attend_to(x.speech, body, ground, orders, p, w, tick)
            draw_clause(x.speech, body, orders, p, w, keys, tick)
            garble(x.speech, body, orders, p, w, keys, tick)
            look_around(body, bonds, books, p, keys, tick, window)
            perceive(band, body, bonds, mind, ground, orders, books, p, w, g, tick)
            see_heavy(x.heavy, body, mind, p, w, g, tick)
            read_record(x.record, body, mind, p, w, g, keys, tick)
            see_store(x.office, body, mind, p, w, g)
            see_land(x.land, body, mind, ground, p, w, g)
            see_danger(x.dangers, body, mind, p, w, g)
            if w.own_strength >= 0:
                see_bodies(body, bonds, mind, books, w)
            if p.social_shuffled:
                mistake(band, body, bonds, mind, w, keys, tick)
            see_hidden(x.hidden, body, mind, p, w, g)
            hear(x.signals, body, bonds, mind, books, p, w, g, keys, tick, window)
            name_leader(x.speech, body, bonds, mind, orders, p, w, g, keys, tick)
            if genes.attention.shape[1] > 0:
                attend(genes.attention, band, body, mind, orders, p, w)
            hear_clause(x.speech, body, mind, orders, p, w, tick)
            see_asked(x.speech, body, mind, orders, p, w)
            sound_double(x.speech, body, mind, orders, p, w)
            see_avatar(x.speech, body, mind, ground, p, w, g)
            silence(mind, w)
        if half == TO_SENSES:
            return
        think(mind, body, w)
        if w.learns:
            recall(body, mind, learning, w)
        choose(body, mind, learning, p, w, g, keys, tick)
        follow_script(band, body, bonds, mind, orders, p, w, g, keys, tick)
        note_choice(x.notes, body, mind, tick)
        bind(x.land, body, mind)
        move(body, mind, books, p, g)
        go_along(x.follow, x.signals, body, bonds, mind, books, p, g, tick, window)
        settle(x.land, body, mind, orders, ground, books, p, w, g)
        uncover(x.hidden, x.land, body, mind, ground, books, p, g, keys, tick)
        forage(body, bonds, mind, deeds, ground, books, p)
        deal(x.speech, body, bonds, mind, deeds, ground, orders, books, p, w, keys, tick, window)
        strike(x.attack, x.land, body, bonds, mind, deeds, orders, ground, books, p, w, tick, window)
        call(x.signals, body, mind, orders, ground, books, p, w, tick, window)
        lift(x.heavy, x.land, body, mind, deeds, orders, ground, books, p, w, keys, tick, window)
        write_record(x.record, band, body, bonds, mind, ground, books, p, tick)
        prowl(x.dangers, x.land, body, bonds, deeds, ground, books, p, g, keys, tick)
        put(x.speech, body, bonds, mind, ground, orders, books, p, w, tick)
        serve(x.speech, body, bonds, mind, deeds, ground, orders, p, w, tick)
        ask(x.speech, body, mind, orders, ground, books, p, w)
        waive(x.speech, body, ground, orders, books, p, w, tick)
        check(x.speech, body, mind, deeds, ground, orders, books, p, w, g, tick, window)
        weigh(x.scrutiny, x.attack, x.speech, body, mind, deeds, ground, orders, p, keys, tick)
        judge(x.scrutiny, body, deeds, orders, books, p, keys, tick)
        run_store(x.office, body, mind, deeds, ground, books, p, keys, tick)
        condemn(x.scrutiny, body, ground, orders, books, p, keys, tick)
        if w.learns:
            feel(x.attack, body, bonds, mind, deeds, orders, learning, books, p, w, g, tick)
            learn(body, mind, learning, w, p, tick)
        tell(x.speech, body, bonds, mind, orders, ground, books, p, w, keys, tick)
        forget_dealings(bonds, p)
        live_and_die(body, ground, books, p)
        note_worth(x.notes, body, books, tick)
        grow(x.land, ground, p, keys, tick)
    settle_all(books, max(stop - 1, 0) * books.told_n.shape[2] // p.world_ticks)
    if stop == p.world_ticks:
        finish(s, x)
