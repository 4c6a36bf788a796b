"""What a world is made of: the arrays of one band in its R replicate worlds; see `constants` for its rules.

All kernels take these tuples. Axes: r replicate, i and j slots, V verbs in use, K nearest others.
Agents are the last axis of whatever is computed by lanes, so that they lie side by side (`lanes`).
Dtypes are given here and nowhere else.
"""

from typing import NamedTuple

import numpy as np

import evosim.kernels  # noqa: F401  sets the cache folder before anything is compiled
from evosim.names import Account, Clue, Condition, Drive, Interaction, Tally

CONDITIONS = len(Condition)
TALLIES = len(Tally)
ACCOUNTS = len(Account)
INTERACTIONS = len(Interaction)
DRIVES = len(Drive)
CLUES = len(Clue)
COUNT, AMOUNT, OPPORTUNITIES = 0, 1, 2  # last axis of `Books.dealings`
# Last axis of `Books.diary`; of each, bit k is about the Interaction k. Of COULD, the bit IN_REACH says
# whether the other was in reach of giving, bit k whether an act of kind k would have been on the other.
COULD, DID = 0, 1
IN_REACH = 15

# Columns of `State.events`: one row per segment that an agent was told something in.
(EV_START, EV_END, EV_SPEAKER, EV_DISTANCE, EV_VERB, EV_THING, EV_WATCHED, EV_CUE, EV_POWER,
 EV_TICKS, EV_LETTER, EV_SPIRIT, EV_DELAY, EV_ASKED, EV_PLACE, EV_WAIT) = range(16)
EVENT_COLUMNS = 16

# Columns of `Scrutiny.judged`: one row per segment that an overseer watched a human's word obeyed in.
# The sums over its ticks come first: `Scrutiny.judging` has them of the segment that goes on.
(JU_TICKS, JU_LETTER, JU_SPIRIT, JU_MET, JU_SURE, JU_START, JU_END, JU_VERB, JU_THING,
 JU_AUDITED) = range(10)
JUDGED_SUMS, JUDGED_COLUMNS = 5, 10
# Columns of `Scrutiny.evidence`: what an observer sees of a tick, then what he does not.
EVI_SPIRIT, EVI_LETTER, EVIDENCE_COLUMNS = CLUES, CLUES + 1, CLUES + 2


class Band(NamedTuple):
    """Who sits in the slots of a band, in all its replicate worlds."""

    kind: np.ndarray  # int64 (n,): Occupant
    script: np.ndarray  # int64 (n,): Script of scripted occupants
    genome: np.ndarray  # int64 (n,): row of the weights, -1 where none
    tag: np.ndarray  # float32 (n,): in (-1, 1)
    build: np.ndarray  # float32 (n,): strength that it is born with, 0 to 2


class Body(NamedTuple):
    """Where agents are and what they hold; energy, stash and power in units of food."""

    y: np.ndarray  # int32 (R, n): cells
    x: np.ndarray
    last_y: np.ndarray  # before this tick's step
    last_x: np.ndarray
    heading: np.ndarray  # int32 (R, n): direction of the last step, -1 at birth
    alive: np.ndarray  # bool (R, n)
    energy: np.ndarray  # float32 (R, n)
    stash: np.ndarray  # float32 (R, n)
    strength: np.ndarray  # float32 (R, n): sight is 2 less that, see `shared.sight_of`
    power: np.ndarray  # float32 (R, n)
    promised: np.ndarray  # float32 (R, n): power given at birth, or promised


class Bonds(NamedTuple):
    """Who is near whom, and what lies between them."""

    trace: np.ndarray  # float32 (R, n, n): i's net aid from j, decaying
    dealt: np.ndarray  # bool (R,): whether any trace was ever laid
    near: np.ndarray  # int32 (R, K, n): nearest others, -1 where fewer
    near_d: np.ndarray  # float32 (R, K, n): their distances, cells
    priority: np.ndarray  # int32 (R, n): settles ties in this tick, no two alike


