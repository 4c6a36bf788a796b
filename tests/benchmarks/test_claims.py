"""What is judged from turns, and how it is written down."""

import json

import claims
import page
import pytest
from bench import JOBS
from scale import Size, sentence
from workers import Turn

from evosim.machine import Machine

SMALL = Machine("a processor", "kind", 2, "AVX2", "0", "3", "0")


def turns(**changed):
    """A round in which every claim is reached, but for what is changed; rates by name."""
    rates = {claims.FORWARD: 20e6, claims.FORWARD_ON_TWO: 39e6, claims.LIVES: 12e6,
             claims.LEARNING: 7e6, claims.EVERYTHING: 5e6,
             claims.WHOLE: 10e6, claims.TWO: 19e6, claims.WHOLE_LEARNING: 5e6, claims.MAGENT: 0.5e6,
             claims.OFF: 12, "MAgent2, near": 1e6,
             claims.JAX: 2e6, claims.MESA: 0.05e6, "Mesa, batched": 0.1e6, claims.BREEDING: 250,
             claims.DEAP: 10, claims.EVOSAX: 12, "start": 1.25, "help": 4}
    rates.update({name.replace("_", " "): rate for name, rate in changed.items()})
    notes = {"logging": 0.05, "others": 0.0, "off": 1.01}
    return {name: Turn(rate, 1.0, 1.0, notes) for name, rate in rates.items()}


def test_all_reached():
    verdicts = claims.judged(claims.CLAIMS, [turns()] * 3, SMALL._replace(vectors="AVX-512"))
    assert {verdict.word for verdict in verdicts} == {"reached"}


def test_mechanisms_that_cost_though_they_are_off_are_a_miss():
    off = turns()
    off[claims.OFF] = off[claims.OFF]._replace(notes={"off": 1.06})
    words = {verdict.claim: verdict.word for verdict in claims.judged(claims.CLAIMS, [off], SMALL)}
    assert words["lives, all mechanisms off / a world without them"] == "missed"


@pytest.mark.parametrize("name", ["whole_generations", "whole_generations,_two_cores", "breeding", "help"])
def test_what_is_slow_is_missed(name):
    verdicts = claims.judged(claims.CLAIMS, [turns(**{name: 1})] * 3, SMALL)
    assert any(verdict.missed for verdict in verdicts)


def test_the_median_round_decides():
    words = [next(verdict.word for verdict in claims.judged(claims.CLAIMS, rounds, SMALL)
                  if "JAX" in verdict.claim)
             for rounds in ([turns(), turns(), turns(JAX=9e6)], [turns(), turns(JAX=9e6), turns(JAX=9e6)])]
    assert words == ["reached", "missed"]


def test_what_this_machine_cannot_show_is_not_judged():
    busy = turns()
    busy[claims.TWO] = Turn(1.0, 1.0, 1.0, {"others": 0.8})
    words = {verdict.claim: verdict.word for verdict in claims.judged(claims.CLAIMS, [busy], SMALL)}
    assert words["two idle cores / one"] == "not judged: others used 0.8 cores"
    assert words["whole generations, on AVX-512"] == "not judged: no AVX-512"
    del busy["JAX"]
    words = {verdict.claim: verdict.word for verdict in claims.judged(claims.CLAIMS, [busy], SMALL)}
    assert words["whole generations / JAX world"] == "not measured: JAX"


def test_the_page(tmp_path):
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n")
    rounds = [turns(JAX=3e6), turns(JAX=3e6)]
    verdicts, beside = (claims.judged(which, rounds, SMALL) for which in (claims.CLAIMS, claims.BESIDE))
    sizes = [Size(n, [100.0, 120.0], 10**8 + 9000 * n, 10**8) for n in (64, 1024, 65536)]
    page.write(folder, JOBS, rounds, verdicts, beside, sizes, SMALL)
    text = readme.read_text()
    assert text.startswith("before") and text.endswith("after\n") and "old" not in text
    assert "| whole generations / JAX world | 3.3 (3.3 to 3.3) x | >= 4 x | missed |" in text
    assert (folder / "table.md").read_text() in text
    assert json.loads((folder / "results.json").read_text())["machine"]["cores"] == 2
    assert {path.name for path in folder.glob("*.png")} == {"speed.png", "scale.png"}
    page.show(JOBS, rounds, verdicts, beside, sizes, SMALL)


def test_how_cost_grows():
    sizes = [Size(n, [100.0], 10**8 + 9000 * n, 10**8) for n in (64, 1024, 65536)]
    assert "step is flat from 64" in sentence(sizes) and "genome is flat from 1,024" in sentence(sizes)
    assert "step GROWS from 64" in sentence([*sizes[:2], sizes[2]._replace(ns=[200.0])])
    assert "step only falls from 64" in sentence([sizes[0]._replace(ns=[200.0]), *sizes[1:]])
    dear = sizes[0]._replace(ns=[400.0])
    assert "step GROWS from 64" in sentence([dear, sizes[1], sizes[2]._replace(ns=[200.0])])
    assert "genome GROWS from 1,024" in sentence([*sizes[:2], sizes[2]._replace(peak=10**8 + 20_000 * 65536)])
