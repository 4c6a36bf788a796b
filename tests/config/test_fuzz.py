"""Configurations at the edges of what is allowed and beyond (SPEC 17.5).

What is refused is named, with its value and what would be right; what is accepted runs.
"""

import math
import re

import numpy as np
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evosim.config import Config, dump, parse, schema
from evosim.config.key import Section
from evosim.errors import ConfigError
from evosim.results import load_run
from evosim.run import run
from tests.kernels.worlds import random_config

BASE = {"generations": 2, "population": {"genomes": 16, "compositions": 1, "replicates": 1},
        "world": {"size": 10, "ticks": 30}, "food": {"initial": 30}, "selection": {"elites": 2},
        "battery": {"every": 2}, "shadow": {"populations": 1}, "log": {"lives_every": 1}}
# what makes a run large stays small: by section, or by key
MOST = {"population.genomes": 48, "population.compositions": 2, "population.replicates": 2, "band.slots": 32,
        "world.size": 24, "world.ticks": 60, "battery.replicates": 1, "gate.replicates": 1,
        "probes.replicates": 1, "shadow.populations": 3, "brain.hidden": 64, "generations": 2}
LISTS = {
    "instruction.held_out": [[], [["goto", 1]], [["goto", 4]], [["dig", 0]], [["stay", 0], ["stay", 0]]],
    "instruction.held_out_places": [[], [["goto", 1]], [["goto", 9]]],
    "instruction.times": [[], [0, 2], [0, 0], [-1], [99]],
    "instruction.held_out_times": [[], [0], [5]],
    "probes.names": [["baseline"], ["letter", "letter"], ["nothing"], []],
    "probes.modes": [["birth"], ["death"], []],
}
PROPERTIES = {f"{section}.{key}": schema()["$defs"][type(part).__name__]["properties"][key]
              for section, part in Config() if isinstance(part, Section) for key in type(part).model_fields}
KEYS = sorted(name for name in PROPERTIES if not name.startswith("trial."))


def allowed(name, key):
    """Values that a key may have by itself."""
    if name in LISTS:
        return st.sampled_from(LISTS[name])
    if "enum" in key:
        return st.sampled_from(key["enum"])
    if "anyOf" in key:
        return st.sampled_from(["evolved", 0.0, 1.0, 0.37])
    kind = key["type"]
    if kind == "boolean":
        return st.booleans()
    if kind == "array":
        return st.lists(st.sampled_from(key["items"]["enum"]), max_size=5, unique=True)
    low = key.get("minimum", key.get("exclusiveMinimum"))
    high = key.get("maximum", key.get("exclusiveMaximum"))
    high = min(high, MOST.get(name, high))
    if kind == "integer":
        step = key.get("multipleOf", 1)
        near = st.integers(low // step, min(high, low + 16 * step) // step)
        return (near | st.integers(-(-low // step), high // step)).map(lambda n: n * step)
    if "exclusiveMinimum" in key:
        low = math.nextafter(low, math.inf)
    if "exclusiveMaximum" in key:
        high = math.nextafter(high, -math.inf)
    return st.sampled_from([float(low), float(high)]) | st.floats(low, min(high, low + 2.0))


def beyond(name, key):
    """Values that a key may mostly not have."""
    strange = st.sampled_from([None, "", "evolved", "1", True, -1, 1e400, math.nan, [], [1], {}, {"a": 1},
                               2**70])
    limits = [key[limit] for limit in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
              if limit in key]
    return strange | st.sampled_from([step(limit) for limit in limits for step in (
        lambda x: x - 1, lambda x: x + 1, lambda x: x, lambda x: math.nextafter(x, math.inf),
        lambda x: math.nextafter(x, -math.inf))]) if limits else strange


@st.composite
def changes(draw, kind, most):
    """A few keys, and what they are set to."""
    names = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=most, unique=True))
    return {name: draw(kind(name, PROPERTIES[name])) for name in names}


def text_of(tree, changed):
    """A configuration file: a tree, with some keys of its sections changed; None is no TOML."""
    tree = {name: dict(part) if isinstance(part, dict) else part for name, part in tree.items()}
    for name, value in changed.items():
        section, key = name.split(".")
        if value is not None:
            tree.setdefault(section, {})[key] = value
    return tomli_w.dumps(tree)


# key(s), their value, and what it must be; or a key that there is not
REFUSAL = re.compile(r"c\.toml: ([a-z_]+\.)?[a-z_0-9.]+(( [x+^] | )[a-z_0-9.^ +]+)?( = .+| names '\w+')"
                     r": must (?!must).+"
                     r"|c\.toml: [a-z_0-9.]+: no such key; must be one of: .+", re.S)


def refusal(text, changed):
    """The configuration, or None once every line that refuses it is sure to help."""
    try:
        return parse(text, source="c.toml")
    except ConfigError as error:
        for line in error.problems:
            assert REFUSAL.fullmatch(line) and "Input should" not in line, line
        assert any(name.split(".")[1] in line for name in changed for line in error.problems), error
        return None


@settings(max_examples=200, deadline=None)
@given(changes(beyond, 3) | changes(lambda *key: allowed(*key) | beyond(*key), 5))
def test_what_is_refused_is_named_with_its_value_and_what_would_be_right(changed):
    config = refusal(text_of(BASE, changed), changed)
    assert config is None or parse(dump(config)) == config


def check_run(config, out):
    path = run(config, out, check=True)
    seen = load_run(path)
    assert set(seen.generations.generation) == set(range(config.generations))
    assert np.isfinite(seen.generations.fitness_mean).all()


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.integers(0, 2**31), changes(allowed, 6), st.booleans())
def test_what_is_accepted_runs(tmp_path_factory, seed, changed, plain):
    """A few keys at their limits, in a plain world or in a random one with parts."""
    tree = BASE
    if not plain:
        drawn = random_config(np.random.default_rng(seed)).model_dump(mode="json", exclude_none=True)
        kept = ("world", "food")  # the rest of what is small replaces what was drawn
        tree = {name: part for name, part in drawn.items() if name not in ("trial", "phase")}
        for name, part in BASE.items():
            if name not in kept:
                tree[name] = drawn[name] | part if isinstance(part, dict) else part
    config = refusal(text_of(tree, changed), changed)
    if config is not None:
        check_run(config, tmp_path_factory.mktemp("fuzz"))
