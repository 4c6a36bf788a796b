"""Pages are tested in a real headless Chromium, cut off from everything but their own origin."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"


@pytest.fixture(scope="module")  # its event loop runs on, and tests of the server need one of their own
def browser():
    """Chromium; where there is none, the tests are skipped."""
    why = "no playwright: pip install 'evosim[test]'"
    playwright = pytest.importorskip("playwright.sync_api", reason=why)
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as it:
        browser = it.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page on which no script may fail, and from which no request may leave its own origin."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, wrong = context.new_page(), []

    def asked(request):
        here, there = urlsplit(page.url), urlsplit(request.url)
        ours = there.scheme in ("data", "blob", "about", "file") or (
            there.hostname in ("127.0.0.1", "localhost") and (not here.netloc or here.scheme == "about"
                                                              or there.netloc == here.netloc))
        if not ours:
            wrong.append(f"asked for {request.url}")

    context.route("**/*", lambda route: route.abort() if urlsplit(route.request.url).hostname not in (
        "127.0.0.1", "localhost", "", None) else route.continue_())
    page.on("request", asked)
    page.on("console", lambda it: wrong.append(f"console: {it.text}") if it.type == "error" else None)
    page.on("pageerror", lambda it: wrong.append(f"error: {it}"))
    yield page
    context.close()
    assert not wrong
