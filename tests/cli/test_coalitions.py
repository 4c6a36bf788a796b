"""`evosim coalitions`: what it prints and writes, and what it refuses."""

import json
import shutil

import networkx as nx
import pyarrow.parquet as pq
import pytest

from evosim.results import load_run
from evosim.run import run as evolve
from tests.cli.conftest import refusal

LAST = 9  # the last generation of the small run whose encounters were logged


@pytest.fixture
def run(small_run, tmp_path):
    """A finished run of this test's own."""
    return shutil.copytree(small_run, tmp_path / "run")


@pytest.fixture
def found(said):
    """`found(run, *words)`: what `evosim coalitions` says."""
    return lambda *words, code=0: said("coalitions", *words, code=code)


@pytest.fixture
def without(small, tmp_path):
    """`without(key)`: a run in which this key of [log] is 0."""
    return lambda key: evolve(small(f"log.{key}=0", "generations=4", "battery.every=0"), tmp_path / "runs")


def test_says_in_words_what_it_found_and_keeps_it(run, found):
    out, err = found(run, "--draws", 30)
    lines = out.splitlines()
    assert lines[0].startswith(f"generation {LAST}, 8 worlds; whole lives: ")
    assert any(line.startswith("groups beyond the crowd") for line in lines)
    assert lines[-1].startswith(("coalitions: z = ", "no more than a crowd: z = "))
    assert "partners re-drawn among those in reach" in lines[-1]
    assert err.splitlines()[-1] == "worlds: 8 of 8"
    kept = load_run(run).table("coalitions")
    life = kept[kept["window"].isna()]
    assert set(kept["generation"]) == {LAST} and set(kept["draws"]) == {30}
    assert len(life) and set(life["came"]) == {"life"} and (kept["size"] >= 2).all()
    for members, size in zip(kept["members"], kept["size"], strict=True):
        assert len(str(members).split()) == size
    again, _ = found(run, "--draws", 30)
    assert again == out and len(load_run(run).table("coalitions")) == len(kept)  # in place of those before


def test_another_generation(run, found):
    out, _ = found(run, "--draws", 30, "--generation", 3)
    assert out.startswith("generation 3, 8 worlds; ")
    assert set(load_run(run).table("coalitions")["generation"]) == {3}


def test_as_json(run, found):
    out, _ = found(run, "--draws", 30, "--json")
    data = json.loads(out)
    assert (data["generation"], data["worlds"], data["missing"]) == (LAST, 8, [])
    assert data["coalitions"] == len(load_run(run).table("coalitions"))
    pooled = {one["name"]: one for one in data["pooled"]}
    assert {"structure", "modularity", "drive_assortativity", "obedience_assortativity"} <= set(pooled)
    assert pooled["structure"]["compared"] <= pooled["structure"]["worlds"] <= 8
    assert f"z = {pooled['structure']['z']:.1f}" in data["verdict"]
    text, _ = found(run, "--draws", 30)
    assert data["verdict"] == text.splitlines()[-1]


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_exports_are_read_back(run, found, kind):
    out, _ = found(run, "--draws", 30, "--export", kind)
    edges = pq.read_table(run / "coalitions" / f"g{LAST}-edges.parquet").to_pandas()
    assert out.splitlines()[-1] == (f"8 graphs in {run / 'coalitions'}, edges in "
                                    f"{run / 'coalitions' / f'g{LAST}-edges.parquet'}")
    files = sorted((run / "coalitions").glob(f"*.{kind}"))
    assert len(files) == 8
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[kind]
    total = 0
    for composition in (0, 1):
        for band in (0, 1):
            for replicate in (0, 1):
                path = run / "coalitions" / f"g{LAST}-c{composition}-r{replicate}-b{band}.{kind}"
                if not path.exists():
                    continue
                graph = read(path, node_type=int)
                own = load_run(run).coalition_graph(LAST, (composition, replicate, band))
                assert graph.is_directed() and set(graph) == set(own)
                assert nx.get_node_attributes(graph, "individual_id") == nx.get_node_attributes(
                    own, "individual_id")
                for one, other, edge in own.edges(data=True):
                    back = graph.edges[one, other]
                    assert {name: back[name] for name in edge} == pytest.approx(edge)
                rows = edges[(edges["composition"] == composition) & (edges["replicate"] == replicate)
                             & (edges["band"] == band)]
                assert sorted(zip(rows["from_slot"], rows["to_slot"], strict=True)) == sorted(own.edges)
                total += len(rows)
    assert total == len(edges) and (edges["balance"] == edges["positive"] - edges["negative"]).all()
    acts = load_run(run).table("interactions", where={"generation": LAST})
    assert edges["give"].sum() == acts.loc[acts["kind"] == "give", "count"].sum()


def test_a_figure(run, found):
    out, _ = found(run, "--draws", 30, "--figure")
    png = run / "coalitions.png"
    assert out.splitlines()[-1] == str(png) and png.stat().st_size > 50_000
    out, err = found(run, "--draws", 30, "--figure", "--json")
    assert json.loads(out) and err.splitlines()[-1] == str(png)  # stdout is data alone


def test_a_run_without_encounters_says_which_line_would_have_logged_them(without, found):
    run = without("interactions_every")
    sentence = refusal(found, run)
    assert "holds no rows of `encounters`" in sentence
    assert "log.interactions_every = 0: must be above 0, as in [log] interactions_every = 1" in sentence
    assert not list(run.glob("coalitions*"))


@pytest.mark.parametrize(("key", "lost", "kept"), [
    ("instructions_every", "obedience", "drives"), ("individuals_every", "kin and drives", "obedience")])
def test_what_could_not_be_measured_is_said(without, found, key, lost, kept):
    out, _ = found(without(key), "--draws", 30)
    gap, = [line for line in out.splitlines() if line.startswith("nothing of ")]
    assert gap.startswith(f"nothing of {lost}") and f"log.{key} = 0" in gap
    assert any(kept[:5] in line and "act for" in line for line in out.splitlines())


@pytest.mark.parametrize(("words", "sentence"), [
    (("--export", "dot"), "--export dot: must be one of graphml, gexf"),
    (("--generation", 4), f"generation 4 has no encounters logged (log.interactions_every = 3); there are "
                          f"those of: 0, 3, 6, {LAST}"),
])
def test_refuses_what_there_is_not(run, found, words, sentence):
    assert sentence in refusal(found, run, *words)
    assert not list(run.glob("coalitions*"))


def test_too_few_draws_are_refused(run, found):
    _, err = found(run, "--draws", 5, code=2)
    assert "30" in err and "Traceback" not in err


def test_no_run_there(tmp_path, found):
    assert f"{tmp_path / 'none'}: no such run" in refusal(found, tmp_path / "none")
    assert f"{tmp_path}" in refusal(found, tmp_path, code=3)
