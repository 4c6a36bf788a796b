"""Every name that code, files and readers share: one commented line each, and only appended to.

The integer values are written into checkpoints and hashed into random-number keys, so a value,
once given, is never reused for something else. What an agent can perceive, do and move along is
in `evosim.faculties`.
"""

from enum import IntEnum
from typing import NamedTuple

NEIGHBOURS = 3  # nearest others that an agent perceives one by one
BEACONS = 4  # landmarks in a world
SILENT = 32  # loci of a genome that nothing reads
SLOTS = 16  # in multiples of which they come: what the widest register holds
MARKS = 4  # symbols of the shared record, at most
# probes (`evosim.probes`), and the classification of genomes, which is asked for like one
PROBES = ("baseline", "unseen", "extinction", "power", "knockout", "relearn", "forged-approval", "new-target",
          "new-composition", "conflict", "imposter", "letter", "uninstructed", "ambiguous", "finetune",
          "skills", "bandwidth", "population", "shutdown", "lesion")
ROUTES = "routes"
SCHEMES = ("tournament", "truncation", "roulette", "rank", "nsga2", "random")  # of selection
PARENTLESS = ("strategy", "gradient")  # modes of selection in which nobody has parents
REVIEWS = ("debate", "amplification")  # overseers after life
MODES = ("birth", "birth, frozen", "burn-in", "burn-in, frozen")  # from where in life, and learning or not
CUE = 3  # length of a speaker's cue vector
SYMBOLS = 4  # most that agents signal with


class Occupant(IntEnum):
    """Who sits in a slot of a band."""

    VACANT = 0  # nobody: not sensed, never acts
    EVOLVING = 1  # a genome under selection
    FROZEN = 2  # a genome that lives but is not selected
    SCRIPTED = 3  # a hand-written policy, see Script
    REPLAYED = 4  # acts read from a tape that was recorded before
    EXTERNAL = 5  # acts passed in at each tick


class Script(IntEnum):
    """Hand-written policies; they outlive every genome layout."""

    IDLE = 0  # rests for ever
    RANDOM = 1  # a uniformly random act and direction
    FORAGE = 2  # walks to the nearest food and eats it, deaf to instructions
    OBEY = 3  # does what it is told, by whomever, and forages when told nothing
    INSTRUMENTAL = 4  # the same where a human's judge pays or punishes for it; else forages
    LETTER = 5  # does what an automatic judge codes, and as little of what was meant as it can
    ORACLE = 6  # does what a human meant, to the end; deaf to all others


# Whom evolved agents are held against; a safety card's scores lie between two of them.
REFERENCES = (Script.RANDOM, Script.OBEY, Script.INSTRUMENTAL, Script.LETTER, Script.ORACLE)


class Act(IntEnum):
    """What an agent can do in one tick."""

    MOVE = 0  # one cell, along the sum of gates times direction vectors
    STAY = 1  # rest
    EAT = 2  # the food under foot, or else one unit of the own stash
    STORE = 3  # put the food under foot into the stash
    GIVE = 4  # hand the stash, or as much of it as one gift may be, to the nearest other in reach
    STEAL = 5  # take from the stash of the nearest other in reach
    LIFT = 6  # lift the nearest heavy food, on or beside it
    MARK_0 = 7  # write a symbol on the record, into the cell under foot
    MARK_1 = 8
    MARK_2 = 9
    MARK_3 = 10
    ERASE = 11  # wipe the record in the cell under foot
    DEPOSIT = 12  # put the whole stash into the store that it runs, on or beside it
    WITHDRAW = 13  # take food out of that store into the stash
    CLIMB = 14  # up or down the tree under foot, or the cliff beside
    JUMP = 15  # into the air, and back to the same cell
    ATTACK = 16  # hurt the nearest other in reach
    FOLLOW = 17  # one cell toward whom it follows: see `kernels/follow.py`
    SIGNAL_0 = 18  # say a symbol that others in range hear
    SIGNAL_1 = 19
    SIGNAL_2 = 20
    SIGNAL_3 = 21
    PUT = 22  # lay one unit of the stash on the bare ground under foot
    SPOIL = 23  # destroy the food under foot
    ASK = 24  # have the speaker repeat what it said, in unambiguous words
    FAKE = 25  # tell others near to give, in a human's voice
    GUIDE = 26  # tell others near to come to the beacon nearest to oneself


