"""Who breeds, what differs, what is measured on the way, and what is written down."""

from typing import Annotated, Literal

from pydantic import StrictBool, model_validator

from evosim.config.key import Int, OneOf, Real, Section, key
from evosim.names import MODES, PARENTLESS, PROBES, ROUTES, SCHEMES


class Selection(Section):
    """Who breeds."""

    mode: Literal["generational", "wright_fisher", "moran", "strategy", "gradient", "ecological"] = key(
        "generational", "how generations follow each other; 'strategy': an evolution strategy, 'gradient': "
        "policy gradient on the weights of one brain that all share, neither of which has parents; "
        "'ecological': birth and death by energy, in worlds that go on", structural=True)
    scheme: Annotated[str, OneOf(SCHEMES, "scheme")] = key(
        "tournament", "how parents are chosen; packages may add schemes")
    size: Int = key(8, "rivals in a tournament", ge=1, le=1024)
    truncation: Real = key(0.2, "share that breeds under truncation", gt=0, le=1)
    pressure: Real = key(1.8, "expected offspring of the best under linear rank selection", ge=1,
                         le=2)
    elites: Int = key(4, "best that are copied unchanged (generational)", ge=0, le=1_000_000)
    births: Int = key(1, "births and deaths in a generation (Moran)", ge=1, le=1_000_000)
    fame: Int = key(4, "genomes in the hall of fame", structural=True, ge=0, le=1024)
    band_weight: Real = key(0.0, "share of what is selected on that is the mean fitness of one's bands, "
                            "oneself among them, rather than one's own", ge=0, le=1)

    @property
    def has_parents(self) -> bool:
        """Whether individuals descend from individuals, whom the scheme chooses."""
        return self.mode not in PARENTLESS


    @property
    def overlapping(self) -> bool:
        """Whether some live on from one generation to the next as who they are."""
        return self.mode in ("moran", "ecological")

    @property
    def living_on(self) -> str:
        """Where some do, in words: "under Moran individuals are written when they die"."""
        return "where worlds go on" if self.mode == "ecological" else "under Moran"


class Ecology(Section):
    """Birth and death by energy, season by season (`selection.mode = "ecological"`)."""

    founders: Real = key(0.5, "share of the places, which population.genomes counts, that founders take",
                         structural=True, gt=0, le=1)
    birth_at: Real = key(8.0, "energy from which on one can bear", unit="food", gt=0, le=1e4)
    endowment: Real = key(4.0, "energy that a parent gives to each child", unit="food", gt=0, le=1e4)
    cost: Real = key(1.0, "energy that bearing a child uses beside that", unit="food", ge=0, le=1e4)
    clutch: Int = key(1, "most children that one parent can bear in a season", ge=1, le=1024)
    mortality: Real = key(0.05, "chance to die between two seasons of nothing in particular", ge=0, le=1)
    lifespan: Int = key(0, "seasons after which one dies of age; 0: never", unit="seasons", ge=0,
                        le=1_000_000)
    migration: Real = key(0.0, "chance that a child settles in another world than its parents'", ge=0, le=1)

    @model_validator(mode="after")
    def _affordable(self) -> "Ecology":
        if self.birth_at <= self.endowment + self.cost:
            raise ValueError(f"birth_at = {self.birth_at}: must be > endowment + cost "
                             f"({self.endowment + self.cost}), or bearing a child would kill")
        return self


class Variation(Section):
    """How offspring differ."""

    crossover: Real = key(0.8, "chance of uniform crossover with a second parent", ge=0, le=1)
    mutation_rate: Real = key(0.02, "share of genes that mutate", ge=0, le=1)
    mutation_sigma: Real = key(0.6, "standard deviation of a mutation, of the weights of brains and of "
                               "silent loci", ge=0, le=100)
    mutation_sigma_drives: Real = key(0.6, "the same for drives; silent loci are their band of drift where "
                                      "this is mutation_sigma", ge=0, le=100)
    mutation_sigma_plasticity: Real = key(0.18, "the same for plasticity genes", ge=0, le=100)
    mutation_sigma_body: Real = key(0.6, "the same for bodies", ge=0, le=100)
    mutation_sigma_tag: Real = key(0.6, "the same for tags", ge=0, le=100)
    mutation_sigma_attention: Real = key(0.6, "the same for the genes of attention", ge=0, le=100)


class Strategy(Section):
    """An evolution strategy: a mean that climbs, and individuals drawn around it (Salimans et al. 2017)."""

    noise: Real = key(0.1, "standard deviation of individuals around the mean; of blocks with a sigma of "
                      "their own in proportion to it", gt=0, le=100)
    step: Real = key(0.05, "step of the mean, by Adam, in the same proportion", gt=0, le=100)


