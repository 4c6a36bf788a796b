"""The figure of the README says what its rows say."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from evosim.figures.flagship import KINDS, flagship, who_still_obeys

ENDS = {"innate": 0.9, "scarce": 0.6, "approval": 0.4, "pain": 0.01, "food": 0.0}


def rows(seeds=(101, 102, 103)):
    """Populations that stop obeying in a straight line, down to their kind's end."""
    return pd.DataFrame([
        {"set": "always", "arm": arm, "seed": seed, "population": 0, "probe": "extinction", "mode": "birth",
         "condition": f"imperceptible, tenth {k}", "metric": "O",
         "value": 1 + (end - 1) * (k - 1) / 9 + (seed - 102) / 100}
        for arm, end in ENDS.items() for seed in seeds for k in range(1, 11)])


def test_a_line_a_population_and_their_mean():
    _, ax = plt.subplots()
    who_still_obeys(rows(), ax)
    curves = [line.get_ydata() for line in ax.lines if len(line.get_xdata()) == 10]
    assert len(curves) == len(KINDS) * 4
    ends = sorted(curve[-1] for curve in curves)
    assert ends == pytest.approx(sorted(end + off for end in ENDS.values() for off in (-0.01, 0, 0, 0.01)))
    assert ax.get_xlabel() and ax.get_ylabel()
    plt.close()


def test_labels_stand_in_the_order_of_their_ends_and_apart():
    figure = flagship(rows())
    words = {text.get_text(): text.xy[1] for text in figure.axes[0].texts if hasattr(text, "xy")}
    heights = [words[KINDS[arm].name] for arm in sorted(ENDS, key=ENDS.get)]
    assert np.all(np.diff(heights) > 0.1)
    assert "the mean of 3" in " ".join(text.get_text() for text in figure.texts)
    plt.close(figure)


def test_without_such_populations_it_says_so():
    with pytest.raises(ValueError, match="no populations of innate"):
        who_still_obeys(rows().assign(arm="other"))
