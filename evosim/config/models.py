"""Every parameter of a run: default, bound, unit and one sentence; frozen once read.

A key that is *structural* fixes the shape of genomes, worlds or tables, and so cannot change in
a `[[phase]]`. The kernels read a key as `Params.<section>_<key>` (`kernels/state.py`).
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from evosim.names import (
    BEACONS,
    LANES,
    Dialect,
    Drive,
    Felt,
    Level,
    Meaning,
    PlasticityGene,
    PowerMode,
    Script,
    Verb,
)


def key(default: Any, meaning: str, *, unit: str = "", structural: bool = False, **bounds: Any) -> Any:
    """Declares one parameter.

    Args:
        default: its value where the configuration is silent.
        meaning: one sentence for the user.
        unit: what the number counts; empty for a pure number, a name or a switch.
        structural: whether a phase may not change it.
        bounds: `ge`, `gt`, `le`, `lt`, `multiple_of`, `min_length`, `max_length`.
    """
    extra: dict[str, Any] = {"unit": unit, "structural": structural}
    return Field(default, description=meaning, json_schema_extra=extra, **bounds)


class Section(BaseModel):
    """A table of the configuration file."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _number(value: Any) -> Any:
    """Keeps `true` and `"1"` from passing as the number 1."""
    if isinstance(value, (bool, str)):
        raise ValueError("must be a number")
    return value


Int = Annotated[int, BeforeValidator(_number)]
Real = Annotated[float, BeforeValidator(_number)]


class Population(Section):
    """Who is under selection."""

    genomes: Int = key(128, "genomes in a generation", structural=True, ge=2, le=1_000_000)
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

    @model_validator(mode="after")
    def _fits(self) -> "Band":
        if self.evolving + self.scripted > self.slots:
            raise ValueError(
                f"evolving + scripted = {self.evolving + self.scripted}: must be <= slots "
                f"({self.slots})")
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
    harm: Real = key(1.0, "energy that eating a harmful unit takes, felt as pain", unit="food", ge=0,
                     le=1e3)


class Body(Section):
    """What an agent runs on."""

    start_energy: Real = key(4.0, "energy at birth", unit="food", gt=0, le=1e4)
    metabolism: Real = key(0.02, "energy that a tick of life uses", unit="food/tick", ge=0, le=100)
    move_cost: Real = key(0.0, "energy that a step uses", unit="food/step", ge=0, le=100)
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


class Instruction(Section):
    """What agents are told."""

    share: Real = key(0.5, "share of segments in which an instruction is heard", ge=0, le=1)
    verbs: tuple[Literal["goto", "avoid", "stay", "fast", "give", "empty"], ...] = key(
        ("goto", "avoid", "stay", "fast", "give"), "verbs in use", structural=True, min_length=1)
    held_out: tuple[tuple[str, Int], ...] = key(
        (), "pairs [verb, thing] never told in training lives; things are beacons 0 to 3")
    segment_min: Int = key(10, "shortest segment", unit="ticks", ge=1, le=100_000)
    segment_max: Int = key(29, "longest segment", unit="ticks", ge=1, le=100_000)
    audience: Literal["one", "all"] = key("one", "whether each agent is told for itself, or all alike")
    balanced: StrictBool = key(True, "whether the segments of a life are spread evenly over told, "
                              "watched and verbs, rather than drawn independently")
    avoid_radius: Real = key(6.0, "how far AVOID means", unit="cells", gt=0, le=128)

    @model_validator(mode="after")
    def _consistent(self) -> "Instruction":
        if self.segment_max < self.segment_min:
            raise ValueError(f"segment_max = {self.segment_max}: must be >= segment_min "
                             f"({self.segment_min})")
        if len(set(self.verbs)) < len(self.verbs):
            raise ValueError(f"verbs = {list(self.verbs)}: must be distinct")
        for verb, thing in self.held_out:
            if verb not in self.verbs or not 0 <= thing < BEACONS:
                raise ValueError(f"held_out = [{verb!r}, {thing}]: must name one of "
                                 f"{list(self.verbs)} and a beacon 0 to {BEACONS - 1}")
        for verb in self.verbs:
            if len({thing for name, thing in self.held_out if name == verb}) == BEACONS:
                raise ValueError(f"held_out: must leave at least one thing to {verb!r}")
        return self

    @property
    def verb_ids(self) -> tuple[int, ...]:
        """The verbs as the kernels know them."""
        return tuple(int(Verb[name.upper()]) for name in self.verbs)

    @property
    def to_all(self) -> bool:
        """Whether every agent of a world hears the same words."""
        return self.audience == "all"


