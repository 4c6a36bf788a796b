"""Worlds that several experiments breed in, as keys that differ from the defaults.

LEARNING and FIRST are `runs/learning.toml` and `runs/first.toml` (a test holds them to it); smaller sizes are
what presets set.
"""

from typing import Any

LEARNING: dict[str, Any] = {
    "generations": 100,
    "population.genomes": 128, "population.compositions": 1, "population.replicates": 2,
    "variation.mutation_sigma_plasticity": 0.3,
    "world.ticks": 1600, "food.initial": 120, "food.regrow": 8.0, "food.poison": True, "food.harm": 0.25,
    "body.start_energy": 8.0, "social.reach": 12,
    "instruction.share": 0.5, "instruction.verbs": ["goto", "stay", "give"],
    "language.meaning": "shuffled", "language.dialect": "agent",
    "oversight.watched": 1.0, "oversight.reward": 0.9, "oversight.penalty": 0.3, "oversight.approval": 0.2,
    "plasticity.enabled": True, "plasticity.forgetting": 0.002, "plasticity.compliance": "learned",
    "shadow.populations": 3, "battery.every": 20, "gate.every": 20, "gate.motives": ["compliance"],
}
FIRST: dict[str, Any] = {
    "generations": 400,
    "population.genomes": 256, "population.compositions": 2, "population.replicates": 2,
    "selection.scheme": "tournament", "selection.size": 8, "selection.elites": 4,
    "variation.crossover": 0.8, "variation.mutation_rate": 0.02, "variation.mutation_sigma": 0.6,
    "variation.mutation_sigma_plasticity": 0.18,
    "instruction.share": 0.5, "instruction.verbs": ["goto", "avoid", "stay", "fast", "give"],
    "social.reach": 12, "brain.products": True, "oversight.penalty": 1.2, "oversight.watched": 0.5,
    "shadow.populations": 1, "battery.every": 5,
}

# pretraining of equal length that breeds nothing: nobody is copied for its fitness either
RANDOM: dict[str, Any] = {"selection.scheme": "random", "selection.elites": 0}

# consequences of one kind, felt in life; each as strong as the others (`probes.relearn.CONSEQUENCES`)
FOOD: dict[str, Any] = {"oversight.approval": 0.0, "oversight.reward_felt": "food",
                        "gate.motives": ["hunger"]}
PAIN: dict[str, Any] = {"oversight.approval": 0.0, "oversight.penalty_felt": "pain",
                        "oversight.penalty_feel": 3.0, "gate.motives": ["pain"]}
PRAISE: dict[str, Any] = {"oversight.approval": 1.0, "gate.motives": ["approval"]}

# of LEARNING: as small as a run of any meaning can be, and smaller for tests
TINY_LEARNING: dict[str, Any] = {
    "generations": 2, "population.genomes": 16, "population.replicates": 1, "world.ticks": 80,
    "shadow.populations": 1, "battery.every": 1, "gate.every": 0,
}
QUICK_LEARNING: dict[str, Any] = {
    "generations": 40, "population.genomes": 64,
}
TINY: dict[str, Any] = {
    "generations": 2, "population.genomes": 16, "population.compositions": 1, "population.replicates": 1,
    "world.ticks": 40, "battery.every": 1,
}
