"""`evosim lineage` and `evosim explain`: what they print and write, and what they refuse."""

import json
import shutil

import alifedata_phyloinformatics_convert as alife
import numpy as np
import pandas as pd
import pytest
import tskit

from evosim.evolution.population import NONE
from evosim.lineage import Genealogy
from evosim.results import load_run
from evosim.run import run as evolve
from tests.cli.conftest import refusal


@pytest.fixture
def run(small_run, tmp_path):
    """A finished run of this test's own."""
    return shutil.copytree(small_run, tmp_path / "run")


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """A run that logged individuals in every third generation only."""
    from evosim.config import parse
    from tests.conftest import SMALL

    few = parse(SMALL, overrides=("log.individuals_every=3", "generations=4", "battery.every=0"))
    return evolve(few, tmp_path_factory.mktemp("sparse"))


def test_lineage_prints_where_it_wrote(run, said):
    out, err = said("lineage", run)
    assert out.strip() == str(run / "lineage.csv") and not err
    graph = alife.alife_dataframe_to_networkx_digraph(pd.read_csv(run / "lineage.csv"))
    assert set(graph) == set(Genealogy.of(load_run(run)).ids.tolist())
    for form, name in (("tskit", "lineage1.trees"), ("newick", "lineage1.nwk")):
        out, _ = said("lineage", run, "--format", form, "--population", 1)
        assert out.strip() == str(run / name) and (run / name).stat().st_size > 100
    assert tskit.load(run / "lineage1.trees").num_samples == 24


def test_survivors_are_fewer(run, said, tmp_path):
    said("lineage", run, "--survivors", "--out", tmp_path / "s.csv")
    said("lineage", run, "--all", "--out", tmp_path / "a.csv")
    kept, everybody = (pd.read_csv(tmp_path / name) for name in ("s.csv", "a.csv"))
    assert set(kept["id"]) < set(everybody["id"])
    assert np.isinf(kept["destruction_time"]).sum() == np.isinf(everybody["destruction_time"]).sum()


@pytest.mark.parametrize(("words", "sentence"), [
    (("--format", "nexus"), "--format nexus: must be one of alife, tskit, newick"),
    (("--population", 2), "--population 2: must be from 0 to 1"),
    (("--out", "nowhere/x.csv"), "--out nowhere/x.csv: must be a file, in a folder that is there"),
    (("--out", "."), "--out .: must be a file"),
])
def test_lineage_refuses_what_there_is_not(run, said, words, sentence):
    assert sentence in refusal(said, "lineage", run, *words)
    assert not list(run.glob("lineage*"))


@pytest.mark.parametrize("verb", ["lineage", "explain"])
def test_a_run_without_everybody_says_which_key_would_have_logged_them(sparse, said, verb):
    assert "log.individuals_every = 3: must be 1" in refusal(said, verb, sparse)


@pytest.mark.parametrize("verb", ["lineage", "explain"])
def test_no_run_there(tmp_path, said, verb):
    assert f"{tmp_path / 'none'}: no such run" in refusal(said, verb, tmp_path / "none")
    assert f"{tmp_path}" in refusal(said, verb, tmp_path, code=3)


@pytest.mark.parametrize(("words", "sentence"), [
    (("--trait", "obedience_giv"), "--trait obedience_giv: no such trait; must be one of: obedience_give"),
    (("--generation", 12), "--generation 12: must be from 0 to 11"),
    (("--individual", 0), "--individual 0: must have lived in generation 11"),
    (("--population", 7), "--population 7: must be from 0 to 1"),
])
def test_explain_refuses_what_there_is_not(run, said, words, sentence):
    assert sentence in refusal(said, "explain", run, "--worlds", 4, *words)


def test_a_trait_of_genes_is_explained_as_the_table_of_individuals_has_it(run, said):
    """Which ancestor, and by how much, can be read off `individuals`: nothing is lived."""
    it = load_run(run)
    genealogy, own = Genealogy.of(it), it.individuals.set_index("individual_id")["drive_hunger"]
    found = json.loads(said("explain", run, "--trait", "drive_hunger", "--threads", 1, "--json")[0])
    line = genealogy.line(found["descendant"])
    assert [row["individual_id"] for row in found["line"]] == line.tolist()
    np.testing.assert_allclose([row["value"] for row in found["line"]], own.loc[line], rtol=1e-5)
    assert found["sign"] == np.sign(own[line[-1]] - own[line[0]])
    at = line.tolist().index(found["child"])
    assert found["parent"] == line[at - 1]
    rise = own[found["child"]] - own[found["parent"]]
    assert rise * found["sign"] > 0
    change, = found["changes"]
    assert change["name"] and change["share"] == pytest.approx(1)
    lived = {(row["who"], row["with"]): row for row in found["lived"]}
    assert lived["parent", "the change"]["difference"] == pytest.approx(rise, rel=1e-4)
    assert lived["child", "without the change"]["difference"] == pytest.approx(-rise, rel=1e-4)
    assert lived["parent", "a sham change"]["difference"] == 0
    if change["origin"] != NONE:  # it moved there, and those who have it are its descendants
        origin = genealogy.row(change["origin"])
        parents = [p for p in (genealogy.parent1[origin], genealogy.parent2[origin]) if p != NONE]
        assert all(own[p] != own[change["origin"]] for p in parents)
        assert genealogy.ancestors(np.array([found["child"]]))[origin]
        carried = [row["share"] for row in found["carried"]]
        assert not any(carried[:change["origin_generation"]]) and carried[change["origin_generation"]] > 0


def test_a_trait_that_is_lived(run, said):
    """The same words whatever the threads, and a figure."""
    words = ("explain", run, "--trait", "food", "--worlds", 4)
    out, err = said(*words, "--threads", 1, "--figure")
    assert out.startswith("food along the first parents of ")
    assert "intervals are over worlds" in out or "nothing to explain" in out
    assert err.splitlines()[0] == "breeding the ancestors again"
    *rest, figure = out.splitlines()
    png = run / "explain-food_per_tick.png"
    assert figure == str(png) and png.stat().st_size > 5_000
    assert said(*words, "--threads", 2)[0].splitlines() == rest