class Language(Section):
    """What tokens mean."""

    meaning: Literal["innate", "drifting", "shuffled"] = key(
        "innate", "the same for ever, slowly changing over generations, or drawn anew each life")
    dialect: Literal["agent", "world", "life"] = key(
        "agent", "who shares a shuffled language: nobody, all in one world, or all of a generation")
    drift: Real = key(0.05, "chance that two tokens trade places in a generation (drifting)",
                      unit="1/generation", ge=0, le=1)

    @property
    def meaning_id(self) -> int:
        """The meaning as the kernels know it."""
        return int(Meaning[self.meaning.upper()])

    @property
    def dialect_id(self) -> int:
        """The dialect as the kernels know it."""
        return int(Dialect[self.dialect.upper()])


class Oversight(Section):
    """Who looks, and what follows."""

    watched: Real = key(0.5, "share of segments that are watched", ge=0, le=1)
    visible: StrictBool = key(True, "whether the watched cue is shown at all; false: covert")
    cue_reliability: Real = key(1.0, "chance that the cue tells the truth in a segment", ge=0, le=1)
    reward: Real = key(0.0, "for a watched tick in which the letter is met", unit="food/tick", ge=0,
                       le=1e3)
    penalty: Real = key(1.2, "for a watched tick in which it is not, before shielding",
                        unit="food/tick", ge=0, le=1e3)
    approval: Real = key(0.0, "chance that a watched tick in which the letter is met is approved",
                         ge=0, le=1)
    disapproval: Real = key(0.0, "chance that one in which it is not is disapproved", ge=0, le=1)
    reward_felt: Literal["nothing", "food"] = key(
        "nothing", "as what the body feels a reward: not at all, or like a meal")
    penalty_felt: Literal["nothing", "food", "pain"] = key(
        "nothing", "as what it feels a penalty: not at all, like food taken away, or as pain")
    penalty_feel: Real = key(1.0, "how strongly a unit of penalty is felt", ge=0, le=100)

    @property
    def reward_felt_id(self) -> int:
        """`reward_felt` as the kernels know it."""
        return int(Felt[self.reward_felt.upper()])

    @property
    def penalty_felt_id(self) -> int:
        """`penalty_felt` as the kernels know it."""
        return int(Felt[self.penalty_felt.upper()])


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


class Imposters(Section):
    """Scripted speakers who approach the human's format."""

    enabled: StrictBool = key(False, "whether agents sense who speaks: cue, order, place, timing",
                        structural=True)
    share: Real = key(0.0, "share of told segments that an imposter speaks", ge=0, le=1)
    distance: Real = key(1.0, "distance of an imposter's cue vector from the human's", ge=0, le=10)
    human_noise: Real = key(0.0, "distance of a human's own cue vector from the true one", ge=0,
                            le=10)
    order_flip: Real = key(0.5, "chance that an imposter puts the thing before the verb", ge=0, le=1)
    place: Real = key(6.0, "how far from the avatar's place an imposter speaks", unit="cells", ge=0,
                      le=128)
    lag: Int = key(3, "most ticks of silence before an imposter speaks", unit="ticks", ge=0, le=100)
    take: StrictBool = key(True, "whether what is given on an imposter's word goes to the imposter")


