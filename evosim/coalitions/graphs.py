"""A world's interactions as a graph: directed, weighted, signed."""

import networkx as nx
import pandas as pd

from evosim.coalitions.society import WEIGHTS


def graph_of(interactions: pd.DataFrame) -> nx.DiGraph:
    """The graph of some rows of `interactions`, of one world.

    Nodes are slots, with `individual_id` (-1: none that evolves). An edge from i to j says what i did to j:
    `positive` and `negative`, sums of acts as `WEIGHTS` weighs them, `balance`, the one less the other,
    `weight`, both together, above 0 as programs that draw graphs want it, `food`, how much changed hands or
    damage, `opportunities`, most ticks in which any of it could be done, and the number of acts of each kind
    that there were. Pairs who could, and did nothing, have no edge.

    Args:
        interactions: rows of one world, of one window or several.
    """
    graph = nx.DiGraph()
    for slot, individual in (("from_slot", "from_id"), ("to_slot", "to_id")):
        known = interactions[[slot, individual]].drop_duplicates(slot)
        graph.add_nodes_from((int(at), {"individual_id": int(who)}) for at, who in zip(
            known[slot], known[individual].fillna(-1), strict=True))
    sums = interactions.groupby(["from_slot", "to_slot", "kind"], observed=True)[
        ["count", "amount", "opportunities"]].sum().reset_index()
    for (one, other), acts in sums.groupby(["from_slot", "to_slot"]):
        if not acts["count"].any():
            continue
        counts = {str(kind): int(count)
                  for kind, count in zip(acts["kind"], acts["count"], strict=True) if count}
        positive, negative = (sum(max(sign * WEIGHTS[kind], 0.0) * count for kind, count in counts.items())
                              for sign in (1, -1))
        graph.add_edge(one, other, weight=positive + negative, balance=positive - negative, positive=positive,
                       negative=negative, food=float(acts["amount"].sum()),
                       opportunities=int(acts["opportunities"].max()), **counts)
    return graph


def positive_part(graph: nx.DiGraph) -> nx.DiGraph:
    """The same nodes, and the edges with positive acts."""
    out = nx.DiGraph()
    out.add_nodes_from(graph.nodes(data=True))
    out.add_edges_from((one, other, edge) for one, other, edge in graph.edges(data=True)
                       if edge["positive"] > 0)
    return out


def edge_rows(graph: nx.DiGraph, **where: int) -> pd.DataFrame:
    """Its edges as rows: `from_slot`, `to_slot`, ids, and what an edge has; kinds that were not done are 0.

    Args:
        graph: of `graph_of`.
        where: columns put in front.
    """
    numbers = nx.get_node_attributes(graph, "individual_id")
    rows = [where | {"from_slot": one, "to_slot": other, "from_id": numbers[one], "to_id": numbers[other]}
            | dict.fromkeys(WEIGHTS, 0) | edge for one, other, edge in graph.edges(data=True)]
    return pd.DataFrame(rows)
