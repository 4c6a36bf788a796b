"""Graphs of interactions: directed, weighted, signed."""

import pandas as pd
import pytest

from evosim.coalitions import edge_rows, graph_of, positive_part
from evosim.errors import ConfigError
from evosim.results import load_run


def rows(*dealings):
    """Rows of `interactions`: from, to, kind, count, amount, opportunities."""
    return pd.DataFrame([{"from_slot": one, "to_slot": other, "from_id": 100 + one,
                          "to_id": 100 + other if other < 3 else None, "kind": kind, "count": count,
                          "amount": amount, "opportunities": could}
                         for one, other, kind, count, amount, could in dealings])


DEALINGS = rows((0, 1, "give", 2, 3.0, 10), (0, 1, "steal", 1, 0.5, 10), (0, 1, "follow", 5, 0.0, 20),
                (0, 1, "give", 1, 1.0, 4), (1, 0, "steal", 3, 2.0, 8), (2, 3, "give", 0, 0.0, 9))


def test_edges_are_directed_weighed_and_signed():
    graph = graph_of(DEALINGS)
    assert dict(graph.nodes(data="individual_id")) == {0: 100, 1: 101, 2: 102, 3: -1}
    assert set(graph.edges) == {(0, 1), (1, 0)}  # who could, and did nothing, has none
    assert graph.edges[0, 1] == pytest.approx({
        "weight": 4.5, "balance": 2.5, "positive": 3.5, "negative": 1.0, "food": 4.5, "opportunities": 20,
        "give": 3, "steal": 1, "follow": 5})
    assert graph.edges[1, 0]["balance"] == -3 and graph.edges[1, 0]["weight"] == 3
    assert set(positive_part(graph).edges) == {(0, 1)} and set(positive_part(graph)) == {0, 1, 2, 3}


def test_edges_as_rows():
    table = edge_rows(graph_of(DEALINGS), generation=7)
    assert table["generation"].tolist() == [7, 7] and table["from_id"].tolist() == [100, 101]
    assert table[["give", "steal", "lift"]].to_numpy().tolist() == [[3, 1, 0], [0, 3, 0]]


def test_a_run_has_the_graph_of_each_world_and_window(small_run):
    run = load_run(small_run)
    whole = run.coalition_graph()
    parts = [run.coalition_graph(9, (0, 0, 0), window) for window in run.table(
        "interactions", where={"generation": 9})["window"].unique()]
    assert whole.size("give") == sum(part.size("give") for part in parts)
    with pytest.raises(ConfigError, match="world 8: must be from 0 to 7"):
        run.coalition_graph(9, 8)
    with pytest.raises(ConfigError, match="interactions_every"):
        run.coalition_graph(4)