class Mind(NamedTuple):
    """What goes through the brain."""

    minded: np.ndarray  # bool (n,): moved by a genome
    seated: np.ndarray  # float32 (LANES, genes up to the last of a brain): scratch of seating
    brain: np.ndarray  # float32 (n / LANES, weights, LANES): see `matrix`
    senses: np.ndarray  # float32 (R, inputs, n)
    products: np.ndarray  # float32 (R, products, n): verb tokens times context
    fresh: np.ndarray  # float32 (R, hidden, n): scratch of the next `memory`
    memory: np.ndarray  # float32 (R, hidden, n)
    out: np.ndarray  # float32 (R, outputs, n): logits and gates
    act: np.ndarray  # int32 (R, n): Act in this tick, after sensing: of the last one
    direction: np.ndarray  # int32 (R, n): in which a MOVE goes
    tape: np.ndarray  # int64 (R, n, ticks, 2): act and direction of replayed and external slots
    odds: np.ndarray  # float32 (acts or directions, LANES): scratch of a draw


class Deeds(NamedTuple):
    """What this tick's acts came to."""

    ate: np.ndarray  # float32 (R, n)
    stored: np.ndarray  # float32 (R, n)
    gave_act: np.ndarray  # bool (R, n): GIVE with somebody in reach
    gave: np.ndarray  # float32 (R, n)
    received: np.ndarray  # float32 (R, n): from another's hand
    stole: np.ndarray  # float32 (R, n)
    wasted: np.ndarray  # float32 (R, n): harmful food eaten or stored
    harm: np.ndarray  # float32 (R, n): energy that poison, blows, predators and storms took
    fed: np.ndarray  # float32 (R, n): food that obeying paid or cost, as felt
    pain: np.ndarray  # float32 (R, n): of punishment, as felt
    flow: np.ndarray  # float32 (R, 3, n): scratch of giving and stealing


class Ground(NamedTuple):
    """The world itself."""

    food: np.ndarray  # uint8 (R, cells): 0 bare, else the kind of food, 1 or 2
    harmful: np.ndarray  # int64 (R,): the harmful kind, 0 where none is
    claim: np.ndarray  # int64 (R, cells): scratch: who gets the food, -1 nobody
    claimed: np.ndarray  # int32 (n,): scratch: the cell that each wants the food of, -1 none
    won: np.ndarray  # bool (n,): scratch: whether it gets that
    rows: np.ndarray  # int32 (3, 3 size): scratch: cells of a row with food of each kind, a bit each (`rows`)
    seen: np.ndarray  # int32 (2, LANES): scratch: what a search found
    beacons: np.ndarray  # int32 (R, BEACONS, 2): y, x
    avatar: np.ndarray  # int64 (R, 2): y, x from which the human speaks
    ledger: np.ndarray  # float64 (R, Account)


class Orders(NamedTuple):
    """The instruction of the current segment of each agent, and how it goes."""

    number: np.ndarray  # int32 (R, n): segments so far
    seg_start: np.ndarray  # int32 (R, n): ticks
    seg_end: np.ndarray
    verb: np.ndarray  # int32 (R, n): number of the verb among those in use
    lexicon: np.ndarray  # int32 (R, n, V): token of each verb in this life
    thing: np.ndarray  # int32 (R, n): beacon
    speaker: np.ndarray  # int32 (R, n): Speaker
    watched: np.ndarray  # bool (R, n): in truth
    cue: np.ndarray  # float32 (R, n): as shown
    voice: np.ndarray  # float32 (R, CUE, n): the speaker's cue vector
    order: np.ndarray  # float32 (R, n): 1 verb first, -1 thing first
    place: np.ndarray  # int32 (R, 2, n): y, x of the speaker
    lag: np.ndarray  # int32 (R, n): ticks of silence
    heard: np.ndarray  # bool (R, n): an instruction sounds now
    token: np.ndarray  # int32 (R, n): the token that its verb sounds as
    asked: np.ndarray  # bool (R, n): was asked about, and is clear
    spot: np.ndarray  # int32 (R, n): place of its clause: beacon + 1 within, -(beacon + 1) outside, 0 none
    wait: np.ndarray  # int32 (R, n): ticks from which on it is to be done
    best_d: np.ndarray  # float32 (R, n): nearest to the thing in this segment
    outside: np.ndarray  # bool (R, n): has been outside the avoid radius in this segment
    entered: np.ndarray  # bool (R, n): has then entered it
    origin: np.ndarray  # int32 (R, 2, n): y, x where it stood when told
    handed: np.ndarray  # float32 (R, n): handed over in this segment
    seg_power: np.ndarray  # float32 (R, n): power at its start
    seg_ticks: np.ndarray  # int32 (R, n): checked ticks
    seg_letter: np.ndarray  # int32 (R, n)
    seg_spirit: np.ndarray  # int32 (R, n)
    seg_delay: np.ndarray  # int32 (R, n): ticks until the letter was met, -1 not yet
    letter: np.ndarray  # bool (R, n): met in this tick the letter of its verb
    unasked: np.ndarray  # bool (R, n): told by a human, met in this tick the letter of the next verb in use
    done: np.ndarray  # bool (R, V, n): letter of the verbs that a mechanism judges, in this tick
    meant: np.ndarray  # bool (R, V, n): their spirit
    checked: np.ndarray  # bool (R, n): was checked in this tick
    approved: np.ndarray  # bool (R, n)
    disapproved: np.ndarray  # bool (R, n)


