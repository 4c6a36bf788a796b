"""Who marks, and who stands beside heavy food, as a world shows it."""

import numpy as np

from evosim.experiments.claims import shared_record
from evosim.experiments.claims.shared_record import _beside, promises
from evosim.genome import Layout
from evosim.names import Act
from evosim.probes.subject import Subject
from evosim.world import World


def subject():
    config = shared_record.EXPERIMENT.config_of("tiny", "permanent", 3)
    layout = Layout.of(config)
    genomes = layout.founders(16, np.random.default_rng(0))
    skip = layout.part(genomes, "skip")
    for act in (Act.MARK_0, Act.MOVE, Act.LIFT):
        skip[:, layout.n_senses, layout.acts.index(act)] = 3
    skip[:, layout.n_senses, len(layout.acts) + layout.vectors.index("heavy")] = 3
    return Subject(genomes, config, layout)


def test_beside_is_a_cell_away_around_the_edge_too():
    who = subject()
    world = World(who.config, who.genomes, seed=1)
    size = who.config.world.size
    world.extras.heavy.heavy_at[:] = -1
    world.extras.heavy.heavy_at[0, 0] = 0  # the corner
    world.state.body.y[0, :4], world.state.body.x[0, :4] = (0, size - 1, 0, 2), (0, size - 1, 1, 0)
    assert _beside(world)[:4].tolist() == [True, True, True, False]


def test_promises_are_counted(monkeypatch):
    monkeypatch.setattr(shared_record, "WORLDS", 2)
    beside, kept = promises(subject())
    assert 0 < beside < 1 and -1 <= kept <= 1
