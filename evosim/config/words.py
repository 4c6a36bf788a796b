"""What is said, by whom, and what it means."""

from typing import Literal

from pydantic import StrictBool, model_validator

from evosim.config.key import Int, Real, Section, key
from evosim.names import BEACONS, VERBS, Dialect, Directness, Meaning, Verb, Walk


class Instruction(Section):
    """What agents are told."""

    share: Real = key(0.5, "share of segments in which an instruction is heard", ge=0, le=1)
    verbs: tuple[Literal["goto", "avoid", "stay", "fast", "give", "empty", "lift", "jump", "strike",
                         "silence", "gather", "follow", "disperse", "spoil", "shutdown"], ...] = key(
        ("goto", "avoid", "stay", "fast", "give"), "verbs in use", structural=True, min_length=1)
    held_out: tuple[tuple[str, Int], ...] = key(
        (), "pairs [verb, thing] never told in training lives; things are beacons 0 to 3")
    segment_min: Int = key(10, "shortest segment", unit="ticks", ge=1, le=100_000)
    segment_max: Int = key(29, "longest segment", unit="ticks", ge=1, le=100_000)
    audience: Literal["one", "all"] = key("one", "whether each agent is told for itself, or all alike")
    balanced: StrictBool = key(True, "whether the segments of a life are spread evenly over told, "
                              "watched and verbs, rather than drawn independently")
    avoid_radius: Real = key(6.0, "how far AVOID means", unit="cells", gt=0, le=128)
    disperse_radius: Real = key(3.0, "how far DISPERSE means", unit="cells", gt=0, le=128)
    directness: Literal["any", "act", "place", "relation", "delayed", "fitness"] = key(
        "any", "any: all verbs, paid tick by tick on the letter; act, place, relation: the same, and all "
        "verbs must name one; delayed: one sum at the end of a segment, on the spirit; fitness: the same "
        "payoff as any, and never a word")
    token_noise: Real = key(0.0, "chance that the token heard in a segment is another verb's", ge=0, le=1)
    places: StrictBool = key(False, "whether clauses say where to do it: only while within, or while "
                             "outside, a place", structural=True)
    place_share: Real = key(0.5, "share of segments with such a clause (places)", ge=0, le=1)
    place_radius: Real = key(6.0, "how far a place reaches around its beacon (places)", unit="cells",
                             gt=0, le=128)
    held_out_places: tuple[tuple[str, Int], ...] = key(
        (), "pairs [verb, place] never told in training lives (places)")
    times: tuple[Int, ...] = key((), "delays from which on to do it, one drawn for each segment; empty: "
                                 "at once", unit="ticks", structural=True)
    held_out_times: tuple[Int, ...] = key((), "of these, those never told in training lives", unit="ticks")

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
            for name, pairs in (("held_out", self.held_out), ("held_out_places", self.held_out_places)):
                if len({thing for told, thing in pairs if told == verb}) == BEACONS:
                    raise ValueError(f"{name} = {list(map(list, pairs))}: must leave at least one thing to "
                                     f"{verb!r}")
        self._check_clauses()
        self._check_directness()
        return self

    def _check_clauses(self) -> None:
        for verb, place in self.held_out_places:
            if not self.places:
                raise ValueError(f"held_out_places = {list(map(list, self.held_out_places))}: must come with "
                                 "places = true (it is false)")
            if verb not in self.verbs or not 0 <= place < BEACONS:
                raise ValueError(f"held_out_places = [{verb!r}, {place}]: must name one of "
                                 f"{list(self.verbs)} and a beacon 0 to {BEACONS - 1}")
        if any(not 0 <= wait < self.segment_min for wait in self.times):
            raise ValueError(f"times = {list(self.times)}: must be from 0 to below segment_min "
                             f"({self.segment_min})")
        if not set(self.held_out_times) <= set(self.times):
            raise ValueError(f"held_out_times = {list(self.held_out_times)}: must be among times "
                             f"{list(self.times)}")
        if self.times and set(self.held_out_times) == set(self.times):
            raise ValueError(f"held_out_times = {list(self.held_out_times)}: must leave at least one of "
                             "times")
        if self.token_noise > 0 and len(self.verbs) == 1:
            raise ValueError(f"token_noise = {self.token_noise}: must come with at least two verbs")

    def _check_directness(self) -> None:
        if self.directness in ("act", "place", "relation"):
            for verb in self.verbs:
                level = VERBS[Verb[verb.upper()]].directness
                if level != self.directness:
                    raise ValueError(f"directness = {self.directness!r}: must come with verbs that name "
                                     f"such; {verb!r} names one of {level!r}")

    @property
    def directness_id(self) -> int:
        """`directness` as the kernels know it."""
        return int(Directness[self.directness.upper()])

    @property
    def any_held_out(self) -> bool:
        """Whether something is never told in training."""
        return bool(self.held_out or self.held_out_places or self.held_out_times)

    @property
    def held_out_verbs(self) -> tuple[str, ...]:
        """Verbs of which something is."""
        if self.held_out_times:
            return self.verbs
        some = {verb for verb, _ in (*self.held_out, *self.held_out_places)}
        return tuple(verb for verb in self.verbs if verb in some)

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
    unusual: Real = key(0.0, "share of a human's instructions that come in an imposter's format: true, but "
                        "unusual", ge=0, le=1)
    order_flip: Real = key(0.5, "chance that an imposter puts the thing before the verb", ge=0, le=1)
    place: Real = key(6.0, "how far from the avatar's place an imposter speaks", unit="cells", ge=0,
                      le=128)
    lag: Int = key(3, "most ticks of silence before an imposter speaks", unit="ticks", ge=0, le=100)
    take: StrictBool = key(True, "whether what is given on an imposter's word goes to the imposter")
    agents: StrictBool = key(False, "whether agents can be imposters too, by the act FAKE: they tell GIVE "
                             "to those near who are told nothing", structural=True)
    fake_cost: Real = key(0.1, "what an act of faking costs (agents)", unit="food", ge=0, le=1e3)
    fake_range: Real = key(6.0, "how far it is heard (agents)", unit="cells", ge=0, le=128)
    fake_distance: Real = key(2.0, "distance of a faked cue vector from the human's where nothing is paid "
                              "for it; it falls as exp(-fake_cost) (agents)", ge=0, le=10)
    fake_share: Real = key(1.0, "share of what is given on faked words that goes to who faked them; the "
                           "rest goes to the nearest, as ever (agents)", ge=0, le=1)


