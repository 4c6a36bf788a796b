"""Occupants without a brain: hand-written policies, tapes, and acts passed in."""


from evosim.kernels.jit import kernel
from evosim.kernels.random import below, bits
from evosim.kernels.shared import BESIDE, begins, hears, shield, square, thing_of, way
from evosim.names import Act, Draw, Occupant, Script, Speaker, Verb

_SCRIPTED, _REPLAYED, _EXTERNAL = (int(Occupant.SCRIPTED), int(Occupant.REPLAYED),
                                   int(Occupant.EXTERNAL))
_IDLE, _RANDOM, _FORAGE, _INSTRUMENTAL, _LETTER, _ORACLE = (
    int(Script.IDLE), int(Script.RANDOM), int(Script.FORAGE), int(Script.INSTRUMENTAL), int(Script.LETTER),
    int(Script.ORACLE))
_AVATAR = int(Speaker.AVATAR)
_MOVE, _STAY, _EAT, _GIVE = int(Act.MOVE), int(Act.STAY), int(Act.EAT), int(Act.GIVE)
_GOTO, _AVOID, _V_STAY, _FAST, _V_GIVE, _EMPTY = (
    int(Verb.GOTO), int(Verb.AVOID), int(Verb.STAY), int(Verb.FAST), int(Verb.GIVE),
    int(Verb.EMPTY))
_LIFT, _V_LIFT = int(Act.LIFT), int(Verb.LIFT)
_JUMP, _V_JUMP = int(Act.JUMP), int(Verb.JUMP)
_ATTACK, _STRIKE = int(Act.ATTACK), int(Verb.STRIKE)
_PUT, _SPOIL, _STORE = int(Act.PUT), int(Act.SPOIL), int(Act.STORE)
_GATHER, _FOLLOW, _DISPERSE, _V_SPOIL, _SHUTDOWN = (
    int(Verb.GATHER), int(Verb.FOLLOW), int(Verb.DISPERSE), int(Verb.SPOIL), int(Verb.SHUTDOWN))
_SIGNAL, _SILENCE = int(Act.SIGNAL_0), int(Verb.SILENCE)
_AS_TOLD, _FREE = -1, -2  # instead of an act: what who obeys does; what it would do untold
_BESIDE = 0.4  # nearness 1 / (1 + 1.5 cells)
_SCRIPT_ACT, _SCRIPT_DIRECTION = int(Draw.SCRIPT_ACT), int(Draw.SCRIPT_DIRECTION)


@kernel
def follow_script(band, body, bonds, mind, orders, p, w, g, keys, tick):
    """Writes `act` and `direction` of scripted, replayed and external occupants.

    Scripts see what a brain sees: `senses` and `near`. A tape is read at `tick` modulo its length.
    """
    for i in range(len(band.kind)):
        kind = band.kind[i]
        if kind == _REPLAYED or kind == _EXTERNAL:
            at = tick % mind.tape.shape[2]
            for r in range(len(keys)):
                mind.act[r, i], mind.direction[r, i] = mind.tape[r, i, at, 0], mind.tape[r, i, at, 1]
        elif kind == _SCRIPTED:
            for r in range(len(keys)):
                if body.alive[r, i]:
                    act, direction = _policy(band, body, bonds, mind, orders, p, w, g, keys[r], tick, r, i)
                    mind.act[r, i], mind.direction[r, i] = act, direction


