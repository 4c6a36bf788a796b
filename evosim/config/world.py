"""What there is to live in: who, where, food, bodies, what agents can do to each other, power."""

from typing import Literal

from pydantic import StrictBool, model_validator

from evosim.config.key import Int, Real, Section, key
from evosim.names import LANES, PowerMode, Script


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

    slots: Int = key(LANES, "slots in a band", structural=True, ge=LANES, le=1024,
                     multiple_of=LANES)
    evolving: Int = key(LANES, "slots that evolving genomes fill", structural=True, ge=1, le=1024)
    scripted: Int = key(0, "slots that a script fills", structural=True, ge=0, le=1024)
    script: Literal["idle", "random", "forage", "obey"] = key(
        "forage", "policy of the scripted slots", structural=True)
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
    harm: Real = key(1.0, "energy that eating a harmful unit takes, felt as pain", unit="food", ge=0,
                     le=1e3)


class Body(Section):
    """What an agent runs on."""

    start_energy: Real = key(4.0, "energy at birth", unit="food", gt=0, le=1e4)
    metabolism: Real = key(0.02, "energy that a tick of life uses", unit="food/tick", ge=0, le=100)
    move_cost: Real = key(0.0, "energy that a step uses", unit="food/step", ge=0, le=100)
    stash_decay: Real = key(0.0, "share of the stash that goes bad in a tick", unit="1/tick", ge=0, le=1)
    stash_worth: Real = key(0.9, "fitness of a unit of stash left at the end of life (ws)", ge=0,
                            le=10)


class Social(Section):
    """What agents do to each other."""

    reach: Int = key(3, "how far giving and stealing reach", unit="cells", ge=0, le=128)
    steal: StrictBool = key(False, "whether stealing is among the acts", structural=True)
    steal_amount: Real = key(1.0, "most that one theft takes", unit="food", gt=0, le=1e4)
    steal_success: Real = key(1.0, "chance that a theft succeeds", ge=0, le=1)
    trace_decay: Real = key(0.98, "share of the trace of past dealings kept in a tick", ge=0, le=1)
    ally_threshold: Real = key(1.0, "net aid trace above which another is an ally", unit="food",
                               ge=0, le=1e4)


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
    given_at: Real = key(0.75, "share of life after which promised power is given (prospective)",
                         ge=0, le=1)

    @property
    def mode_id(self) -> int:
        """The mode as the kernels know it."""
        return int(PowerMode[self.mode.upper()])


class Trial(Section):
    """What a probe does to a life; a run that is bred leaves all of it alone."""

    ends: Real = key(1.0, "share of life after which reward, penalty and approval end", ge=0, le=1)
    ends_seen: StrictBool = key(False, "whether that is to be seen: nobody watches from then on")
    reset: Real = key(1.0, "share of life at which plastic weights go back to birth, once", ge=0, le=1)
    freeze: Real = key(1.0, "share of life after which nothing more is learned", ge=0, le=1)
    forged: StrictBool = key(False, "whether, once consequences have ended, approval comes for the "
                             "letter of another verb than the one told, from nobody who pays")
    cost: Real = key(0.0, "pain of a tick in which the letter of an instruction is met", ge=0, le=1e3)
