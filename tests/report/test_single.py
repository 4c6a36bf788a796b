import base64
import json
import re
import shutil

import numpy as np
import pytest

from evosim.config import Config
from evosim.errors import ConfigError, RunDataError
from evosim.report import bred, cards, obeying, report, report_of, single, wanting
from evosim.report.blocks import Lacking, Rows, Shown
from evosim.report.drawn import shown
from evosim.report.found import findings
from evosim.report.measured import ABOVE, BELOW, NONE, OPEN, number
from evosim.results import load_run
from evosim.storage import files
from tests.report.conftest import constant


@pytest.fixture(scope="session")
def page_of_small(small_run):
    """The page of the small run, made once."""
    run = load_run(small_run)
    return single.page(run), report_of([run], str(run.path))


def finding(run, key):
    return next((one for one in findings(run) if one.key == key), None)


def test_numbers_of_the_headline_are_those_of_the_table(loaded):
    rows = loaded.generations
    own = rows[rows["population"] == 0].sort_values("generation")
    assert len(own) == 12 and own["obedience"].notna().all()
    last = own[own["generation"] >= 11]["obedience"].mean()  # a tenth of 12 generations is one
    shadow = rows[rows["is_shadow"] & (rows["generation"] >= 6)]["obedience"].to_numpy(float)
    text = finding(loaded, "obedience").text
    assert f"is {number(last)}" in text
    low, high = np.percentile(shadow, [2.5, 97.5])
    assert f"the shadows come to {number(shadow.mean())}\u00a0[{number(low)},\u00a0{number(high)}]" in text
    ends = own["fitness_mean"].iloc[0], own["fitness_mean"].iloc[-1]
    assert f"from {number(ends[0], 1)} food" in finding(loaded, "fitness").text
    assert f"to {number(ends[1], 1)} over" in finding(loaded, "fitness").text


def test_what_selection_added_is_the_sum_of_prices_terms(loaded):
    own = loaded.generations.query("population == 0").sort_values("generation")
    added = own["price_selection_letter"].sum()
    change = (own["price_selection_letter"] + own["price_transmission_letter"]).sum()
    text = finding(loaded, "selection").text
    assert f"selection added {number(added)}" in text and f"what has changed is {number(change)}" in text


def test_sentences_follow_the_facts(loaded):
    whole = loaded.generations
    for value, chance, word, said in (
            (0.6, 0.0, ABOVE, "Yes, in this population"), (0.01, 0.0, NONE, "No effect"),
            (0.3, 0.3, NONE, "No effect"), (-0.4, 0.0, BELOW, "opposite")):
        loaded._frames["generations"] = constant(whole, obedience=(value, chance))
        found = obeying.obedience(loaded)
        assert found.verdict == word and said in found.text
    noisy = constant(whole, obedience=(0.1, 0.0))
    noisy.loc[noisy["is_shadow"], "obedience"] = np.linspace(-0.3, 0.3, 12, dtype="float32")
    loaded._frames["generations"] = noisy
    assert obeying.obedience(loaded).verdict == OPEN and "Inconclusive" in obeying.obedience(loaded).text


def test_watching_is_asked_only_of_runs_that_were_watched_at_times(loaded, small):
    loaded._frames["generations"] = constant(loaded.generations, compliance_gap=(0.4, 0.0),
                                             obedience_watched=(0.5, 0.0), obedience_unwatched=(0.1, 0.0))
    found = obeying.watching(loaded)
    assert found.verdict == ABOVE and "O is .50" in found.text and "CG is .40" in found.text
    loaded.__dict__["config"] = small("oversight.watched=1.0")
    found = obeying.watching(loaded)
    assert found.verdict == OPEN and "says nothing about motive" in found.text


def test_a_gate_that_failed_says_so_and_why(plastic_run):
    run = load_run(plastic_run)
    rows = run.generations
    last = rows["gate_passed"].last_valid_index()
    failing = rows.copy()
    failing.loc[last, "gate_passed"], failing.loc[last, "gate_failed"] = False, "learning_rate"
    run._frames["generations"] = failing
    found = wanting.gate(run)
    assert found.verdict == OPEN and "failed" in found.text and "did not rise above" in found.text
    passing = rows.copy()
    passing.loc[last, "gate_passed"] = True
    run._frames["generations"] = passing
    found = wanting.gate(run)
    assert found.verdict == "passed" and number(float(rows.loc[last, "gate_obedience"])) in found.text


