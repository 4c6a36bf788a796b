import pytest

from evosim.report import report, single


@pytest.fixture(scope="module")
def made(small_run, tmp_path_factory):
    """The page of the small run, with some of its figures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(single, "FIGURES", single.FIGURES[:2])
        return report([small_run], tmp_path_factory.mktemp("page") / "report.html")


def open_at(page, made, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(made.as_uri())


@pytest.mark.parametrize("width", [390, 800, 1600])
def test_nothing_overflows(page, made, width):
    open_at(page, made, width)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate("""width => [...document.querySelectorAll("main *")].filter(
        it => !it.closest(".frame, .scroll, pre") && it.getBoundingClientRect().right > width + 1
    ).map(it => it.outerHTML)""", width)
    assert not outside
    assert page.locator("h1").inner_text() == "small, seed 5"


def test_figures_are_drawn_and_have_words_for_who_cannot_see_them(page, made):
    open_at(page, made, 1600)
    seen = page.evaluate("[...document.images].map(it => [it.complete && it.naturalWidth, it.alt.length])")
    assert len(seen) == 5 and all(width > 300 and alt > 40 for width, alt in seen)


def test_letters_in_a_figure_stay_legible_on_a_narrow_screen(page, made):
    open_at(page, made, 390)
    widths = page.evaluate("""[...document.images].map(
        it => [it.getBoundingClientRect().width, it.naturalWidth])""")
    assert all(width >= 0.5 * min(natural, 960) for width, natural in widths)
    assert page.evaluate("""[...document.querySelectorAll(".frame")].every(it => it.tabIndex === 0)""")


def test_the_contents_lead_to_every_section(page, made):
    open_at(page, made, 1600)
    links = page.locator("nav a")
    assert links.count() == page.locator("main section").count() > 5
    page.locator('nav a[href="#provenance"]').click()
    top = page.evaluate("document.getElementById('provenance').getBoundingClientRect().top")
    assert -5 <= top <= 900
    open_at(page, made, 390)
    assert not page.evaluate("document.querySelector('nav details').open")  # folded up where there is no room


def test_it_is_used_by_keyboard(page, made):
    open_at(page, made, 1600)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("main details > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('main details').open")


def test_it_prints_with_everything_open(page, made, tmp_path):
    open_at(page, made, 1600)
    folded = page.evaluate("document.querySelectorAll('details:not([open])').length")
    assert folded >= 3
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == folded
    page.emulate_media(media="screen")
    pdf = page.pdf(path=str(tmp_path / "report.pdf"), format="A4")
    assert pdf.startswith(b"%PDF") and pdf.count(b"/Type /Page\n") >= 3
