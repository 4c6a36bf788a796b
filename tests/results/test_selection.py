"""What selection did, as runs logged it and as it is read back."""

import numpy as np
import pytest

from evosim.config import load, parse
from evosim.errors import ConfigError, RunDataError
from evosim.evolution import rows_of_demes
from evosim.results import load_run, load_runs
from evosim.results.selection import GRADIENTS, SELECTION
from evosim.run import run
from tests.results.priced import GENES, assert_priced
from tests.run.test_plastic import stopped_after

QUICK = """
seed = 3
generations = 8
[population]
genomes = 24
compositions = 1
[band]
evolving = 6
[world]
size = 12
ticks = 40
[food]
initial = 20
[battery]
every = 0
[log]
genomes_every = 1
lives_every = 1
"""
KINDS = {
    "wright-fisher": QUICK + '[selection]\nmode = "wright_fisher"\nscheme = "rank"\n',
    "moran": QUICK + '[selection]\nmode = "moran"\nbirths = 7\n[shadow]\npopulations = 2\n',
    "islands of lamarckians": QUICK + """
[islands]
demes = 2
migration = 0.2
[selection]
elites = 2
band_weight = 0.5
[language]
meaning = "shuffled"
[plasticity]
enabled = true
lamarckian = true
[gate]
every = 0
[shadow]
populations = 3
""",
}


@pytest.fixture(scope="module", params=KINDS)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def path(kind, tmp_path_factory):
    return run(parse(KINDS[kind]), tmp_path_factory.mktemp("runs"), name="whole", check=True)


@pytest.fixture(scope="module")
def seen(path):
    return load_run(path)


# The identity, from Parquet alone --------------------------------------------------------------


def test_terms_add_up(path):
    assert_priced(path)


def test_terms_of_a_run_with_everything_else_add_up(small_run, plastic_run):
    assert_priced(small_run)
    assert_priced(plastic_run)


@pytest.mark.parametrize(("name", "overrides"), [
    ("first", ("generations=8", "population.genomes=48")),
    ("everything", ("generations=10", "population.genomes=60"))])
