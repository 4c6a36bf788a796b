"""Lines of first parents as trees in Newick's format."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.population import NONE
from evosim.lineage.pedigree import Genealogy


def newick(genealogy: Genealogy, keep: NDArray[np.bool_]) -> list[str]:
    """A tree for each founder with descendants that are kept.

    A pedigree of two parents is no tree: these follow the first parent, whose genes a child has but for
    those that it takes from the second (half of them, with chance `variation.crossover`). Nodes are
    individuals by id; branches are generations between births; who is not kept, and where nothing
    branches, stands in the length of a branch. Nodes of ancestors may have one child, if they are kept.

    Args:
        genealogy: of a population.
        keep: bool (rows,), individuals who must stand in the tree.
    """
    out: list[str] = []
    below: dict[int, list[tuple[str, int]]] = defaultdict(list)  # of an id: trees, and when they were born
    # parents have lower ids: from the youngest to the oldest, all children come before
    for row in range(len(genealogy.ids) - 1, -1, -1):
        one, born = int(genealogy.ids[row]), int(genealogy.born[row])
        trees = below.pop(one, [])
        if not trees and not keep[row]:
            continue
        if len(trees) == 1 and not keep[row]:
            tree = trees[0]
        else:
            inner = ",".join(f"{text}:{when - born}" for text, when in reversed(trees))
            tree = (f"({inner}){one}" if trees else str(one), born)
        parent = int(genealogy.parent1[row])
        if parent == NONE:
            out.append(f"{tree[0]};")
        else:
            below[parent].append(tree)
    return out[::-1]