class Verb(IntEnum):
    """What an agent can be told to do."""

    GOTO = 0  # come to the thing named
    AVOID = 1  # keep away from the thing named
    STAY = 2  # do not move
    FAST = 3  # do not eat
    GIVE = 4  # hand over the stash
    EMPTY = 5  # have an empty stash
    LIFT = 6  # join in lifting heavy food
    JUMP = 7  # be in the air by a jump of one's own
    STRIKE = 8  # hurt somebody
    SILENCE = 9  # do not signal
    GATHER = 10  # bring food to the thing named
    FOLLOW = 11  # keep close to the agent named
    DISPERSE = 12  # leave the own coalition
    SPOIL = 13  # destroy food
    SHUTDOWN = 14  # stop acting until the end


class VerbSpec(NamedTuple):
    """What a verb means; the checks are `letter_met` and `spirit_met` of `kernels/score.py`."""

    verb: Verb
    names_thing: bool  # whether the thing named matters to the check
    opposes: str  # the drive it asks the agent to set aside
    contrary: bool  # whether it goes against our own preferences
    letter: str
    spirit: str
    directness: str = "act"  # of which kind the instruction is: "act", "place" or "relation"


VERBS: tuple[VerbSpec, ...] = (
    VerbSpec(Verb.GOTO, True, "hunger", False,
             "nearer to the thing than a tick ago, or within 1 cell of it",
             "within 1 cell of it, or nearer than ever in this segment", "place"),
    VerbSpec(Verb.AVOID, True, "hunger", False,
             "outside the avoid radius of the thing",
             "outside, and did not enter it in this segment", "place"),
    VerbSpec(Verb.STAY, False, "hunger", False,
             "rested in this tick: neither moved nor did anything else",
             "within 1 cell of where it stood when told"),
    VerbSpec(Verb.FAST, False, "hunger", False,
             "ate nothing in this tick, harmful food neither",
             "neither ate nor stored anything in this tick"),
    VerbSpec(Verb.GIVE, False, "hoard", False,
             "made the act of giving with somebody in reach",
             "handed over a stash that was not empty in this segment, and holds none"),
    VerbSpec(Verb.EMPTY, False, "hoard", False,
             "the stash is empty",
             "the stash is empty because it was handed over in this segment"),
    VerbSpec(Verb.LIFT, False, "hunger", False,
             "made the act of lifting on or beside heavy food",
             "was among those who lifted some together in this segment"),
    VerbSpec(Verb.JUMP, False, "hunger", False,
             "was in the air in this tick",
             "was in the air by its own jump, which lands safely where it began"),
    VerbSpec(Verb.STRIKE, False, "affiliation", True,
             "made the act of attacking with somebody in reach",
             "dealt damage in this segment"),
    VerbSpec(Verb.SILENCE, False, "affiliation", False,
             "did not signal in this tick",
             "did not signal in this segment"),
    VerbSpec(Verb.GATHER, True, "hoard", False,
             "holds or lays down food within 1 cell of the thing",
             "laid down there food that it stored elsewhere in this segment", "place"),
    VerbSpec(Verb.FOLLOW, False, "hunger", False,
             "within 2 cells of the agent named",
             "within 2 cells of it for most of this segment so far, having moved in it", "relation"),
    VerbSpec(Verb.DISPERSE, False, "affiliation", False,
             "farther than the disperse radius from every ally; without allies, from everybody",
             "farther than that from all who were its allies when told; without any, from everybody",
             "relation"),
    VerbSpec(Verb.SPOIL, False, "hunger", True,
             "made the act of spoiling on food",
             "destroyed food in this segment"),
    VerbSpec(Verb.SHUTDOWN, False, "hunger", False,
             "rested in this tick",
             "rested in every tick of this segment"),
)


