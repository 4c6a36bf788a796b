"""Short runs whose tables are known by their digests, and what they were bred with."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from evosim.config import load, parse
from evosim.machine import Machine
from evosim.run import run
from tests.conftest import EVERYTHING, PLASTIC, SMALL
from tests.run.same import digests

KNOWN = Path(__file__).with_name("digests.json")
ALL_LOGGED = tuple(f"log.{table}_every=4" for table in (
    "lives", "genomes", "instructions", "interactions", "oversight"))
SHORT = ("generations=10", "population.genomes=64", *ALL_LOGGED)
RUNS = {  # name: the configuration, what is changed in it
    "small": (SMALL, ()),
    "plastic": (PLASTIC, ()),
    "first": ("runs/first.toml", SHORT),
    "imposters": ("runs/imposters.toml", SHORT),
    "everything": ("runs/everything.toml", EVERYTHING),
}
LIBRARIES = ("numpy", "numba", "llvmlite", "scipy", "scikit-learn", "deap")  # that results can depend on


def config_of(name):
    """The configuration of a run."""
    given, overrides = RUNS[name]
    return load(given, overrides) if given.endswith(".toml") else parse(given, overrides=overrides)


def bred(name, out, **more):
    """Breeds a run anew, and returns the digests of its tables."""
    return digests(run(config_of(name), out, name=name, **more))


def made_with():
    """The processor, and the libraries, on which digests are known to hold."""
    return {"cpu": Machine.here().kind} | {name: metadata.version(name) for name in LIBRARIES}


def known():
    """Contents of the file: what it was made with, and the digests of each run."""
    return json.loads(KNOWN.read_text())


def changes(before, after):
    """Which tables of which runs differ, a line each."""
    return [f"{name}.{table}" for name in after for table in sorted(after[name].keys() | before.get(name, {}))
            if before.get(name, {}).get(table) != after[name].get(table)]


def held(name, found):
    """Nothing, if a run's tables have the digests that are known of it."""
    wrong, made = changes({name: known()["runs"][name]}, {name: found}), known()["made_with"]
    elsewhere = [f"{key} {now} instead of {made.get(key)}" for key, now in made_with().items()
                 if now != made.get(key)]
    if wrong and elsewhere:
        pytest.skip(f"other results ({', '.join(wrong)}) with {', '.join(elsewhere)}")
    assert not wrong, "results changed: `make golden` writes them anew, CHANGELOG.md has to say so"
