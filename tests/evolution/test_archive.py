"""What is kept of the past, what leaves, and who is drawn from it."""

import numpy as np

from evosim.evolution import Archive, Ids, Population

DEMES = [np.arange(4), np.arange(4, 8)]


def grown(generations, best=2, size=5, demes=DEMES):
    archive, ids = Archive.empty(3), Ids()
    for generation in generations:
        population = Population.of(np.full((8, 3), generation, np.float32), ids)
        fitness = np.array([1.0, 9.0, 3.0, 7.0, 5.0, 0.0, 8.0, 2.0])
        archive = archive.updated(population, fitness, demes, generation, best, size)
    return archive


def test_the_best_of_each_deme_are_kept():
    archive = grown([4])
    assert archive.ids.tolist() == [1, 3, 6, 4]
    assert archive.deme.tolist() == [0, 0, 1, 1] and archive.generation.tolist() == [4] * 4


def test_the_oldest_leave():
    archive = grown(range(6), size=5)
    assert len(archive) == 10
    for deme in (0, 1):
        assert archive.generation[archive.deme == deme].tolist() == [3, 4, 4, 5, 5]
    assert (archive.genomes[:, 0] == archive.generation).all()


def test_drawn_from_ones_own_past():
    archive, rng = grown(range(6)), np.random.default_rng(0)
    for deme in (0, 1):
        rows = archive.drawn(rng, 40, 3, deme)
        assert rows.shape == (40, 3) and set(archive.deme[rows.ravel()]) == {deme}
        assert set(rows.ravel()) == set(np.flatnonzero(archive.deme == deme))
    assert set(archive.deme[archive.drawn(rng, 40, 3).ravel()]) == {0, 1}


def test_nobody_is_there_at_first():
    assert (Archive.empty(3).drawn(np.random.default_rng(0), 2, 3) == -1).all()


def test_survives_a_checkpoint():
    archive = grown(range(6))
    again = Archive.restored(archive.arrays("archive"), "archive")
    for name, value in vars(archive).items():
        assert np.array_equal(value, getattr(again, name)) and value.dtype == getattr(again, name).dtype