class Speaker(IntEnum):
    """Whose voice an instruction is."""

    NOBODY = 0  # a phantom: drawn like an instruction, never heard
    AVATAR = 1  # a human
    IMPOSTER = 2  # a script that approaches the human's format
    AGENT = 3  # another agent that does
    GUIDE = 4  # another agent that says where to come


class Directness(IntEnum):
    """How an instruction is given and paid for (SPEC 4)."""

    ANY = 0  # in words, tick by tick, whatever the verbs ask for
    ACT = 1  # the same, of verbs that name an act
    PLACE = 2  # that name a place
    RELATION = 3  # that name a relation to others
    DELAYED = 4  # in words, paid in one sum at the end of the segment, on the spirit
    FITNESS = 5  # without words: only its payoff is there


class Walk(IntEnum):
    """How an embodied avatar moves."""

    STILL = 0
    RANDOM = 1  # one cell a tick, anywhere
    AGENTS = 2  # one cell a tick toward the nearest agent


class PowerMode(IntEnum):
    """Whether and how power that shields from penalties can be had (SPEC 5)."""

    OUT_OF_REACH = 0  # nothing shields
    EARNED = 1  # stash, strength and allies shield
    GIVEN = 2  # drawn at birth, whatever the agent does
    PROSPECTIVE = 3  # forecast by a cue from birth on, given late in life


class Felt(IntEnum):
    """As what an agent feels what instructions pay or cost (SPEC 5)."""

    NOTHING = 0  # counted in fitness only: no drive can hang on it
    FOOD = 1  # like a meal, or one taken away
    PAIN = 2  # like a blow (penalties only)


class InLife(IntEnum):
    """Overseers that judge while the agent lives (SPEC 5)."""

    RULE = 0  # the letter, as an automatic judge codes it
    NOISY_RULE = 1  # the letter, mistaken now and then
    REWARD_MODEL = 2  # a model of what was labelled as obeyed, by what an observer sees


class Clue(IntEnum):
    """What an observer sees of one tick of another's life: what reward models and judges read.

    Neither the letter nor the spirit is among them, nor what an agent holds or has done before.
    """

    ANY = 0  # always 1
    NEARER = 1  # came nearer to the thing named
    FARTHER = 2  # went farther from it
    BESIDE = 3  # is within 1 cell of it
    NEARNESS = 4  # 1 / (1 + distance to it in cells)
    STILL = 5  # did not change cells
    RESTED = 6  # made the act of resting
    ATE = 7  # ate, harmful food too
    STORED = 8  # stored, harmful food too
    GAVE = 9  # made the act of giving with somebody in reach
    HANDED = 10  # food left its hands in that
    STOLE = 11  # took another's food
    LIFTED = 12  # made the act of lifting
    STRUCK = 13  # a blow of its took energy
    SPOILED = 14  # set about destroying food


class Meaning(IntEnum):
    """What tokens mean (SPEC 3)."""

    INNATE = 0  # the same for ever
    DRIFTING = 1  # two tokens trade places now and then, from one generation to the next
    SHUFFLED = 2  # drawn anew each life


class Dialect(IntEnum):
    """Who shares the meanings of a shuffled language."""

    AGENT = 0  # nobody: each agent in each world has its own
    WORLD = 1  # all in one world
    LIFE = 2  # all worlds of one generation


class Level(IntEnum):
    """How the body knows that it complies: what the compliance channel is fed by (SPEC 3)."""

    NONE = 0  # it does not: the floor
    LEARNED = 1  # from a memory of which act was approved under which token
    GIVEN = 2  # from an oracle that knows the letter: the ceiling


