"""The confusion matrix of agents whose motive is known, as a small file that the notebook draws.

    python analysis/motives/known.py [--each 200] [--seed 31]
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from evosim.config import load
from evosim.genome import Layout
from evosim.probes import Subject, known, routes

HOME = Path(__file__).parent
# innate words, so that a habit can be among them; every consequence on, so that nobody is told by it
CHANGES = ["language.meaning='innate'", "oversight.reward_felt='food'", "oversight.penalty_felt='pain'",
           "oversight.penalty_feel=3.0", "oversight.approval=0.5",
           "plasticity.forgetting='evolved'"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--seed", type=int, default=31)
    options = parser.parse_args()
    config = load(HOME.parents[1] / "runs" / "learning.toml", CHANGES)
    layout = Layout.of(config)
    told = {}
    for route in known.ROUTES:
        genomes = known.agents(layout, route, options.each, options.seed)
        told[route] = routes.signatures(Subject(genomes, config, layout, replicates=4)).routes
    table = routes.confusion(np.repeat(known.ROUTES, options.each), np.concatenate(list(told.values())))
    table = table[:len(known.ROUTES)]
    pd.DataFrame(table, index=list(known.ROUTES), columns=list(routes.LABELS)).to_parquet(
        HOME / "known.parquet")
    print(table)
    print(f"{np.diagonal(table).sum() / table.sum():.1%} of {table.sum()} right")


if __name__ == "__main__":
    main()
