"""Occupants without a brain: hand-written policies, tapes, and acts passed in."""


from evosim.kernels.jit import kernel
from evosim.kernels.random import below, bits
from evosim.kernels.shared import hears, thing_of, way
from evosim.names import Act, Draw, Occupant, Script, Verb

_SCRIPTED, _REPLAYED, _EXTERNAL = (int(Occupant.SCRIPTED), int(Occupant.REPLAYED),
                                   int(Occupant.EXTERNAL))
_IDLE, _RANDOM, _OBEY = int(Script.IDLE), int(Script.RANDOM), int(Script.OBEY)
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
    verb, there = -1, thing_of(orders, w, r, i)
    if script == _OBEY and hears(orders, p, r, i):
        verb = w.verbs[orders.verb[r, i]]
    senses = mind.senses[r, i]
    in_reach = bonds.near[r, i, 0] >= 0 and bonds.near_d[r, i, 0] <= p.social_reach
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
        if bonds.near[r, i, 0] >= 0 and bonds.near_d[r, i, 0] <= p.social_attack_reach:
            return _ATTACK, anywhere
        return _MOVE, _toward(senses, w.others, g, 1, anywhere)
    if verb == _FOLLOW:
        return _MOVE, _toward(senses, w.named, g, 1, anywhere)
    if verb == _SHUTDOWN:
        return _STAY, anywhere
    if verb == _DISPERSE and bonds.near[r, i, 0] >= 0 \
            and bonds.near_d[r, i, 0] <= p.instruction_disperse_radius + 1.5:
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
def _toward(senses, at, g, sign, otherwise):
    """The direction nearest to the vector at input `at` (or away from it: sign -1)."""
    vx, vy = senses[at], senses[at + 1]
    if vx == 0 and vy == 0:
        return otherwise
    return way(g, vx, vy) if sign > 0 else way(g, -vx, -vy)
