"""What pages show runs: every command and every program, in the order of the page (tests/docs/listed.py)."""

import html
import re

import matplotlib.pyplot as plt
import pytest

from tests.docs.home import Home, same
from tests.docs.listed import PYTHON_NOT_RUN
from tests.docs.pages import NAMES, blocks, commands, source
from tests.golden.runs import known, made_with

TUTORIAL = "docs/tutorial.md"
SHOWN = [name for name in NAMES if name != TUTORIAL and blocks(name, "sh", "python")]


@pytest.fixture
def home(tmp_path, monkeypatch, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    yield lambda **how: Home(tmp_path, said, **how)
    plt.close("all")


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_what_a_page_shows_runs(name, home):
    here = home()
    for block in blocks(name, "sh", "python", "toml"):
        if block.language == "toml":
            here.configure(block.text)
        elif block.language == "sh":
            for line in commands(block.text):
                here.type(line)
        elif not any(words in name + block.text for words in PYTHON_NOT_RUN):
            here.carry_out(block.text, f"{name}:{block.line}")


@pytest.mark.slow
def test_the_tutorial_comes_out_as_it_says(home):
    """As it stands, at full size: with other libraries or processors figures may be others."""
    here, printed = home(shrunk=False), ""
    for block in blocks(TUTORIAL, "sh", "python", "toml", "text"):
        if block.language == "toml":
            here.configure(block.text)
        elif block.language == "sh":
            printed = "\n".join(here.type(line) for line in commands(block.text))
        elif block.language == "python":
            printed = here.carry_out(block.text, f"{TUTORIAL}:{block.line}")
        elif not elsewhere():
            same(block.text, printed)
    if not elsewhere():
        page = (here.path / here.run("mine", "s1") / "report.html").read_text(encoding="utf-8")
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
        for quote in quotes():
            assert quote in text
    else:
        pytest.skip(f"it runs; figures are those of {known()['made_with']}")


def quotes():
    """What the tutorial says that the report says."""
    parts = re.findall(r"(?:^> .*\n)+", source(TUTORIAL), re.MULTILINE)
    return [" ".join(part.replace("> ", " ").split()) for part in parts]


def elsewhere():
    """Whether something is other than where the figures came out."""
    return made_with() != known()["made_with"]