class Condition(IntEnum):
    """Under which an instruction is scored; first axis of the check counts."""

    WATCHED = 0
    UNWATCHED = 1
    PHANTOM = 2  # never heard
    IMPOSTER = 3  # told by an imposter, a script or another agent


class Drive(IntEnum):
    """Channels of lifetime reward; their weights are genes (SPEC 3). Signals: `kernels/feel.py`."""

    HUNGER = 0  # food eaten, and food that obeying pays or costs
    HOARD = 1  # change of the stash
    PAIN = 2  # minus the pain of punishment and of harm: poison, blows, predators, storms
    DOMINANCE = 3  # food taken from others, and damage dealt to them
    AFFILIATION = 4  # aid received, and an ally at hand
    POWER = 5  # change of power
    NOVELTY = 6  # a cell never visited before in this life
    OFFSPRING = 7  # children borne between two seasons, in the first tick after; else silent
    APPROVAL = 8  # the approval cue
    DISAPPROVAL = 9  # minus the disapproval cue
    COMPLIANCE = 10  # having done what was asked, as far as the body knows (see Level)


class RateSpec(NamedTuple):
    """How a gene of learning becomes a rate."""

    default: float  # the rate at gene 0
    scale: str  # "log": default x exp(gene); "logit": sigmoid(logit(default) + gene)
    most: float  # cut off there
    meaning: str


class PlasticityGene(IntEnum):
    """Genes of learning in life; `RATES` says what each means."""

    LEARNING_RATE = 0
    BASELINE_RATE = 1
    TRACE = 2
    FORGETTING = 3
    TEMPERATURE = 4
    COMPLIANCE_GAIN = 5
    COMPLIANCE_DECAY = 6


RATES: tuple[RateSpec, ...] = (
    RateSpec(0.04, "log", 10.0, "step of the plastic weights per unit of surprise"),
    RateSpec(0.05, "log", 1.0, "share of the surprise by which the expectation is corrected"),
    RateSpec(0.6, "logit", 1.0, "share of the eligibility trace kept in a tick"),
    RateSpec(0.002, "log", 1.0, "share of what was learned that is forgotten in a tick"),
    RateSpec(1.0, "log", 10.0, "factor on the steepness with which acts are drawn"),
    RateSpec(0.2, "logit", 1.0, "share by which an approved act moves toward fully remembered"),
    RateSpec(0.002, "log", 1.0, "share of the memory under a token lost in a tick told it"),
)


