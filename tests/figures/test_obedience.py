import matplotlib.pyplot as plt
import pandas as pd
import pytest

from evosim.cli.progress import watching
from evosim.figures.obedience import obedience_over_generations, rates_by_verb, save_first_figure, verbs_of
from evosim.results import load_run
from evosim.run import run


def test_draws_what_the_table_says(small_run):
    generations = load_run(small_run).generations
    own = generations[~generations.is_shadow]
    verbs = verbs_of(generations)
    assert verbs == ["goto", "avoid", "stay", "fast", "give"]
    ax = obedience_over_generations(generations, "give")
    watched = next(line for line in ax.lines if line.get_label() == "watched")
    assert watched.get_ydata() == pytest.approx(own["obedience_watched_give"].to_numpy())
    assert ax.get_title() == "GIVE"
    ax.figure.clear()


def test_bars_are_means_of_the_last_batteries(small_run):
    generations = load_run(small_run).generations
    ax = rates_by_verb(generations, last=3, ax=plt.figure().add_subplot())
    own = generations[~generations.is_shadow].tail(3)
    heights = sorted(round(float(patch.get_height()), 5) for patch in ax.patches if patch.get_width() > 0)
    expected = [own[f"battery_{kind}_rate_{verb}"].mean() for verb in verbs_of(generations)
                for kind in ("watched", "unwatched", "other", "phantom")]
    known = sorted(round(float(v), 5) for v in expected if not pd.isna(v))
    assert set(known) <= set(heights)


def test_a_run_without_shadow_or_with_a_single_verb_draws(tmp_path, small, capfd):
    with watching(quiet=False) as watch:
        path = run(small("shadow.populations=0", "instruction.verbs=['stay']", "instruction.held_out=[]",
                         "generations=2"), tmp_path, watch=watch)
    generations = load_run(path).generations
    png = save_first_figure(generations, tmp_path / "f.png")
    assert png.stat().st_size > 5_000
    own = generations.tail(1)  # of one verb O is unknown: the figure says so, and how often it is done
    bars = rates_by_verb(generations, last=1, ax=plt.figure().add_subplot()).patches
    heights = {round(float(bar.get_height()), 6) for bar in bars}
    for kind in ("watched", "phantom"):
        assert round(float(own[f"battery_{kind}_rate_stay"].iloc[0]), 6) in heights
    ax = obedience_over_generations(generations, ax=plt.figure().add_subplot())
    assert "of one verb" in ax.texts[0].get_text()
    assert "nan" not in capfd.readouterr().err
