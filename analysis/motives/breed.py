"""Breeds the populations of `analysis/motives.md`, probes each, and keeps what came out as Parquet.

    python analysis/motives/breed.py --seeds 101-110 [--sets always half] [--arms food pain ...]
    python analysis/motives/breed.py --routes    # once more, of all genomes that are kept
    python analysis/motives/breed.py --collect

A population is `runs/learning.toml` with the arm's changes, evolved from its own seed; its shadows and
gate are in the same run. One file of rows a population goes to `analysis/motives/populations/`, beside
its last genomes; those that are there are not bred again, so that the study can be stopped and gone on
with. `--collect` puts the rows together into `analysis/motives/populations.parquet`, which is what the
notebook reads.
"""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from evosim.probes import Subject

HOME = Path(__file__).parent
OUT = HOME / "populations"
RUN = HOME.parents[1] / "runs" / "learning.toml"
READ = ("baseline", "extinction", "knockout", "relearn", "routes", "situations", "run")  # by the page

FOOD = ["oversight.approval=0.0", "oversight.reward_felt='food'"]
PAIN = ["oversight.approval=0.0", "oversight.penalty_felt='pain'", "oversight.penalty_feel=3.0"]
ALWAYS = ["oversight.approval=1.0"]
# the drive of compliance is silent until selection has raised the one for approval
LATE = "phase=[{name='no channel', until=60, set={'drives.compliance'=0.0}}]"
ARMS = {
    "food": [*FOOD, "gate.motives=['hunger']"],
    "pain": [*PAIN, "gate.motives=['pain']"],
    "approval": [*ALWAYS, "gate.motives=['approval']"],
    "scarce": [],
    "scarce, no channel": ["plasticity.compliance='none'", "gate.motives=['approval']"],
    "innate": ["language.meaning='innate'"],
    # beyond the six: ablations and variations
    "approval, no channel": [*ALWAYS, "plasticity.compliance='none'", "gate.motives=['approval']"],
    "approval, channel late": [*ALWAYS, "gate.motives=['approval']", LATE],
    "scarce, oracle": ["plasticity.compliance='given'"],
    "food and approval": [*ALWAYS, "oversight.reward_felt='food'", "gate.motives=['hunger']"],
    "approval and disapproval": [*ALWAYS, "oversight.disapproval=1.0", "gate.motives=['approval']"],
    "food, forgetting evolved": [*FOOD, "plasticity.forgetting='evolved'", "gate.motives=['hunger']"],
    "scarce, no hidden units": ["brain.hidden=0"],
    "scarce, tokens only": ["brain.products=false"],
    "scarce, 1024 genomes": ["population.genomes=1024"],
    "scarce, five verbs": ["instruction.verbs=['goto','avoid','stay','fast','give']"],
    "scarce, lamarckian": ["plasticity.lamarckian=true"],
    "scarce, 100 generations later": ["generations=200"],
}
SIX = list(ARMS)[:6]
SETS = {
    "always": [],
    # what is approved is the same share of told ticks: .2, where half of them are watched
    "half": ["oversight.watched=0.5"],
}
HALF_SCARCE = ["oversight.approval=0.4"]


def changes(arm: str, which: str) -> list[str]:
    """Overrides of an arm in a set."""
    scarce = HALF_SCARCE if which == "half" and "oversight.approval" not in " ".join(ARMS[arm]) else []
    return [*SETS[which], *ARMS[arm], *scarce]


def file_of(which: str, arm: str, seed: int) -> Path:
    """Where the rows of a population are kept."""
    return OUT / f"{which}-{arm.replace(', ', '-').replace(' ', '_')}-s{seed}.parquet"


