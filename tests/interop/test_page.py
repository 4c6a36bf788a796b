"""The page about the environment: its programs run, and its table is what the code says."""

import re
from pathlib import Path

import numpy as np
import pytest

import evosim
from evosim.faculties import SENSES
from evosim.interop.spaces import BOUNDS
from tests.interop.test_env import QUICK, played

PAGE = Path(__file__).parents[2] / "docs" / "pettingzoo.md"


def row(spec):
    """One sense, as the page has it."""
    words = ", ".join(f"{low:g} to {high:g}" if np.isfinite([low, high]).any() else "any"
                      for low, high in dict.fromkeys(BOUNDS[spec.name]))
    return f"| `{spec.name}` | {spec.size} | {words} | {spec.meaning} |"


def test_its_programs_run(small_run):
    space = {}
    programs = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    for program in programs:
        exec(re.sub(r'"runs/out/[^"]*"', repr(str(small_run)), program), space)
    assert len(programs) >= 3
    assert set(space["total"]) == {f"slot_{k}" for k in range(4)} and space["told"] > 0
    for agent, worth in space["total"].items():
        assert worth == pytest.approx(space["env"].fitness(agent), abs=1e-9)


def test_its_table_is_what_the_code_says():
    text = PAGE.read_text()
    missing = [row(spec) for spec in SENSES if row(spec) not in text]
    assert not missing, "\n".join(missing)
    assert len(re.findall(r"^\| `[a-z_0-9]+` \|", text, re.MULTILINE)) == len(SENSES)


def test_what_it_says_of_truth_is_there():
    *_, infos = played(evosim.parallel_env(QUICK), 1)[-1]
    for key in next(iter(infos.values()))["truth"]:
        assert f"`{key}`" in PAGE.read_text()
