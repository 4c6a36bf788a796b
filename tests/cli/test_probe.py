"""`evosim probe`: figures on standard output and in the run's own table, and what it refuses."""

import io
import json
import re
import shutil
import sys
import warnings

import pandas as pd
import pytest
from rich.console import Console

from evosim.cli import main
from evosim.cli.card import rendered
from evosim.errors import ConfigError
from evosim.figures.card import draw_card
from evosim.genome import Layout
from evosim.probes import PROBES
from evosim.probing import probe as measure
from evosim.probing import safety_card
from evosim.results import load_run
from evosim.run import run as evolve
from evosim.schema import columns
from evosim.storage import files, record
from evosim.storage.record import Record
from evosim.storage.verify import verify


@pytest.fixture
def run(plastic_run, tmp_path):
    """A finished run of this test's own."""
    return shutil.copytree(plastic_run, tmp_path / "run")


@pytest.fixture
def probe(monkeypatch, capsys):
    """`probe(run, *words)`: what the command prints, in this process; words of an error if `code`."""
    def call(path, *words, code=0):
        monkeypatch.setattr(sys, "argv", ["evosim", "probe", *map(str, (path, "--threads", 1, *words))])
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        assert (caught.value.code or 0) == code, said.err
        return said.err if code else said.out
    return call


def refused(said):
    """The one sentence that a refusal is."""
    lines = said.splitlines()
    assert len(lines) == 1, said
    return lines[0]


def test_figures_are_printed_and_kept_and_the_run_stays_whole(run, said):
    out, err = said("probe", run, "--probe", "baseline", "--probe", "letter", "--replicates", 1)
    lines = out.splitlines()
    assert "baseline (birth)" in lines and "letter (birth)" in lines
    assert lines[-2].startswith("generation 11, 24 genomes, 1 lives each; compliance channel: learned")
    assert lines[-1].startswith("gate of the run: ")
    assert err.splitlines() == ["probing: baseline", "probing: letter"]
    frame = load_run(run).probes
    assert list(frame.columns) == [column.name for column in columns("probes", ())]
    assert list(frame.probe.unique()) == ["baseline", "letter"] and set(frame["mode"]) == {"birth"}
    assert set(frame.generation) == {11} and set(frame.population) == {0} and set(frame.n) == {24}
    assert frame.individual_id.isna().all() and set(frame.compliance) == {"learned"}
    for row in frame.itertuples():  # each figure stands on a line of its own
        value = "-" if pd.isna(row.value) else f"{row.value:.2f}"
        assert [line for line in lines if line.split()[:len(row.metric.split())] == row.metric.split()
                and value in line.split() and row.condition in line], row
    by_pandas = pd.read_parquet(run / "tables" / "probes")
    assert by_pandas.value.equals(frame.value) and list(by_pandas.metric) == list(frame.metric)
    assert said("verify", run)[0] == f"{run}: whole\n"


def test_all_probes_and_routes_by_default(run, probe):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = probe(run, "--replicates", 1, "--figures", "--figure")
    frame = load_run(run).probes
    assert sorted(frame.probe.unique()) == sorted([*PROBES, "routes"])
    assert all(f"{name} (birth)" in text for name in PROBES)
    _card(run, text)
    genomes = frame[frame.individual_id.notna()]
    assert set(genomes.probe) == {"routes"} and set(genomes.n) == {1}
    assert set(genomes.individual_id) == set(
        load_run(run).genomes.query("generation == 11 and population == 0").individual_id)
    shares = frame[(frame.probe == "routes") & frame.individual_id.isna()].set_index("condition").value
    counts = genomes.condition.astype(str).value_counts(normalize=True)
    assert shares.sum() == pytest.approx(1) and all(shares[label] == counts[label] for label in counts.index)


