"""How a parameter flows: every `Params` field has one source, every key of a configuration a reader."""

import ast
from pathlib import Path

import numpy as np
import pytest

import evosim
from evosim.config import Config
from evosim.config.key import Section
from evosim.genome import Layout
from evosim.kernels.constants import Params
from evosim.names import Drive, PlasticityGene, PowerMode
from evosim.world import params, wiring
from evosim.world.constants import express

SOURCE = Path(evosim.__file__).parent
SECTIONS = {name: field.annotation for name, field in Config.model_fields.items()
            if isinstance(field.annotation, type)
            and issubclass(field.annotation, Section)}
# Properties that a Params field is read from: the key behind each, and another value of it.
DERIVED = {"to_all": ("audience", "all"), "mode_id": ("mode", "earned"),
           "meaning_id": ("meaning", "shuffled"), "dialect_id": ("dialect", "life"),
           "reward_felt_id": ("reward_felt", "food"), "penalty_felt_id": ("penalty_felt", "pain"),
           "compliance_id": ("compliance", "given"), "directness_id": ("directness", "fitness"),
           "moves_id": ("moves", "random"), "overseer_id": ("overseer", "noisy_rule"),
           "judges_harm": ("judges", "harm")}


def sources(field):
    """Pairs (section, key) that `section_key` may mean; there must be one."""
    return [(section, key) for section, model in SECTIONS.items()
            for key in [*model.model_fields, *DERIVED]
            if f"{section}_{key}" == field and hasattr(getattr(Config(), section), key)]


@pytest.mark.parametrize("field", Params._fields)
def test_every_param_has_exactly_one_source(field):
    assert len(sources(field)) == 1


@pytest.mark.parametrize("field", Params._fields)
def test_every_param_follows_its_source(field):
    (section, key), = sources(field)
    model = SECTIONS[section]
    changed = {"bool": lambda v: not v, "int": lambda v: v + 1, "float": lambda v: v + 0.111}
    kind = Params.__annotations__[field]
    before = getattr(params(Config()), field)
    if key in DERIVED:
        key, value = DERIVED[key]
    else:
        value = changed[kind.__name__](before)
    assert key in model.model_fields
    part = getattr(Config(), section).model_copy(update={key: value})
    after = params(Config().model_copy(update={section: part}))
    assert [name for name in Params._fields if getattr(after, name) != getattr(params(Config()), name)
            ] == [field]
    assert type(getattr(after, field)) is kind


def read_keys():
    """(section, key) of every key that some module reads as `section.key`, under whatever alias."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        if path.name == "estimate.py":  # what a run would cost is no use of a key
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alias = {name: name for name in SECTIONS}
        for node in ast.walk(tree):  # `it = config.section`, also among several at once
            if isinstance(node, ast.Assign):
                for target, value in pairs(node.targets[0], node.value):
                    if isinstance(value, ast.Attribute) and value.attr in SECTIONS:
                        alias[target] = value.attr
        owners = {model.__name__: name for name, model in SECTIONS.items()}
        for node in ast.walk(tree):
            if isinstance(node, ast.arg) and getattr(node.annotation, "id", None) in owners:
                alias[node.arg] = owners[node.annotation.id]  # a parameter that is a section
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and path.parent.name == "config" and node.name in owners:
                found |= {(owners[node.name], inner.attr) for inner in ast.walk(node)
                          if isinstance(inner, ast.Attribute) and is_name(inner.value, "self")}
            if isinstance(node, ast.Attribute):
                owner = node.value
                if isinstance(owner, ast.Attribute) and owner.attr in SECTIONS:
                    found.add((owner.attr, node.attr))
                elif isinstance(owner, ast.Name) and owner.id in alias:
                    found.add((alias[owner.id], node.attr))
    return found


def pairs(target, value):
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner in zip(target.elts, value.elts, strict=False):
            yield from pairs(*inner)
    elif isinstance(target, ast.Name):
        yield target.id, value


def is_name(node, name):
    return isinstance(node, ast.Name) and node.id == name


BY_NAME = {(section, each.name.lower()): each  # read by the property `fixed`, by the names of an enum
           for section, enum in (("plasticity", PlasticityGene), ("drives", Drive)) for each in enum}


@pytest.mark.parametrize(("section", "key"), BY_NAME)
def test_a_gene_may_be_fixed(section, key):
    config, which = Config(), BY_NAME[section, key]
    assert not getattr(config, section).fixed
    part = getattr(config, section).model_copy(update={key: 0.25})
    config = config.model_copy(update={section: part})
    layout = Layout.of(config)
    genes = express(layout.founders(3, np.random.default_rng(0)), layout, config)
    values = {"plasticity": genes.rates, "drives": genes.drives}[section]
    assert (values[:, which] == 0.25).all() and not (np.delete(values, which, axis=1) == 0.25).any()


def test_every_key_is_read_by_something():
    by_kernels = {source for field in Params._fields for source in sources(field)}
    by_kernels |= {(section, DERIVED[key][0]) for section, key in by_kernels if key in DERIVED}
    read = read_keys() | by_kernels | set(BY_NAME)
    unread = [f"{section}.{key}" for section, model in SECTIONS.items()
              for key in model.model_fields if (section, key) not in read]
    assert not unread


def test_every_param_is_read_by_a_kernel():
    text = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "kernels").glob("*.py"))
    text += "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "world").glob("*.py"))
    assert not [field for field in Params._fields if f"p.{field}" not in text
                and f"params.{field}" not in text]


def test_wiring_follows_the_layout():
    config = Config.model_validate({
        "social": {"steal": True}, "imposters": {"enabled": True}, "food": {"lean_period": 9},
        "power": {"mode": "prospective"}, "oversight": {"approval": 0.1},
        "instruction": {"verbs": ["stay", "goto"], "held_out": [["goto", 2], ["goto", 0]]},
        "brain": {"hidden": 24, "recurrent": True, "power_products": True}})
    layout = Layout.of(config)
    w = wiring(config, layout)
    for name, (start, _) in layout.senses.items():
        assert getattr(w, name) == start
    assert w.acts.tolist() == [int(act) for act in layout.acts]
    assert len(w.gates) == len(layout.vectors) == 8
    assert w.products.tolist() == [layout.senses[n][0] for n in ("watched", "power")]
    assert w.things[:, :3].tolist() == [[0, 1, 2], [1, 3, -1]] and w.n_things.tolist() == [4, 2]
    held = wiring(config, layout, held_out=True)
    assert held.things[1].tolist() == [0, 2, -1, -1] and held.n_things.tolist() == [4, 2]
    assert (w.inputs, w.hidden, w.outputs) == (layout.n_senses + 1, 24, layout.n_outputs)
    assert w.bias == layout.n_senses and w.always == layout.senses["heading"][0] + 2
    bare = wiring(Config(), Layout.of(Config()))
    assert bare.power == bare.speaker_cue == bare.lean == bare.approval == bare.forecast == -1
    assert params(Config()).power_mode_id == PowerMode.OUT_OF_REACH
