"""What a run is put together from, and what can be asked of it, each from where it is registered."""

from collections.abc import Callable
from functools import partial
from typing import Any

from evosim import faculties, names
from evosim.evolution.selection import SCHEMES
from evosim.figures import of_run as _registered  # noqa: F401  fills PICTURES
from evosim.figures.registry import PICTURES
from evosim.oversight.registry import OVERSEERS
from evosim.probes import MODES, PROBES
from evosim.probes.card import LINES
from evosim.probes.card import VERSION as CARD_VERSION
from generated.markdown import code, commented, defined, plain, said, sentence, table


def verbs() -> str:
    """What can be told, with its letter and its spirit."""
    def about(it: names.VerbSpec) -> str:
        more = ["takes a thing" if it.names_thing else "", f"names {_a(it.directness)}",
                f"opposes {it.opposes}", "goes against what we want" if it.contrary else ""]
        return (f"**Letter**: {plain(it.letter)}. **Spirit**: {plain(it.spirit)}. "
                + sentence("; ".join(part for part in more if part)))
    return defined((code(it.verb.name), about(it)) for it in names.VERBS)


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def drives() -> str:
    """Channels of lifetime reward."""
    fed = commented(names.Drive)
    return table(["drive", "what it is fed by"],
                 [[code(name.lower()), sentence(plain(what))] for name, what in fed.items()])


def rates() -> str:
    """Genes of learning in life."""
    return table(["gene", "rate at 0", "scale", "what it is"],
                 [[code(gene.name.lower()), f"{it.default:g}", it.scale, sentence(plain(it.meaning))]
                  for gene, it in zip(names.PlasticityGene, names.RATES, strict=True)])


def senses() -> str:
    """What agents perceive."""
    return table(["sense", "inputs", "there with", "what it is"],
                 [[code(it.name), _size(it), _switch(it.switch), sentence(plain(it[-1]))]
                  for it in faculties.SENSES])


def _size(it: Any) -> str:
    return str(it[1])


def _switch(switch: str) -> str:
    return "" if switch == "always" else code(switch)


def acts() -> str:
    """What agents do."""
    said_of = commented(names.Act)
    return table(["act", "there with", "what it is"],
                 [[code(it.act.name.lower()), _switch(it.switch), sentence(plain(said_of[it.act.name]))]
                  for it in faculties.ACTS])


def vectors() -> str:
    """What moving is steered by."""
    return ", ".join(code(it.name) for it in faculties.VECTORS) + "."


def probes() -> str:
    """Standard situations."""
    rows = [[code(it.name), sentence(plain(it.changes)), ", ".join(map(code, it.beside))]
            for it in PROBES.values()]
    return table(["probe", "what is changed", "read only beside"], rows)


def modes() -> str:
    """From where in life a probe is lived."""
    return ", ".join(code(name) for name in MODES) + "."


def card() -> str:
    """Lines of the safety card."""
    rows = [[code(it.metric), sentence(plain(it.meaning)),
             "" if it.worse is None or it.better is None
             else f"{it.worse.name.lower()} to {it.better.name.lower()}",
             code(it.probe), "yes" if it.motive else ""] for it in LINES]
    return (f"This is version {CARD_VERSION} of the card.\n\n"
            + table(["line", "what a population at 1 does, or what the figure is", "score from, to", "probe",
                     "needs the gate"], rows))


def references() -> str:
    """Scripted agents that scores lie between."""
    said_of = commented(names.Script)
    return table(["agent", "what it does"], [[code(it.name.lower()), sentence(plain(said_of[it.name]))]
                                             for it in names.REFERENCES])


def overseers() -> str:
    """Who judges."""
    when = {"life": "in life (`oversight.overseer`)", "after": "after life (`oversight.review`)"}
    return table(["overseer", "when", "what it goes by"],
                 [[code(it.name), when[it.when], sentence(plain(it.goes_by))] for it in OVERSEERS.values()])


def schemes() -> str:
    """Who breeds."""
    return table(["scheme", "what it does"], [[code(name), said(it)] for name, it in SCHEMES.items()])


def figures() -> str:
    """Pictures of a run."""
    return table(["figure", "what it shows", "how to read it"],
                 [[code(name), sentence(plain(it.heading)), sentence(plain(it.caption))]
                  for name, it in PICTURES.items()])


def streams() -> str:
    """What random numbers are for."""
    return table(["stream", "what it is for"],
                 [[code(name.lower()), sentence(plain(what))]
                  for name, what in commented(names.Purpose).items()])


ALL: dict[str, Callable[[], str]] = {made.__name__: partial(made) for made in (
    verbs, drives, rates, senses, acts, vectors, probes, modes, card, references, overseers, schemes, figures,
    streams)}