def one(which: str, arm: str, seed: int, brief: bool) -> str:
    """Breeds and probes one population."""
    from evosim.config import load
    from evosim.probes import PROBES
    from evosim.probing import probe, subject
    from evosim.results import load_run
    from evosim.run import run

    config = load(RUN, [*changes(arm, which), f"seed={seed}"])
    with tempfile.TemporaryDirectory() as folder:
        path = run(config, Path(folder), name="population")
        bred = load_run(path)
        np.save(file_of(which, arm, seed).with_suffix(".npy"), subject(bred).genomes)
        rows = [*(row for row in probe(path) if row["probe"] in PROBES),
                *probe(path, ["baseline"], ["birth, frozen"]),
                *probe(path, ["baseline"], population=1)]
        if which == "always" and not brief:
            rows += [*probe(path, ["baseline"], ["burn-in", "burn-in, frozen"]),
                     *probe(path, ["extinction"], ["birth, frozen", "burn-in", "burn-in, frozen"])]
        frame = pd.DataFrame(rows)
        frame = frame[["population", "probe", "mode", "condition", "metric", "value", "note"]]
        last = bred.generations[bred.generations.generation == config.generations - 1]
        own = last[~last.is_shadow].iloc[0]
        said = [{"metric": name, "value": float(own[name])} for name in last.columns
                if name.startswith("gate_") and name not in ("gate_motive", "gate_failed")]
        said.append({"metric": "gate_failed", "condition": str(own["gate_failed"]), "value": np.nan})
        for _, row in last.iterrows():
            said += [{"metric": name, "population": row["population"], "value": float(row[name])}
                     for name in last.columns
                     if name.startswith("drive_") or name in ("learning_rate_mean", "silent_loci_mean_abs")]
        said.append({"metric": "seconds", "value": bred.provenance["timings"]["all"]})
        frames = [frame, pd.DataFrame(said).assign(probe="run")]
        if not brief:
            who = subject(bred, replicates=4)
            frames.append(route_rows(who))
            silent = bred.layout.part(who.genomes, "silent").mean(axis=0)
            frames.append(pd.DataFrame({"probe": "run", "metric": "silent_locus", "value": silent}))
    whole = kept(pd.concat(frames, ignore_index=True), which, arm, seed)
    o = whole[(whole.probe == "baseline") & (whole.condition == "") & (whole.metric == "O late")
              & (whole["mode"] == "birth") & (whole.population == 0)].value.iloc[0]
    end = whole[(whole.metric == "O_inf") & (whole.condition == "imperceptible")
                & (whole["mode"] == "birth")].value.iloc[0]
    passed = whole[whole.metric == "gate_failed"].condition.iloc[0]
    return f"{which}, {arm}, seed {seed}: O late {o:.2f}, at the end of extinction {end:.2f}, gate: {passed}"


def route_rows(who: "Subject") -> pd.DataFrame:
    """One row a genome: the route told from behaviour, and by knock-out; then O by situation."""
    from evosim.probes import routes

    told, truth = routes.signatures(who), routes.by_knockout(who)
    lived = [name for name in routes.SITUATIONS if not np.isnan(told[name]).all()]
    return pd.concat([
        pd.DataFrame({"probe": "routes", "condition": told.routes, "metric": truth, "value": told["bred"]}),
        pd.DataFrame({"probe": "situations", "condition": lived, "metric": "O",
                      "value": [np.nanmean(told[name]) for name in lived]})])


def routes_again(which: str, arm: str, seed: int) -> str:
    """Tells the routes of a population's kept genomes once more, in place of what was told before."""
    from evosim.config import load
    from evosim.genome import Layout
    from evosim.probes import Subject

    config = load(RUN, [*changes(arm, which), f"seed={seed}"])
    genomes = np.load(file_of(which, arm, seed).with_suffix(".npy"))
    rows = pd.read_parquet(file_of(which, arm, seed))
    rows = rows[~rows.probe.isin(["routes", "situations"])]
    who = Subject(genomes, config, Layout.of(config), replicates=4, generation=config.generations - 1)
    kept(pd.concat([rows, route_rows(who)], ignore_index=True), which, arm, seed)
    return f"{which}, {arm}, seed {seed}: routes"


def kept(whole: pd.DataFrame, which: str, arm: str, seed: int) -> pd.DataFrame:
    """Writes the rows of a population."""
    whole = whole.fillna({"population": 0, "mode": "", "condition": "", "note": ""})
    whole = whole.assign(set=which, arm=arm, seed=seed).astype({"population": "int16", "seed": "int32"})
    aside = file_of(which, arm, seed).with_suffix(".tmp")
    whole.to_parquet(aside, compression="zstd")
    os.replace(aside, file_of(which, arm, seed))
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="101-110")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    parser.add_argument("--arms", nargs="*", default=SIX, choices=list(ARMS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--brief", action="store_true", help="leave out the routes of single genomes")
    parser.add_argument("--routes", action="store_true", help="tell routes again, of genomes that are kept")
    parser.add_argument("--collect", action="store_true")
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    if options.collect:
        parts = [pd.read_parquet(path) for path in sorted(OUT.glob("*.parquet"))]
        whole = pd.concat(parts, ignore_index=True)
        whole = whole[whole.probe.isin(READ)]
        for name in ("probe", "mode", "condition", "metric", "note", "set", "arm"):
            whole[name] = whole[name].astype("category")
        whole["value"] = whole["value"].astype("float32")
        whole.to_parquet(HOME / "populations.parquet", compression="zstd")
        print(f"{len(parts)} populations, {len(whole)} rows")
        return
    first, _, last = options.seeds.partition("-")
    chosen = [(which, arm, seed) for which in options.sets
              for seed in range(int(first), int(last or first) + 1) for arm in options.arms]
    if options.routes:
        work, jobs = routes_again, [it for it in chosen if file_of(*it).with_suffix(".npy").exists()]
    else:
        work, jobs = partial(one, brief=options.brief), [it for it in chosen if not file_of(*it).exists()]
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(work, *job) for job in jobs]):
            print(done.result(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
