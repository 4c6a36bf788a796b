"""Configurations that ship go by their name; a file of one's own comes first."""

import json
import os
from pathlib import Path

import pytest

from evosim.config import diff, headline, load, shipped
from evosim.errors import ConfigError
from evosim.live.lesson import free
from tests.cli.conftest import refusal


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """A working directory without any configuration."""
    home = Path.cwd()
    monkeypatch.chdir(tmp_path)
    return home


def test_every_file_of_runs_ships_under_its_name(elsewhere):
    assert sorted(shipped()) == sorted(path.stem for path in (elsewhere / "runs").glob("*.toml"))
    for name, path in shipped().items():
        assert not diff(load(name), load(path)) and len(headline(path)) > 10, name


def test_a_file_of_ones_own_comes_first(elsewhere, tmp_path):
    assert load("first").name == "first"
    (tmp_path / "first").mkdir()
    assert load("first").name == "first"
    os.rmdir("first")
    (tmp_path / "first").write_text('name = "mine"')
    assert load("first").name == "mine"


@pytest.mark.parametrize(("path", "sentence"), [
    ("runs/first.toml", "runs/first.toml: no such file; one of that name ships .*: give first alone"),
    ("first.toml", "first.toml: no such file; one of that name ships with evosim: give first alone"),
    ("frist", "frist: no such file; give the path .* or the name of one that ships, such as first"),
    ("../runs/first", "no such file; give the path"), (".", "is no file"), ("", "is no file")])
def test_what_is_not_there_names_what_is(elsewhere, path, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load(path)


def test_commands_take_the_name(elsewhere, said, tmp_path):
    out, _ = said("run", "first", "--quiet", "-o", "generations=1", "-o", "population.genomes=16",
                  "-o", "world.ticks=20", "-o", "battery.every=0")
    given = Path(out.strip(), "config.toml").read_text()
    assert given == shipped()["first"].read_text()
    assert 'name = "first"' in said("config", "show", "first")[0]
    assert said("config", "diff", "first", "first")[0] == ""
    assert "2 runs" in said("sweep", "first", "--grid", "oversight.watched=0.1,0.9", "--seeds", "0:1",
                            "--check")[0]
    assert "give first alone" in refusal(said, "sweep", "runs/first.toml")
    assert free(Path("first")).title == "first: turn something"


def test_list(elsewhere, said):
    lines = said("list", "--shipped")[0].splitlines()
    assert [line.split()[0] for line in lines] == list(shipped())
    assert any(line.split(None, 1) == ["first", "obedience that knows when it is watched."] for line in lines)
    rows = json.loads(said("list", "--shipped", "--json")[0])
    assert {row["name"]: Path(row["path"]) for row in rows} == shipped()


def test_new_makes_its_default_folder_and_no_other(elsewhere, said, tmp_path):
    assert said("new", "mine")[0].strip() == "runs/mine.toml"
    assert load("runs/mine.toml").name == "mine"
    assert "no such folder" in refusal(said, "new", "mine", "--in", "nowhere")
    assert not (tmp_path / "nowhere").exists()
