"""The page of a class, in a browser: it votes, turns, plays, uncovers, saves; by hand and by keyboard."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.conftest import TINY

expect = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install 'evosim[test]'").expect
SOON = 60_000  # ms, on a machine that others work on too
expect.set_options(timeout=30_000)


@contextmanager
def served(*what, tmp):
    """`evosim live`, and its address."""
    started = subprocess.Popen(
        [sys.executable, "-m", "evosim", "live", *what, "--no-browser", "--port", "0",
         "--out", str(tmp / "out")],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp)})
    try:
        yield started.stdout.readline().strip()
    finally:
        started.send_signal(signal.SIGINT)
        assert started.wait(20) == 0


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="module")
def address(browser, home):
    """A class on the tiny configuration."""
    path = home / "tiny.toml"
    path.write_text(TINY)
    with served(str(path), tmp=home) as address:
        yield address


@pytest.fixture
def lively(page, address):
    """The page, started anew with seed 3 and nothing turned."""
    page.goto(address)
    expect(page.locator("#title")).to_have_text("tiny: turn something")
    for side in "ab":
        expect(page.locator(f".head[data-side={side}] .count")).to_contain_text("of 8")
    page.evaluate("window.before = window.evosim.state; window.evosim.send({kind: 'begin', seed: 3})")
    end = time.monotonic() + 30
    while page.evaluate("window.before === window.evosim.state") and time.monotonic() < end:
        page.wait_for_timeout(50)
    expect(page.locator("#seed")).to_have_value("3")
    expect(page.locator("#reveal")).to_have_text("Uncover the plots")
    return page


def ended(page):
    for side in "ab":
        expect(page.locator(f".head[data-side={side}] .count")).to_have_text(
            re.compile("generation 8 of 8.*ended"), timeout=SOON)


def shown(page, chart, side):
    """What is read off a plot."""
    return page.locator(f"canvas[data-chart={chart}][data-side={side}]")


def ink(page, selector):
    """How many pixels of a canvas are painted."""
    return page.locator(selector).evaluate(
        "c => new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)"
        ".filter(pixel => pixel !== 0).length")


def test_plots_are_covered_until_they_are_uncovered(lively):
    ended(lively)
    covers = lively.locator(".cover:visible")
    expect(covers.first).to_have_text("Covered until the class has predicted")
    assert ink(lively, "canvas[data-chart=obedience][data-side=a]") == 0
    assert ink(lively, "canvas[data-chart=fitness][data-side=a]") > 500
    lively.get_by_label("one more for: A, clearly").click()
    lively.get_by_label("votes for: B, clearly").fill("12")
    lively.get_by_label("votes for: B, clearly").press("Tab")
    expect(lively.get_by_label("votes for: A, clearly")).to_have_value("1")
    lively.get_by_role("button", name="Uncover the plots").click()
    expect(covers).to_have_count(0)
    expect(lively.locator("#covered")).to_have_text("13 predicted")
    expect(lively.get_by_label("one more for: A, clearly")).to_be_disabled()
    expect(shown(lively, "obedience", "a")).to_have_attribute(
        "aria-label", re.compile(r"A, Obedience: watched −?\d.*not watched"), timeout=SOON)
    assert ink(lively, "canvas[data-chart=obedience][data-side=a]") > 500


def test_the_same_seed_starts_the_same_and_a_slider_makes_them_differ(lively):
    ended(lively)
    first = [shown(lively, "fitness", side).get_attribute("aria-label") for side in "ab"]
    assert first[0].removeprefix("A") == first[1].removeprefix("B")
    expect(lively.locator("#differ")).to_contain_text("alike in everything")
    lively.get_by_role("button", name="Start again").click()
    expect(lively.locator(".head[data-side=a] .count")).not_to_contain_text("ended")
    ended(lively)
    assert [shown(lively, "fitness", side).get_attribute("aria-label") for side in "ab"] == first
    slider = lively.get_by_label("penalty, B")
    slider.focus()
    slider.press("Home")
    expect(lively.locator("[data-slider=penalty]")).to_have_class(re.compile("differs"))
    lively.get_by_role("button", name="Start with these").click()
    expect(lively.locator("#differ")).to_contain_text("oversight.penalty: 1.2 | 0")
    ended(lively)
    after = [shown(lively, "fitness", side).get_attribute("aria-label") for side in "ab"]
    assert after[0] == first[0] and after[1] != first[1]
    lively.get_by_role("button", name="Another seed").click()
    expect(lively.locator("#seed")).to_have_value("4")
    expect(lively.locator(".head[data-side=a] .count")).not_to_contain_text("ended")
    ended(lively)
    assert shown(lively, "fitness", "a").get_attribute("aria-label") != first[0]


def test_what_does_not_go_together_is_said_beside_the_controls(lively):
    lively.evaluate("window.evosim.send({kind: 'begin', seed: 3, a: {penalty: 99}})")
    expect(lively.locator("#note")).to_have_text("slider penalty = '99': must be a number from 0 to 3")
    expect(lively.locator("#note")).to_have_class("bad")
    expect(lively.locator("#seed")).to_have_value("3")


def test_the_living_world_moves(lively):
    expect(lively.locator(".worlds figcaption").first).to_contain_text("one band of generation", timeout=SOON)
    frames = {lively.locator(".worlds canvas").first.evaluate("c => c.toDataURL()")}
    lively.wait_for_timeout(600)
    frames.add(lively.locator(".worlds canvas").first.evaluate("c => c.toDataURL()"))
    assert len(frames) == 2


def test_by_keyboard_alone(lively):
    lively.locator("#title").click()
    lively.keyboard.press("Space")
    expect(lively.locator("#play")).to_have_text("Play")
    lively.keyboard.press("Space")
    expect(lively.locator("#play")).to_have_text("Pause")
    reached = set()
    for _ in range(60):
        lively.keyboard.press("Tab")
        reached.add(lively.evaluate(
            "document.activeElement.id || document.activeElement.getAttribute('aria-label') || ''"))
    assert {"lesson", "play", "restart", "seed", "reseed", "one more for: neither", "watched share, A",
            "language, B", "begin"} <= reached


def test_both_runs_are_saved_with_the_prediction(lively, home):
    ended(lively)
    lively.get_by_label("one more for: neither").click()
    lively.get_by_role("button", name="Uncover the plots").click()
    lively.get_by_role("button", name="Save both runs").click()
    expect(lively.locator("#note")).to_contain_text("saved: ", timeout=SOON)
    expect(lively.get_by_role("button", name="Save both runs")).to_be_disabled()
    note = lively.locator("#note").inner_text()
    paths = [Path(path) for path in note.removeprefix("saved: ").split(" and ")]
    for path in paths:
        said = json.loads((path / "prediction.json").read_text())
        assert [vote["count"] for vote in said["votes"]] == [0, 0, 1]
        assert subprocess.run([sys.executable, "-m", "evosim", "verify", str(path)]).returncode == 0


def test_a_page_that_is_opened_later_sees_the_same(lively, address):
    ended(lively)
    lively.get_by_label("one more for: neither").click()
    lively.get_by_role("button", name="Uncover the plots").click()
    expect(shown(lively, "obedience", "b")).to_have_attribute("aria-label", re.compile("watched"))
    lively.wait_for_timeout(3000)
    other = lively.context.new_page()
    other.goto(address)
    ended(other)
    for chart in ("obedience", "fitness"):
        expect(shown(other, chart, "b")).to_have_attribute(
            "aria-label", shown(lively, chart, "b").get_attribute("aria-label"))


@pytest.mark.parametrize("width", [390, 1600])
def test_it_fits(lively, width):
    lively.set_viewport_size({"width": width, "height": 900})
    ended(lively)
    assert lively.evaluate("document.documentElement.scrollWidth") <= width
    tops = [lively.locator(f"canvas[data-chart=fitness][data-side={side}]").bounding_box() for side in "ab"]
    assert (tops[0]["y"] == tops[1]["y"]) == (width == 1600)
    assert all(box["width"] > 300 for box in tops)


def test_a_canvas_is_as_sharp_as_the_screen(browser, address):
    page = browser.new_context(device_scale_factor=2).new_page()
    page.goto(address)
    ended(page)
    wide = page.locator("canvas[data-chart=fitness][data-side=a]").evaluate("c => [c.width, c.clientWidth]")
    assert abs(wide[0] - 2 * wide[1]) <= 1
    page.context.close()


def test_the_page_says_when_the_class_has_ended(browser, tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(TINY)
    page = browser.new_context().new_page()
    with served(str(path), tmp=tmp_path) as address:
        page.goto(address)
        expect(page.locator("#title")).to_have_text("tiny: turn something")
    expect(page.locator("#link")).to_contain_text("has ended")
    expect(page.get_by_role("button", name="Start again")).to_be_disabled()
    page.context.close()


def test_a_class_opens_soon_with_its_first_population_moving(page, tmp_path):
    began = time.monotonic()
    with served("--lesson", "drift", tmp=tmp_path) as address:
        page.goto(address)
        expect(page.locator(".head[data-side=a] .count")).to_contain_text("generation 1", timeout=SOON)
        assert time.monotonic() - began < (10 if os.getloadavg()[0] < 2 else 40)
        expect(page.get_by_role("button", name="Uncover the plots")).to_be_disabled()
        page.locator("#lesson").select_option("watched")
        expect(page.locator("#title")).to_have_text("Watched and unwatched")


@pytest.mark.slow
def test_the_last_lesson_lives_what_ships(page, tmp_path):
    with served("--lesson", "7", tmp=tmp_path) as address:
        page.goto(address)
        expect(page.locator("#save")).to_be_hidden()
        page.get_by_label("one more for: nobody").click()
        page.get_by_role("button", name="Uncover the plots").click()
        expect(page.locator("#noticed h2")).to_be_visible(timeout=2 * SOON)
        expect(page.locator("#texts")).to_contain_text("Who was born into a fixed language goes on")
        expect(shown(page, "tenths", "b")).to_have_attribute(
            "aria-label", re.compile("approval rarely, remembered"))


@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["drift", "bought", "watched", "letter", "imposter", "onset"])
def test_a_lesson_runs_to_its_end(page, lesson, tmp_path):
    with served("--lesson", lesson, tmp=tmp_path) as address:
        page.goto(address)
        page.locator(".choice .count button").nth(1).click()
        page.get_by_role("button", name="Uncover the plots").click()
        expect(page.locator("#noticed h2")).to_be_visible(timeout=6 * SOON)
        assert page.locator("#texts p").count() >= 2
        assert "unknown" not in page.locator("#texts").inner_text()
        page.locator("#code summary").click()
        expect(page.locator("#source")).to_contain_text('"""')
