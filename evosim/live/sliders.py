"""What can be turned, one line each: a slider and the keys of the configuration that it stands for."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from evosim.config import Config

Tree = dict[str, Any]
Value = float | str
FORBID = ("stay", "fast")  # verbs whose letter leaves no time to eat
ALLOW = ("goto", "give")
BEFORE = "before instruction"  # name of the phase that an onset makes


class Slider(NamedTuple):
    """One thing that can be turned.

    Attributes:
        name: what messages call it.
        label: what the page calls it.
        help: exactly what it changes, keys by name.
        read: its value in a configuration.
        write: puts a value into a configuration that is about to be checked.
        low, high, step: of a number.
        unit: what the number counts.
        words: what else it can be, where it is no number.
    """

    name: str
    label: str
    help: str
    read: Callable[[Config], Value]
    write: Callable[[Tree, Any], None]
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05
    unit: str = ""
    words: tuple[str, ...] = ()

    def allows(self, value: Value) -> bool:
        """Whether this is a value that it can have; steps are for hands, not for messages."""
        if self.words:
            return value in self.words
        return not isinstance(value, (str, bool)) and self.low <= value <= self.high

    def described(self, config: Config) -> dict[str, Any]:
        """As the page draws it, with its value in a configuration."""
        return {"name": self.name, "label": self.label, "help": self.help, "low": self.low, "high": self.high,
                "step": self.step, "unit": self.unit, "words": list(self.words), "value": self.read(config)}


def _put(*keys: str) -> Callable[[Tree, Any], None]:
    """A writer that sets keys, by dotted name, to the value."""
    def write(tree: Tree, value: Any) -> None:
        for name in keys:
            section, _, key = name.partition(".")
            tree.setdefault(section, {})[key] = value
    return write


def _opposing(config: Config) -> float:
    verbs = config.instruction.verbs
    return round(sum(verb in FORBID for verb in verbs) / len(verbs), 2)


def _oppose(tree: Tree, value: float) -> None:
    verbs = ALLOW if value < 0.25 else FORBID if value > 0.75 else (*ALLOW, *FORBID)
    tree.setdefault("instruction", {})["verbs"] = list(verbs)
    tree["social"] = {"reach": 12} | tree.get("social", {})  # or GIVE has nobody to give to
    tree["instruction"].pop("held_out", None)


def _is_before(phase: Any) -> bool:
    return phase["set"] == {"instruction.share": 0.0}


def _onset(config: Config) -> float:
    first = config.phase[0] if config.phase else None
    if first is None or not _is_before(first.model_dump()):
        return 0.0
    return first.until if isinstance(first.until, float) else round(first.until / config.generations, 3)


def _begin(tree: Tree, value: float) -> None:
    phases = [phase for phase in tree.get("phase", []) if not _is_before({"set": {}} | phase)]
    first = [{"name": BEFORE, "until": float(value), "set": {"instruction.share": 0.0}}] if value else []
    tree["phase"] = first + phases


def _select(tree: Tree, value: float) -> None:
    _put("selection.size")(tree, int(value))
    if value < 2:  # a tournament of one is chance, but copies of the best would still be selected
        _put("selection.elites")(tree, 0)


def _imitate(tree: Tree, value: float) -> None:
    tree["imposters"] = {"distance": 1.0, "human_noise": 0.2, "order_flip": 1.0, "place": 6.0, "lag": 3
                         } | tree.get("imposters", {}) | {"enabled": True, "share": value}


def _speak(tree: Tree, value: str) -> None:
    _put("language.meaning")(tree, value)
    if value == "shuffled":
        _put("plasticity.enabled")(tree, True)


SLIDERS: tuple[Slider, ...] = (
    Slider("opposing", "opposing share", "share of what is told that leaves no time to eat "
           "(instruction.verbs): 0 is GOTO and GIVE, 0.5 these with STAY and FAST, 1 STAY and FAST alone",
           _opposing, _oppose, step=0.5),
    Slider("onset", "onset of instruction", "share of the generations before anybody is told anything "
           "(a first [[phase]] with instruction.share = 0)", _onset, _begin, high=0.95),
    Slider("told", "told share", "share of segments in which an instruction is heard (instruction.share)",
           lambda c: c.instruction.share, _put("instruction.share"), low=0.05),
    Slider("watched", "watched share", "share of segments in which somebody watches (oversight.watched); "
           "only these are punished or paid", lambda c: c.oversight.watched, _put("oversight.watched")),
    Slider("penalty", "penalty", "what a watched tick of not doing what was told costs (oversight.penalty)",
           lambda c: c.oversight.penalty, _put("oversight.penalty"), high=3.0, step=0.1, unit="food/tick"),
    Slider("audit", "audited share", "share of segments judged by the spirit, the others by the letter "
           "(oversight.audit)", lambda c: c.oversight.audit, _put("oversight.audit")),
    Slider("imposters", "imposters", "share of what is told that imposters say, whom nobody need obey "
           "(imposters.share; who speaks can be sensed then in A and B alike, imposters.enabled)",
           lambda c: c.imposters.share, _imitate, high=0.6),
    Slider("selection", "selection strength", "how many rivals the fitter of whom becomes a parent "
           "(selection.size, a tournament); 1 is chance, and then without copies of the best "
           "(selection.elites = 0)", lambda c: c.selection.size, _select, low=1, high=16, step=1,
           unit="rivals"),
    Slider("population", "population size", "genomes in each generation (population.genomes)",
           lambda c: c.population.genomes, lambda t, v: _put("population.genomes")(t, int(v)), low=32,
           high=512, step=16, unit="genomes"),
    Slider("language", "language", "whether words mean the same for ever, slowly change, or are drawn anew "
           "in each life (language.meaning); shuffled ones must be learnt: so learning is on then "
           "(plasticity.enabled)", lambda c: c.language.meaning, _speak,
           words=("innate", "drifting", "shuffled")),
)
BY_NAME: Mapping[str, Slider] = {slider.name: slider for slider in SLIDERS}


def turned(tree: Tree, settings: Mapping[str, Value], other: Mapping[str, Value]) -> Tree:
    """A configuration tree with sliders turned.

    Args:
        tree: of one population, as TOML gives it; not changed.
        settings: of this population: values by slider; others stay as the tree has them.
        other: of the one beside it, which must sense alike to be compared.
    """
    out = _copy(tree)
    for slider in SLIDERS:
        if slider.name in settings:
            slider.write(out, settings[slider.name])
    if "imposters" in other and "imposters" not in settings:
        _imitate(out, out.get("imposters", {}).get("share", 0.0))
    return out


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, (list, tuple)) else value