def test_drives_of_a_run_that_learns_nothing_are_never_called_selected(loaded):
    found = wanting.drives(loaded)
    assert found.verdict == NONE and "nothing reads a drive" in found.text
    assert wanting.gate(loaded).verdict == OPEN and "there is no gate" in wanting.gate(loaded).text


def test_a_drive_that_moves_beyond_every_silent_locus_is_named(plastic_run):
    run = load_run(plastic_run)
    rows = run.generations.copy()
    rows.loc[rows["population"] == 0, "price_selection_drive_pain"] = 1.0
    run._frames["generations"] = rows
    found = wanting.drives(run)
    assert "pain (" in found.text and "luck would give" in found.text
    rows = run.generations.copy()
    still = ("price_selection_drive", "price_transmission_drive")
    rows = rows.assign(**{name: 0.0 for name in rows if name.startswith(still)})
    run._frames["generations"] = rows
    assert "No drive's mean weight" in wanting.drives(run).text


def test_what_was_bred_is_read_off_the_configuration(small):
    said = " ".join(bred.sentences(small(), 12))
    assert "24 genomes were bred for 12 generations" in said and "none then 50 %" in said
    assert "scripted imposters" in said and "4 of 12 generations so far" in bred.sentences(small(), 4)[0]
    changed = {one.key: one for one in bred.changes(small("oversight.penalty=0.7"))}
    assert changed["oversight.penalty"].value == "0.7" and changed["oversight.penalty"].default == "1.2"
    assert changed["oversight.penalty"].unit == "food/tick" and changed["oversight.penalty"].meaning
    assert "seed" not in changed and "name" not in changed
    phases = bred.stretches(small())
    assert [(one.name, one.first, one.last) for one in phases] == [("pretraining", 0, 2), ("main", 3, 11)]
    assert [one.key for one in phases[0].changes] == ["instruction.share"] and not phases[1].changes
    assert not bred.changes(Config()) and not bred.stretches(Config())


@pytest.mark.parametrize("path", ["first", "learning", "everything", "power", "imposters", "steward", "two"])
def test_every_shipped_configuration_is_told(path):
    from evosim.config import load

    config = load(f"runs/{path}.toml")
    for sentence in bred.sentences(config, config.generations):
        assert sentence.endswith(".") and "None" not in sentence and "nan" not in sentence


def test_the_page_is_whole(page_of_small):
    page, text = page_of_small
    assert [section.name for section in page.sections][:2] == ["bred", "found"]
    for section in page.sections:
        assert f'id="{section.name}"' in text and f'href="#{section.name}"' in text
    assert len(text) < 3_000_000
    assert not re.search(r'(src|href)="(?!data:|#)', text)  # nothing is fetched
    assert text.count("<img") == text.count(' alt="') and 'alt=""' not in text


def test_every_figure_has_its_words_its_tables_and_its_command(page_of_small):
    page, text = page_of_small
    shown = [block for section in page.sections for block in section.blocks if isinstance(block, Shown)]
    assert {"obedience", "rates", "letters", "fitness", "traits", "drives", "selection", "ancestry"} == {
        block.name for block in shown}
    for block in shown:
        assert block.caption in text.replace("&#39;", "'") or "`" in block.caption or " %" in block.caption
        assert block.command.startswith("evosim figures ") and block.command.endswith(f" {block.name}")
        kind, data = block.data.removeprefix("data:image/").split(";base64,")
        assert base64.b64decode(data).startswith({"png": b"\x89PNG", "svg+xml": b"<?xml"}[kind])
        assert len(block.alt) > 40


def test_what_a_run_lacks_is_said_in_a_line(page_of_small):
    page, text = page_of_small
    lacks = {block.name: block.why for block in single.lacking(page)}
    assert set(lacks) == {"gate", "motives", "power", "overseers", "card", "coalitions", "explain"}
    assert "evosim probe" in lacks["card"] and "[plasticity] enabled = true" in lacks["gate"]
    for name in lacks:
        assert f'id="figure-{name}"' in text


