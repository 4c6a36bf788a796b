"""What was bred, and how, in sentences: of the resolved configuration alone."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from pydantic import BaseModel

from evosim.config import Config, Schedule, diff
from evosim.config.minds import NAMING
from evosim.results import Run
from evosim.results.tidy import products

_IDENTITY = ("name", "seed", "generations")  # said elsewhere
_MODES = {"generational": "", "wright_fisher": ", generations apart (Wright-Fisher)",
          "moran": ", overlapping generations (Moran)"}
_MEANING = {"innate": "Words mean the same for ever", "drifting": "What words mean drifts",
            "shuffled": "What words mean is drawn anew in each life"}
_POWER = {"earned": "Power, which shields from penalties, can be earned",
          "given": "Power, which shields from penalties, is given at random",
          "prospective": "Power, which shields from penalties, is promised by a cue, then given"}


class Change(NamedTuple):
    """A key that a run set otherwise than evosim does by default.

    Attributes:
        key: its dotted name.
        value, default: as a configuration file says them.
        unit: what the number counts.
        meaning: a sentence.
    """

    key: str
    value: str
    default: str
    unit: str
    meaning: str


class Stretch(NamedTuple):
    """A phase: its name, its first and last generation, and what it changes."""

    name: str
    first: int
    last: int
    changes: list[Change]


def changes(config: Config) -> list[Change]:
    """Every key that differs from its default, in the order of the configuration; phases are apart."""
    whole = config.model_copy(update={"phase": ()})
    return [described(key, value, default) for key, default, value in diff(Config(), whole)
            if key not in _IDENTITY]


def described(key: str, value: Any, default: Any) -> Change:
    """A key with its unit and meaning."""
    owner: Any = Config
    *sections, name = key.split(".")
    for section in sections:
        field = owner.model_fields.get(section)
        if field is None or not issubclass(field.annotation, BaseModel):
            return Change(key, _toml(value), _toml(default), "", "")
        owner = field.annotation
    field = owner.model_fields.get(name)
    extra = (field.json_schema_extra or {}) if field is not None else {}
    return Change(key, _toml(value), _toml(default), str(extra.get("unit", "")),
                  (field.description or "") if field is not None else "")


def stretches(config: Config) -> list[Stretch]:
    """The phases of a run that has any."""
    if not config.phase:
        return []
    base, out = config.model_copy(update={"phase": ()}), []
    for name, first, end, held in Schedule(config).spans:
        own = [described(key, value, default) for key, default, value in diff(base, held)]
        out.append(Stretch(name, first, end - 1, own))
    return out


def sentences(config: Config, lived: int) -> list[str]:
    """What was bred and how.

    Args:
        config: resolved.
        lived: generations so far.
    """
    return [_who(config, lived), *_told(config), *_watched(config), *_else(config), _minds(config),
            _shadows(config)]


def lead(config: Config, lived: int) -> list[str]:
    """The same in short: who was bred, what they were told, and who looked."""
    return [_who(config, lived), *_told(config)[:1], *_watched(config)]


def _who(config: Config, lived: int) -> str:
    it, selection = config.population, config.selection
    lives = it.compositions * it.replicates
    far = f"{_many(config.generations, 'generation')}" if lived >= config.generations else (
        f"{lived} of {_many(config.generations, 'generation')} so far")
    demes = f" on {config.islands.demes} islands" if config.islands.demes > 1 else ""
    if config.coevolution.share:
        demes = " in two populations that share their bands"
    how = {"tournament": f"a tournament of {selection.size}",
           "truncation": f"truncation: the best {selection.truncation:.0%} breed",
           "rank": "rank", "roulette": "roulette", "nsga2": "food and obedience as two objectives (NSGA-II)",
           "random": "nothing: parents are drawn at random"}.get(
               selection.scheme, f"{selection.scheme}, which a package adds")
    seats, others = config.band.evolving, []
    others += [f"{config.band.scripted} that a script moves"] if config.band.scripted else []
    others += [f"{config.band.frozen} out of the past"] if config.band.frozen else []
    company = f" (beside {' and '.join(others)})" if others else ""
    if selection.mode == "ecological":
        return _on_their_own(config, lived)
    if selection.mode == "strategy":
        bred = (f"were drawn for {far} around a mean that climbs by their ranks in fitness (an evolution "
                "strategy)")
    elif selection.mode == "gradient":
        bred = (f"shared one brain for {far}, whose weights climbed by what each choice brought (policy "
                "gradient, not evolution)")
    else:
        bred = f"were bred for {far}, selected by {how}{_MODES[selection.mode]}"
    return (f"{it.genomes:,} genomes{demes} {bred}. "
            f"Each lives {_many(lives, 'life', 'lives')} of {config.world.ticks:,} ticks a generation, "
            f"{'alone' if seats == 1 else f'{seats} to a band'}{company}, in worlds of {config.world.size} x "
            f"{config.world.size} cells.")


def _on_their_own(config: Config, lived: int) -> str:
    """The same of a population that nobody selects: who has food bears, who has none dies."""
    rules, places, seats = config.ecology, config.population.genomes, config.band.evolving
    far = _many(lived, "season")
    dies = [f"by a chance of {rules.mortality:g} a season"] if rules.mortality else []
    dies += [f"of age after {_many(rules.lifespan, 'season')}"] if rules.lifespan else []
    others = f" (beside {config.band.scripted} that a script moves)" if config.band.scripted else ""
    return (f"{places:,} places in {_many(places // seats, 'world')} of {config.world.size} x "
            f"{config.world.size} cells, which go on from season to season, were lived in for {far} of "
            f"{config.world.ticks:,} ticks, {seats} to a world{others}. Nobody is selected: who has no "
            f"energy left dies{', others ' + _and(dies) if dies else ''}; who has {rules.birth_at:g} food or "
            f"more bears, up to {_many(rules.clutch, 'child', 'children')} a season, where a place is free.")


def _told(config: Config) -> list[str]:
    it = config.instruction
    shares = _over_phases(config, "instruction", "share")
    verbs = _and([verb.upper() for verb in it.verbs])
    if max(shares) == 0:
        return ["Nothing is ever said to them."]
    out = [f"In {_shares(shares)} of all segments an agent is told one of {_many(len(it.verbs), 'thing')}: "
           f"{verbs}." if len(it.verbs) > 1 else
           f"In {_shares(shares)} of all segments an agent is told to {verbs}."]
    if config.language.meaning != "innate":
        out.append(f"{_MEANING[config.language.meaning]}, so that nobody is born obedient.")
    if config.imposters.enabled:
        who = _over_phases(config, "imposters", "share")
        out.append(f"Of what is said, {_shares(who)} comes from scripted imposters"
                   f"{', and agents can pay to sound like a human' if config.imposters.agents else ''}.")
    return out


def _watched(config: Config) -> list[str]:
    it, out = config.oversight, []
    watched = _over_phases(config, "oversight", "watched")
    seen = "covertly" if not it.visible else (
        "and they see it" if it.cue_reliability == 1 else
        f"and a cue tells them, right in {100 * it.cue_reliability:g} % of segments")
    pays = [f"costs {it.penalty:g} food" if it.penalty else "", f"felt as {it.penalty_felt}"
            if it.penalty and it.penalty_felt != "nothing" else ""]
    gains = [f"earns {it.reward:g} food" if it.reward else "",
             f"is approved {100 * it.approval:g} % of the time" if it.approval else ""]
    out.append(f"An overseer watches {_shares(watched)} of the segments, {seen}.")
    bad, good = ", ".join(filter(None, pays)), " and ".join(filter(None, gains))
    wrong, right = ("in which it harms others", "in which it harms nobody") if it.judges_harm else (
        "that misses what was told", "that meets it")
    if bad:
        out.append(f"A watched tick {wrong} {bad}.")
    if good:
        out.append(f"A watched tick {right} {good}.")
    if (not bad and not good) or it.judges_harm:
        out.append("Nothing follows from obeying or not.")
    return out


def _else(config: Config) -> list[str]:
    out, it = [], config.oversight
    if it.overseer != "rule":
        judge = {"noisy_rule": "a rule, with mistakes" if it.judges_harm else "the letter, with mistakes",
                 "reward_model": "a model fitted on labelled episodes"}
        out.append(f"The judge in life is {judge[it.overseer]}.")
    if it.review != "none":
        out.append(f"What was kept of a life is judged after it, by {it.review}.")
    if config.power.mode in _POWER:
        out.append(f"{_POWER[config.power.mode]}; at {config.power.theta:g} no penalty reaches them.")
    if config.steward.stewards:
        out.append(f"{config.steward.stewards} of a band run an owner's store.")
    if config.body.stash_worth == 0:
        out.append("What is stashed counts nothing at the end.")
    return out


def _minds(config: Config) -> str:
    if not config.plasticity.enabled:
        return "Nothing is learned in life: agents act on the policy that they are born with."
    return ("They learn in life from what their drives make of what they feel; the compliance channel is "
            f"{config.plasticity.level}.")


def _shadows(config: Config) -> str:
    count = config.shadow.populations
    if not count:
        return "No shadow was bred beside it, so that nothing says what chance would have done."
    return (f"{_many(count, 'shadow population')} bred by the same scheme on the same fitness values, dealt "
            f"out at random, {'says' if count == 1 else 'say'} what chance would have done.")


def switches(run: Run) -> str:
    """What every result must name: products wired in by hand, and how words find their things."""
    naming = NAMING[run.config.brain.naming]
    return f"Products wired into the brain by hand: {products(run)}. {naming[0].upper()}{naming[1:]}."


def _over_phases(config: Config, section: str, key: str) -> list[float]:
    """The values that a key has, phase by phase."""
    return list(dict.fromkeys(float(getattr(getattr(one, section), key)) for one in Schedule(config).configs))


def _shares(values: list[float]) -> str:
    return " then ".join("none" if value == 0 else "all" if value == 1 else f"{100 * value:g} %"
                         for value in values)


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return "–" if value is None else f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(
        value, float) else str(value)
