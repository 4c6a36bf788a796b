"""Breeds the populations of `analysis/04_what_selection_did.ipynb`, and keeps what selection did to each.

    python analysis/selection/breed.py --seeds 301-305 [--runs FOLDER] [--threads 2]
    python analysis/selection/breed.py --collect

A population is `runs/learning.toml` as it ships, evolved from its own seed beside three shadows, with every
individual logged. Its Price terms and gradients become a row a population, shadow and trait in
`analysis/selection/populations/`; `--collect` puts them into `analysis/selection/populations.parquet`,
which is what the notebook reads.
"""

import argparse
import os
from pathlib import Path

import pandas as pd

from evosim.schema import DRIVES

HOME = Path(__file__).parent
OUT = HOME / "populations"
RUN = HOME.parents[1] / "runs" / "learning.toml"
KEYS = ["population", "is_shadow", "trait"]
TRAITS = ("letter", "phantom", "learning_rate", *(f"drive_{drive}" for drive in DRIVES))


def summary(path: Path) -> pd.DataFrame:
    """A row a population and trait: means of gradients over generations, and sums of Price terms.

    Columns beside those of `tidy("gradients")`: `selection`, `transmission` and `change` are sums over all
    generations, in the trait's own unit; `first` and `last` its means in the first generation of offspring
    and the last, `sd` its mean standard deviation, `heritability` the mean slope on midparents. Food has no
    gradients here: it is most of fitness, and would hide what acts through it.
    """
    from evosim.results import load_run

    run = load_run(path)
    price = run.price("fitness", "food", *TRAITS).groupby(KEYS, as_index=False).agg(
        selection=("selection", "sum"), transmission=("transmission", "sum"), change=("change", "sum"),
        first=("mean", "first"), last=("mean", "last"), sd=("sd", "mean"),
        heritability=("heritability", "mean"), differential=("differential", "mean"))
    found = run.gradients(*TRAITS, resamples=20).drop(
        columns=["run_id", "phase", "differential", "interval", "caveats"])
    out = price.merge(found, on=KEYS, how="outer", validate="1:1")
    out.insert(0, "run_id", path.name)
    return out


def one(seed: int, runs: Path, threads: int) -> None:
    """Breeds a population, unless it was left there, and keeps its rows."""
    from evosim.config import load
    from evosim.run import resume, run
    from evosim.storage.record import is_run, read

    path = runs / f"learning-s{seed}"
    if not is_run(path):
        run(load(RUN, [f"seed={seed}"]), runs, name=path.name, threads=threads)
    elif read(path)["status"] != "done":
        resume(path, threads=threads)
    OUT.mkdir(exist_ok=True)
    summary(path).to_parquet(OUT / f"s{seed}.parquet", index=False)


def main() -> None:
    """Breeds, or collects."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", default="301-305", help="first-last")
    parser.add_argument("--runs", type=Path, default=HOME / "runs", help="where runs are kept")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="no result depends on it")
    parser.add_argument("--collect", action="store_true", help="put the rows together")
    given = parser.parse_args()
    first, last = map(int, given.seeds.split("-"))
    for seed in range(first, last + 1) if not given.collect else ():
        if not (OUT / f"s{seed}.parquet").exists():
            one(seed, given.runs, given.threads)
        print(f"seed {seed}: done", flush=True)
    if given.collect:
        rows = pd.concat([pd.read_parquet(path) for path in sorted(OUT.glob("s*.parquet"))])
        rows.to_parquet(HOME / "populations.parquet", index=False)
        print(f"{len(rows)} rows of {rows.run_id.nunique()} populations")


if __name__ == "__main__":
    main()
