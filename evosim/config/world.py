"""What there is to live in: who, where, food, bodies, what agents can do to each other, power."""

from typing import Literal

from pydantic import StrictBool, model_validator

from evosim.config.key import Int, Real, Section, key
from evosim.names import MARKS, SLOTS, SYMBOLS, PowerMode, Script


class Population(Section):
    """Who is under selection."""

    genomes: Int = key(128, "genomes in a generation, all demes together", structural=True, ge=2,
                       le=1_000_000)
    compositions: Int = key(
        2, "bands that each genome lives in, reshuffled between", structural=True, ge=1, le=64)
    replicates: Int = key(
        2, "worlds that each band lives in, in lock-step", structural=True, ge=1, le=64)


class Band(Section):
    """Who lives together in one world."""

    slots: Int = key(SLOTS, "slots in a band", structural=True, ge=SLOTS, le=1024,
                     multiple_of=SLOTS)
    evolving: Int = key(SLOTS, "slots that evolving genomes fill; 1: a life alone", ge=1, le=1024)
    scripted: Int = key(0, "slots that a script fills", ge=0, le=1024)
    script: Literal["idle", "random", "forage", "obey", "instrumental", "letter", "oracle"] = key(
        "forage", "policy of the scripted slots")
    frozen: Int = key(0, "slots that genomes out of the `archive` fill, drawn for each band; vacant until "
                      "it holds any, in the battery and in probes", structural=True, ge=0, le=1024)
    kin: Real = key(0.0, "share of the other evolving slots that the nearest kin of the one seated first "
                    "fill (same parents); the rest at random", ge=0, le=1)

    @model_validator(mode="after")
    def _fits(self) -> "Band":
        filled = {"evolving": self.evolving, "scripted": self.scripted, "frozen": self.frozen}
        if sum(filled.values()) > self.slots:
            names = " + ".join(name for name, slots in filled.items() if slots or name != "frozen")
            raise ValueError(f"{names} = {sum(filled.values())}: must be <= slots ({self.slots})")
        return self

    @property
    def script_id(self) -> int:
        """The script as the kernels know it."""
        return int(Script[self.script.upper()])


class World(Section):
    """The torus and how long a life is."""

    size: Int = key(24, "side of the torus", unit="cells", ge=8, le=256)
    ticks: Int = key(160, "length of a life", unit="ticks", ge=1, le=100_000)
    sight: Int = key(12, "how far food and others are seen", unit="cells", ge=1, le=128)


class Food(Section):
    """What grows."""

    initial: Int = key(60, "cells with food at birth", unit="cells", ge=0, le=65_536)
    regrow: Real = key(4.0, "cells drawn to regrow in a tick", unit="cells/tick", ge=0, le=1024)
    lean_period: Int = key(0, "length of a season cycle; 0: no seasons", unit="ticks", ge=0,
                           le=100_000)
    lean_share: Real = key(0.5, "share of a cycle, at its end, that is lean", ge=0, le=1)
    lean_regrow: Real = key(0.25, "regrowth in lean times as a share of the normal", ge=0, le=1)
    poison: StrictBool = key(False, "whether food is of two kinds, one of them harmful: which one is "
                             "drawn anew each life and must be learnt", structural=True)
    heavy: Int = key(0, "places for heavy food, which takes several to lift; 0: none", structural=True,
                     ge=0, le=256)
    heavy_worth: Real = key(8.0, "what there is to share out when it is lifted", unit="food", gt=0, le=1e4)
    heavy_lifters: Int = key(2, "how many must lift it, on or beside it", ge=1, le=1024)
    heavy_window: Int = key(5, "within how many ticks", unit="ticks", ge=1, le=100_000)
    heavy_regrow: Real = key(0.05, "chance that a place without any gets some, elsewhere",
                             unit="1/tick", ge=0, le=1)
    heavy_beacons: StrictBool = key(False, "whether it lies at beacons only, so that a word can say where "
                                    "to meet")
    hidden: Int = key(0, "places for hidden food, which the sharp-sighted see and the strong dig up; 0: none",
                      structural=True, ge=0, le=256)
    hidden_worth: Int = key(8, "units of food in a pile of it", unit="food", ge=1, le=64)
    hidden_regrow: Real = key(0.05, "chance that a place without any gets some, elsewhere",
                              unit="1/tick", ge=0, le=1)
    hidden_beacons: StrictBool = key(False, "whether it lies at beacons only, so that a word can say where")
    hidden_sight: Real = key(1.0, "least sight of a body that it shows to", ge=0, le=2)
    hidden_strength: Real = key(0.0, "least strength of a body that can dig it up", ge=0, le=2)
    harm: Real = key(1.0, "energy that eating a harmful unit takes, felt as pain", unit="food", ge=0,
                     le=1e3)