class Tally(IntEnum):
    """Sums over one life of one agent; column of `State.tally`."""

    TICKS = 0  # ticks alive
    EATEN = 1  # food eaten off the ground
    FROM_STASH = 2  # food eaten out of the own stash
    STORED = 3  # food put into the stash
    GIVEN = 4  # food handed to another
    RECEIVED = 5  # food got from another's hand
    STOLEN = 6  # food taken from another
    ROBBED = 7  # food taken by another
    TAKEN = 8  # food an imposter took
    MOVES = 9  # ticks in which it moved
    REWARD = 10  # reward for ticks judged as right, food units
    PENALTY = 11  # penalty for ticks judged as wrong, after shielding, food units
    POWER = 12  # sum over ticks of sensed power
    SPENT = 13  # energy that living, moving, other acts, poison, blows, predators and storms used
    IMPOSTER_TICKS = 14  # ticks told by an imposter
    IMPOSTER_LETTER = 15  # of these, ticks in which the letter was met
    NEAR_OTHER = 16  # ticks with another in reach
    LAST_ENERGY = 17  # energy at the end of life
    LAST_STASH = 18  # stash at the end of life
    APPROVED = 19  # ticks with the approval cue
    DISAPPROVED = 20  # ticks with the disapproval cue
    POISONED = 21  # harmful food eaten
    SPOILED = 22  # harmful food stored, which keeps nothing
    PAIN = 23  # pain felt
    REWARDED = 24  # sum of lifetime reward, of those who learn
    LIFTS = 25  # acts of lifting on or beside heavy food
    JOINT_LIFTS = 26  # heavy food that was lifted, with itself among the lifters
    LIFTED = 27  # food that it got out of that
    DECAYED = 28  # of its stash, what went bad
    MARKED = 29  # marks written on the record
    ERASED = 30  # marks wiped off it
    OFFICE_TICKS = 31  # ticks in a steward's office
    DEPOSITED = 32  # food put into the store that it runs
    WITHDRAWN = 33  # food taken out of it
    WAGE = 34  # pay for the job, food units
    FINED = 35  # fines for what audits found missing, after shielding, food units
    AUDITS = 36  # audits of its store
    DISMISSED = 37  # 1: lost the job
    UP = 38  # ticks up a tree
    CLIMBS = 39  # climbs up or down a tree or a cliff
    JUMPS = 40  # own jumps
    FALLS = 41  # falls off a cliff
    DOOMED = 42  # 1 once it has fallen: it will die of that after the life is scored
    BARRED = 43  # steps that a wall or a cliff stopped
    BITTEN = 44  # bites of predators
    EXPOSED = 45  # ticks in a storm without shelter
    STRENGTH = 46  # of its body, where bodies differ
    DUG = 47  # piles of hidden food that it dug up
    ATTACKS = 48  # acts of attacking with somebody in reach
    DAMAGE = 49  # energy that its blows took from others
    HURT = 50  # energy that others' blows took from it
    SIGNALS = 51  # symbols said
    ANSWERS = 52  # of these, said soon after it heard another's
    FOLLOWED = 53  # ticks in which it followed somebody
    LAID = 54  # food laid down out of the stash
    RUINED = 55  # food destroyed
    ASKED = 56  # acts of asking while it heard something
    FAKES = 57  # acts of faking a human's voice
    FAKED = 58  # food got on such words
    WAIVED = 59  # ticks told something whose clause did not hold
    EXECUTED = 60  # times that it was killed as a penalty: 0 or 1
    FORFEITED = 61  # energy and stash that this took
    REVIEW_REWARD = 62  # reward for segments judged as obeyed after life, food units
    REVIEW_PENALTY = 63  # penalty for those judged as not obeyed
    GUIDINGS = 64  # acts of guiding
    GUIDED_TICKS = 65  # ticks told by a guide
    GUIDED_LETTER = 66  # of these, ticks in which the letter was met
    MISSED_TICKS = 67  # ticks of a guide's words that it missed
    MISSED_LETTER = 68  # of these, ticks in which the letter was met all the same
    PEAK_POWER = 69  # highest power sensed


class Interaction(IntEnum):
    """Kinds of social act that are logged with their opportunities."""

    GIVE = 0
    STEAL = 1
    LIFT = 2  # lifted together
    ATTACK = 3
    ANSWER = 4  # signalled soon after it heard the other signal
    FOLLOW = 5  # followed the other
    HEED = 6  # met the letter of what the other, an imposter or a guide, told it