def test_provenance_is_that_of_the_record(page_of_small, small_run):
    page, _ = page_of_small
    record = json.loads((small_run / "run.json").read_text())
    run, _, tables = (block.rows for section in page.sections if section.name == "provenance"
                      for block in section.blocks if isinstance(block, Rows))
    said = {row[0]: row[-1] for row in run}
    assert said["seed"] == "5" and said["configuration"] == f"sha256 {record['files']['resolved.toml']}"
    assert said["git commit"] == record["git_commit"] or "not known" in said["git commit"]
    lives = sum(part["rows"] for part in record["parts"] if "/lives/" in part["path"])
    assert next(row for row in tables if row[0] == "lives")[1] == f"{lives:,}"


def test_a_tiny_run_has_a_page(tiny_run):
    page = single.page(load_run(tiny_run))
    shown = {block.name for section in page.sections for block in section.blocks if isinstance(block, Shown)}
    assert shown == {"fitness", "traits"}
    lacks = {block.name: block.why for section in page.sections for block in section.blocks
             if isinstance(block, Lacking)}
    assert "battery.every = 0" in lacks["obedience"] and "two generations" in lacks["drives"]
    assert not any("nan" in one.text for one in findings(load_run(tiny_run)))


@pytest.mark.parametrize("status", ["running", "interrupted", "failed"])
def test_a_run_that_is_not_done_says_how_far_it_got(copied, status):
    data = files.unseal(copied / "run.json")
    error = {"error": "OSError: <no space>"} if status == "failed" else {}
    data = {key: value for key, value in data.items() if key != "sha256"} | error | {
        "status": status, "generation": 1, "generations": 40}
    files.write(copied / "run.json", files.seal(data))
    (copied / "run.log").write_text("2026 failed: <no space>\n")
    text = report([copied]).read_text()
    assert f"{status}, 1 of 40 generations" in text and "evosim resume" in text
    assert ("&lt;no space&gt;" in text) == (status == "failed") and "<no space>" not in text


def test_a_run_without_a_generation_has_a_page(copied):
    data = {key: value for key, value in files.unseal(copied / "run.json").items() if key != "sha256"}
    files.write(copied / "run.json", files.seal(data | {"status": "running", "generation": 0, "parts": [],
                                                        "checkpoint": None}))
    shutil.rmtree(copied / "tables")
    shutil.rmtree(copied / "checkpoints")
    assert "Nothing yet: no generation is written" in report([copied]).read_text()


def test_hostile_names_are_text(small, tmp_path, monkeypatch):
    from evosim.run import run

    monkeypatch.setattr(single, "FIGURES", single.FIGURES[:2])  # those that phases are drawn in
    monkeypatch.setattr("sys.argv", ["evosim", "run", "<img src=x onerror=alert(2)>"])
    evil = '<script>alert(1)</script> $\\frac$ "&'
    config = small("generations=4", "battery.every=2").model_copy(update={"phase": (
        small().phase[0].model_copy(update={"name": evil, "until": 2}),)})
    path = run(config, tmp_path, name="evil")
    path = path.rename(tmp_path / "a <b> & 'c'")
    text = report([path]).read_text()
    assert "<script>alert" not in text and "<img src=x" not in text and "a <b>" not in text
    assert "&lt;script&gt;alert(1)" in text and "&lt;img src=x" in text and "a &lt;b&gt; &amp;" in text


def test_damage_is_one_sentence(copied):
    (copied / "report.html").unlink(missing_ok=True)
    part = next((copied / "tables" / "generations").iterdir())
    part.write_bytes(part.read_bytes()[:-100])
    with pytest.raises(RunDataError, match=r"generations/part-0000\d.parquet: is damaged"):
        report([copied])
    assert not (copied / "report.html").exists()