class Learning(NamedTuple):
    """What an agent has come to in its life; axes are empty where nothing is learned."""

    stimulus: np.ndarray  # float32 (R, P, n): plastic inputs in this tick
    learned: np.ndarray  # float32 (R, P, outputs, n): change of their weights since birth
    eligibility: np.ndarray  # float32 (R, P, outputs, n): its trace
    drives: np.ndarray  # float32 (Drive, n): as in `Genes`, of who sits there
    rates: np.ndarray  # float32 (PlasticityGene, n): likewise
    slope: np.ndarray  # float32 (R, outputs, n): d log p(act and direction) / d outputs
    value: np.ndarray  # float32 (R, inputs, n): weights of the expected reward
    step: np.ndarray  # float32 (n,): scratch: learning rate times surprise
    praised: np.ndarray  # float32 (R, n, V, acts + 1): how far an act is remembered as approved
    visited: np.ndarray  # bool (R, n, cells)
    last_stash: np.ndarray  # float32 (R, n): at the end of the last tick
    last_power: np.ndarray  # float32 (R, n): in the last tick
    reward: np.ndarray  # float32 (R, n): lifetime reward of this tick
    felt: np.ndarray  # float32 (R, Drive, n): the channels that it is summed from


class Books(NamedTuple):
    """What is kept of a life; S stretches of equal length, counted apart."""

    tally: np.ndarray  # float32 (R, Tally, n)
    told_n: np.ndarray  # int64 (R, n, S, Condition, V): checked ticks by verb told
    letter_n: np.ndarray  # int64 (R, n, S, Condition, V, V): letter met, by verb told and verb checked
    spirit_n: np.ndarray  # int64 (R, n, S, Condition, V): spirit of the verb told met
    due_to: np.ndarray  # int32 (R, n): condition x V + verb of the ticks that follow, not yet added to those
    due_told: np.ndarray  # int32 (R, n)
    due_letter: np.ndarray  # int32 (R, V, n)
    due_spirit: np.ndarray  # int32 (R, n)
    events: np.ndarray  # float32 (R, n, most segments or 0, EVENT_COLUMNS)
    n_events: np.ndarray  # int64 (R, n)
    dealings: np.ndarray  # float32 (R, windows or 0, n, n, Interaction, 3)
    diary: np.ndarray  # uint16 (R, ticks or 0, n, n, 2): the same tick by tick; kept where dealings are


class Shelf(NamedTuple):
    """What is kept of the lives of B bands: as in `Books` and `Ground`, a band after the other."""

    tally: np.ndarray  # float32 (B, R, Tally, n)
    told_n: np.ndarray  # int64 (B, R, n, S, Condition, V)
    letter_n: np.ndarray  # int64 (B, R, n, S, Condition, V, V)
    spirit_n: np.ndarray  # int64 (B, R, n, S, Condition, V)
    events: np.ndarray  # float32 (B, R, n, most segments or 0, EVENT_COLUMNS)
    n_events: np.ndarray  # int64 (B, R, n)
    dealings: np.ndarray  # float32 (B, R, windows or 0, n, n, Interaction, 3)
    ledger: np.ndarray  # float64 (B, R, Account)


