"""Who still obeys when nobody pays: populations that ship live the probe `extinction`, one curve each."""

import json
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from evosim.config import parse
from evosim.genome import Layout
from evosim.live.seen import known
from evosim.probes.extinction import TENTHS, lives
from evosim.probes.subject import BIRTH, Subject

REPLICATES = 4  # worlds that each genome lives in


@cache
def bred() -> dict[str, dict[str, Any]]:
    """What is known of the populations that ship, by name: label, configuration, command, seed, genomes."""
    home = resources.files("evosim.live") / "bred"
    return dict(json.loads((home / "populations.json").read_text(encoding="utf-8")))


def genomes_of(name: str) -> Any:
    """Genomes of a population that ships, float32 (n, genes)."""
    home = resources.files("evosim.live") / "bred"
    with resources.as_file(home / "genomes.npz") as path, np.load(path, allow_pickle=False) as kept:
        return kept[name].astype(np.float32)


def lived(name: str, seed: str) -> dict[str, Any]:
    """Obedience by tenth of a life in which every consequence quietly ends after the fourth.

    Args:
        name: of a population that ships.
        seed: of the worlds.
    """
    about = bred()[name]
    config = parse(about["config"]).model_copy(update={"seed": int(seed)})
    who = Subject(genomes_of(name), config, Layout.of(config), replicates=REPLICATES,
                  generation=config.generations - 1)
    probed = lives(who, BIRTH)
    tenths = [known(probed.part(k, k + 1).obedience) for k in range(TENTHS)]
    return {"name": name, "tenths": tenths, **{key: about[key] for key in ("kind", "label", "seed")}}
