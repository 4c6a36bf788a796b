"""A real browser, offline: a page fails its test that logs an error, or asks for what is elsewhere."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser():
    """Chromium, headless; started once."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install -e .[test]")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page for each test; it must log no error, and ask for nothing but what its own origin has."""
    context = browser.new_context()
    opened = context.new_page()
    wrong, asked = [], []
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    home = urlsplit(opened.url)
    context.close()
    assert not wrong, wrong
    away = [url for url in asked if not _at_home(url, home)]
    assert not away, away


def _at_home(url, home):
    there = urlsplit(url)
    return there.scheme in ("data", "blob", "about") or (
        there.scheme.replace("ws", "http"), there.netloc) == (home.scheme, home.netloc)