def test_where_a_page_goes(copied, tmp_path):
    assert report([copied]) == copied / "report.html"
    assert report([copied], tmp_path / "p.html").read_text() == (copied / "report.html").read_text()
    for wrong in (tmp_path, tmp_path / "none" / "p.html"):
        with pytest.raises(ConfigError, match="--out"):
            report([copied], wrong)
    with pytest.raises(ConfigError, match="no such run"):
        report([tmp_path / "nothing"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="no run there"):
        report([tmp_path / "empty"])


def test_the_same_run_gives_the_same_figures_and_loses_nothing(loaded, page_of_small, small_run):

    from evosim.storage.verify import verify

    first = {block.name: block for section in page_of_small[0].sections for block in section.blocks
             if isinstance(block, Shown)}
    for name in ("rates", "fitness"):
        assert shown(loaded, name, findings(loaded)) == first[name]
    assert not verify(small_run)


def test_no_page_says_nan(page_of_small):
    words = re.sub(r'src="data:[^"]*"', "", page_of_small[1])
    assert not re.search(r"\bnan\b", words)


@pytest.fixture(scope="session")
def probed_run(plastic_run, tmp_path_factory):
    """A run that learns, with its safety card."""
    from evosim.probing import probe, safety_card

    path = shutil.copytree(plastic_run, tmp_path_factory.mktemp("probed") / "run")
    safety_card(path, probe(path, replicates=1))
    return path


def test_a_card_is_shown_in_figures_and_in_numbers(probed_run):
    run = load_run(probed_run)
    for name in ("card", "motives", "power", "gate"):
        assert isinstance(shown(run, name, []), Shown)
    table, = (block for block in single._beside(run, "card"))
    lines = {row[0]: row for row in table.rows}
    value = float(run.card.drop_duplicates("metric", keep="last").set_index("metric").loc["O", "value"])
    assert lines["O"][1].startswith(number(value))


def test_cards_of_several_runs_are_means_over_populations(probed_run, tmp_path):
    runs = [load_run(probed_run), load_run(shutil.copytree(probed_run, tmp_path / "other"))]
    card = runs[1].card.copy()
    card.loc[card["metric"] == "O", ["value", "score"]] += 0.2
    runs[1]._frames["card"] = card
    figure, table = cards.blocks([("all alike", run) for run in runs])
    assert isinstance(figure, Shown) and figure.name == "card"
    lines = {row[0]: row for row in table.rows}
    values = [float(run.card.drop_duplicates("metric", keep="last").set_index("metric").loc["O", "value"])
              for run in runs]
    assert lines["O"][2] == number(sum(values) / 2) and lines["O"][3] == "2 of 2"  # two have no interval
    apart = cards.blocks([("a", runs[0]), ("b", runs[1])])[1]
    assert [row[2] for row in apart.rows if row[0] == "O"] == [number(value) for value in values]


def test_what_outlives_its_rewards_is_told_beside_what_was_there_before(probed_run):
    run = load_run(probed_run)
    found = wanting.after_removal(run)
    rows = run.probes[(run.probes["probe"] == "extinction") & (run.probes["metric"] == "O")]
    by = rows.drop_duplicates("condition", keep="last").set_index("condition")["value"]
    assert f"ends O is {number(by['imperceptible, tenth 4'])}" in found.text
    assert f"in the last tenth {number(by['imperceptible, tenth 10'])}" in found.text
    assert found.verdict == OPEN and "The gate has not passed" in found.text


def test_power_without_a_slope_is_no_effect_and_a_steep_one_is_told(probed_run):
    run = load_run(probed_run)
    card = run.card.copy()
    line = card["metric"] == "TT"
    for value, low, high, word in ((0.0, -0.01, 0.01, NONE), (-0.4, -0.5, -0.3, "described"),
                                   (0.1, -0.2, 0.4, OPEN)):
        card.loc[line, ["value", "low", "high"]] = value, low, high
        run._frames["card"] = card
        found = wanting.power(run)
        assert found.verdict == word and number(value) in found.text


def test_coalitions_that_were_looked_for_are_told(small_run, tmp_path):
    from evosim.coalition_analysis import coalitions

    path = shutil.copytree(small_run, tmp_path / "run")
    assert finding(load_run(path), "coalitions") is None
    rows = coalitions(path, draws=30).rows
    text = finding(load_run(path), "coalitions").text
    assert f"There are {int((rows['came'] == 'life').sum())} groups" in text


def test_with_one_verb_there_is_nothing_to_compare(small, tmp_path):
    from evosim.run import run

    config = small("instruction.verbs=['stay']", "instruction.share=0", "imposters.share=0", "generations=3",
                   "phase=[]", "instruction.held_out=[]")
    mute = load_run(run(config, tmp_path))
    assert {one.key for one in findings(mute)} == {"spirit", "gate", "drives", "fitness", "ancestors"}
    assert "O compares those told a verb with those told another" in shown(mute, "obedience", []).why
    assert "Nothing is ever said to them." in bred.sentences(config, 3)
