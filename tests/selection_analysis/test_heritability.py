"""Heritability by hand, and where it is known; the breeder's equation, of one trait and of two."""

import numpy as np
import pytest

from evosim.selection_analysis import additive, descent, differential, heritability, price, response

N = 60_000


def bred(genetic, noise, rng, chosen):
    """Offspring of pairs among `chosen`: mean of the two, and the segregation that keeps the variance."""
    mother, father = rng.choice(chosen, (2, len(genetic)))
    father = np.where(father == mother, (father + 1) % len(genetic), father)
    spread = genetic.std(axis=0) / np.sqrt(2)
    young = (genetic[mother] + genetic[father]) / 2 + rng.normal(size=genetic.shape) * spread
    links = descent(np.arange(len(genetic)), 10**6 + np.arange(len(genetic)), mother, father)
    return young + rng.normal(size=genetic.shape) * noise, links


def test_selection_on_what_goes_with_the_genes_makes_it_too_low():
    """As its docstring says: h2 = .3, and the best fifth are chosen on a correlate of the genes, or on z."""
    rng, found = np.random.default_rng(3), {}
    genetic = rng.normal(size=N) * np.sqrt(0.3)
    z = genetic + rng.normal(size=N) * np.sqrt(0.7)
    for what, goes_by in (("correlate", genetic + 0.3 * rng.normal(size=N)), ("z", z)):
        young, links = bred(genetic, np.sqrt(0.7), rng, np.argsort(goes_by)[-N // 5:])
        found[what] = float(heritability(z, young, links).slope)
    assert found["z"] == pytest.approx(0.3, abs=0.03)
    assert found["correlate"] < 0.26


def test_by_hand():
    """Offspring of 0 alone, of 0 and 2, of 2 alone: on midparents 0, 2, 4 their values 1, 2, 3."""
    links = descent(np.arange(3), np.array([7, 8, 9]), np.array([0, 0, 2]), np.array([-1, 2, -1]))
    seen = heritability(np.array([0.0, 9.0, 4.0]), np.array([1.0, 2.0, 3.0]), links)
    assert seen.slope == pytest.approx(0.5)
    assert seen.error == pytest.approx(0.0, abs=1e-12)


def test_error_is_that_of_a_regression():
    from scipy.stats import linregress
    rng = np.random.default_rng(2)
    links = descent(np.arange(30), 100 + np.arange(40), rng.integers(30, size=40), np.full(40, -1))
    z, after = rng.normal(size=30), rng.normal(size=40)
    known = linregress(z[links.parent], after)
    assert tuple(heritability(z, after, links)) == pytest.approx((known.slope, known.stderr))


def test_alike_parents_have_none():
    links = descent(np.arange(3), np.array([7, 8]), np.array([0, 1]), np.array([-1, -1]))
    assert np.isnan(heritability(np.full(3, 0.1), np.array([1.0, 2.0]), links).slope)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_breeders_equation(share):
    """The best fifth breed; selection among parents leaves the regression as it is."""
    rng = np.random.default_rng(4)
    genetic = rng.normal(size=N) * np.sqrt(share)
    z = genetic + rng.normal(size=N) * np.sqrt(1 - share)
    after, links = bred(genetic, np.sqrt(1 - share), rng, np.argsort(z)[-N // 5:])
    h2 = heritability(z, after, links)
    assert h2.slope == pytest.approx(share, abs=4 * float(h2.error))
    s = differential(z, links.fitness)
    assert s == pytest.approx(1.4, abs=0.02)  # intensity of one fifth
    assert price(z, after, links).change == pytest.approx(share * s, rel=0.03)
    assert response(np.array([[share]]), np.array([[1.0]]), np.array([s])) == pytest.approx([share * s])


def test_a_correlated_trait_responds_as_g_says():
    """Selection on the first of two traits whose genes go together and whose noises do not."""
    rng = np.random.default_rng(6)
    g = np.array([[0.5, 0.3], [0.3, 0.4]])
    genetic = rng.multivariate_normal([0, 0], g, N)
    noise = np.sqrt(1 - np.diag(g))
    z = genetic + rng.normal(size=(N, 2)) * noise
    best = np.argsort(z[:, 0])[-N // 4:]
    mother, father = rng.choice(best, (2, N))
    father = np.where(father == mother, (father + 1) % N, father)
    young = (genetic[mother] + genetic[father]) / 2 + rng.multivariate_normal([0, 0], g / 2, N)
    after = young + rng.normal(size=(N, 2)) * noise
    links = descent(np.arange(N), N + np.arange(N), mother, father)
    found = additive(z, after, links)
    assert found == pytest.approx(g, abs=0.03)
    predicted = response(found, np.cov(z, rowvar=False), differential(z, links.fitness))
    realised = price(z, after, links).change
    assert predicted == pytest.approx(realised, abs=0.02)
    assert realised[1] > 0.2  # it was not selected on
