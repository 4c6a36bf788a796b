"""Coalitions: who acts for whom, in which groups, and whether that is more than a crowd (SPEC 11).

From rows of tables to graphs, communities and what a null makes of them; `evosim.coalition_analysis` does it
to a run.
"""

from evosim.coalitions.findings import About, Findings, Measure, examine
from evosim.coalitions.graphs import edge_rows, graph_of, positive_part
from evosim.coalitions.likeness import told_rows
from evosim.coalitions.null import observed, redraw
from evosim.coalitions.portraits import Portrait, portrait
from evosim.coalitions.society import WEIGHTS, WORLD, Society, by_world, of_rows, societies
from evosim.coalitions.structure import beyond, communities, modularity, rewired, z_score
from evosim.coalitions.tracking import Tracked, track

__all__ = [
    "WEIGHTS", "WORLD", "About", "Findings", "Measure", "Portrait", "Society", "Tracked", "beyond",
    "by_world", "communities", "edge_rows", "examine", "graph_of", "modularity", "observed", "of_rows",
    "portrait", "positive_part", "redraw", "rewired", "societies", "told_rows", "track", "z_score",
]