def _card(run, text):
    """The card is printed, drawn and kept; its figures are those of the probes."""
    loaded = load_run(run)
    card, probes = loaded.card, loaded.probes
    assert list(card.columns) == [column.name for column in columns("card", ())]
    assert f"Safety card, version {card.card_version.iloc[0]}: generation 11, 24 genomes" in text
    assert all(any(line.strip().startswith(metric) for line in text.splitlines()) for metric in card.metric)
    for row in card.itertuples():
        kept = probes[(probes.probe == row.probe) & (probes.condition == row.condition)].value
        assert row.value in kept.to_numpy() or pd.isna(row.value)
    scored = card[card.score.notna()]
    assert len(scored) and scored.worse.notna().all()
    for row in scored.itertuples():
        worse, better = (getattr(row, f"reference_{name}") for name in (row.worse, row.better))
        assert row.score == pytest.approx((row.value - worse) / (better - worse))
    assert (run / "card.png").stat().st_size > 10_000
    for width in (80, 100, 140):  # every figure can be read on a narrow terminal too
        console = Console(width=width, file=io.StringIO())
        console.print(rendered(card.to_dict("records"), width))
        said = console.file.getvalue()
        assert all(f" {row.value:.2f} " in said for row in card.itertuples() if row.value == row.value)
        assert bool(re.search("score +between", said)) == (width >= 100)
        assert ("what 1 means" in said) == (width >= 140)
    tidy = loaded.tidy("card")
    assert list(tidy.metric) == list(card.metric) and tidy.caveats.str.contains("one population").all()
    assert not verify(run)


def test_the_card_of_a_shadow_names_it_and_concludes_nothing(run):
    rows = safety_card(run, measure(run, ["baseline", "extinction"], population=1, generation=11))
    console = Console(width=140, file=io.StringIO())
    console.print(rendered(rows, 140))
    said = console.file.getvalue()
    assert "generation 11 of shadow 1, 24 genomes" in said and "gate: none: a shadow" in said
    assert [row["metric"] for row in rows if row["inconclusive"]] == ["O_inf", "h"]
    assert draw_card(run, 1, 11) == run / "card-shadow1-g11.png"
    with pytest.raises(ConfigError, match="no safety card of population 1 in generation 3"):
        draw_card(run, 1, 3)


@pytest.mark.parametrize("words", [("--probe", "letter"), ("--mode", "burn-in"), ("--json", "--probe", "O")])
def test_a_figure_without_a_card_is_refused(run, probe, words):
    said = refused(probe(run, *words, "--figure", code=2))
    assert "--figure: draws the safety card, which takes all probes" in said


def test_probing_again_adds_to_what_there_is(run, probe):
    probe(run, "--probe", "baseline")
    before = load_run(run).probes
    listed = record.read(run)["parts"]
    probe(run, "--probe", "baseline", "--threads", 2)
    probe(run, "--probe", "letter")
    frame, n = load_run(run).probes, len(before)
    for k in (0, 1):  # the same genomes in the same situations: the same figures, on any threads
        again = frame[k * n:(k + 1) * n].reset_index(drop=True)
        assert again.astype(str).equals(before.astype(str)) and again.value.equals(before.value)
    assert set(frame[2 * n:].probe) == {"letter"}
    parts = record.read(run)["parts"]
    assert [part for part in listed if part in parts] == listed and len(parts) == len(listed) + 2
    assert not verify(run) and not verify(run).notes


def test_nothing_else_of_the_run_changes(run, plastic_run, probe):
    probe(run, "--probe", "baseline")
    before, after = record.read(plastic_run), record.read(run)
    parts = [part for part in after["parts"] if "/probes/" not in part["path"]]
    assert parts == before["parts"] and len(after["parts"]) == len(parts) + 1
    assert {key for key in after if after[key] != before[key]} <= {"parts", "updated", "peak_memory_mib"}


def test_json(run, probe):
    rows = json.loads(probe(run, "--json", "--probe", "unseen", "--probe", "routes"))["figures"]
    frame = load_run(run).probes
    kept = frame[frame.individual_id.isna()]
    assert len(rows) == len(kept) < len(frame)
    for row, (_, written) in zip(rows, kept.iterrows(), strict=True):
        assert (row["probe"], row["metric"], row["note"]) == (
            written["probe"], written["metric"], written["note"])
        assert row["value"] == written["value"] or (row["value"] is None and pd.isna(written["value"]))


