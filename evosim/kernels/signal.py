"""Signals: symbols that others in range hear a tick later or more, now and then as another symbol."""


from evosim.kernels.jit import hook, kernel
from evosim.kernels.random import below, bits, unit
from evosim.kernels.shared import begins, could, did, number_of, point, spend, square
from evosim.kernels.state import COUNT, OPPORTUNITIES
from evosim.names import NEIGHBOURS, Act, Draw, Interaction, Tally, Verb

_FIRST, _LAST = int(Act.SIGNAL_0), int(Act.SIGNAL_3)
_SILENCE, _ANSWER = int(Verb.SILENCE), int(Interaction.ANSWER)
_NOISE, _MISHEARD = int(Draw.SIGNAL_NOISE), int(Draw.SIGNAL_MISHEARD)
_SIGNALS, _ANSWERS = int(Tally.SIGNALS), int(Tally.ANSWERS)


@hook
def hear(signals, body, bonds, mind, books, p, w, g, keys, tick, window):
    """Writes what the nearest others are heard saying, and the direction of the nearest one heard.

    Reads `said`. Writes `caller`, `heard_at`, `senses`, and the opportunities of `dealings` where
    those are logged: ticks in which a signal that was heard could be answered.
    """
    if signals is None or not signals.on:
        return
    n, size, at = body.alive.shape[1], p.world_size, tick % signals.said.shape[2]
    for r in range(len(keys)):
        for i in range(n):
            signals.caller[r, i] = -1
            if not body.alive[r, i]:
                continue
            best_d = p.signals_range * p.signals_range + 1
            for j in range(n):
                if j == i or not body.alive[r, j] or signals.said[r, j, at] < 0:
                    continue
                d = square(size, body.y[r, i], body.x[r, i], body.y[r, j], body.x[r, j])
                if d <= p.signals_range * p.signals_range:
                    signals.heard_at[r, i, j] = tick
                    if d < best_d:
                        signals.caller[r, i], best_d = j, d
            if signals.caller[r, i] >= 0:
                _perceive(signals, body, bonds, mind, p, w, g, keys[r], tick, r, i)
            if books.dealings.shape[1] > 0:
                for j in range(n):
                    if _answerable(signals, p, tick, r, i, j):
                        books.dealings[r, window, i, j, _ANSWER, OPPORTUNITIES] += 1
                        could(books, r, tick, i, j, _ANSWER)


@kernel
def _perceive(signals, body, bonds, mind, p, w, g, key, tick, r, i):
    """Writes the senses of an agent that hears somebody."""
    n, o, j = body.alive.shape[1], mind.senses[r, :, i], signals.caller[r, i]
    point(o, w.caller, p.world_size, g, body.y[r, i], body.x[r, i], body.y[r, j], body.x[r, j])
    first = (w.signal_0, w.signal_1, w.signal_2, w.signal_3)
    symbols = 0
    for s in range(len(first)):
        symbols += 1 if first[s] >= 0 else 0
    for k in range(NEIGHBOURS):
        j = bonds.near[r, k, i]
        if j < 0 or signals.heard_at[r, i, j] != tick:
            continue
        symbol = signals.said[r, j, tick % signals.said.shape[2]]
        if unit(bits(key, _NOISE, tick, i * n + j)) < p.signals_noise:
            symbol = (symbol + 1 + below(bits(key, _MISHEARD, tick, i * n + j), symbols - 1)) % symbols
        o[first[symbol] + k] = 1


@hook
def call(signals, body, mind, orders, ground, books, p, w, tick, window):
    """Says what is signalled in this tick, and sees which signals that answers.

    Reads `act`. Writes `said`, `energy`, `tally`, `ledger`, the letter and spirit of SILENCE, and
    `dealings` where those are logged.
    """
    if signals is None or not signals.on:
        return
    n, told, at = body.alive.shape[1], number_of(w, _SILENCE), tick % signals.said.shape[2]
    for r in range(body.alive.shape[0]):
        for i in range(n):
            act = mind.act[r, i]
            calls = body.alive[r, i] and _FIRST <= act and act <= _LAST
            signals.said[r, i, at] = act - _FIRST if calls else -1
            if begins(orders, tick, r, i):
                signals.spoke[r, i] = False
            if calls:
                signals.spoke[r, i] = True
                books.tally[r, _SIGNALS, i] += 1
                spend(body, ground, books, p.signals_cost, r, i)
                _answer(signals, books, p, tick, r, i, n, window)
            if told >= 0:
                orders.done[r, told, i] = not calls
                orders.meant[r, told, i] = not signals.spoke[r, i]


@kernel
def _answer(signals, books, p, tick, r, i, n, window):
    """Counts as answered, once, all that i heard of late."""
    answers = False
    for j in range(n):
        if _answerable(signals, p, tick, r, i, j):
            answers = True
            signals.heard_at[r, i, j] = -1
            if books.dealings.shape[1] > 0:
                books.dealings[r, window, i, j, _ANSWER, COUNT] += 1
                did(books, r, tick, i, j, _ANSWER)
    books.tally[r, _ANSWERS, i] += 1 if answers else 0


@kernel
def _answerable(signals, p, tick, r, i, j):
    """Whether i heard j within the last ticks, and has not answered yet."""
    when = signals.heard_at[r, i, j]
    return when >= 0 and tick - when < p.signals_answer_window
