import re

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from evosim.errors import ConfigError
from evosim.figures import of_run as _registered  # noqa: F401
from evosim.figures import style
from evosim.figures.registry import FORMATS, PICTURES, configuration_hash, draw, find, metadata, save
from evosim.pages import inlined
from evosim.results import load_run
from evosim.schema import TABLES
from tests.report.conftest import TINY

QUICK = [name for name, it in PICTURES.items() if not it.slow]
SMALL = {"obedience", "rates", "letters", "fitness", "traits", "drives", "selection", "ancestry"}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def bare_run(tmp_path_factory):
    """A run that has next to nothing."""
    from evosim.config import parse
    from evosim.run import run
    from tests.conftest import SMALL as TEXT

    return run(parse(TEXT, overrides=(*TINY, "log.individuals_every=0")), tmp_path_factory.mktemp("bare"))


def labelled(figure):
    """Axes that hold data each say what they are of."""
    for ax in figure.axes:
        if ax.axison and (ax.lines or ax.collections or ax.patches) and ax.get_label() != "<colorbar>":
            yield ax


@pytest.mark.parametrize("name", QUICK)
def test_a_figure_draws_or_says_what_the_run_lacks(name, small_run, plastic_run):
    for path in (small_run, plastic_run):
        run = load_run(path)
        lack = PICTURES[name].lacks(run)
        if lack:
            assert name not in SMALL
            with pytest.raises(ConfigError, match="no figure `" + name):
                draw(run, name)
            continue
        figure = draw(run, name)
        assert figure.get_suptitle()
        axes = list(labelled(figure))
        assert axes
        # what is shared by panels stands at the edge of the figure alone
        assert any(ax.get_xlabel() for ax in axes) or name == "rates"
        assert any(ax.get_ylabel() or ax.get_yticklabels() for ax in axes)


@pytest.mark.parametrize("name", QUICK)
def test_what_a_run_lacks_is_one_line_with_what_would_help(name, bare_run):
    run = load_run(bare_run)
    lack = PICTURES[name].lacks(run)
    if name in ("fitness", "traits"):
        assert not lack
        return
    assert lack and "\n" not in lack and not lack.endswith(".") and str(bare_run) + ":" not in lack
    assert re.search(r"evosim \w+|\w+\.\w+ = |\[\w+\] \w+ = |two generations", lack)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, it in PICTURES.items() if it.slow])
def test_what_takes_long_is_drawn_when_it_is_asked_for(name, small_run):
    figure = draw(load_run(small_run), name)
    assert figure.get_suptitle() and list(labelled(figure))


@pytest.mark.parametrize("name", PICTURES)
def test_it_says_what_to_see_and_from_which_tables(name):
    it = PICTURES[name]
    assert it.name == name and it.heading and len(it.caption) > 60 and it.caption.endswith((".", "?"))
    assert it.tables and set(it.tables) <= set(TABLES)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_says_where_it_comes_from_and_is_the_same_twice(form, small_run, tmp_path):
    run = load_run(small_run)
    path = save(run, "fitness", form, tmp_path / "a")
    assert path == tmp_path / "a" / f"fitness.{form}"
    assert path.read_bytes() == save(run, "fitness", form, tmp_path / "b").read_bytes()
    if form == "png":
        about = Image.open(path).text
        assert about["Run"] == run.run_id and about["Configuration"] == configuration_hash(run)
        assert about["Command"] == f"evosim figures {run.path} fitness"
    else:
        assert configuration_hash(run).encode() in path.read_bytes()
    assert run.run_id in str(metadata(run, "fitness", form))


def test_unknown_names_and_formats_are_told(small_run):
    with pytest.raises(ConfigError, match="NAME nothing: no such figure; must be one of: obedience"):
        find("nothing")
    with pytest.raises(ConfigError, match="--format gif: must be one of png, svg, pdf"):
        save(load_run(small_run), "fitness", "gif")


def test_colours_are_those_of_the_pages():
    variables = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", str(inlined("page.css"))))
    for name, value in {"watched": style.WATCHED, "unwatched": style.UNWATCHED, "chance": style.CHANCE,
                        "good": style.GOOD, "warn": style.WARN, "accent": style.ACCENT, "sky": style.SKY,
                        "rose": style.ROSE, "yellow": style.YELLOW, "ink": style.INK, "soft": style.SOFT,
                        "line": style.LINE, "wash": style.WASH}.items():
        assert variables[name] == value, name


def test_the_house_changes_nothing_outside():
    before = dict(plt.rcParams)
    with style.house():
        assert plt.rcParams["text.parse_math"] is False
    assert dict(plt.rcParams) == before


def test_titles_hold_any_text(small_run):
    run = load_run(small_run)
    rows = run.generations.assign(phase="$\\frac$ <b>")
    rows.loc[rows["generation"] > 5, "phase"] = "$$"
    run._frames["generations"] = rows
    for name in ("obedience", "fitness"):
        PICTURES[name].draw(run).canvas.draw()
