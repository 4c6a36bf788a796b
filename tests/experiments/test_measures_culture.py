"""A record is handed down within places that stay, and only where the arm has one."""


import numpy as np
import pytest

from evosim.experiments.claims import culture
from evosim.genome import Layout
from evosim.names import Act
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


def left(arm):
    who = subject(arm)
    first = culture.cohort(who, 5, 0, None)[2]
    return who, first, culture.cohort(who, 5, 1, first)[2]


def test_marks_stay_in_their_cells():
    _, first, second = left("both")
    kept = first.symbol > 0
    assert kept.any() and (second.symbol[kept] > 0).all()


def test_scrambled_marks_are_as_many_in_other_cells():
    plain, scrambled = left("both")[1], left("scrambled")[1]
    assert (plain.symbol > 0).sum() == (scrambled.symbol > 0).sum()
    assert (plain.symbol != scrambled.symbol).any()


def test_nothing_is_left_without_a_record():
    assert culture.cohort(subject("memory"), 5, 0, None)[2] is None


def test_a_generation_that_finds_nothing_lives_as_the_first(monkeypatch):
    who = subject("both")
    seen = []
    monkeypatch.setattr(culture, "cohort", lambda *args: seen.append(args[3]) or (None, len(seen), "marks"))
    assert culture.line(who, 0, kept=False) == pytest.approx(np.arange(1, culture.ERA + 1))
    culture.line(who, 0, kept=True)
    assert seen == [None] * culture.ERA + [None] + ["marks"] * (culture.ERA - 1)
