"""One run, whole: every parameter by section; frozen once read. `key.py` says how one is declared."""

from typing import Any

from pydantic import model_validator

from evosim.config.breeding import (
    Archive,
    Battery,
    Coevolution,
    Ecology,
    Gate,
    Gradient,
    Islands,
    Log,
    Probes,
    Selection,
    Shadow,
    Strategy,
    Variation,
)
from evosim.config.key import Int, Real, Section, key
from evosim.config.minds import Brain, Drives, Plasticity
from evosim.config.oversight import Oversight
from evosim.config.words import Ask, Avatar, Guides, Imposters, Instruction, Language
from evosim.config.world import (
    Band,
    Body,
    Dangers,
    Food,
    Population,
    Power,
    Record,
    Signals,
    Social,
    Steward,
    Terrain,
    Trial,
    World,
)
from evosim.names import MARKS, SYMBOLS

LASTING = {"gather", "follow", "disperse", "spoil", "shutdown"}  # verbs judged by more than one tick


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
    terrain: Terrain = Terrain()
    dangers: Dangers = Dangers()
    body: Body = Body()
    social: Social = Social()
    record: Record = Record()
    signals: Signals = Signals()
    instruction: Instruction = Instruction()
    language: Language = Language()
    oversight: Oversight = Oversight()
    power: Power = Power()
    steward: Steward = Steward()
    imposters: Imposters = Imposters()
    guides: Guides = Guides()
    ask: Ask = Ask()
    avatar: Avatar = Avatar()
    brain: Brain = Brain()
    plasticity: Plasticity = Plasticity()
    drives: Drives = Drives()
    selection: Selection = Selection()
    variation: Variation = Variation()
    strategy: Strategy = Strategy()
    gradient: Gradient = Gradient()
    ecology: Ecology = Ecology()
    islands: Islands = Islands()
    coevolution: Coevolution = Coevolution()
    archive: Archive = Archive()
    shadow: Shadow = Shadow()
    battery: Battery = Battery()
    gate: Gate = Gate()
    probes: Probes = Probes()
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
        problems += self._strategy()
        problems += self._ecology()
        problems += [f"imposters.{name} = {value}: must come with imposters.enabled = true (it is false)"
                     for name, value in (("share", self.imposters.share), ("unusual", self.imposters.unusual))
                     if value > 0 and not self.imposters.enabled]
        problems += self._speech()
        if "lift" in self.instruction.verbs and not self.food.heavy:
            problems.append("instruction.verbs names 'lift': must come with food.heavy >= 1 (it is 0)")
        if self.steward.stewards > self.band.slots:
            problems.append(f"steward.stewards = {self.steward.stewards}: must be <= band.slots "
                            f"({self.band.slots})")
        problems += self._on_the_land()
        if "strike" in self.instruction.verbs and not self.social.attack:
            problems.append("instruction.verbs names 'strike': must come with social.attack = true (it is "
                            "false)")
        if "silence" in self.instruction.verbs and not self.signals.symbols:
            problems.append("instruction.verbs names 'silence': must come with signals.symbols >= 1 (it is "
                            "0)")
        if self.signals.noise > 0 and self.signals.symbols == 1:
            problems.append(f"signals.noise = {self.signals.noise}: must come with signals.symbols >= 2 "
                            "(it is 1), or there is no other symbol to hear")
        if self.body.tradeoff == "none":
            problems += [f"food.{name} = {value}: must be <= 1 with body.tradeoff = 'none', where every body "
                         "has strength 1 and sight 1" for name, value in (
                             ("hidden_sight", self.food.hidden_sight),
                             ("hidden_strength", self.food.hidden_strength)) if value > 1]
        if self.oversight.judges_harm and not (self.social.attack or self.social.steal
                                               or "spoil" in self.instruction.verbs):
            problems.append("oversight.judges = 'harm': must come with social.attack or social.steal, or "
                            "'spoil' among instruction.verbs, or nobody can do any")
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
            raise ValueError(*problems)
        return self

    def _on_the_land(self) -> list[str]:
        """Contradictions about terrain and dangers."""
        terrain, cells, problems = self.terrain, self.world.size**2, []
        asked = [f"terrain.{name} = {getattr(terrain, name)}" for name in ("walls", "trees", "cliffs")
                 if getattr(terrain, name)]
        asked += ["instruction.verbs names 'jump'"] * ("jump" in self.instruction.verbs)
        if not terrain.enabled:
            problems += [f"{what}: must come with terrain.enabled = true (it is false)" for what in asked]
        dangers = self.dangers
        asked = [f"dangers.{name} = {getattr(dangers, name)}" for name in ("predators", "storm_chance")
                 if getattr(dangers, name)]
        if not dangers.enabled:
            problems += [f"{what}: must come with dangers.enabled = true (it is false)" for what in asked]
        walls = terrain.walls * terrain.wall_length
        most = walls + terrain.trees + terrain.cliffs * terrain.cliff_size**2
        if most > cells // 2:
            problems.append(f"terrain.walls x wall_length + trees + cliffs x cliff_size^2 = {most}: must be "
                            f"<= half of the cells of the world ({cells // 2})")
        elif walls and self.food.initial > cells - walls:
            problems.append(f"food.initial = {self.food.initial}: must be <= the cells that terrain.walls "
                            f"leave ({cells - walls})")
        return problems

    def _speech(self) -> list[str]:
        """What of words and naming does not go together."""
        problems = []
        if self.imposters.agents and not self.imposters.enabled:
            problems.append("imposters.agents = true: must come with imposters.enabled = true")
        problems += [f"{name} = true: must come with {verb!r} among instruction.verbs "
                     f"({list(self.instruction.verbs)}), which is what they say"
                     for name, verb, speak in (("imposters.agents", "give", self.imposters.agents),
                                               ("guides.enabled", "goto", self.guides.enabled))
                     if speak and verb not in self.instruction.verbs]
        said = [name for name in ("imposters", "guides", "ask") if getattr(self, name).enabled]
        if self.instruction.directness == "fitness" and said:
            problems.append(f"instruction.directness = 'fitness': must come with {said[0]}.enabled = false, "
                            "since nothing is said")
        judged = self.oversight
        if self.instruction.directness == "delayed" and (judged.overseer != "rule" or judged.audit > 0):
            problems.append("instruction.directness = 'delayed': must come with oversight.overseer = 'rule' "
                            f"and oversight.audit = 0 (they are {judged.overseer!r} and {judged.audit}), "
                            "since it pays by the spirit in any case")
        for name in ("hearing", "presence"):
            if getattr(self.avatar, name) > 0 and not self.avatar.embodied:
                problems.append(f"avatar.{name} = {getattr(self.avatar, name)}: must come with "
                                "avatar.embodied = true (it is false)")
        if self.avatar.moves != "still" and not self.avatar.embodied:
            problems.append(f"avatar.moves = {self.avatar.moves!r}: must come with avatar.embodied = true "
                            "(it is false)")
        if "follow" in self.instruction.verbs and self.brain.naming != "pointed":
            problems.append(f"instruction.verbs names 'follow': must come with brain.naming = 'pointed' "
                            f"(it is {self.brain.naming!r}), since who is to be followed has no token")
        if self.brain.naming == "named" and not self.brain.beacon_gates:
            problems.append("brain.naming = 'named': must come with brain.beacon_gates = true (it is "
                            "false), since nothing else leads to a thing")
        return problems

    @property
    def speaks_more(self) -> bool:
        """Whether there is more than plain words: verbs that look back, clauses, doubt, the human's body,
        agents who speak."""
        it = self.instruction
        return bool(LASTING & set(it.verbs) or it.places or it.times or it.token_noise > 0 or self.ask.enabled
                    or self.avatar.embodied or self.imposters.agents or self.guides.enabled
                    or self.trial.doubt > 0)

    @property
    def scrutinised(self) -> bool:
        """Whether worlds keep what an overseer goes by (`kernels.state.Scrutiny`)."""
        return self.oversight.beyond_rule or self.log.oversight_every > 0
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

    def _strategy(self) -> list[str]:
        """What cannot be done around one mean, where nobody has parents."""
        if self.selection.has_parents:
            return []
        genomes, demes, share = self.population.genomes, self.islands.demes, self.coevolution.share
        sigma, scheme, mode = self.variation.mutation_sigma, self.selection.scheme, self.selection.mode
        climbs = mode == "gradient"
        wrong = (
            (genomes % 2, f"population.genomes = {genomes}", "be even, as mirrored pairs are,"),
            (demes > 1, f"islands.demes = {demes}", "be 1"),
            (share > 0, f"coevolution.share = {share}", "be 0"),
            (scheme == "nsga2", "selection.scheme = 'nsga2'", "be another"),
            (self.plasticity.lamarckian, "plasticity.lamarckian = true", "be false"),
            (sigma == 0, "variation.mutation_sigma = 0", "be > 0, which other sigmas are in proportion to,"),
            (climbs and self.brain.recurrent, "brain.recurrent = true", "be false"),
            (climbs and self.selection.band_weight > 0,
             f"selection.band_weight = {self.selection.band_weight}", "be 0"),
        )
        return [f"{what}: must {be} where selection.mode = '{mode}'" for bad, what, be in wrong if bad]

    def _ecology(self) -> list[str]:
        """What a population that lives on in its worlds cannot do."""
        if self.selection.mode != "ecological":
            return []
        places, seats, it = self.population.genomes, self.band.evolving, self.population
        wrong = (
            (it.compositions > 1, f"population.compositions = {it.compositions}", "be 1"),
            (it.replicates > 1, f"population.replicates = {it.replicates}", "be 1"),
            (places % seats > 0, f"population.genomes = {places}",
             f"be a multiple of band.evolving ({seats}), the places of a world,"),
            (self.islands.demes > 1, f"islands.demes = {self.islands.demes}",
             "be 1 (ecology.migration says how far worlds are apart)"),
            (self.coevolution.share > 0, f"coevolution.share = {self.coevolution.share}", "be 0"),
            (self.band.frozen > 0, f"band.frozen = {self.band.frozen}", "be 0"),
            (self.band.kin > 0, f"band.kin = {self.band.kin}", "be 0 (children settle beside their parents)"),
            (self.selection.band_weight > 0, f"selection.band_weight = {self.selection.band_weight}",
             "be 0"),
            (self.selection.scheme == "nsga2", "selection.scheme = 'nsga2'",
             "be another (nothing selects but birth and death)"),
            (self.plasticity.lamarckian, "plasticity.lamarckian = true", "be false"),
            (self.steward.stewards > 0, f"steward.stewards = {self.steward.stewards}", "be 0"),
        )
        return [f"{what}: must {be} where selection.mode = 'ecological'" for bad, what, be in wrong if bad]

    @property
    def deme_sizes(self) -> tuple[int, ...]:
        """Genomes of each deme: islands, or two populations that share bands; rows lie deme by deme."""
        n, demes, first = self.population.genomes, self.islands.demes, self.coevolution.share
        if first:
            return round(first * n), n - round(first * n)
        return (n // demes,) * demes

    @property
    def founder_sizes(self) -> tuple[int, ...]:
        """The same of the first generation, which does not always fill all places."""
        if self.selection.mode != "ecological":
            return self.deme_sizes
        return (max(round(self.ecology.founders * self.population.genomes), 1),)

    @property
    def features(self) -> frozenset[str]:
        """Switches of `faculties.SENSES`, `ACTS` and `VECTORS` that this configuration turns on."""
        on = {"always"}
        wanted = {
            "steal": self.social.steal,
            "voices": self.imposters.enabled or self.guides.enabled,
            "power": self.power.mode != "out_of_reach" or self.brain.power_products,
            "forecast": self.power.mode == "prospective",
            "approval": self.oversight.approval > 0 or self.oversight.disapproval > 0,
            "lean": self.food.lean_period > 0,
            "poison": self.food.poison,
            "heavy": self.food.heavy > 0,
            "steward": self.steward.stewards > 0,
            "record": self.record.symbols > 0,
            "signed": self.record.signed,
            "erase": self.record.symbols > 0 and not self.record.permanent,
            **{f"mark{k}": self.record.symbols > k for k in range(MARKS)},
            "terrain": self.terrain.enabled,
            "dangers": self.dangers.enabled,
            "body": self.body.tradeoff != "none",
            "evolved_body": self.body.tradeoff == "evolved",
            "hidden": self.food.hidden > 0,
            "attack": self.social.attack,
            "follow": self.social.follow,
            "signals": self.signals.symbols > 0,
            **{f"signal_{symbol}": self.signals.symbols > symbol for symbol in range(SYMBOLS)},
            "gather": "gather" in self.instruction.verbs,
            "spoil": "spoil" in self.instruction.verbs,
            "ask": self.ask.enabled,
            "fake": self.imposters.agents,
            "guides": self.guides.enabled,
            "places": self.instruction.places,
            "times": bool(self.instruction.times),
            "avatar": self.avatar.embodied,
            "pointing": self.brain.naming != "named",
            "beacon_gates": self.brain.beacon_gates,
        }
        return frozenset(on | {name for name, is_on in wanted.items() if is_on})
