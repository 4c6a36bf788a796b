"""A study: declared before data, gone on with from its rows alone, refused where it would not compare."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pandas as pd
import pytest

from evosim.errors import ConfigError, RunDataError
from evosim.experiments import Size, Study, by_name, population, registry, study
from evosim.experiments.page import studies_in, write_page

IT = by_name("scarce-judge")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A finished study of the smallest size, and where it lies."""
    out = tmp_path_factory.mktemp("studies")
    it = Study.open(out, IT, "tiny")
    assert it.carry_out(IT.seeds_of("tiny"), None) == {}
    it.write()
    return it, out


def same(one, other):
    pd.testing.assert_frame_equal(one, other)


def test_every_population_of_every_arm_is_there_once(done):
    it, _ = done
    own = it.rows[(it.rows.metric == "O") & (it.rows.population == 0)]
    arms = {arm.name for arm in IT.arms_of("tiny")}
    assert set(zip(own.arm, own.seed, strict=True)) == {(arm, seed) for arm in arms for seed in (1, 2)}
    assert len(own) == 2 * len(arms) and it.populations() == 2
    assert set(it.rows[it.rows.population == 1].arm) == arms  # chance, of each
    assert not it.runs.exists()  # small rows stay, runs do not
    assert it.seconds() > 0
    wide, chance = it.wide(), it.wide(shadow=True)
    assert len(wide) == len(chance) == len(own) and "O by tenth" not in wide
    assert set(wide.set_index(["arm", "seed"]).O.items()) == set(own.set_index(["arm", "seed"]).value.items())


def test_it_goes_on_from_its_rows_alone(done, tmp_path, monkeypatch):
    it, _ = done
    folder = tmp_path / "again" / IT.name / "tiny"
    folder.mkdir(parents=True)
    for name in (study.DECLARED, study.POPULATIONS):
        shutil.copy(it.folder / name, folder / name)
    monkeypatch.setattr(study, "populated", None)  # nothing is left to breed
    again = Study.open(tmp_path / "again", IT, "tiny")
    assert again.waiting([1, 2]) == {} and len(again.waiting([1, 2, 3])) == len(IT.arms_of("tiny"))
    assert again.carry_out([1, 2], None) == {}
    assert again.write()[:2] == it.outcome()[:2]
    same(pd.read_parquet(folder / study.CONTRASTS), pd.read_parquet(it.folder / study.CONTRASTS))
    assert (folder / study.FIGURE).read_bytes() == (it.folder / study.FIGURE).read_bytes()


def test_rows_do_not_depend_on_who_comes_first(done, tmp_path):
    it, _ = done
    other = Study.open(tmp_path, IT, "tiny")
    jobs = list(other.waiting([1, 2]).values())
    for arm, seed in reversed(jobs):
        other._keep(*population.populated(IT.name, "tiny", arm, seed, str(tmp_path / "runs")))
    same(other.rows, it.rows)


def test_it_is_declared_before_there_is_data(tmp_path, monkeypatch):
    def looks(*job):
        declared = json.loads((tmp_path / IT.name / "tiny" / study.DECLARED).read_text())
        seen.append(declared["rule_sha256"])
        raise KeyboardInterrupt

    seen = []
    monkeypatch.setattr(study, "populated", looks)
    with pytest.raises(KeyboardInterrupt):
        Study.open(tmp_path, IT, "tiny").carry_out([1], None)
    assert seen == [IT.rule_hash("tiny")]


@pytest.mark.parametrize("change", [
    {"version": 99}, {"claim": "Something else."}, {"fixed": {**IT.fixed, "food.initial": 50}},
    {"contrasts": (IT.contrasts[0]._replace(least=0.2), *IT.contrasts[1:])},
    {"contrasts": IT.contrasts[:-1]}, {"gated": ()},
    {"presets": {**IT.presets, "tiny": Size(2, {**IT.presets["tiny"].set, "generations": 3},
                                            IT.presets["tiny"].arms)}}])
def test_another_rule_is_refused(done, change):
    _, out = done
    with pytest.raises(ConfigError, match=r"tiny: was declared by another rule .*give another --out"):
        Study.open(out, replace(IT, **change), "tiny")


def test_more_populations_are_the_same_rule(done):
    _, out = done
    more = replace(IT, presets={**IT.presets, "tiny": IT.presets["tiny"]._replace(populations=50)})
    assert len(Study.open(out, more, "tiny").rows)


def test_damage_is_one_sentence(done, tmp_path):
    _, out = done
    shutil.copytree(out, tmp_path / "o")
    folder = tmp_path / "o" / IT.name / "tiny"
    data = (folder / study.POPULATIONS).read_bytes()
    (folder / study.POPULATIONS).write_bytes(data[:100])
    with pytest.raises(RunDataError, match=r"populations\.parquet: cannot be read"):
        Study.open(tmp_path / "o", IT, "tiny")
    text = (folder / study.DECLARED).read_text()
    (folder / study.DECLARED).write_text(text.replace("Where approval is scarce", "Where it is"))
    with pytest.raises(RunDataError, match=r"declared\.json"):
        Study.open(tmp_path / "o", IT, "tiny")


def test_a_run_that_was_killed_is_gone_on_with(done, tmp_path):
    """SIGKILL while populations are bred: rows are as if nothing had been."""
    it, _ = done
    words = [sys.executable, "-m", "evosim", "experiment", "run", IT.name, "--preset", "tiny", "--workers",
             "1", "--out", str(tmp_path), "--quiet"]
    started = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)
    kept, end = tmp_path / IT.name / "tiny" / study.POPULATIONS, time.monotonic() + 120
    while not kept.exists() and started.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    again = Study.open(tmp_path, IT, "tiny")
    assert len(again.rows) and again.waiting([1, 2])
    again.carry_out([1, 2], None)
    same(again.rows, it.rows)


def test_the_page_shows_the_largest_preset_of_each(done, tmp_path):
    it, out = done
    shutil.copytree(out, tmp_path / "o")
    path = write_page(tmp_path / "o")
    page, table = path.read_text(), (tmp_path / "o" / "verdicts.md").read_text()
    assert IT.claim in page and "inconclusive" in page and it.declared["rule_sha256"][:16] in page
    assert table.count("\n") == 3 and "**inconclusive**" in table and "2, tiny" in table
    for arm in IT.arms_of("tiny"):
        assert arm.label in page
    assert [one.preset for one in studies_in(tmp_path / "o")] == ["tiny"]
    next((tmp_path / "o").glob("*/tiny/contrasts.parquet")).unlink()  # as one that was cut short
    for folder in ("o", "nowhere"):
        with pytest.raises(ConfigError, match="no experiment there"):
            studies_in(tmp_path / folder)


def test_names_and_presets_are_known():
    with pytest.raises(ConfigError, match=r"NAME nothing: no such experiment; must be all, or one of"):
        by_name("nothing")
    assert by_name("E28") is IT
    with pytest.raises(ConfigError, match="--preset huge: must be one of tiny, quick, standard, full"):
        registry.check_preset("huge")