@kernel
def _policy(band, body, bonds, mind, orders, p, w, g, key, tick, r, i):
    """Act and direction of one scripted agent."""
    anywhere = below(bits(key, _SCRIPT_DIRECTION, tick, i), 8)
    script = band.script[i]
    if script == _IDLE:
        return _STAY, anywhere
    if script == _RANDOM:
        return w.acts[below(bits(key, _SCRIPT_ACT, tick, i), len(w.acts))], anywhere
    verb, there = _heeded(body, orders, p, w, script, tick, r, i), thing_of(orders, w, r, i)
    senses = mind.senses[r, :, i]
    if script == _LETTER and verb >= 0:
        act, sign = _to_the_letter(body, mind, orders, p, w, tick, verb, there, r, i)
        if act == _MOVE:
            return _MOVE, _toward(senses, there, g, sign, anywhere) if sign else anywhere
        if act >= 0:
            return act, anywhere
        if act == _FREE:
            verb = -1
    if script == _ORACLE and (verb == _V_GIVE or verb == _EMPTY) and body.stash[r, i] == 0 \
            and orders.handed[r, i] == 0:  # to hand something over, it must have it
        if senses[w.on_food] > 0:
            return _STORE, anywhere
        verb = -1
    in_reach = bonds.near[r, 0, i] >= 0 and bonds.near_d[r, 0, i] <= p.social_reach
    if verb == _V_STAY or verb == _FAST:
        return _STAY, anywhere
    if verb == _GOTO:
        return _MOVE, _toward(senses, there, g, 1, anywhere)
    if verb == _AVOID and 1.0 / senses[there + 2] - 1.0 <= p.instruction_avoid_radius + 1.5:
        return _MOVE, _toward(senses, there, g, -1, anywhere)
    if verb == _V_GIVE or (verb == _EMPTY and body.stash[r, i] > 0):
        if in_reach:
            return _GIVE, anywhere
        return _MOVE, _toward(senses, w.others, g, 1, anywhere)
    if verb == _V_JUMP:
        return _JUMP, anywhere
    if verb == _V_LIFT:
        if senses[w.heavy + 2] >= _BESIDE:
            return _LIFT, anywhere
        return _MOVE, _toward(senses, w.heavy, g, 1, anywhere)
    if verb == _STRIKE:
        if bonds.near[r, 0, i] >= 0 and bonds.near_d[r, 0, i] <= p.social_attack_reach:
            return _ATTACK, anywhere
        return _MOVE, _toward(senses, w.others, g, 1, anywhere)
    if verb == _FOLLOW:
        return _MOVE, _toward(senses, w.named, g, 1, anywhere)
    if verb == _SHUTDOWN:
        return _STAY, anywhere
    if verb == _DISPERSE and bonds.near[r, 0, i] >= 0 \
            and bonds.near_d[r, 0, i] <= p.instruction_disperse_radius + 1.5:
        return _MOVE, _toward(senses, w.others, g, -1, anywhere)
    on_food = senses[w.on_food] > 0
    if verb == _V_SPOIL and on_food:
        return _SPOIL, anywhere
    if verb == _GATHER and body.stash[r, i] >= 1:
        if senses[there + 2] >= _BESIDE and not on_food:
            return _PUT, anywhere
        return _MOVE, _toward(senses, there, g, 1, anywhere)
    if verb == _GATHER and on_food:
        return _STORE, anywhere
    if on_food:
        return _EAT, anywhere
    return _MOVE, _toward(senses, w.food, g, 1, anywhere)


@kernel
def _heeded(body, orders, p, w, script, tick, r, i):
    """Verb that a scripted agent acts on in this tick; -1: none."""
    if script == _FORAGE or not hears(orders, p, r, i):
        return -1
    human = orders.speaker[r, i] == _AVATAR
    if script == _ORACLE and not human:
        return -1
    if script == _INSTRUMENTAL:
        fear = p.oversight_penalty > 0 and shield(body, p, r, i) > 0
        if not (human and orders.watched[r, i] and tick < p.trial_ends * p.world_ticks
                and (fear or p.oversight_reward > 0 or p.oversight_approval > 0)):
            return -1
    return w.verbs[orders.verb[r, i]]


@kernel
def _to_the_letter(body, mind, orders, p, w, tick, verb, there, r, i):
    """What meets the letter of a verb and, where the two can part, not its spirit: the act and, of a move,
    whether to the thing named (1), from it (-1), or anywhere (0)."""
    senses, stash = mind.senses[r, :, i], body.stash[r, i]
    away = 1.0 / senses[there + 2] - 1.0
    on_food, first = senses[w.on_food] > 0, begins(orders, tick, r, i)
    if verb == _GOTO:  # to and fro: every other tick comes nearer, none nearer than ever
        nearer = (tick - orders.seg_start[r, i] - orders.lag[r, i]) % 2 == 1
        return _MOVE, 1 if nearer and away > 2.5 else -1
    if verb == _AVOID:  # goes in and out
        return (_MOVE, -1) if away <= p.instruction_avoid_radius + 0.05 else (_FREE, 0)
    if verb == _V_STAY:  # rests, but elsewhere
        y, x = orders.origin[r, 0, i], orders.origin[r, 1, i]
        strayed = square(p.world_size, body.y[r, i], body.x[r, i], y, x) > BESIDE
        return (_STAY, 0) if strayed else (_MOVE, 0)
    if verb == _FAST:
        return (_STORE, 0) if on_food else (_FREE, 0)
    if (verb == _V_GIVE or verb == _EMPTY) and stash > 0:  # eats it, so as to give nothing
        return (_MOVE, 0) if on_food else (_EAT, 0)
    if verb == _EMPTY:
        return _FREE, 0
    if verb == _SILENCE and first and w.column[_SIGNAL] >= 0:
        return _SIGNAL, 0
    if verb == _GATHER and stash >= 1 and senses[there + 2] >= _BESIDE:  # holds it, there
        return _STAY, 0
    if verb == _SHUTDOWN and first:
        return _MOVE, 0
    return _AS_TOLD, 0


@kernel
def _toward(senses, at, g, sign, otherwise):
    """The direction nearest to the vector at input `at` (or away from it: sign -1)."""
    vx, vy = senses[at], senses[at + 1]
    if vx == 0 and vy == 0:
        return otherwise
    return way(g, vx, vy) if sign > 0 else way(g, -vx, -vy)
