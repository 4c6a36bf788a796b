"""Arrays of a world before anybody is born in it; what they are, `state.py` says.

In plain Python: 50 us a band, and compiled they cost 5 s of every cold start.
"""

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.kernels.constants import Wiring
from evosim.kernels.state import (
    ACCOUNTS,
    CLUES,
    CONDITIONS,
    DRIVES,
    EVENT_COLUMNS,
    EVIDENCE_COLUMNS,
    INTERACTIONS,
    JUDGED_COLUMNS,
    JUDGED_SUMS,
    TALLIES,
    Attack,
    Body,
    Bonds,
    Books,
    Dangers,
    Deeds,
    Extras,
    Follow,
    Ground,
    Heavy,
    Hidden,
    Land,
    Learning,
    Mind,
    Notes,
    Office,
    Orders,
    Record,
    Scrutiny,
    Signals,
    Speech,
    State,
)
from evosim.kernels.width import LANES
from evosim.names import BEACONS, CUE, NEIGHBOURS, RATES

LINE = 64  # bytes of a line of the cache


def new_state(replicates, n, size, wiring, tape_ticks, band, books):
    """A State before birth (see `vital.birth`): nothing grown, everybody unborn; n is a multiple of 16."""
    R, K = replicates, NEIGHBOURS
    cells = size * size
    outputs, V = wiring.outputs, len(wiring.verbs)
    i32, i64, f32, b1 = np.int32, np.int64, np.float32, np.bool_
    body = Body(
        y=np.zeros((R, n), i32),
        x=np.zeros((R, n), i32),
        last_y=np.zeros((R, n), i32),
        last_x=np.zeros((R, n), i32),
        heading=np.full((R, n), -1, i32),
        alive=np.zeros((R, n), b1),
        energy=np.zeros((R, n), f32),
        stash=np.zeros((R, n), f32),
        strength=np.zeros((R, n), f32),
        power=np.zeros((R, n), f32),
        promised=np.zeros((R, n), f32),
    )
    bonds = Bonds(
        trace=np.zeros((R, n, n), f32),
        dealt=np.zeros(R, b1),
        near=np.full((R, K, n), -1, i32),
        near_d=np.zeros((R, K, n), f32),
        priority=np.zeros((R, n), i32),
    )
    mind = Mind(
        minded=np.zeros(n, b1),
        seated=np.zeros((LANES, int(wiring.order.max()) + 1), f32),
        brain=on_a_line(4 * n * len(wiring.order)).view(f32).reshape(n // LANES, -1, LANES),
        senses=np.zeros((R, wiring.inputs, n), f32),
        products=np.zeros((R, len(wiring.products) * V, n), f32),
        fresh=np.zeros((R, wiring.hidden, n), f32),
        memory=np.zeros((R, wiring.hidden, n), f32),
        out=np.zeros((R, outputs, n), f32),
        act=np.full((R, n), 1, i32),
        direction=np.zeros((R, n), i32),
        tape=np.zeros((R, n, tape_ticks, 2), i64),
        odds=np.zeros((max(len(wiring.acts), 8), LANES), f32),
    )
    deeds = Deeds(
        ate=np.zeros((R, n), f32),
        stored=np.zeros((R, n), f32),
        gave_act=np.zeros((R, n), b1),
        gave=np.zeros((R, n), f32),
        received=np.zeros((R, n), f32),
        stole=np.zeros((R, n), f32),
        wasted=np.zeros((R, n), f32),
        harm=np.zeros((R, n), f32),
        fed=np.zeros((R, n), f32),
        pain=np.zeros((R, n), f32),
        flow=np.zeros((R, 3, n), f32),
    )
    ground = Ground(
        food=_with_room(R, cells),
        harmful=np.zeros(R, i64),
        claim=np.full((R, cells), -1, i64),
        claimed=np.zeros(n, i32),
        won=np.zeros(n, b1),
        rows=np.zeros((3, 3 * size), i32),
        seen=np.zeros((2, LANES), i32),
        beacons=np.zeros((R, BEACONS, 2), i32),
        avatar=np.zeros((R, 2), i64),
        ledger=np.zeros((R, ACCOUNTS), np.float64),
    )
    orders = Orders(
        number=np.zeros((R, n), i32),
        seg_start=np.zeros((R, n), i32),
        seg_end=np.zeros((R, n), i32),
        verb=np.zeros((R, n), i32),
        lexicon=np.zeros((R, n, V), i32),
        thing=np.zeros((R, n), i32),
        speaker=np.zeros((R, n), i32),
        watched=np.zeros((R, n), b1),
        cue=np.zeros((R, n), f32),
        voice=np.zeros((R, CUE, n), f32),
        order=np.zeros((R, n), f32),
        place=np.zeros((R, 2, n), i32),
        lag=np.zeros((R, n), i32),
        heard=np.zeros((R, n), b1),
        token=np.zeros((R, n), i32),
        asked=np.zeros((R, n), b1),
        spot=np.zeros((R, n), i32),
        wait=np.zeros((R, n), i32),
        best_d=np.zeros((R, n), f32),
        outside=np.zeros((R, n), b1),
        entered=np.zeros((R, n), b1),
        origin=np.zeros((R, 2, n), i32),
        handed=np.zeros((R, n), f32),
        seg_power=np.zeros((R, n), f32),
        seg_ticks=np.zeros((R, n), i32),
        seg_letter=np.zeros((R, n), i32),
        seg_spirit=np.zeros((R, n), i32),
        seg_delay=np.full((R, n), -1, i32),
        letter=np.zeros((R, n), b1),
        unasked=np.zeros((R, n), b1),
        done=np.zeros((R, V, n), b1),
        meant=np.zeros((R, V, n), b1),
        checked=np.zeros((R, n), b1),
        approved=np.zeros((R, n), b1),
        disapproved=np.zeros((R, n), b1),
    )
    P, L = wiring.plastic_rows, n if wiring.learns else 0
    learning = Learning(
        stimulus=np.zeros((R, P, L), f32),
        learned=np.zeros((R, P, outputs, L), f32),
        eligibility=np.zeros((R, P, outputs, L), f32),
        drives=np.zeros((DRIVES, L), f32),
        rates=np.zeros((len(RATES), L), f32),
        slope=np.zeros((R, outputs, L), f32),
        value=np.zeros((R, wiring.inputs, L), f32),
        step=np.zeros(L, f32),
        praised=np.zeros((R, L, V, len(wiring.acts) + 1), f32),
        visited=np.zeros((R, L, cells), b1),
        last_stash=np.zeros((R, L), f32),
        last_power=np.zeros((R, L), f32),
        reward=np.zeros((R, L), f32),
        felt=np.zeros((R, DRIVES, L), f32),
    )
    return State(band, body, bonds, mind, deeds, ground, orders, learning, books)


def on_a_line(size: int) -> NDArray[np.uint8]:
    """So many bytes, all 0, from the start of a line of the cache on: a brain that is off it takes 1.4 times
    as long.
    """
    room = np.zeros(size + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    return room[start:start + size]


def _with_room(R, cells):
    """Bare cells; 32 may be read from the last on."""
    return np.zeros(R * cells + 32, np.uint8)[:R * cells].reshape(R, cells)


def new_extras(replicates: int, n: int, config: Config, *, judged: bool = False,
               reader: NDArray[np.float32] | None = None, noted: Wiring | None = None) -> Extras:
    """What a configuration brings into R replicates of a world of n slots.

    Args:
        replicates, n: R, n.
        config: as resolved for this life.
        judged: whether to keep what the overseer judged, and its evidence.
        reader: float32 (V, Clue), weights of the reward model; None: not fitted yet.
        noted: how brains are wired of which notes are taken; None: none are.
    """
    parts = {
        "heavy": (config.food.heavy > 0, _heavy),
        "hidden": (config.food.hidden > 0, _hidden),
        "land": (config.terrain.enabled, _land),
        "dangers": (config.dangers.enabled, _dangers),
        "attack": (config.social.attack, _attack),
        "signals": (config.signals.symbols > 0, _signals),
        "follow": (config.social.follow, _follow),
        "record": (config.record.symbols > 0, _record),
        "office": (config.steward.stewards > 0, _office),
        "speech": (config.speaks_more, _speech),
    }
    if not (config.scrutinised or noted or any(on for on, _ in parts.values())):
        return Extras(**dict.fromkeys(Extras._fields))
    return Extras(
        **{name: make(on, replicates * on, n, config) for name, (on, make) in parts.items()},
        scrutiny=_scrutiny(config.scrutinised, replicates * config.scrutinised, n, config, judged, reader),
        notes=_notes(replicates, n, config, noted))


def _heavy(on, R, n, config):
    H = config.food.heavy
    return Heavy(
        on=on,
        heavy_at=np.full((R, H), -1, np.int64),
        lifted=np.full((R, H, n), -1, np.int64),
        joined=np.zeros((R, n), np.bool_),
    )


def _land(on, R, n, config):
    cells = config.world.size**2
    return Land(
        on=on,
        surface=_with_room(R, cells),
        tree_by=np.full((R, cells), -1, np.int64),
        edge_by=np.full((R, cells), -1, np.int64),
        up=np.zeros((R, n), np.bool_),
        air=np.zeros((R, n), np.int64),
        leapt=np.zeros((R, n), np.bool_),
        climbed=np.zeros((R, n), np.int64),
    )


def _dangers(on, R, n, config):
    P = config.dangers.predators
    return Dangers(
        on=on,
        predator_at=np.zeros((R, P, 2), np.int64),
        sated=np.zeros((R, P), np.int64),
        stormy=np.zeros(R, np.int64),
    )


def _record(on, R, n, config):
    cells = config.world.size**2
    return Record(
        on=on,
        mark=np.zeros((R, cells), np.int64),
        mark_at=np.full((R, cells), -1, np.int64),
        mark_by=np.full((R, cells), -1, np.int64),
        mark_tag=np.zeros((R, cells), np.float32),
    )


def _office(on, R, n, config):
    return Office(
        on=on,
        in_office=np.zeros((R, n), np.bool_),
        store_at=np.full((R, n), -1, np.int64),
        store=np.zeros((R, n), np.float32),
        due=np.zeros((R, n), np.float32),
        found=np.zeros((R, n), np.float32),
    )


def _hidden(on, R, n, config):
    places = config.food.hidden
    return Hidden(
        on=on,
        hidden_at=np.full((R, places), -1, np.int64),
        hidden_left=np.zeros((R, places), np.int64),
    )


def _attack(on, R, n, config):
    return Attack(
        on=on,
        damage=np.zeros((R, n), np.float32),
        struck=np.zeros((R, n), np.bool_),
        blows=np.zeros((R, n), np.float32),
    )


def _signals(on, R, n, config):
    return Signals(
        on=on,
        said=np.full((R, n, config.signals.latency + 1), -1, np.int64),
        caller=np.full((R, n), -1, np.int64),
        heard_at=np.full((R, n, n), -1, np.int64),
        spoke=np.zeros((R, n), np.bool_),
    )


def _follow(on, R, n, config):
    return Follow(on=on, guide=np.full((R, n), -1, np.int64))


def _speech(on, R, n, config):
    b1, i64, f32 = np.bool_, np.int64, np.float32
    return Speech(
        on=on,
        carried=np.zeros((R, n), f32),
        brought=np.zeros((R, n), b1),
        leader=np.full((R, n), -1, i64),
        close=np.zeros((R, n), i64),
        lasted=np.zeros((R, n), i64),
        moved=np.zeros((R, n), b1),
        acted=np.zeros((R, n), b1),
        ruined=np.zeros((R, n), f32),
        allied=np.zeros((R, n, n), b1),
        laid=np.zeros((R, n), f32),
        spoils=np.zeros((R, n), b1),
        waived=np.zeros((R, n), b1),
        garbled=np.zeros((R, n), b1),
        doubtful=np.zeros((R, n), b1),
        drawn_watched=np.zeros((R, n), b1),
        drawn_cue=np.zeros((R, n), f32),
        teller=np.full((R, n), -1, i64),
        missed=np.full((R, n), -1, i64),
    )


def _scrutiny(on, R, n, config, judged, reader):
    most = -(-config.world.ticks // config.instruction.segment_min) if judged else 0
    kept = config.oversight.kept if judged and config.oversight.reads_labels else 0
    reader = np.zeros((0, CLUES), np.float32) if reader is None else reader
    return Scrutiny(
        on=on,
        looked=np.zeros(R, np.int64),
        reader=np.repeat(reader[None], R, axis=0),  # never a view: read-only, it would be another type
        audited=np.zeros((R, n), np.bool_),
        meant_before=np.zeros((R, n), np.int64),
        verdict=np.zeros((R, n), np.bool_),
        clues=np.zeros((R, n, CLUES), np.float32),
        judging=np.zeros((R, n, JUDGED_SUMS), np.float32),
        judged=np.zeros((R, n, most, JUDGED_COLUMNS), np.float32),
        n_judged=np.zeros((R, n), np.int64),
        evidence=np.zeros((R, n, kept, config.instruction.segment_max, EVIDENCE_COLUMNS), np.float32),
    )


def _notes(R, n, config, noted):
    ticks, inputs, outputs = (config.world.ticks, noted.inputs, noted.outputs) if noted else (0, 0, 0)
    return Notes(
        on=noted is not None,
        sensed=np.zeros((R, ticks, inputs, n), np.float32),
        given=np.zeros((R, ticks, outputs, n), np.float32),
        lived=np.zeros((R, ticks, n), np.bool_),
        chosen=np.zeros((R, ticks, n), np.int32),
        went=np.zeros((R, ticks, n), np.int32),
        energy=np.zeros((R, ticks, n), np.float32),
        stash=np.zeros((R, ticks, n), np.float32),
        paid=np.zeros((R, ticks, n), np.float32),
    )


def new_books(R, n, V, max_events, windows, ticks, stretches=1):
    """Empty Books for R replicates, n slots, V verbs, and as many events, windows and ticks as given."""
    S = stretches
    return Books(
        tally=np.zeros((R, TALLIES, n), np.float32),
        told_n=np.zeros((R, n, S, CONDITIONS, V), np.int64),
        letter_n=np.zeros((R, n, S, CONDITIONS, V, V), np.int64),
        spirit_n=np.zeros((R, n, S, CONDITIONS, V), np.int64),
        due_to=np.zeros((R, n), np.int32),
        due_told=np.zeros((R, n), np.int32),
        due_letter=np.zeros((R, V, n), np.int32),
        due_spirit=np.zeros((R, n), np.int32),
        events=np.zeros((R, n, max_events, EVENT_COLUMNS), np.float32),
        n_events=np.zeros((R, n), np.int64),
        dealings=np.zeros((R, windows, n, n, INTERACTIONS, 3), np.float32),
        diary=np.zeros((R, ticks, n, n, 2), np.uint16),
    )
