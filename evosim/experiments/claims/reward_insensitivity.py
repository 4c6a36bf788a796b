"""E2: behaviour depends little on which reward drives the curriculum."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from evosim.experiments.arena import ALONE, ARENA, TINY_ARENA, TOGETHER
from evosim.experiments.declare import (
    Arm,
    Contrast,
    Experiment,
    Found,
    Panel,
    Role,
    Size,
    gap,
    level,
    mean_of,
    within,
)
from evosim.experiments.population import Bred
from evosim.names import Tally
from evosim.obedience import Array
from evosim.probes.registry import tallied
from evosim.probes.skills import FOUND
from evosim.probes.subject import Subject, changed
from evosim.probes.uninstructed import SILENT

# what no reward pays for
BEHAVIOURS = {"moves": Tally.MOVES, "attacks": Tally.ATTACKS, "thefts": Tally.STOLEN,
              "ticks near others": Tally.NEAR_OTHER}
DEMES = 2  # populations of each reward: what both come to is the reward's, the rest is chance
REWARDS: dict[str, dict[str, Any]] = {
    "food": {},
    "stash": {"body.stash_worth": 3.0},
    "tokens": {"instruction.share": 0.5, "oversight.watched": 1.0, "oversight.reward": 1.0},
    "survival": {"steward.salary": 1.0},
}
LABELS = {"food": "energy left", "stash": "food put by", "tokens": "going to beacons on a word",
          "survival": "ticks alive"}
# the situation that all are compared in
SAME = {**SILENT, "steward.salary": 0.0, **TOGETHER}
WAYS = {"multi": "with-others", "solo": "alone"}  # what is derived of all arms of a kind, by its name
ETA, ETA_SILENT, REPEATS = "eta squared", "eta squared of silent loci", "repeatability"


def measure(it: Bred) -> Found:
    """Means and variances over genomes of behaviours and silent loci, by deme, and how well they repeat."""
    who, found = it.subject(), {name: dict[float, float]() for name in (
        "mean", "variance", "silent mean", "silent variance")}
    repeats, half = [], len(who.genomes) // DEMES
    for deme in range(DEMES):
        one = replace(who, genomes=who.genomes[deme * half:(deme + 1) * half], replicates=4,
                      config=changed(who.config, {"islands.demes": 1}))
        each, share = behaviours(one)
        silent = one.layout.part(one.genomes, "silent").astype(np.float64)
        repeats.append(share)
        for k, values in enumerate(each.T):
            found["mean"][k + 100 * deme], found["variance"][k + 100 * deme] = values.mean(), values.var()
        for k, values in enumerate(silent.T):
            found["silent mean"][k + 100 * deme] = values.mean()
            found["silent variance"][k + 100 * deme] = values.var()
    food = float(tallied(*FOUND)(who.live({**SAME, "islands.demes": 1})))
    return {**found, REPEATS: float(np.mean(repeats)), "food": food}


def behaviours(subject: Subject) -> tuple[Array, float]:
    """Each behaviour a tick, of each genome, (n, behaviours), and their mean repeatability over lives.

    Repeatability: the variance between genomes as a share of all, corrected for the lives that each mean is
    of (Lessells and Boag 1987); 0 where nobody does anything.
    """
    tally = subject.live(SAME).tally.sum(axis=2)
    rate = tally[:, :, [int(one) for one in BEHAVIOURS.values()]] / np.maximum(
        tally[:, :, [int(Tally.TICKS)]], 1)
    lives = rate.shape[1]
    inside = rate.var(axis=1, ddof=1).mean(axis=0)
    between = rate.mean(axis=1).var(axis=0, ddof=1) - inside / lives
    total = between + inside
    share = np.divide(between, total, out=np.zeros(len(total)), where=total > 0)
    return rate.mean(axis=1), float(share.mean())


def eta_squared(mean: Array, variance: Array) -> float:
    """Share of all variance that the reward explains, mean over traits.

    What two populations of one reward have in common is the reward's: its variance is their covariance over
    rewards, which chance leaves at 0 on average, so that it may come out below 0.

    Args:
        mean: float64 (rewards, demes, traits).
        variance: of genomes within a deme, the same shape.
    """
    apart = mean - mean.mean(axis=0)
    degrees = len(mean) - 1
    common = (apart[:, 0] * apart[:, 1]).sum(axis=0) / degrees
    total = (apart**2).sum(axis=0).mean(axis=0) / degrees + variance.mean(axis=(0, 1))
    return float(np.mean(np.divide(common, total, out=np.zeros(len(total)), where=total > 0)))


def derive(rows: pd.DataFrame) -> pd.DataFrame:
    """Eta squared of the reward over all arms with, or without, others; and their mean repeatability."""
    out = []
    for (seed, population), those in rows.groupby(["seed", "population"]):
        for way, name in WAYS.items():
            mine = those[those["arm"].str.startswith(f"{way}.")]
            arms = sorted(set(mine["arm"]))
            if len(arms) < 2:
                continue
            values = {ETA: eta_squared(*(_cube(mine, arms, name) for name in ("mean", "variance"))),
                      ETA_SILENT: eta_squared(*(_cube(mine, arms, f"silent {name}")
                                                for name in ("mean", "variance"))),
                      REPEATS: float(mine.loc[mine["metric"] == REPEATS, "value"].mean())}
            out += [{"arm": name, "seed": seed, "population": population, "metric": metric, "x": np.nan,
                     "value": value} for metric, value in values.items()]
    return pd.DataFrame(out, columns=rows.columns)


def _cube(rows: pd.DataFrame, arms: list[str], metric: str) -> Array:
    """Of each arm, deme and trait."""
    table = rows[rows["metric"] == metric].pivot(index="arm", columns="x", values="value")
    return table.loc[arms].sort_index(axis=1).to_numpy(np.float64).reshape(len(arms), DEMES, -1)


EXPERIMENT = Experiment(
    number=2,
    name="reward-insensitivity",
    question="Does behaviour depend less on what is paid where agents live with each other?",
    claim="What agents do beside their goal depends less on which reward drives the curriculum where they "
          "live with each other than where they live alone.",
    opposite="It depends on the reward as much, or more, where they live with each other.",
    fixed={**ARENA, "islands.demes": DEMES, "selection.elites": 2, "instruction.verbs": ["goto"],
           "brain.products": False, "body.start_energy": 6.0, "body.metabolism": 0.045,
           "steward.stewards": ARENA["band.evolving"], "steward.income": 0.0, "steward.wage": 0.0,
           "steward.audited": 0.0},
    arms=tuple(Arm(f"{way}.{name}", f"{LABELS[name]}, {words}", {**where, **pays},
                   "no others" if way == "solo" else "")
               for way, words, where in (("multi", "with others", {}), ("solo", "alone", ALONE))
               for name, pays in REWARDS.items()),
    measure=measure,
    metrics={
        ETA: f"share of the variance of {', '.join(BEHAVIOURS)} a tick that the reward explains, mean over "
             "these; all populations live the same test, among their like",
        ETA_SILENT: "the same of loci that nothing reads",
        REPEATS: "share of the variance of these behaviours over lives that lies between genomes",
        "food": "food found a tick, in the same test",
        "mean": "of a behaviour, over genomes of a deme, by its number (and 100 times the deme's)",
        "variance": "the same, variance over genomes",
        "silent mean": "the same of silent loci", "silent variance": "the same, variance",
    },
    contrasts=(
        Contrast("forages", "those who are paid in energy learned to forage",
                 mean_of([level("food", "multi.food"), level("food", "solo.food")]), 0.03, Role.CHECK),
        Contrast("repeats", "behaviours repeat over lives", level(REPEATS, "with-others"), 0.05, Role.CHECK),
        Contrast("rewards-tell", "what is paid tells in behaviour where they live alone, beyond silent loci",
                 within("alone", ETA, ETA_SILENT), 0.05, Role.CHECK),
        Contrast("insensitive", "the reward explains less of behaviour where they live with each other",
                 gap(ETA, "alone", "with-others"), 0.05),
        Contrast("hitch-hiking", "silent loci are told apart by reward where they live alone, more than with "
                 "others", gap(ETA_SILENT, "alone", "with-others"), 0.1, Role.ARTEFACT),
    ),
    contradicted_by="The reward explains more of behaviour where they live with each other.",
    artefact="Silent loci, which nothing reads: if rewards tell them apart, it is who descends from whom.",
    confounds={
        "instructions": "only where tokens are paid for is anything told, as much alone as with others",
        "payoff": "the same four rewards alone and with others; food in proportion to the members of a band",
        "phantom": "- there is no O; all behaviours are compared where nobody says anything",
        "pretraining": "- there is none in any arm",
        "relatedness": "bands are drawn at random from a deme (band.kin = 0)",
        "distribution": "the test is a band of four: as bred for those who lived with others, new to those "
                        "bred alone. It is the same for all rewards, and eta squared compares rewards alone",
    },
    panels=(
        Panel(ETA, "share of variance that the reward explains", arms=("with-others", "alone"),
              title="Behaviour beside the goal"),
        Panel(ETA_SILENT, "share of variance that the reward explains", arms=("with-others", "alone"),
              title="Loci that nothing reads"),
    ),
    caption="Each dot is a set of populations, two for each of four rewards. The farther to the right, the "
            "more one can tell from behaviour beside the goal what was paid. Chance alone is at 0.",
    presets={
        "tiny": Size(2, TINY_ARENA, ("multi.food", "multi.stash", "solo.food", "solo.stash")),
        "quick": Size(8, {"population.genomes": 64, "generations": 40},
                      ("multi.food", "multi.tokens", "multi.survival", "solo.food", "solo.tokens",
                       "solo.survival"), "food put by as a reward: for time"),
        "standard": Size(20, {"generations": 100}),
        "full": Size(40, {"generations": 200}),
    },
    derive=derive,
    limits="Area explored has no key that would pay for it; food put by stands for it. Where food is put "
           "by, tokens or survival are paid for, energy left still counts. Those bred alone are tested in "
           "company, which they never met.",
)