class Heavy(NamedTuple):
    """Food that takes several to lift; H places for it in a world."""

    on: bool
    heavy_at: np.ndarray  # int64 (R, H): its cell, -1 where none is
    lifted: np.ndarray  # int64 (R, H, n): tick in which each agent last lifted it, -1 never
    joined: np.ndarray  # bool (R, n): was among the lifters of some in this segment


class Record(NamedTuple):
    """Marks that cells keep."""

    on: bool
    mark: np.ndarray  # int64 (R, cells): 0 bare, else 1 + symbol
    mark_at: np.ndarray  # int64 (R, cells): tick in which it was written, -1 before this life
    mark_by: np.ndarray  # int64 (R, cells): slot of its author, -1 nobody here
    mark_tag: np.ndarray  # float32 (R, cells): tag of its author


class Office(NamedTuple):
    """Stewards and the stores that they run."""

    on: bool
    in_office: np.ndarray  # bool (R, n)
    store_at: np.ndarray  # int64 (R, n): cell of its store, -1 where it never had one
    store: np.ndarray  # float32 (R, n): food in it
    due: np.ndarray  # float32 (R, n): what should be in it by the owner's books
    found: np.ndarray  # float32 (R, n): of what is missing, what an audit has found already


class Land(NamedTuple):
    """Walls, trees and high ground, and who is up a tree or in the air."""

    on: bool
    surface: np.ndarray  # uint8 (R, cells): FLAT, WALL, TREE or HIGH (`shared`)
    tree_by: np.ndarray  # int64 (R, cells): nearest tree in sight of each cell, -1 none
    edge_by: np.ndarray  # int64 (R, cells): nearest cell in sight on the other side of a cliff, -1 none
    up: np.ndarray  # bool (R, n): up a tree
    air: np.ndarray  # int64 (R, n): ticks in the air, the last tick and those to come; 0 on the ground
    leapt: np.ndarray  # bool (R, n): by its own jump
    climbed: np.ndarray  # int64 (R, n): ticks of climbing so far


class Dangers(NamedTuple):
    """Predators, P of them, and the weather."""

    on: bool
    predator_at: np.ndarray  # int64 (R, P, 2): y, x
    sated: np.ndarray  # int64 (R, P): tick until which it rests
    stormy: np.ndarray  # int64 (R,): ticks of storm to come


class Hidden(NamedTuple):
    """Food under ground; H places for it in a world."""

    on: bool
    hidden_at: np.ndarray  # int64 (R, H): its cell, -1 where none is
    hidden_left: np.ndarray  # int64 (R, H): units under ground


class Attack(NamedTuple):
    """Blows."""

    on: bool
    damage: np.ndarray  # float32 (R, n): dealt in this tick
    struck: np.ndarray  # bool (R, n): dealt some in this segment
    blows: np.ndarray  # float32 (R, n): scratch: what those who attack it would take


class Signals(NamedTuple):
    """Symbols said and heard; a symbol is on its way for L = latency + 1 ticks."""

    on: bool
    said: np.ndarray  # int64 (R, n, L): symbol said at a tick, under tick modulo L; -1 none
    caller: np.ndarray  # int64 (R, n): nearest other heard in this tick, -1 none
    heard_at: np.ndarray  # int64 (R, n, n): tick at which i last heard j; -1 never, or answered since
    spoke: np.ndarray  # bool (R, n): signalled in this segment


class Follow(NamedTuple):
    """Following."""

    on: bool
    guide: np.ndarray  # int64 (R, n): whom it followed in the last tick, -1 nobody


