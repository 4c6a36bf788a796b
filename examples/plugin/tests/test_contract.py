"""One line a thing: what evosim asks of its own, it asks of these."""

from evosim_example.dearth import DEARTH
from evosim_example.lean_years import EXPERIMENT
from evosim_example.recency import RECENCY
from evosim_example.sigma import sigma

from evosim.testing import check_experiment, check_overseer, check_probe, check_scheme


def test_the_probe():
    check_probe(DEARTH)


def test_the_overseer():
    check_overseer(RECENCY)


def test_the_scheme():
    check_scheme(sigma, "sigma")


def test_the_experiment():
    check_experiment(EXPERIMENT)
