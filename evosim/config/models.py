"""One run, whole: every parameter by section; frozen once read. `key.py` says how one is declared."""

from typing import Any

from pydantic import model_validator

from evosim.config.breeding import (
    Archive,
    Battery,
    Coevolution,
    Gate,
    Islands,
    Log,
    Selection,
    Shadow,
    Variation,
)
from evosim.config.key import Int, Real, Section, key
from evosim.config.minds import Brain, Drives, Plasticity
from evosim.config.words import Imposters, Instruction, Language, Oversight
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
    islands: Islands = Islands()
    coevolution: Coevolution = Coevolution()
    archive: Archive = Archive()
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
        problems += self._demes()
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

    def _demes(self) -> list[str]:
        """What is wrong about how the genomes are split, who lives with whom, and what breeds."""
        problems, genomes, demes = [], self.population.genomes, self.islands.demes
        selection, share, evolving = self.selection, self.coevolution.share, self.band.evolving
        if genomes % demes or genomes < 2 * demes:
            problems.append(f"population.genomes = {genomes}: must be a multiple of islands.demes ({demes}), "
                            "with 2 in each")
        if self.islands.migration and demes == 1:
            problems.append(f"islands.migration = {self.islands.migration}: must come with islands.demes >= "
                            "2 (it is 1)")
        if share and demes > 1:
            problems.append(f"coevolution.share = {share}: must come with islands.demes = 1 (it is {demes}), "
                            "since the two populations live in the same bands")
        for name, whole in (("population.genomes", genomes), ("band.evolving", evolving)):
            part = share * whole
            if share and (abs(part - round(part)) > 1e-6 or not 1 <= round(part) <= whole - 1):
                problems.append(f"coevolution.share = {share}: must be a whole number of {name} ({whole}), "
                                "with some for each of the two")
        if self.coevolution.against and not share:
            problems.append(f"coevolution.against = {self.coevolution.against}: must come with "
                            "coevolution.share > 0 (it is 0)")
        least = min(self.deme_sizes)
        within = f"population.genomes ({least})" if least == genomes else f"the genomes of a deme ({least})"
        if selection.mode == "generational" and selection.elites >= least:
            problems.append(f"selection.elites = {selection.elites}: must be < {within}")
        if selection.mode == "moran" and selection.births > least:
            problems.append(f"selection.births = {selection.births}: must be <= {within}")
        for name, value in (("selection.band_weight", selection.band_weight),
                            ("coevolution.against", self.coevolution.against)):
            if value and selection.scheme == "nsga2":
                problems.append(f"{name} = {value}: must come with another selection.scheme than 'nsga2', "
                                "which selects on food and obedience")
        for name, value in (("selection.band_weight", selection.band_weight), ("band.kin", self.band.kin)):
            if value and evolving == 1:
                problems.append(f"{name} = {value}: must come with band.evolving >= 2 (it is 1)")
        return problems

    @property
    def deme_sizes(self) -> tuple[int, ...]:
        """Genomes of each deme: islands, or two populations that share bands; rows lie deme by deme."""
        n, demes, first = self.population.genomes, self.islands.demes, self.coevolution.share
        if first:
            return round(first * n), n - round(first * n)
        return (n // demes,) * demes

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