def test_terms_of_shipped_runs_add_up(name, overrides, tmp_path):
    assert_priced(run(load(f"runs/{name}.toml", overrides), tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first", "everything"])
def test_terms_of_whole_shipped_runs_add_up(name, tmp_path):
    assert_priced(run(load(f"runs/{name}.toml"), tmp_path, threads=2))


def test_silent_loci_are_those_of_the_genomes(kind, seen):
    """What no `individuals` hold, from genomes of every generation."""
    rows = seen.generations.set_index(["population", "generation"])
    for population in set(seen.generations.population):
        genomes = [seen.layout.part(seen.genome_matrix(now, population), "silent").astype(float)
                   for now in range(8)]
        for now in range(1, 8):
            for locus in (0, 31):
                row = rows.loc[(population, now)]
                terms = row[f"price_selection_silent_{locus}"] + row[f"price_transmission_silent_{locus}"]
                change = genomes[now][:, locus].mean() - genomes[now - 1][:, locus].mean()
                assert terms == pytest.approx(change, rel=1e-10, abs=1e-15)


def test_a_term_that_is_wrong_would_be_seen(path, monkeypatch):
    from tests.results import priced
    whole = priced.table

    def one_parent_too_many(run, name):
        rows = whole(run, name)
        return rows.assign(parent2_id=rows.parent2_id.fillna(rows.parent1_id).where(
            rows.parent1_id.isna(), rows.parent1_id)) if name == "individuals" else rows

    monkeypatch.setattr(priced, "table", one_parent_too_many)
    with pytest.raises(AssertionError):
        assert_priced(path)


# As it is read back ----------------------------------------------------------------------------


def test_tidy_agrees_with_what_was_logged(kind, seen):
    frame = seen.tidy("selection")
    assert list(frame.columns) == list(SELECTION)
    own = seen.generations.set_index(["population", "generation"])
    assert len(frame) == 7 * (3 + len(GENES) + seen.config.shadow.populations * len(GENES))
    for row in frame.itertuples():
        said = own.loc[(row.population, row.generation)]
        size = max(abs(row.selection), abs(row.transmission), 1e-3 * abs(row.mean))
        assert row.selection == pytest.approx(said[f"price_selection_{row.trait}"], abs=1e-10 * size)
        assert row.transmission == pytest.approx(said[f"price_transmission_{row.trait}"], abs=1e-10 * size)
        assert row.selection + row.transmission == pytest.approx(row.change, abs=1e-10 * size)
    food = frame[(frame.trait == "food")]
    assert food["mean"].to_numpy() == pytest.approx(
        (seen.generations.query("population == 0").food_eaten_mean
         + seen.generations.query("population == 0").food_stored_mean).to_numpy()[1:], rel=1e-5)
    assert set(frame[frame.is_shadow].trait) == set(GENES)


def test_differential_is_the_logged_one_where_nobody_lives_on(kind, seen):
    frame = seen.tidy("selection").query("trait == 'fitness' and population == 0").set_index("generation")
    logged = seen.generations.query("population == 0").set_index("generation")
    said = logged.selection_differential_fitness.shift(1).loc[frame.index]
    close = np.isclose(frame.differential, said, atol=1e-6)
    assert close.all() if kind != "moran" else not close.any()  # it counts survivors too


def test_chance_stands_beside(seen):
    frame = seen.tidy("selection")
    assert (frame.silent_low <= frame.silent_high).all()
    assert (frame[frame.generation > 3].silent_low < frame[frame.generation > 3].silent_high).all()
    drive = frame[frame.trait == "drive_hunger"]
    shadows = drive[drive.is_shadow].groupby("generation").differential
    own = drive[~drive.is_shadow].set_index("generation")
    assert own.shadow_low.to_numpy() == pytest.approx(shadows.min().to_numpy())
    assert own.shadow_high.to_numpy() == pytest.approx(shadows.max().to_numpy())
    assert frame[frame.trait == "letter"].shadow_low.isna().all()


def test_genes_are_inherited_and_the_breeders_equation_says_so(kind, seen):
    drives = seen.price(*GENES[1:]).query("population == 0").dropna(subset=["predicted"])
    assert 0.8 < drives.heritability.median() < 1.2
    assert np.corrcoef(drives.predicted, drives.change)[0, 1] > 0.6


def test_gradients_have_intervals_and_say_of_what(seen):
    frame = seen.gradients("letter", "drive_pain", resamples=50)
    assert list(frame.columns) == list(GRADIENTS)
    assert set(frame[frame.is_shadow].trait) == {"drive_pain"}
    assert (frame.generations == 7).all()
    known = frame.dropna(subset=["beta"])
    assert (known.beta_low <= known.beta_high).all()
    assert known.interval.str.contains("individuals").all()


def test_demes_and_bands_add_up(kind, seen):
    whole = seen.price("letter").query("population == 0").set_index("generation")
    bands = seen.price_by("letter", "band").set_index("generation")
    assert len(bands) == 7
    assert (bands.between + bands.within).to_numpy() == pytest.approx(whole.selection.to_numpy(), abs=1e-12)
    if kind != "islands of lamarckians":
        with pytest.raises(ConfigError, match=r"islands.demes = 1: must be 2 or more"):
            seen.price_by("letter", "deme")
        return
    demes = seen.price_by("letter", "deme").set_index("generation")
    assert (demes.selection + demes.transmission + demes.migration).to_numpy() == pytest.approx(
        demes.change.to_numpy(), abs=1e-12)
    assert (demes.migration != 0).any()
    assert demes.groupby(level=0).change.mean().to_numpy() == pytest.approx(
        whole.change.to_numpy(), abs=1e-12)
    assert (demes.between + demes.within).groupby(level=0).first().to_numpy() == pytest.approx(
        whole.selection.to_numpy(), abs=1e-12)
    first = seen.individuals.query("generation == 3 and population == 0")
    assert [len(rows) for rows in rows_of_demes(seen.config, 24)] == first.groupby("deme").size().tolist()


def test_several_runs_stand_under_each_other(small_run, path):
    assert set(load_runs([small_run, path]).tidy("selection").run_id) == {small_run.name, "whole"}


# What cannot be had ----------------------------------------------------------------------------


@pytest.mark.parametrize(("every", "says"), [
    (0, r"holds no rows of `individuals` of those asked for; log.individuals_every = 0: must be above 0"),
    (2, r"holds `individuals` of some generations only; log.individuals_every = 2: must be 1")])
def test_gaps_are_named(tmp_path, every, says):
    path = run(parse(QUICK, overrides=["generations=3", f"log.individuals_every={every}"]), tmp_path)
    with pytest.raises(ConfigError, match=says):
        load_run(path).tidy("selection")
    logged = load_run(path).generations
    assert logged.price_selection_letter.notna().sum() == 2  # the run itself has them all the same


def test_moran_without_lives_has_genes_only(tmp_path):
    path = run(parse(KINDS["moran"], overrides=["generations=4", "log.lives_every=2"]), tmp_path)
    frame = load_run(path).tidy("selection")
    assert set(frame.trait) == set(GENES)
    assert frame.caveats.str.contains("log.lives_every = 1 would log them").all()
    with pytest.raises(ConfigError, match=r"log.lives_every = 2: must be 1"):
        load_run(path).price_by("letter", "band")


def test_a_run_that_goes_on_is_read_as_far_as_it_is_whole(tmp_path):
    config = parse(QUICK, overrides=["log.checkpoint_every=2"])
    path = stopped_after(5, config, tmp_path)
    assert load_run(path).tidy("selection").generation.max() == 4
    path = stopped_after(4, parse(KINDS["moran"], overrides=["log.checkpoint_every=2"]), tmp_path)
    with pytest.raises(ConfigError, match="under Moran individuals are written when they die"):
        load_run(path).tidy("selection")


def test_missing_individuals_of_a_finished_run_are_named(tmp_path):
    import json
    path = run(parse(QUICK, overrides=["generations=3", "log.part_rows=20"]), tmp_path)
    (path / "tables" / "individuals" / "part-00001.parquet").unlink()
    record = json.loads((path / "run.json").read_text())
    assert record["status"] == "done"
    with pytest.raises(RunDataError, match=r"part-00001.parquet: is missing"):
        load_run(path).tidy("selection")


def test_unknown_parts_and_traits_are_named(small_run):
    with pytest.raises(ConfigError, match=r"by 'family': must be one of: deme, band"):
        load_run(small_run).price_by("letter", "family")
    for population, trait, by in ((1, "drive_pain", "band"), (1, "food", "deme")):
        with pytest.raises(ConfigError, match="population 1: is a shadow, which lives no lives in bands"):
            load_run(small_run).price_by(trait, by, population)
    with pytest.raises(ConfigError, match="population 7: must be from 0 to 1, the last shadow"):
        load_run(small_run).price_by("food", "band", 7)
    with pytest.raises(ConfigError, match="kindness: no such column of individuals"):
        load_run(small_run).price("kindness")
