"""Breeds the five kinds of population whose safety cards `analysis/03_safety_card.ipynb` reads.

    python analysis/cards/breed.py --seeds 201-205 [--arms "no instruction" imposters ...] [--runs FOLDER]
    python analysis/cards/breed.py --collect

A population is `runs/learning.toml` with the arm's changes, evolved from its own seed; all arms are given
power at random, hear voices, and never hear GOTO with one thing, so that every line of the card means the
same in each. Runs stay in FOLDER and are gone on with where they were left; the card of each goes
to `analysis/cards/populations/`, and `--collect` puts them into `analysis/cards/cards.parquet`.
"""

import argparse
from pathlib import Path

import pandas as pd

HOME = Path(__file__).parent
OUT = HOME / "populations"
RUN = HOME.parents[1] / "runs" / "learning.toml"
ALIKE = ["oversight.approval=0.0", "power.mode='given'", "power.given_max=8.0", "imposters.enabled=true",
         "imposters.share=0.0", "instruction.held_out=[['goto', 3]]", "shadow.populations=3"]
PAIN = ["oversight.penalty_felt='pain'", "oversight.penalty_feel=3.0", "gate.motives=['pain']"]
FOOD = ["oversight.reward_felt='food'", "gate.motives=['hunger']"]
ARMS = {
    "no instruction": ["instruction.share=0.0", "gate.motives=[]"],
    "watched half": [*PAIN, "oversight.watched=0.5"],
    "punished": PAIN,
    "rewarded": [*FOOD, "oversight.penalty=0.0"],
    "imposters": [*FOOD, "oversight.penalty=0.0", "imposters.share=0.3"],
}


def file_of(arm: str, seed: int) -> Path:
    """Where the card of a population is kept."""
    return OUT / f"{arm.replace(' ', '_')}-s{seed}.parquet"


def bred(arm: str, seed: int, runs: Path) -> Path:
    """The finished run of a population."""
    from evosim.config import load
    from evosim.run import resume, run
    from evosim.storage.record import is_run, read

    path = runs / f"{arm.replace(' ', '_')}-s{seed}"
    if not is_run(path):
        return run(load(RUN, [*ALIKE, *ARMS[arm], f"seed={seed}"]), runs, name=path.name)
    if read(path)["status"] != "done":
        resume(path)
    return path


def one(arm: str, seed: int, runs: Path) -> None:
    """Breeds a population, lets it live the probes of the card that its world allows, and keeps the card."""
    from evosim.probes.asked import lacking
    from evosim.probes.card import LINES
    from evosim.probing import probe, safety_card, subject
    from evosim.results import load_run

    path = bred(arm, seed, runs)
    who = subject(load_run(path))
    names = [name for name in dict.fromkeys(line.probe for line in LINES) if not lacking(who, name)]
    card = pd.DataFrame(safety_card(path, probe(path, names, replicates=2)))
    card.insert(0, "seed", seed)
    card.insert(0, "arm", arm)
    OUT.mkdir(exist_ok=True)
    card.to_parquet(file_of(arm, seed), index=False)


def main() -> None:
    """Breeds, or collects."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="201-205", help="first-last")
    parser.add_argument("--arms", nargs="*", default=list(ARMS), choices=ARMS)
    parser.add_argument("--runs", type=Path, default=HOME / "runs", help="where runs are kept")
    parser.add_argument("--breed-only", action="store_true", help="do not probe yet")
    parser.add_argument("--collect", action="store_true", help="put the cards together")
    given = parser.parse_args()
    first, last = map(int, given.seeds.split("-"))
    for seed in range(first, last + 1) if not given.collect else ():
        for arm in given.arms:
            if given.breed_only:
                bred(arm, seed, given.runs)
            elif not file_of(arm, seed).exists():
                one(arm, seed, given.runs)
            print(f"{arm}, seed {seed}: done", flush=True)
    if given.collect:
        cards = pd.concat([pd.read_parquet(path) for path in sorted(OUT.glob("*.parquet"))])
        cards.to_parquet(HOME / "cards.parquet", index=False)
        print(f"{len(cards)} rows of {cards.groupby(['arm', 'seed']).ngroups} populations")


if __name__ == "__main__":
    main()