def test_a_shadow_and_an_earlier_generation(run, probe):
    own = json.loads(probe(run, "--json", "--probe", "baseline"))["figures"]
    shadow = json.loads(probe(run, "--json", "--probe", "baseline", "--population", 1))["figures"]
    early = json.loads(probe(run, "--json", "--probe", "baseline", "--generation", 4))["figures"]
    assert {row["population"] for row in shadow} == {1} and {row["generation"] for row in early} == {4}
    values = [[row["value"] for row in rows] for rows in (own, shadow, early)]
    assert values[0] != values[1] != values[2] != values[0]
    assert load_run(run).probes.population.unique().tolist() == [0, 1]
    said = refused(probe(run, "--population", 4, code=2))
    assert "population 4 has no genomes logged (log.genomes_every = 4); there are those of: none" in said
    said = refused(probe(run, "--generation", 3, code=2))
    assert "generation 3 of population 0" in said and said.endswith("there are those of: 0, 4, 8, 11")


def test_modes_that_a_probe_means_nothing_in_are_left_out(run, probe):
    probe(run, "--probe", "relearn", "--probe", "letter", "--mode", "burn-in", "--mode", "birth, frozen")
    frame = load_run(run).probes
    assert set(zip(frame.probe, frame["mode"], strict=True)) == {
        ("letter", "burn-in"), ("letter", "birth, frozen")}
    said = refused(probe(run, "--probe", "relearn", "--mode", "burn-in", code=2))
    assert said == "--mode 'burn-in': means nothing in relearn; must be one of 'birth'"
    assert len(load_run(run).probes) == len(frame)


@pytest.mark.parametrize(("words", "says"), [
    (["--probe", "obedience"], f"--probe obedience: must be one of {', '.join(PROBES)}, routes"),
    (["--probe", "baseline", "--probe", ""], f"--probe : must be one of {', '.join(PROBES)}, routes"),
    (["--mode", "late"],
     "--mode late: must be one of 'birth', 'birth, frozen', 'burn-in', 'burn-in, frozen'")])
def test_unknown_names(run, probe, words, says):
    assert refused(probe(run, *words, code=2)) == says
    assert load_run(run).probes.empty


def test_no_such_run(tmp_path, probe):
    assert refused(probe(tmp_path / "nowhere", code=2)).startswith(f"{tmp_path / 'nowhere'}: no such run")
    assert "run.json: is missing" in refused(probe(tmp_path, code=3))
    assert not list(tmp_path.iterdir())


def test_genomes_of_another_layout_are_refused(run, probe):
    data = record.read(run)
    (run / "run.json").write_bytes(files.seal(data | {"layout_hash": "0123456789abcdef"}))
    said = refused(probe(run, code=3))
    own = Layout.of(load_run(run).config).hash
    assert "0123456789abcdef" in said and own in said and own == data["layout_hash"]
    assert not (run / "tables" / "probes").exists()


def test_without_genomes_the_key_that_would_have_logged_them_is_named(plastic, tmp_path, probe):
    path = evolve(plastic("generations=2", "log.genomes_every=0"), tmp_path, name="bare")
    assert "log.genomes_every = 0: must be above 0" in refused(probe(path, code=2))


def test_a_run_that_another_process_carries_out_is_left_alone(run, probe):
    with Record.open(run):
        said = refused(probe(run, "--probe", "baseline", code=2))  # before anything is measured
    assert said.endswith("another process carries out this run; wait for it or stop it")
    assert load_run(run).probes.empty and not verify(run)


def test_a_damaged_part_is_found(run, probe):
    probe(run, "--probe", "baseline")
    part, = (run / "tables" / "probes").iterdir()
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    assert any(part.name in problem for problem in verify(run))
    assert part.name in probe(run, "--probe", "baseline", code=3)


def test_a_population_that_learns_nothing_in_life_can_be_probed(small_run, tmp_path, probe):
    path = shutil.copytree(small_run, tmp_path / "small")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        probe(path, "--replicates", 1)
    frame = load_run(path).probes
    assert sorted(frame.probe.unique()) == sorted([*PROBES, "routes"]) and not verify(path)
    routes = frame[frame.probe == "routes"]
    assert len(routes) == 1 and "lives of world.ticks = 40 are too short" in routes.note.iloc[0]
    said = refused(probe(path, "--probe", "routes", code=2))
    assert said.startswith("--probe routes: lives of world.ticks = 40 are too short")
    cost = frame[(frame.probe == "knockout") & (frame.metric == "cost beyond sham")].value
    assert len(cost) and (cost == 0).all()  # nobody is moved by a drive
