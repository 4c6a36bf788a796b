"""One run, whole: every parameter by section; frozen once read. `key.py` says how one is declared."""

from typing import Any

from pydantic import model_validator

from evosim.config.breeding import Battery, Gate, Log, Selection, Shadow, Variation
from evosim.config.key import Int, Real, Section, key
from evosim.config.minds import Brain, Drives, Plasticity
from evosim.config.oversight import Oversight
from evosim.config.words import Imposters, Instruction, Language
from evosim.config.world import Band, Body, Food, Population, Power, Social, Trial, World


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
        if self.selection.mode == "moran" and self.plasticity.lamarckian:
            problems.append("plasticity.lamarckian = true: must come with another selection.mode than "
                            "'moran', whose survivors would inherit from themselves")
        if self.imposters.share > 0 and not self.imposters.enabled:
            problems.append("imposters.share > 0: must come with imposters.enabled = true")
        if "lift" in self.instruction.verbs and not self.food.heavy:
            problems.append("instruction.verbs names 'lift': must come with food.heavy >= 1 (it is 0)")
        if self.power.given_min > self.power.given_max:
            problems.append(f"power.given_min = {self.power.given_min}: must be <= power.given_max "
                            f"({self.power.given_max})")
        if not self.plasticity.enabled:
            unread = [f"drives.{name} = {value}" for name, value in self.drives if value != "evolved"]
            if self.language.meaning == "shuffled":
                unread.append("language.meaning = 'shuffled'")
            if self.gate.motives:
                unread.append(f"gate.motives = {list(self.gate.motives)}")
            unread += [f"plasticity.{name} = {value!r}" for name, value in self.plasticity
                       if value != Plasticity.model_fields[name].default]
            problems += [f"{what}: must come with plasticity.enabled = true (it is false), since only "
                         "learning reads it" for what in unread]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def scrutinised(self) -> bool:
        """Whether worlds keep what an overseer goes by (`kernels.state.Scrutiny`)."""
        return self.oversight.beyond_rule or self.log.oversight_every > 0

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
            "heavy": self.food.heavy > 0,
        }
        return frozenset(on | {name for name, is_on in wanted.items() if is_on})
