"""A record is handed down within places that stay, and only where the arm has one."""


import numpy as np

from evosim.experiments.claims import culture
from evosim.genome import Layout
from evosim.names import Act, Tally
from evosim.probes.subject import Subject


def subject(arm):
    config = culture.EXPERIMENT.config_of("tiny", arm, 3)
    layout = Layout.of(config)
    genomes = layout.founders(16, np.random.default_rng(0))
    if Act.MARK_0 in layout.acts:  # walks ahead, and marks half of the time
        skip = layout.part(genomes, "skip")
        skip[:, layout.n_senses, layout.acts.index(Act.MARK_0)] = 3
        skip[:, layout.n_senses, layout.acts.index(Act.MOVE)] = 3
    return Subject(genomes, config, layout)


def lived(who, found=None):
    place, rng = np.zeros(16, np.int64), np.random.default_rng(1)
    return culture.cohort(who, 5, place, found, rng)[2]


def test_marks_stay_in_their_cells():
    who = subject("both")
    first = lived(who)
    kept = first.symbol > 0
    assert kept.any() and (lived(who, first).symbol[kept] > 0).all()


def test_scrambled_marks_are_as_many_in_other_cells():
    plain, scrambled = lived(subject("both")), lived(subject("scrambled"))
    assert (plain.symbol > 0).sum() == (scrambled.symbol > 0).sum()
    assert (plain.symbol != scrambled.symbol).any()


def test_nothing_is_left_without_a_record():
    assert lived(subject("memory")) is None


def test_only_who_is_to_find_the_record_does(monkeypatch):
    who, seen = subject("both"), []
    tally = np.zeros(len(Tally))
    monkeypatch.setattr(culture, "cohort", lambda *args: seen.append(args[3]) or (None, tally, "marks"))
    culture.line(who, 0, kept=False)
    culture.line(who, 0, kept=True)
    assert seen == [None] * culture.ERA + [None] + ["marks"] * (culture.ERA - 1)


def test_children_live_where_they_want_while_there_is_room():
    rng = np.random.default_rng(0)
    wanted = np.repeat([0, 1, 2, 3], [7, 1, 4, 4])
    got = culture.heirs(wanted, 4, rng)
    assert (np.bincount(got) == 4).all()
    assert all((got[wanted == home] == home).all() for home in (1, 2, 3))
    assert (got[wanted == 0] == 0).sum() == 4