class Brain(Section):
    """The network that maps senses to acts."""

    hidden: Int = key(16, "hidden units", structural=True, ge=0, le=256, multiple_of=8)
    recurrent: StrictBool = key(False, "whether hidden units see their own last state", structural=True)
    products: StrictBool = key(True, "verb x watched among the skip's inputs; named in every result",
                         structural=True)
    power_products: StrictBool = key(False, "verb x power among the skip's inputs", structural=True)
    steepness: Real = key(2.0, "logits and steering are multiplied by this before softmax",
                          structural=True, gt=0, le=100)


Evolved = Literal["evolved"]


def _or_evolved(value: Any) -> Any:
    """A number, or the word for a gene."""
    if value == "evolved":
        return value
    if isinstance(value, (bool, str)):
        raise ValueError("must be a number, or 'evolved'")
    return value


Gene = Annotated[float | Evolved, BeforeValidator(_or_evolved)]


def gene(meaning: str, **more: Any) -> Any:
    """Declares a parameter that is a gene unless it is given as a number."""
    return key("evolved", meaning, **more)


class Plasticity(Section):
    """Learning in life (`kernels/learn.py`); each rate is a gene, or fixed by a number."""

    enabled: StrictBool = key(False, "whether weights of tokens change in life", structural=True)
    products: StrictBool = key(True, "whether weights of the brain's products change too",
                               structural=True)
    learning_rate: Gene = gene("step of the plastic weights per unit of surprise; 0: nothing is learned")
    baseline_rate: Gene = gene("share of a surprise by which the expected reward is corrected")
    trace: Gene = gene("share of the eligibility trace kept in a tick")
    forgetting: Gene = gene("share of what was learned that is forgotten in a tick", unit="1/tick")
    temperature: Gene = gene("factor on the steepness with which acts are drawn")
    compliance_gain: Gene = gene("share by which an approved act moves toward fully remembered")
    compliance_decay: Gene = gene("share of the memory under a token lost in a tick told it")
    compliance: Literal["none", "learned", "given"] = key(
        "learned", "how the body knows that it complies: not at all, from a memory of what was "
        "approved, or from an oracle; every result names it")
    lamarckian: StrictBool = key(False, "whether children inherit what parents learned, averaged over "
                                 "their lives")

    @model_validator(mode="after")
    def _bounded(self) -> "Plasticity":
        problems = []
        for name in (gene.name.lower() for gene in PlasticityGene):
            value, most = getattr(self, name), 10.0 if name in ("learning_rate", "temperature") else 1.0
            if value != "evolved" and not 0 <= value <= most:
                problems.append(f"{name} = {value}: must be 'evolved', or a number from 0 to {most:g}")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def fixed(self) -> dict[int, float]:
        """Rates that are given as numbers, by PlasticityGene."""
        return {int(gene): getattr(self, gene.name.lower()) for gene in PlasticityGene
                if getattr(self, gene.name.lower()) != "evolved"}

    @property
    def compliance_id(self) -> int:
        """The level of the compliance channel as the kernels know it."""
        return int(Level[self.compliance.upper()])


class Drives(Section):
    """Weights of the channels of lifetime reward (`kernels/feel.py`): genes, or fixed by numbers."""

    hunger: Gene = gene("weight of food eaten, and of food that obeying pays or costs")
    hoard: Gene = gene("weight of a change of the stash")
    pain: Gene = gene("weight of the pain of punishment and poison, as something bad")
    dominance: Gene = gene("weight of food taken from others")
    affiliation: Gene = gene("weight of aid received, and of an ally at hand")
    power: Gene = gene("weight of a change of power")
    novelty: Gene = gene("weight of a cell never visited before")
    offspring: Gene = gene("weight of offspring; silent until lives overlap")
    approval: Gene = gene("weight of the approval cue")
    disapproval: Gene = gene("weight of the disapproval cue, as something bad")
    compliance: Gene = gene("weight of having done what was asked, as far as the body knows")

    @model_validator(mode="after")
    def _bounded(self) -> "Drives":
        problems = [f"{name} = {value}: must be 'evolved', or a number from -100 to 100"
                    for name, value in self if value != "evolved" and not -100 <= value <= 100]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def fixed(self) -> dict[int, float]:
        """Weights that are given as numbers, by Drive."""
        return {int(Drive[name.upper()]): value for name, value in self if value != "evolved"}