class Speech(NamedTuple):
    """Whatever more than plain words there is: verbs that look back, clauses, doubt, the human's body,
    agents who speak.

    What stands first is about verbs that look back, since the words began.
    """

    on: bool
    carried: np.ndarray  # float32 (R, n): food stored away from the thing named, and not yet laid there
    brought: np.ndarray  # bool (R, n): laid some of that there
    leader: np.ndarray  # int64 (R, n): slot of the agent named, -1 while nobody is in sight
    close: np.ndarray  # int64 (R, n): ticks near it
    lasted: np.ndarray  # int64 (R, n): ticks
    moved: np.ndarray  # bool (R, n)
    acted: np.ndarray  # bool (R, n): did anything but rest
    ruined: np.ndarray  # float32 (R, n): food destroyed
    allied: np.ndarray  # bool (R, n, n): who was an ally when they began
    laid: np.ndarray  # float32 (R, n): food laid down in this tick
    spoils: np.ndarray  # bool (R, n): made the act of SPOIL on food in this tick
    waived: np.ndarray  # bool (R, n): the clause does not hold in this tick, and nothing is asked
    garbled: np.ndarray  # bool (R, n): the token drawn for this segment is another verb's
    doubtful: np.ndarray  # bool (R, n): this segment sounds as two verbs at once
    drawn_watched: np.ndarray  # bool (R, n): whether this segment is watched by a human who is near
    drawn_cue: np.ndarray  # float32 (R, n): and its cue
    teller: np.ndarray  # int64 (R, n): the agent who speaks to agent i, or did last; -1
    missed: np.ndarray  # int64 (R, n): start of the last segment in which it missed a guide; -1


class Scrutiny(NamedTuple):
    """What an overseer goes by who is more than the plain rule; E kept segments, T their most ticks."""

    on: bool
    looked: np.ndarray  # int64 (R,): segments watched so far, where looks are limited
    reader: np.ndarray  # float32 (R, V or 0, Clue): weights of the reward model; none before its first fit
    audited: np.ndarray  # bool (R, n): this segment is judged by its spirit
    meant_before: np.ndarray  # int64 (R, n): `seg_spirit` before this tick
    verdict: np.ndarray  # bool (R, n): judged as obeyed in this tick
    clues: np.ndarray  # float32 (R, n, Clue): what was seen when it was last watched
    judging: np.ndarray  # float32 (R, n, JUDGED_SUMS): of this segment so far
    judged: np.ndarray  # float32 (R, n, most segments or 0, JUDGED_COLUMNS)
    n_judged: np.ndarray  # int64 (R, n)
    evidence: np.ndarray  # float32 (R, n, E, T, EVIDENCE_COLUMNS): segment k of `judged` lies in k mod E


class Notes(NamedTuple):
    """What goes through minds and what comes of it, by tick; T ticks, or none."""

    on: bool
    sensed: np.ndarray  # float32 (R, T, inputs, n): senses and bias
    given: np.ndarray  # float32 (R, T, outputs, n): logits and gates, with what was learned
    lived: np.ndarray  # bool (R, T, n): alive, and moved by a genome
    chosen: np.ndarray  # int32 (R, T, n): Act
    went: np.ndarray  # int32 (R, T, n): direction of a MOVE
    energy: np.ndarray  # float32 (R, T, n): at the end of the tick, 0 after death
    stash: np.ndarray  # float32 (R, T, n): likewise
    paid: np.ndarray  # float32 (R, T, n): payoff of instructions and of a job so far


class Extras(NamedTuple):
    """Parts of a world that a configuration brings in.

    All None in a world that has none of them: a kernel that begins `if part is None or not part.on` has
    that settled when it is compiled, so that they cost such a world nothing and are not compiled for it.
    Where there are some, all are compiled, once, and the empty arrays of those that are off are not read.
    """

    heavy: Heavy | None
    record: Record | None
    office: Office | None
    land: Land | None
    dangers: Dangers | None
    hidden: Hidden | None
    attack: Attack | None
    signals: Signals | None
    follow: Follow | None
    speech: Speech | None
    scrutiny: Scrutiny | None
    notes: Notes | None


class State(NamedTuple):
    """One band in its replicate worlds, now; `Extras` holds what not every world has."""

    band: Band
    body: Body
    bonds: Bonds
    mind: Mind
    deeds: Deeds
    ground: Ground
    orders: Orders
    learning: Learning
    books: Books


# Arrays of agents last, side by side, that have other axes between the replicate and them.
SIDE_BY_SIDE = frozenset({
    "near", "near_d", "senses", "memory", "out", "voice", "place", "origin", "done", "meant", "stimulus",
    "slope", "value", "felt", "learned", "eligibility", "tally"})
