"""`evosim cite` and CITATION.cff say the same, and what a paper must name."""

import re
from pathlib import Path

import yaml

import evosim
from evosim import citation
from evosim.storage.record import read
from tests.cli.conftest import refusal


def entry(text):
    """The fields of a BibTeX entry."""
    assert text.startswith("@software{evosim,\n") and text.count("{") == text.count("}")
    return dict(re.findall(r"^  (\w+) += \{(.*)\},?$", text, re.MULTILINE))


def test_citation_cff_is_this_evosim():
    cff = yaml.safe_load(Path("CITATION.cff").read_text())
    assert cff["version"] == evosim.__version__ and cff["cff-version"] == "1.2.0"
    assert (cff["title"], cff["license"]) == (citation.TITLE, citation.LICENCE)
    assert cff["authors"] == [{"name": citation.AUTHORS}] and tuple(cff["keywords"]) == citation.KEYWORDS
    holder = re.search(r"\(c\) (\d+) (.*)", Path("LICENSE").read_text())
    assert (holder[1], holder[2].capitalize()) == (citation.YEAR, citation.AUTHORS.capitalize())


def test_bibtex_of_this_evosim(said):
    out, err = said("cite")
    assert entry(out) == {"author": f"{{{citation.AUTHORS}}}", "title": citation.TITLE, "license": "MIT",
                          "version": evosim.__version__, "year": citation.YEAR} and not err


def test_a_run_is_cited_by_what_bred_it(small_run, said):
    out, _ = said("cite", small_run)
    record = read(small_run)
    fields = entry(out.partition("\n\n")[0])
    assert fields["version"] == record["software"]["evosim"]
    assert fields.get("note") == (f"git commit {record['git_commit']}" if record["git_commit"] else None)
    methods = " ".join(out.partition("\n\n")[2].split())
    for word in (record["run_id"], f"numpy {record['software']['numpy']}", record["machine"]["cpu"],
                 "seed is 5", record["files"]["resolved.toml"]):
        assert word in methods


def test_a_run_that_another_version_resumed_names_both():
    program = {"software": {"evosim": "0.1.0", "python": "3.11.7", "numpy": "2.4.6"}, "git_commit": None,
               "machine": {"cpu": "A"}}
    record = {**program, "run_id": "r", "seed": 1, "overrides": ["a.b=1"], "files": {"resolved.toml": "d"},
              "resumed": [program, program | {"git_commit": "abc"}]}
    text = citation.methods(record)
    assert "on A; then evosim 0.1.0 (git commit abc) on Python 3.11.7" in text and "with a.b=1" in text
    assert text.count("evosim 0.1.0") == 2


def test_no_run_there(tmp_path, said):
    assert "no such run" in refusal(said, "cite", tmp_path / "none")