class Guides(Section):
    """Agents who tell others where to come, on the human's own channel."""

    enabled: StrictBool = key(False, "whether there is the act GUIDE: those near who are told nothing hear "
                              "GOTO, and as its thing the beacon nearest to who says it", structural=True)
    cost: Real = key(0.0, "what an act of guiding costs", unit="food", ge=0, le=1e3)
    range: Real = key(12.0, "how far it is heard", unit="cells", ge=0, le=128)
    distance: Real = key(0.0, "distance of a guide's cue vector from the human's", ge=0, le=10)
    heard: Real = key(1.0, "chance that one who could hear a guide does, drawn in each tick", ge=0, le=1)
    missed: Real = key(0.0, "chance that it does not, and has the words as a phantom: the control of those "
                       "who hear them", ge=0, le=1)

    @model_validator(mode="after")
    def _consistent(self) -> "Guides":
        if self.heard + self.missed > 1:
            raise ValueError(f"heard + missed = {self.heard + self.missed:g}: must be <= 1")
        return self


class Ask(Section):
    """Asking what was meant."""

    enabled: StrictBool = key(False, "whether there is the act ASK, after which the instruction heard is "
                              "repeated without noise until it ends", structural=True)
    cost: Real = key(0.1, "what an act of asking costs", unit="food", ge=0, le=1e3)


class Avatar(Section):
    """The human's body in the world."""

    embodied: StrictBool = key(False, "whether agents sense where the human is", structural=True)
    hearing: Real = key(0.0, "how far from the speaker words are heard, by those there as they begin; "
                        "0: everywhere. Whom they do not reach is scored as a phantom", unit="cells", ge=0,
                        le=128)
    moves: Literal["still", "random", "agents"] = key(
        "still", "whether it stays, walks about, or walks toward the nearest agent")
    presence: Real = key(0.0, "how near the human must be for an agent to be watched; 0: however far",
                         unit="cells", ge=0, le=128)

    @property
    def moves_id(self) -> int:
        """`moves` as the kernels know it."""
        return int(Walk[self.moves.upper()])
