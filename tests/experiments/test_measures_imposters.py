"""The criterion that pays best, by hand."""

import numpy as np
import pytest

from evosim.experiments.claims.imposters import best_criterion


def test_even_odds_and_stakes_make_the_best_criterion_neutral():
    assert best_criterion(2.0, 0.5, 0.6, 1.2) == pytest.approx(0.0)


def test_more_imposters_or_dearer_words_ask_for_more_care():
    usual = best_criterion(1.0, 0.3, 0.2, 1.2)
    assert usual == pytest.approx(np.log(3 / 7 * 0.2 / 1.0))
    assert best_criterion(1.0, 0.6, 0.2, 1.2) > usual
    assert best_criterion(1.0, 0.3, 0.5, 1.2) > usual


@pytest.mark.parametrize("given", [(0.1, 0.3, 0.2, 1.2), (np.nan, 0.3, 0.2, 1.2), (2.0, 0.0, 0.2, 1.2),
                                   (2.0, 0.3, 1.5, 1.2)])
def test_where_nothing_can_be_said_there_is_none(given):
    assert np.isnan(best_criterion(*given))