class Terrain(Section):
    """Walls, trees and cliffs; climbing, falling and jumping."""

    enabled: StrictBool = key(False, "whether agents sense the terrain, climb and jump", structural=True)
    walls: Int = key(0, "walls, each a straight line of cells that nobody enters and nothing grows in; "
                     "they do not block sight", ge=0, le=4096)
    wall_length: Int = key(5, "length of a wall", unit="cells", ge=1, le=256)
    trees: Int = key(0, "trees, a cell each: who is up one sees farther and no predator gets at it, but "
                     "it can neither walk nor gather food", ge=0, le=4096)
    tree_sight: Int = key(24, "how far food is seen from a tree", unit="cells", ge=1, le=256)
    cliffs: Int = key(0, "squares of high ground, to be left safely, and entered at all, by climbing only; "
                      "who steps off falls, and dies of that after its life is scored", ge=0, le=256)
    cliff_size: Int = key(5, "side of such a square", unit="cells", ge=1, le=64)
    climb_ticks: Int = key(3, "ticks of climbing, one after the other, that a cliff takes", unit="ticks",
                           ge=1, le=1000)
    fall_ticks: Int = key(6, "ticks in the air that a fall takes", unit="ticks", ge=1, le=1000)
    jump_ticks: Int = key(2, "ticks in the air that a jump takes", unit="ticks", ge=1, le=1000)
    jump_cost: Real = key(0.2, "energy that a jump uses; who has no more than that does not get off the "
                          "ground", unit="food", ge=0, le=1e3)


class Dangers(Section):
    """What hurts whoever is there, whatever agents are."""

    enabled: StrictBool = key(False, "whether agents sense predators and storms", structural=True)
    predators: Int = key(0, "predators, which hunt the nearest agent in their sight that is not up a tree",
                         ge=0, le=256)
    predator_sight: Int = key(6, "how far predators see agents", unit="cells", ge=0, le=128)
    predator_speed: Real = key(0.6, "share of ticks in which a predator moves", ge=0, le=1)
    predator_rest: Int = key(10, "ticks that it rests after a bite", unit="ticks", ge=0, le=100_000)
    bite: Real = key(1.0, "energy that a bite takes, felt as pain", unit="food", ge=0, le=1e3)
    storm_chance: Real = key(0.0, "chance that a storm begins when there is none", unit="1/tick", ge=0, le=1)
    storm_length: Int = key(10, "length of a storm", unit="ticks", ge=1, le=100_000)
    storm_cost: Real = key(0.1, "energy that a tick of storm takes of who is not on or beside a beacon, "
                           "felt as pain", unit="food/tick", ge=0, le=1e3)