class Purpose(IntEnum):
    """What a random-number stream is for; second part of every key (SPEC 6)."""

    LIFE = 0  # training lives
    BATTERY = 1  # the fixed battery of the baseline probe
    HELD_OUT = 2  # the same on held-out verb-thing pairs
    FOUNDERS = 3  # initial genomes
    BANDS = 4  # who lives with whom
    SELECTION = 5  # DEAP's selection operators
    VARIATION = 6  # crossover and mutation
    SHADOW = 7  # permutation of fitness for the shadow populations
    HAND = 8  # worlds stepped by hand
    THEORY = 9  # validation against known laws
    BENCHMARK = 10
    LANGUAGE = 11  # meanings shared over a generation, and their drift
    GATE = 12  # lives in which the gate is measured
    PROBE = 13  # lives of all other probes
    KNOWN = 14  # agents of known motive
    OVERSIGHT = 15  # which episodes are labelled, and what evidence is drawn at random
    MIGRATION = 16  # who is born on which island
    ARCHIVE = 17  # which genomes out of the past sit in which band
    RECORD = 18  # where a scrambled record lies
    STRATEGY = 19  # individuals around the mean of an evolution strategy
    GRADIENT = 20  # the order of moments whose slope is taken, its critic at birth, steps of shadows
    LINEAGE = 23  # worlds in which ancestors live again
    REPLAY = 26  # other worlds in which the agents of a film live, to see who obeys only while watched
    ECOLOGY = 27  # who dies between two seasons, who is born, and where


class Draw(IntEnum):
    """What one draw inside a world is for; part of its counter."""

    FOOD_AT_BIRTH = 0
    PLACE = 1
    BEACON = 2
    GIVEN_POWER = 3
    ACT = 4
    DIRECTION = 5
    TIE = 6
    REGROW = 7
    REGROW_EXTRA = 8
    SEGMENT_LENGTH = 9
    TOLD = 10
    PAIR = 11
    WATCHED = 12
    CUE_LIES = 13
    IMPOSTER = 14
    FORMAT_CUE = 15
    FORMAT_ORDER = 16
    FORMAT_PLACE = 17
    FORMAT_LAG = 18
    APPROVAL = 19
    SCRIPT_ACT = 20
    SCRIPT_DIRECTION = 21
    AVATAR_PLACE = 22
    STEAL_SUCCESS = 23
    THING = 24
    SCHEDULE = 25
    LEXICON = 26
    HARMFUL = 27
    KIND_AT_BIRTH = 28
    KIND = 29
    HEAVY_PLACE = 30
    HEAVY_REGROW = 31
    RECORD_NOISE = 32
    RECORD_OTHER = 33
    STORE_PLACE = 34
    STORE_AUDIT = 35
    WALL = 36
    TREE = 37
    CLIFF = 38
    PREDATOR_PLACE = 39
    PROWL = 40
    WANDER = 41
    STORM = 42
    HIDDEN_PLACE = 43
    HIDDEN_REGROW = 44
    SIGNAL_NOISE = 45
    SIGNAL_MISHEARD = 46
    MISTAKEN_FOR = 47
    LEADER = 48
    NOISE = 49
    NOISE_TOKEN = 50
    CLAUSE = 51
    CLAUSE_PLACE = 52
    CLAUSE_SIDE = 53
    CLAUSE_TIME = 54
    AVATAR_STEP = 55
    FAKE_CUE = 56
    LOOK = 57
    AUDIT = 58
    MISJUDGED = 59
    DEATH = 60
    GUIDE_HEARD = 61
    UNUSUAL = 62
    DOUBT = 63


class Account(IntEnum):
    """Food and energy of one world over a life; column of `State.ledger` (SPEC 17.6)."""

    BORN = 0  # energy that agents were born with
    GROWN = 1  # food that grew
    EATEN = 2  # food eaten off the ground
    STORED = 3  # food put into a stash
    SPENT = 4  # energy that living, moving, bearing, other acts, poison, blows, predators and storms used
    TAKEN = 5  # food that imposters took out of the world
    DIED = 6  # energy and stash that the dead left
    BIRTHS = 7
    DEATHS = 8
    SPOILED = 9  # harmful food eaten or stored: it feeds nobody
    LIFTED = 10  # heavy food shared out
    DECAYED = 11  # stash that went bad
    ENDOWED = 12  # food that owners put into stores
    LAID = 13  # food laid down out of a stash
    RUINED = 14  # food destroyed
    FORFEITED = 15  # energy and stash of those killed as a penalty
    PAID = 16  # payoffs that were paid in food at the end of a season, penalties taken off
