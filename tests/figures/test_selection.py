import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from evosim.figures.selection import cumulated, dots, selection_figure
from evosim.intervals import bootstrap
from evosim.results import load_run


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def line(ax, label):
    return next(one for one in ax.lines if one.get_label() == label).get_ydata()


def test_cumulated_terms_end_where_the_mean_does(small_run):
    generations = load_run(small_run).generations
    own = generations[~generations.is_shadow]
    ax = cumulated(generations, "drive_pain", plt.figure().add_subplot())
    both = line(ax, "both: the mean itself")
    assert line(ax, "selection") + line(ax, "transmission") == pytest.approx(both)
    assert both == pytest.approx((own.drive_pain_mean - own.drive_pain_mean.iloc[0]).to_numpy(), abs=1e-5)
    shadow = generations[generations.is_shadow].drive_pain_mean
    assert line(ax, "shadows") == pytest.approx((shadow - shadow.iloc[0]).to_numpy(), abs=1e-5)


def test_only_drives_have_silent_loci_beside_them_and_only_genes_shadows(small_run):
    generations = load_run(small_run).generations
    labels = {}
    for trait in ("letter", "learning_rate", "drive_pain"):
        ax = cumulated(generations, trait, plt.figure().add_subplot())
        labels[trait] = set(ax.get_legend_handles_labels()[1])
    assert "shadows" in labels["learning_rate"] and "shadows" not in labels["letter"]
    assert [any("silent" in label for label in labels[trait]) for trait in labels] == [False, False, True]


def gradients_of(runs, shadow=True):
    """Made-up gradients of two traits in several runs."""
    rng = np.random.default_rng(1)
    rows = [{"run_id": f"r{k}", "is_shadow": of, "trait": trait, "beta": rng.normal(), "beta_low": -3.0,
             "beta_high": 3.0, "differential": 0.1, "differential_low": 0.0, "differential_high": 0.2,
             "silent_low": -0.1, "silent_high": 0.1}
            for k in range(runs) for of in ((False, True) if shadow else (False,))
            for trait in ("letter", "tag")]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("runs", "spans"), [(1, "individuals"), (3, None), (6, "populations")])
def test_intervals_are_over_populations_where_there_are_enough(runs, spans):
    rows = gradients_of(runs)
    ax = dots(rows, ax=plt.figure().add_subplot())
    own = rows[~rows.is_shadow & (rows.trait == "letter")]
    segment = ax.collections[1].get_segments()[0] if spans else None  # the run's, after the shadow's
    if spans == "individuals":
        assert segment[:, 0].tolist() == [-3.0, 3.0]
    elif spans == "populations":
        assert segment[:, 0] == pytest.approx(bootstrap(own.beta)[1:])
    points = next(one for one in ax.lines if one.get_marker() == "o").get_xdata()
    assert points[0] == pytest.approx(own.beta.mean())


def test_a_run_draws_whole(small_run, tmp_path):
    run = load_run(small_run)
    figure = selection_figure(run.generations, run.gradients("letter", "drive_pain", resamples=20),
                              ["letter", "food", "drive_pain", "drive_approval"], "small")
    figure.savefig(tmp_path / "f.png")
    assert (tmp_path / "f.png").stat().st_size > 20_000


def test_a_run_without_shadows_draws(small_run):
    generations = load_run(small_run).generations
    assert cumulated(generations[~generations.is_shadow], "drive_pain", plt.figure().add_subplot())
    assert dots(gradients_of(1, shadow=False), ax=plt.figure().add_subplot())
