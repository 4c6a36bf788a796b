import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch

from evosim.coalition_analysis import analyse, picture, society_of, world_z
from evosim.coalitions import Portrait, Tracked, portrait
from evosim.errors import ConfigError
from evosim.figures import coalitions as drawing
from evosim.results import load_run
from tests.coalitions.societies import HALVES, MIXED, lived, partisan

N = 6


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def axes():
    return plt.figure().add_subplot()


def acts(*edges):
    """Who did how much for (or, below 0, against) whom."""
    out = np.zeros((N, N, 2))
    for one, other, much in edges:
        out[one, other, int(much < 0)] = abs(much)
    return out


SEEN = acts((0, 1, 4), (1, 2, 1), (3, 4, 2), (0, 3, -3))
GROUPS = [{0, 1, 2}, {3, 4}]


def made(null=(1.0, 2.0, 3.0, 4.0) * 10, structure=9.0, **more):
    windows = [[Tracked(0, {0, 1, 2}, "birth", "continued"), Tracked(1, {3, 4}, "birth", "death")],
               [Tracked(0, {0, 1}, "continued", "end")]]
    values = {"world": (7, 1, 0, 2), "seen": SEEN, "groups": GROUPS, "redrawn": SEEN, "window": 40,
              "redrawn_groups": GROUPS, "structure": structure, "null": np.array(null), "windows": windows}
    return Portrait(**(values | more))


def test_edges_tell_for_from_against_by_colour_and_line_and_how_much_by_width():
    ax = drawing.graph(SEEN, GROUPS, axes())
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    helped = [one for one in arrows if to_hex(one.get_edgecolor()) == drawing.FOR]
    harmed = [one for one in arrows if to_hex(one.get_edgecolor()) == drawing.AGAINST]
    assert (len(helped), len(harmed)) == (3, 1)
    assert {one.get_linestyle() for one in helped}.isdisjoint({one.get_linestyle() for one in harmed})
    assert sorted(one.get_linewidth() for one in helped) == pytest.approx(
        [drawing._WIDEST * share**0.5 for share in (1 / 4, 2 / 4, 1)])


def test_nodes_have_the_colour_of_their_group_and_the_number_of_their_slot():
    ax = drawing.graph(SEEN, GROUPS, axes())
    fills = [to_hex(colour) for colour in ax.collections[-1].get_facecolors()]
    assert fills == [drawing.GROUPS[0]] * 3 + [drawing.GROUPS[1]] * 2 + [drawing.ALONE]
    assert [text.get_text() for text in ax.texts] == [str(slot) for slot in range(N)]


def test_places_are_seeded_and_never_on_each_other():
    rng = np.random.default_rng(0)
    for n in (2, 5, 16, 40):
        weights = rng.poisson(0.2, (n, n)) * (1 - np.eye(n))
        at = drawing.places(weights, [], seed=1)
        assert (at == drawing.places(weights, [], seed=1)).all()
        gap = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2)) + np.eye(n)
        assert gap.min() > 0.1
    alone = drawing.places(SEEN[..., 0], GROUPS)
    assert alone[5, 1] < alone[:5, 1].min()  # who did nothing for anybody stands below


def test_the_members_of_a_group_stand_together():
    weights = portrait(society_of(lived(3, partisan, MIXED)), 30, 3).seen[..., 0]
    at = drawing.places(weights, HALVES)
    centres = [at[sorted(half)].mean(axis=0) for half in HALVES]
    for half, own, other in zip(HALVES, centres, centres[::-1], strict=True):
        for slot in half:
            assert np.linalg.norm(at[slot] - own) < np.linalg.norm(at[slot] - other)


def test_the_null_is_drawn_whole_and_the_world_in_it():
    ax = drawing.against_the_null(made(structure=3.5), axes())
    assert sum(bar.get_height() for bar in ax.patches) == 40
    assert ax.lines[0].get_xdata()[0] == 3.5
    assert ax.get_title() == "This world (blue): z = 0.9\n10 of 40 crowds grouped as strongly"
    nothing = drawing.against_the_null(made(null=[1.0] * 40, structure=1.0), axes())
    assert "no z" in nothing.get_title()


