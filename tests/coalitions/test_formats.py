"""Exported graphs are what the formats ask for, read as plain XML, and hold what the run logged."""

import shutil
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from evosim.coalition_analysis import export
from evosim.coalitions.society import WEIGHTS
from evosim.results import load_run

GRAPHML = {"g": "http://graphml.graphdrawing.org/xmlns"}
TYPES = {"long": int, "int": int, "integer": int, "double": float, "float": float, "string": str}
LAST = 9  # the last generation of the small run whose interactions were logged


@pytest.fixture(scope="module")
def run(small_run, tmp_path_factory):
    return load_run(shutil.copytree(small_run, tmp_path_factory.mktemp("exported") / "run"))


def graphml(path):
    """Nodes and edges of a file, each value read as the file itself declares it."""
    root = ET.parse(path).getroot()
    assert root.tag == f"{{{GRAPHML['g']}}}graphml"
    keys = {key.get("id"): key for key in root.findall("g:key", GRAPHML)}
    graph = root.find("g:graph", GRAPHML)
    assert graph.get("edgedefault") == "directed"

    def data(element, of):
        out = {}
        for one in element.findall("g:data", GRAPHML):
            key = keys[one.get("key")]
            assert key.get("for") == of
            out[key.get("attr.name")] = TYPES[key.get("attr.type")](one.text)
        return out

    nodes = {node.get("id"): data(node, "node") for node in graph.findall("g:node", GRAPHML)}
    edges = {(edge.get("source"), edge.get("target")): data(edge, "edge")
             for edge in graph.findall("g:edge", GRAPHML)}
    return nodes, edges


def gexf(path):
    """The same of a GEXF file, whose weights stand beside the other values."""
    root = ET.parse(path).getroot()
    space = {"g": root.tag.partition("}")[0].lstrip("{")}
    assert space["g"].startswith("http://www.gexf.net/") and root.get("version") in space["g"]
    graph = root.find("g:graph", space)
    assert graph.get("defaultedgetype") == "directed"
    declared = {(block.get("class"), one.get("id")): one for block in graph.findall("g:attributes", space)
                for one in block.findall("g:attribute", space)}

    def data(element, of):
        out = {}
        for one in element.findall("g:attvalues/g:attvalue", space):
            key = declared[of, one.get("for")]
            out[key.get("title")] = TYPES[key.get("type")](one.get("value"))
        return out

    nodes = {node.get("id"): data(node, "node") for node in graph.findall("g:nodes/g:node", space)}
    elements = graph.findall("g:edges/g:edge", space)
    edges = {(edge.get("source"), edge.get("target")):
             data(edge, "edge") | {"weight": float(edge.get("weight"))} for edge in elements}
    assert len({edge.get("id") for edge in elements}) == len(elements) == len(edges)
    return nodes, edges


@pytest.mark.parametrize(("kind", "reader"), [("graphml", graphml), ("gexf", gexf)])
def test_files_hold_the_acts_that_were_logged(run, kind, reader):
    acts = run.table("interactions", where={"generation": LAST})
    ids, counts, could = {}, Counter(), Counter()
    for act in acts.itertuples():
        world = (act.composition, act.replicate, act.band)
        pair = (str(act.from_slot), str(act.to_slot))
        counts[world, pair, act.kind] += act.count
        could[world, pair, act.kind] += act.opportunities
        ids[world, pair[0]] = act.from_id
        ids[world, pair[1]] = act.to_id
    found = Counter()
    for path in export(run, LAST, kind)[:-1]:
        world = tuple(int(word[1:]) for word in path.stem.split("-")[1:])
        nodes, edges = reader(path)
        assert {(world, at): one["individual_id"] for at, one in nodes.items()} == {
            key: -1 if value is None or value != value else value for key, value in ids.items()
            if key[0] == world}
        for pair, edge in edges.items():
            assert pair[0] in nodes and pair[1] in nodes
            done = {name: edge[name] for name in WEIGHTS if name in edge}
            found.update({(world, pair, name): count for name, count in done.items()})
            weighed = [WEIGHTS[name] * count for name, count in done.items()]
            assert edge["balance"] == pytest.approx(sum(weighed))
            assert edge["weight"] == pytest.approx(sum(abs(one) for one in weighed)) and edge["weight"] > 0
            assert edge["positive"] == pytest.approx(sum(one for one in weighed if one > 0))
            assert edge["opportunities"] == max(could[world, pair, name] for name in done)
    assert found == Counter({key: count for key, count in counts.items() if count}) and found
