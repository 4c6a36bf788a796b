"""Breeds the populations that ship with `evosim live --lesson pays`, and keeps a band of each.

    python analysis/motives/ship.py --seeds 201-203 [--workers 2]

A population is `runs/learning.toml` with the changes of an arm of `breed.py`, evolved from its own seed. Of
its last generation sixteen genomes are kept, drawn at random (numpy, seeded by the population's seed), not
chosen: in `evosim/live/bred/genomes.npz`, beside `populations.json` with the command, the seed and the
configuration that bred them. Those that are there are not bred again.
"""

import argparse
import json
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from breed import RUN, changes

HOME = Path(__file__).parents[2] / "evosim" / "live" / "bred"
BAND = 16
KINDS = {"food": "paid in food", "pain": "pain on failure", "approval": "approval every time",
         "scarce": "approval rarely, remembered", "scarce, no channel": "approval rarely, no memory",
         "innate": "born into a fixed language"}


def one(arm: str, seed: int) -> tuple[str, dict[str, Any], np.ndarray]:
    """Breeds a population; gives its name, what is to be known of it, and a band of its genomes."""
    from evosim.config import dump, load
    from evosim.probing import subject
    from evosim.results import load_run
    from evosim.run import run

    overrides = [*changes(arm, "always"), f"seed={seed}"]
    config = load(RUN, overrides)
    with tempfile.TemporaryDirectory() as folder:
        genomes = subject(load_run(run(config, Path(folder), name="population"))).genomes
    kept = np.sort(np.random.default_rng(seed).permutation(len(genomes))[:BAND])
    said = " ".join(f'-o "{override}"' for override in overrides)
    about = {"kind": arm.replace(", ", "_").replace(" ", "_"), "label": KINDS[arm], "seed": seed,
             "command": f"evosim run runs/learning.toml {said}", "config": dump(config)}
    return f"{about['kind']}_s{seed}", about, genomes[kept].astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="201-203")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    first, _, last = options.seeds.partition("-")
    about: dict[str, Any] = {}
    genomes: dict[str, np.ndarray] = {}
    if (HOME / "populations.json").exists():
        about = json.loads((HOME / "populations.json").read_text(encoding="utf-8"))
        with np.load(HOME / "genomes.npz", allow_pickle=False) as kept:
            genomes = {name: kept[name] for name in kept.files}
    there = {(it["label"], it["seed"]) for it in about.values()}
    jobs = [(arm, seed) for seed in range(int(first), int(last or first) + 1) for arm in KINDS
            if (KINDS[arm], seed) not in there]
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(one, *job) for job in jobs]):
            name, said, band = done.result()
            about[name], genomes[name] = said, band
            np.savez_compressed(HOME / "genomes.npz", **dict(sorted(genomes.items())))  # type: ignore[arg-type]
            (HOME / "populations.json").write_text(
                json.dumps(dict(sorted(about.items())), indent=1) + "\n", encoding="utf-8")
            print(name, band.shape, flush=True)


if __name__ == "__main__":
    main()