def test_every_world_has_a_dot():
    ax = drawing.all_worlds([-2.5, 0.1, 0.1, np.nan, 2.0, 5.0], 5.0, axes())
    assert len(ax.lines) == 5 and ax.get_title() == "All 5 worlds\n2 of them beyond a crowd"
    places = [(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines]
    assert len(set(places)) == 5 and ax.get_xlim()[0] < -2.5 and ax.get_xlim()[1] > 5
    band, = ax.patches
    assert (band.get_x(), band.get_width()) == (-2, 4)
    assert len(drawing.all_worlds([np.nan], np.nan, axes()).lines) == 0


def test_a_coalition_keeps_its_letter_and_the_colour_of_what_it_is_like():
    ax = drawing.windows(made(), axes())
    assert "".join(text.get_text() for text in ax.texts) == "AAABBAA"
    inked = [to_hex(cell.get_facecolor()) for cell in ax.patches]
    assert (inked.count(drawing.GROUPS[0]), inked.count(drawing.GROUPS[1])) == (5, 2)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "40", "80"]


def test_groups_of_a_crowd_have_the_colours_of_those_like_them():
    colours = drawing.matched([{3, 4, 5}, {0, 1}, {2, 9}, {7, 8}], [{0, 1, 2}, {3, 4}])
    assert colours == [drawing.GROUPS[1], drawing.GROUPS[0], drawing.GROUPS[2], drawing.GROUPS[3]]


def words(figure):
    """Every text of a figure that is seen."""
    figure.canvas.draw()
    return [text for text in figure.findobj(plt.Text) if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize("planted", [True, False])
def test_no_headings_overlap_or_leave_the_picture(planted):
    one = portrait(society_of(lived(3, partisan, MIXED)), 30, 3) if planted else made()
    figure = drawing.coalitions_figure(one, [0.0, 1.0, one.z], "Coalition, or only a crowd?\nIt is a test")
    heads = [text for text in words(figure) if text.get_fontsize() >= 12.5]
    boxes = [text.get_window_extent() for text in heads]
    assert len(boxes) >= 11
    for k, box in enumerate(boxes):
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        assert not [heads[j].get_text() for j in range(k) if box.overlaps(boxes[j])], heads[k].get_text()


def test_a_run_draws_its_typical_world(small_run, tmp_path):
    run = load_run(small_run)
    analysis = analyse(run, draws=40)
    z = world_z(analysis)
    one = picture(run, analysis)
    known = np.sort(z[np.isfinite(z)])
    assert one.z == known[len(known) // 2]  # the same re-draws as in the table
    png = drawing.save_coalitions(drawing.coalitions_figure(one, z, "small"), tmp_path / "f.png")
    assert png.stat().st_size > 50_000
    assert picture(run, analysis, 1).world == tuple(
        analysis.findings[1].rows[0][name] for name in ("generation", "composition", "replicate", "band"))
    with pytest.raises(ConfigError, match=f"world 99: must be from 0 to {len(z) - 1}"):
        picture(run, analysis, 99)
    with pytest.raises(ConfigError, match="nothing to draw"):
        picture(run, analysis._replace(findings=[]))


def test_many_agents_and_nobody_grouped_draw():
    rng = np.random.default_rng(0)
    many = np.stack([rng.poisson(0.05, (60, 60)), rng.poisson(0.02, (60, 60))], axis=2) * 1.0
    ax = drawing.graph(many, [set(range(30))], axes())
    assert not ax.texts
    empty = made(seen=np.zeros((N, N, 2)), redrawn=np.zeros((N, N, 2)), groups=[], redrawn_groups=[],
                 windows=[[], []], null=[0.0] * 40, structure=0.0)
    assert drawing.coalitions_figure(empty, [np.nan])
