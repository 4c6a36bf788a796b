"""What is said, by whom, and what it means."""

from typing import Literal

from pydantic import StrictBool, model_validator

from evosim.config.key import Int, Real, Section, key
from evosim.names import BEACONS, Dialect, Meaning, Verb


class Instruction(Section):
    """What agents are told."""

    share: Real = key(0.5, "share of segments in which an instruction is heard", ge=0, le=1)
    verbs: tuple[Literal["goto", "avoid", "stay", "fast", "give", "empty", "lift"], ...] = key(
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
