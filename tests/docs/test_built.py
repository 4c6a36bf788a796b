"""The pages as Sphinx builds them: without a warning, whole, and without anything from elsewhere."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from evosim.experiments.registry import experiments
from evosim.schema import describe
from tests.docs.pages import DOCS, NAMES, ROOT

from generated import commands, configuration  # isort: skip  (docs/_ext, whose path `pages` adds)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder of pages, built as `make docs` does."""
    for name in ("sphinx", "furo", "myst_parser"):
        pytest.importorskip(name)
    out = tmp_path_factory.mktemp("html")
    words = re.search(r"python (-m sphinx .*) docs docs/_build/html", (ROOT / "Makefile").read_text())[1]
    done = subprocess.run([sys.executable, *words.split(), DOCS, out], capture_output=True, text=True,
                          cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return out


class Resources(HTMLParser):
    """What a page loads, and where it leads to."""

    def __init__(self, page):
        super().__init__()
        self.loaded, self.links, self.anchors = [], [], set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.anchors.add(given.get("id"))
        if tag in ("script", "img", "iframe", "source", "video"):
            self.loaded.append(given.get("src") or "")
        elif tag == "link" and given.get("rel") not in ("next", "prev", "index", "search", "genindex"):
            self.loaded.append(given.get("href") or "")
        elif tag == "a":
            self.links.append(given.get("href") or "")


def test_nothing_is_loaded_from_elsewhere(built):
    for page in built.rglob("*.html"):
        for what in Resources(page).loaded:
            assert "//" not in what, f"{page.name} loads {what}"
            assert not what or (page.parent / what.partition("?")[0]).is_file(), f"{page.name} lacks {what}"
    for sheet in built.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", text), sheet


def test_every_link_leads_somewhere(built):
    pages = {page: Resources(page) for page in built.rglob("*.html")}
    for page, found in pages.items():
        for link in found.links:
            path, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            there = (page.parent / path).resolve() if path else page
            assert there in pages, f"{page.name} leads to {link}"
            if anchor and page.name not in ("genindex.html", "py-modindex.html", "search.html"):
                assert anchor in pages[there].anchors, f"{page.name} leads to {link}"


def test_every_page_is_there(built):
    for name in NAMES:
        if name.startswith("docs/"):
            assert (built / name.removeprefix("docs/")).with_suffix(".html").is_file(), name


def test_nothing_lacks_on_the_pages_themselves(built):
    def text(name):
        return re.sub(r"<[^>]+>", "", (built / name).read_text(encoding="utf-8"))

    keys = text("reference/configuration.html")
    for name, section in configuration.sections().items():
        assert f"[{name}]" in keys and all(key in keys for key in configuration.keys(section))
    columns = text("reference/tables.html").replace("&lt;", "<").replace("&gt;", ">")
    assert all(one["column"] in columns for one in describe())
    line = text("reference/commands.html")
    assert all(" ".join(["evosim", *words]) in line for words, _ in commands.every())
    claims = "".join(text(name[5:-2] + "html") for name in NAMES if "claims-" in name)
    assert all(f"{one.code} {name}: " in claims for name, one in experiments().items())
    python = text("reference/python.html")
    assert all(name in python for name in ("load_run", "load_runs", "parallel_env", "World", "bootstrap"))