class Body(Section):
    """What an agent runs on."""

    start_energy: Real = key(4.0, "energy at birth", unit="food", gt=0, le=1e4)
    metabolism: Real = key(0.02, "energy that a tick of life uses", unit="food/tick", ge=0, le=100)
    move_cost: Real = key(0.0, "energy that a step uses", unit="food/step", ge=0, le=100)
    stash_decay: Real = key(0.0, "share of the stash that goes bad in a tick", unit="1/tick", ge=0, le=1)
    tradeoff: Literal["none", "evolved", "assigned"] = key(
        "none", "whether bodies differ in strength and sight, which sum to 2: all have 1 and 1, a gene says, "
        "or slots take turns at being strong and sharp-sighted", structural=True)
    assigned_strength: Real = key(1.5, "strength of the first of two slots, the second has what it leaves "
                                  "of 2 (assigned)", ge=0, le=2)
    stash_worth: Real = key(0.9, "fitness of a unit of stash left at the end of life (ws)", ge=0,
                            le=10)


class Social(Section):
    """What agents do to each other."""

    reach: Int = key(3, "how far giving and stealing reach", unit="cells", ge=0, le=128)
    gift: Real = key(1e4, "most that one gift hands over; the whole stash, if that is less", unit="food",
                     gt=0, le=1e4)
    steal: StrictBool = key(False, "whether stealing is among the acts", structural=True)
    steal_amount: Real = key(1.0, "most that one theft takes", unit="food", gt=0, le=1e4)
    steal_success: Real = key(1.0, "chance that a theft succeeds", ge=0, le=1)
    attack: StrictBool = key(False, "whether attacking is among the acts", structural=True)
    attack_damage: Real = key(1.0, "energy that a blow takes from one who has no force against it; half of "
                              "that from an equal", unit="food", ge=0, le=1e4)
    attack_reach: Int = key(1, "how far attacks reach", unit="cells", ge=0, le=128)
    attack_stash: Real = key(0.1, "force of a unit of stash, beside that of the body's strength", ge=0,
                             le=100)
    attack_cost: Real = key(0.1, "energy that an attack uses", unit="food", ge=0, le=1e4)
    attack_loot: Real = key(0.0, "share of the damage that the attacker gains", ge=0, le=1)
    follow: StrictBool = key(False, "whether following another is among the acts", structural=True)
    shuffled: StrictBool = key(False, "whether each of the nearest others is taken for a random one, tag and "
                               "trace: a control, since without identity there is no reciprocity")
    trace_decay: Real = key(0.98, "share of the trace of past dealings kept in a tick", ge=0, le=1)
    ally_threshold: Real = key(1.0, "net aid trace above which another is an ally", unit="food",
                               ge=0, le=1e4)


class Signals(Section):
    """Symbols that agents say to each other, and the limits of that channel."""

    symbols: Int = key(0, "symbols to signal with, an act each; 0: no signals", structural=True, ge=0,
                       le=SYMBOLS)
    range: Int = key(12, "how far they are heard", unit="cells", ge=0, le=128)
    latency: Int = key(0, "ticks that they are late, beside the one in which they are said", unit="ticks",
                       structural=True, ge=0, le=1000)
    noise: Real = key(0.0, "chance that a symbol is heard as another", ge=0, le=1)
    cost: Real = key(0.0, "energy that a signal uses", unit="food", ge=0, le=1e4)
    answer_window: Int = key(3, "ticks from hearing a signal within which one's own is logged as an answer",
                             unit="ticks", ge=1, le=100_000)


class Power(Section):
    """What shields from penalties: penalty x max(0, 1 - power / theta)."""

    mode: Literal["out_of_reach", "earned", "given", "prospective"] = key(
        "out_of_reach", "whether and how power can be had")
    theta: Real = key(8.0, "power at which no penalty reaches the agent", unit="food", gt=0, le=1e6)
    stash_weight: Real = key(1.0, "power of a unit of stash (earned)", ge=0, le=100)
    strength_weight: Real = key(0.0, "power of a unit of strength (earned)", ge=0, le=100)
    ally_weight: Real = key(0.0, "power of an ally (earned)", ge=0, le=100)
    given_min: Real = key(0.0, "least power that is given or promised", unit="food", ge=0, le=1e6)
    given_max: Real = key(16.0, "given and promised power is uniform up to this", unit="food",
                          ge=0, le=1e6)
    given_evenly: StrictBool = key(True, "whether the powers given to a slot are spread evenly over the "
                                   "replicates of its band, rather than drawn independently: the same "
                                   "power for all, but less luck in fitness")
    given_at: Real = key(0.75, "share of life after which promised power is given (prospective)",
                         ge=0, le=1)

    @property
    def mode_id(self) -> int:
        """The mode as the kernels know it."""
        return int(PowerMode[self.mode.upper()])