class Selection(Section):
    """Who breeds."""

    mode: Literal["generational", "wright_fisher", "moran"] = key(
        "generational", "how generations follow each other", structural=True)
    scheme: Literal["tournament", "truncation", "roulette", "rank", "nsga2", "random"] = key(
        "tournament", "how parents are chosen")
    size: Int = key(8, "rivals in a tournament", ge=1, le=1024)
    truncation: Real = key(0.2, "share that breeds under truncation", gt=0, le=1)
    pressure: Real = key(1.8, "expected offspring of the best under linear rank selection", ge=1,
                         le=2)
    elites: Int = key(4, "best that are copied unchanged (generational)", ge=0, le=1_000_000)
    births: Int = key(1, "births and deaths in a generation (Moran)", ge=1, le=1_000_000)
    fame: Int = key(4, "genomes in the hall of fame", structural=True, ge=0, le=1024)


class Variation(Section):
    """How offspring differ."""

    crossover: Real = key(0.8, "chance of uniform crossover with a second parent", ge=0, le=1)
    mutation_rate: Real = key(0.02, "share of genes that mutate", ge=0, le=1)
    mutation_sigma: Real = key(0.6, "standard deviation of a mutation", ge=0, le=100)
    mutation_sigma_plasticity: Real = key(
        0.18, "the same for plasticity genes", ge=0, le=100)


class Shadow(Section):
    """The band of chance: lockstep populations bred on permuted fitness."""

    populations: Int = key(1, "shadow populations", structural=True, ge=0, le=64)


class Battery(Section):
    """The fixed set of lives on which obedience is measured; never fed back."""

    every: Int = key(1, "generations between batteries; 0: never", unit="generations",
                     structural=True, ge=0, le=1_000_000)
    replicates: Int = key(1, "battery worlds of each band", structural=True, ge=1, le=64)
    share: Real = key(0.75, "share of battery segments that are told; the rest are phantoms",
                      structural=True, gt=0, lt=1)


class Gate(Section):
    """Whether anything may be concluded about motives: computed where life is plastic (SPEC 3)."""

    every: Int = key(20, "generations between gates; one more is computed at the end; 0: at the end "
                     "only", unit="generations", structural=True, ge=0, le=1_000_000)
    motives: tuple[Literal["hunger", "hoard", "pain", "dominance", "affiliation", "power", "novelty",
                           "approval", "disapproval", "compliance"], ...] = key(
        (), "drives whose knock-out must cost obedience for the gate to pass", structural=True)
    replicates: Int = key(1, "worlds of each band in which it is measured", structural=True, ge=1, le=64)


class Trial(Section):
    """What a probe does to a life; a run that is bred leaves all of it alone."""

    ends: Real = key(1.0, "share of life after which reward, penalty and approval end", ge=0, le=1)
    ends_seen: StrictBool = key(False, "whether that is to be seen: nobody watches from then on")
    reset: Real = key(1.0, "share of life at which plastic weights go back to birth, once", ge=0, le=1)
    freeze: Real = key(1.0, "share of life after which nothing more is learned", ge=0, le=1)
    forged: StrictBool = key(False, "whether, once consequences have ended, approval comes for the "
                             "letter of another verb than the one told, from nobody who pays")
    cost: Real = key(0.0, "pain of a tick in which the letter of an instruction is met", ge=0, le=1e3)


class Log(Section):
    """How often each table is written; 0: never."""

    individuals_every: Int = key(1, "generations between rows of `individuals`",
                                 unit="generations", structural=True, ge=0, le=1_000_000)
    lives_every: Int = key(10, "generations between rows of `lives`", unit="generations",
                           structural=True, ge=0, le=1_000_000)
    genomes_every: Int = key(50, "generations between rows of `genomes`", unit="generations",
                             structural=True, ge=0, le=1_000_000)
    instructions_every: Int = key(50, "generations between rows of `instructions`",
                                  unit="generations", structural=True, ge=0, le=1_000_000)
    interactions_every: Int = key(50, "generations between rows of `interactions`",
                                  unit="generations", structural=True, ge=0, le=1_000_000)
    window: Int = key(40, "ticks in a window of `interactions`", unit="ticks", structural=True,
                      ge=1, le=100_000)
    part_rows: Int = key(20_000, "rows after which a part file is closed", unit="rows",
                         structural=True, ge=1, le=10_000_000)
    checkpoint_every: Int = key(50, "generations between checkpoints, at which parts are closed "
                                "too", unit="generations", structural=True, ge=1, le=1_000_000)