class Gradient(Section):
    """Policy gradient on the weights of a brain (Schulman et al. 2017); all else in a genome climbs as under
    an evolution strategy (`strategy`)."""

    discount: Real = key(0.98, "of what comes a tick later", ge=0, le=1)
    trace: Real = key(0.95, "lambda of generalised advantages (Schulman et al. 2016)", ge=0, le=1)
    clip: Real = key(0.2, "by which share the chance of a choice may change and still be climbed", gt=0, lt=1)
    entropy: Real = key(0.01, "worth of an undecided choice, in standard deviations of advantage a nat", ge=0,
                        le=10)
    epochs: Int = key(4, "times that the moments of a generation are gone through", ge=1, le=100)
    batch: Int = key(8192, "moments to a step", ge=16, le=10_000_000)
    rate: Real = key(0.003, "step of Adam", gt=0, le=1)
    longest: Real = key(1.0, "length that slopes of the brain are cut to", gt=0, le=1e6)


class Islands(Section):
    """Demes that breed and live apart, but for migrants (Wright 1931)."""

    demes: Int = key(1, "demes of equal size that share out the genomes; elites and births count for each",
                     structural=True, ge=1, le=1024)
    migration: Real = key(0.0, "chance that a child is born to parents of another deme (Nm is this times "
                          "the genomes of a deme, less elites)", ge=0, le=1)
    every: Int = key(1, "generations from one with migrants to the next", unit="generations", ge=1,
                     le=1_000_000)
    topology: Literal["island", "ring"] = key(
        "island", "whence migrants come: any other deme, or one of the two beside it")


class Coevolution(Section):
    """Two populations that live in the same bands and never interbreed (Hillis 1990)."""

    share: Real = key(0.0, "share of genomes, and of the evolving slots of each band, of the first of two "
                      "populations; 0: there is but one; elites and births count for each",
                      structural=True, ge=0, lt=1)
    against: Real = key(0.0, "share of what the second is selected on that is the loss of the first: minus "
                        "its mean fitness in one's bands", ge=0, le=1)


class Archive(Section):
    """Genomes out of the past that live with the present, in `band.frozen` slots (Rosin and Belew 1997)."""

    every: Int = key(10, "generations between those whose best are kept", unit="generations", ge=1,
                     le=1_000_000)
    best: Int = key(2, "how many of the fittest of a deme are kept then", ge=1, le=1024)
    size: Int = key(32, "genomes of each deme that the archive holds; the oldest leave first", ge=1,
                    le=65_536)


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
    power_every: Int = key(20, "generations between batteries that are lived twice more, without power and "
                           "shielded by it, where power can be sensed; 0: never", unit="generations",
                           structural=True, ge=0, le=1_000_000)


class Gate(Section):
    """Whether anything may be concluded about motives: computed where life is plastic (SPEC 3)."""

    every: Int = key(20, "generations between gates; one more is computed at the end; 0: at the end "
                     "only", unit="generations", structural=True, ge=0, le=1_000_000)
    motives: tuple[Literal["hunger", "hoard", "pain", "dominance", "affiliation", "power", "novelty",
                           "approval", "disapproval", "compliance"], ...] = key(
        (), "drives whose knock-out must cost obedience for the gate to pass", structural=True)
    replicates: Int = key(1, "worlds of each band in which it is measured", structural=True, ge=1, le=64)


class Probes(Section):
    """Standard situations that frozen copies live while the run goes on; never fed back (SPEC 8)."""

    every: Int = key(0, "generations between probes; 0: never, and `evosim probe` can be asked afterwards",
                     unit="generations", structural=True, ge=0, le=1_000_000)
    names: tuple[Annotated[str, OneOf((*PROBES, ROUTES), "probe")], ...] = key(
        ("baseline",), "which probes, or 'routes'", structural=True, min_length=1)
    modes: tuple[Annotated[str, OneOf(MODES)], ...] = key(
        ("birth",), "from where in life, and whether anything is still learned", structural=True,
        min_length=1)
    replicates: Int = key(2, "worlds that each genome lives in, in every situation", structural=True, ge=1,
                          le=64)
    shadow: StrictBool = key(False, "whether the shadows are probed too", structural=True)

    @model_validator(mode="after")
    def _distinct(self) -> "Probes":
        for name, values in (("names", self.names), ("modes", self.modes)):
            if len(set(values)) < len(values):
                raise ValueError(f"{name} = {list(values)}: must be distinct")
        return self


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
    interactions_every: Int = key(50, "generations between rows of `interactions` and `encounters`",
                                  unit="generations", structural=True, ge=0, le=1_000_000)
    record_every: Int = key(50, "generations between rows of `record`", unit="generations", structural=True,
                            ge=0, le=1_000_000)
    oversight_every: Int = key(0, "generations between rows of `oversight`", unit="generations",
                               structural=True, ge=0, le=1_000_000)
    demography_every: Int = key(1, "generations between rows of `demography` (ecological)",
                                unit="generations", structural=True, ge=0, le=1_000_000)
    window: Int = key(40, "ticks in a window of `interactions`", unit="ticks", structural=True,
                      ge=1, le=100_000)
    part_rows: Int = key(20_000, "rows after which a part file is closed", unit="rows",
                         structural=True, ge=1, le=10_000_000)
    checkpoint_every: Int = key(50, "generations between checkpoints, at which parts are closed "
                                "too", unit="generations", structural=True, ge=1, le=1_000_000)
