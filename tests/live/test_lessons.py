"""Every lesson, as data: it reads, it can be turned, and its texts hold figures that a run of it gives."""

import re

import numpy as np
import pytest

from evosim.config import Config, parse
from evosim.errors import ConfigError
from evosim.live import notice
from evosim.live.charts import CHARTS, columns
from evosim.live.extinction import bred, genomes_of
from evosim.live.lesson import SIDES, by_name, free, lessons
from evosim.live.sliders import BEFORE, BY_NAME, SLIDERS, turned

NAMES = list(lessons())
EVOLVING = [name for name in NAMES if lessons()[name].kind == "evolution"]


def test_there_are_seven_in_order():
    assert [lesson.number for lesson in lessons().values()] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_asks_first_and_says_at_the_end(name):
    lesson = lessons()[name]
    assert lesson.question and lesson.vote.ask.endswith("?") and lesson.exercise and lesson.notice
    assert lesson.source.is_file()
    assert any(CHARTS[chart].outcome for chart in lesson.charts)
    assert lesson.seeds, "what came out on fresh seeds"


@pytest.mark.parametrize("name", EVOLVING)
def test_its_two_populations_differ_in_what_the_lesson_is_about_and_share_the_seed(name):
    configs = lessons()[name].configs({}, 17)
    assert configs["a"] != configs["b"]
    assert {config.seed for config in configs.values()} == {17}


@pytest.mark.parametrize("name", EVOLVING)
def test_its_sliders_go_to_their_ends(name):
    lesson = lessons()[name]
    for slider in lesson.sliders:
        it = BY_NAME[slider]
        for value in it.words or (it.low, it.high):
            configs = lesson.configs({"a": {slider: value}})
            assert it.read(configs["a"]) == pytest.approx(value) if not it.words else True


@pytest.mark.parametrize("slider", SLIDERS, ids=lambda it: it.name)
def test_a_slider_reads_what_it_wrote_and_names_its_keys(slider):
    for value in slider.words or (slider.low, slider.low + slider.step, slider.high):
        tree = turned({}, {slider.name: value}, {})
        import tomli_w

        config = parse(tomli_w.dumps(tree))
        assert slider.read(config) == (value if slider.words else pytest.approx(value))
    for section, key in re.findall(r"\b([a-z]+)\.([a-z_]+)", slider.help):
        assert key in type(getattr(Config(), section)).model_fields


def test_imposters_in_one_make_the_other_sense_who_speaks():
    a = turned({}, {}, {"imposters": 0.3})
    assert a["imposters"]["enabled"] and a["imposters"]["share"] == 0


def test_a_tree_is_not_changed_by_turning():
    tree = {"phase": [{"name": "one", "until": 0.5, "set": {"oversight.penalty": 2.0}}]}
    out = turned(tree, {"onset": 0.25}, {})
    assert [phase["name"] for phase in out["phase"]] == [BEFORE, "one"]
    assert len(tree["phase"]) == 1
    assert [phase["name"] for phase in turned(out, {"onset": 0.0}, {})["phase"]] == ["one"]


def figures_of(text):
    return [match[1] for match in notice._FIGURE.finditer(text)]


@pytest.mark.parametrize("name", EVOLVING)
def test_every_figure_of_its_texts_is_measured(name, tmp_path):
    """A lesson of a few small generations leaves no figure unknown."""
    from evosim.config import dump
    from evosim.genome import Layout
    from evosim.live import measures, seen
    from evosim.run import run

    lesson = lessons()[name]
    rows = {}
    for side, config in lesson.configs({}, 5).items():
        small = config.model_copy(update={
            "generations": 10, "population": config.population.model_copy(update={"genomes": 16}),
            "world": config.world.model_copy(update={"ticks": 60}),
            "battery": config.battery.model_copy(update={"every": min(config.battery.every, 1)})})
        small = parse(dump(small))
        layout, rows[side] = Layout.of(small), []

        def watch(progress, layout=layout, mine=rows[side]):
            row = seen.row_of(progress.lived, layout)
            row["own"] |= measures.taken(lesson.measures, progress.lived, layout)
            mine.append(row)

        run(small, tmp_path, name=side, watch=watch)
    look = notice.figures(rows)
    for text in (*lesson.notice.always, *lesson.notice.shown, *lesson.notice.not_shown):
        assert "unknown" not in notice.said(text, look)
        assert figures_of(text) or text in lesson.notice.always
    assert notice.shown(lesson.notice, look) in (True, False)
    drawn = {column for row in rows["a"] for column in row["own"]}
    assert set(columns(lesson.charts)) <= drawn


def test_figures_are_means_of_what_was_measured_last():
    rows = [{"generation": g, "phase": "early" if g < 4 else "late",
             "own": {"O": float(g)} if g % 2 == 0 else {}, "chance": {"O": [0.0, float(g)]}}
            for g in range(20)]
    look = notice.figures({"a": rows, "b": []})
    assert look("a.O") == np.mean([10, 12, 14, 16, 18])
    assert look("a.O@early") == np.mean([0, 2])
    assert look("a.high.O") == np.mean([15, 16, 17, 18, 19])
    assert look("a.O@+6") == np.mean([2, 4, 6])
    assert look("b.O") is None and look("a.nothing") is None
    assert notice.said("{a.O:.1f}, {b.O}", look) == "14.0, unknown"


def test_a_lesson_says_so_where_the_seed_does_not_show_it():
    lesson = lessons()["watched"]

    def rows(gap):
        return [{"generation": 0, "phase": "main", "chance": {}, "own": {
            "compliance_gap": gap, "obedience_watched": 0.5, "obedience_unwatched": 0.5 - gap}}]

    shown = notice.noticed(lesson, notice.figures({"a": rows(0.5), "b": rows(0.1)}), 4)
    missed = notice.noticed(lesson, notice.figures({"a": rows(0.1), "b": rows(0.1)}), 4)
    unknown = notice.noticed(lesson, notice.figures({"a": [], "b": []}), 4)
    assert shown["shown"] is True and "0.50" in shown["texts"][0]
    assert missed["shown"] is False and missed["texts"][0] == "Seed 4 does not show it."
    assert unknown["shown"] is None and "could not be measured" in unknown["texts"][0]


def test_a_lesson_is_found_by_name_and_number():
    assert by_name("3") is by_name("watched")
    with pytest.raises(ConfigError, match="--lesson nine: must be one of 1 drift"):
        by_name("nine")


def test_any_configuration_is_a_lesson_of_its_own(tiny):
    lesson = free(tiny)
    assert lesson.configs({}, 8)["a"] == lesson.configs({}, 8)["b"]
    assert set(lesson.sliders) == set(BY_NAME)
    with pytest.raises(ConfigError, match="no such file"):
        free(tiny.with_name("none.toml"))


@pytest.mark.parametrize("name", sorted(bred()))
def test_populations_that_ship_fit_their_configuration(name):
    from evosim.genome import Layout

    about = bred()[name]
    config = parse(about["config"])
    genomes = genomes_of(name)
    assert genomes.shape == (16, Layout.of(config).n_genes) and np.isfinite(genomes).all()
    assert config.seed == about["seed"] and f"seed={about['seed']}" in about["command"]


def test_what_the_last_lesson_asks_of_ships():
    lesson = lessons()["pays"]
    kinds = {about["kind"] for about in bred().values()}
    wanted = {kind for side in SIDES for kind in getattr(lesson, side).populations}
    assert wanted == kinds
    text = " ".join((*lesson.notice.always, *lesson.notice.shown, *lesson.notice.not_shown))
    assert {name.split(".")[1] for name in figures_of(text)} <= kinds