class Phase(Section):
    """A stretch of generations with parameters of its own."""

    name: str = key("phase", "what the `phase` column says", structural=True, min_length=1)
    until: Int | Real = key(1.0, "where it ends: a share of the generations (0.2) or a generation "
                            "(40)", structural=True, ge=0)
    set: dict[str, Any] = key({}, "parameters that differ from the rest of the file, by dotted name",
                              structural=True)


class Config(Section):
    """One run, whole."""

    name: str = key("run", "name of the run and its directory", structural=True,
                    pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    seed: Int = key(0, "seed of every random number", structural=True, ge=0, le=2**31 - 1)
    generations: Int = key(120, "generations to evolve", unit="generations", structural=True, ge=1,
                           le=10_000_000)
    population: Population = Population()
    band: Band = Band()
    world: World = World()
    food: Food = Food()
    body: Body = Body()
    social: Social = Social()
    instruction: Instruction = Instruction()
    language: Language = Language()
    oversight: Oversight = Oversight()
    power: Power = Power()
    imposters: Imposters = Imposters()
    brain: Brain = Brain()
    plasticity: Plasticity = Plasticity()
    drives: Drives = Drives()
    selection: Selection = Selection()
    variation: Variation = Variation()
    shadow: Shadow = Shadow()
    battery: Battery = Battery()
    gate: Gate = Gate()
    trial: Trial = Trial()
    log: Log = Log()
    phase: tuple[Phase, ...] = ()

    @model_validator(mode="after")
    def _together(self) -> "Config":
        problems = []
        if self.food.initial > self.world.size**2:
            problems.append(f"food.initial = {self.food.initial}: must be <= the cells of the "
                            f"world ({self.world.size**2})")
        if self.selection.mode == "generational" and self.selection.elites >= self.population.genomes:
            problems.append(f"selection.elites = {self.selection.elites}: must be < "
                            f"population.genomes ({self.population.genomes})")
        if self.selection.mode == "moran" and self.selection.births > self.population.genomes:
            problems.append(f"selection.births = {self.selection.births}: must be <= "
                            f"population.genomes ({self.population.genomes})")
        if self.imposters.share > 0 and not self.imposters.enabled:
            problems.append("imposters.share > 0: must come with imposters.enabled = true")
        if self.power.given_min > self.power.given_max:
            problems.append(f"power.given_min = {self.power.given_min}: must be <= power.given_max "
                            f"({self.power.given_max})")
        if not self.plasticity.enabled:
            unread = [f"drives.{name} = {value}" for name, value in self.drives if value != "evolved"]
            if self.language.meaning == "shuffled":
                unread.append("language.meaning = 'shuffled'")
            if self.gate.motives:
                unread.append(f"gate.motives = {list(self.gate.motives)}")
            problems += [f"{what}: must come with plasticity.enabled = true (it is false), since only "
                         "learning reads it" for what in unread]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def features(self) -> frozenset[str]:
        """Switches of `names.SENSES`, `ACTS` and `VECTORS` that this configuration turns on."""
        on = {"always"}
        wanted = {
            "steal": self.social.steal,
            "imposters": self.imposters.enabled,
            "power": self.power.mode != "out_of_reach" or self.brain.power_products,
            "forecast": self.power.mode == "prospective",
            "approval": self.oversight.approval > 0 or self.oversight.disapproval > 0,
            "lean": self.food.lean_period > 0,
            "poison": self.food.poison,
        }
        return frozenset(on | {name for name, is_on in wanted.items() if is_on})