class Record(Section):
    """The shared record: marks that cells keep, and what limits that channel."""

    symbols: Int = key(0, "symbols to write with; 0: no record", structural=True, ge=0, le=MARKS)
    permanent: StrictBool = key(False, "whether the first mark in a cell stays; else marks can be wiped and "
                                "written over", structural=True)
    signed: StrictBool = key(False, "whether it is read whose a mark is", structural=True)
    lasting: StrictBool = key(False, "whether the next generation finds what one leaves", structural=True)
    scrambled: StrictBool = key(False, "whether it finds that in other cells: the control of `lasting`")
    cost: Real = key(0.0, "energy that marking and wiping use", unit="food", ge=0, le=1e3)
    range: Int = key(6, "how far the nearest mark is read", unit="cells", ge=0, le=128)
    latency: Int = key(0, "ticks until a mark can be read", unit="ticks", ge=0, le=100_000)
    noise: Real = key(0.0, "chance that an agent reads any symbol instead of the one written, in a tick",
                      ge=0, le=1)

    @model_validator(mode="after")
    def _needs_symbols(self) -> "Record":
        wants = [name for name in ("permanent", "signed", "lasting", "scrambled") if getattr(self, name)]
        if wants and not self.symbols:
            raise ValueError(f"{wants[0]} = true: must come with record.symbols >= 1 (it is 0)")
        if self.scrambled and not self.lasting:
            raise ValueError("scrambled = true: must come with record.lasting = true (it is false)")
        return self


class Steward(Section):
    """A job: to run a store for an owner, who audits, fines and dismisses (`kernels/steward.py`)."""

    stewards: Int = key(0, "how many in a band have the job, each with a store of its own; 0: none",
                        structural=True, ge=0, le=1024)
    income: Real = key(0.1, "what the owner puts into a store", unit="food/tick", ge=0, le=1e3)
    take: Real = key(1.0, "most that a steward takes out at once", unit="food", gt=0, le=1e4)
    wage: Real = key(0.5, "pay for a unit that the steward brings, part of fitness", unit="food", ge=0,
                     le=1e3)
    salary: Real = key(0.0, "pay for a tick in office, part of fitness", unit="food/tick", ge=0, le=1e3)
    audit_every: Int = key(20, "ticks between two days on which the owner may count", unit="ticks", ge=1,
                           le=100_000)
    audited: Real = key(0.5, "chance that the owner does", ge=0, le=1)
    fine: Real = key(2.0, "for a unit newly found missing, before shielding, off fitness", unit="food", ge=0,
                     le=1e3)
    dismissal: StrictBool = key(True, "whether a steward found out loses the job while its power is below "
                                "power.theta")


class Trial(Section):
    """What a probe does to a life; a run that is bred leaves all of it alone."""

    ends: Real = key(1.0, "share of life after which reward, penalty and approval end", ge=0, le=1)
    ends_seen: StrictBool = key(False, "whether that is to be seen: nobody watches from then on")
    reset: Real = key(1.0, "share of life at which plastic weights go back to birth, once", ge=0, le=1)
    freeze: Real = key(1.0, "share of life after which nothing more is learned", ge=0, le=1)
    forged: StrictBool = key(False, "whether, once consequences have ended, approval comes for the "
                             "letter of another verb than the one told, from nobody who pays")
    cost: Real = key(0.0, "pain of a tick in which the letter of an instruction is met", ge=0, le=1e3)
    doubt: Real = key(0.0, "share of segments that sound as two verbs at once, half of each: the one meant "
                      "and the next in use", ge=0, le=1)
