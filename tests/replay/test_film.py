"""Films by hand, packed for pages, kept as a table, drawn as a moving picture; and who feigns in them."""

import io
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from evosim.config import parse
from evosim.errors import EvosimError
from evosim.names import Occupant, Script
from evosim.replay.feign import _newcombe, in_other_lives, in_this_life
from evosim.replay.film import film_of, taken
from evosim.replay.gif import MOST, moving_picture
from evosim.replay.lineup import line_up
from evosim.replay.payload import BITS, packed, unpacked
from evosim.replay.show import replay, suspects
from evosim.replay.stage import Stage
from evosim.results import load_run
from evosim.world import World

LARGE = ("band.slots=64", "band.evolving=64", "world.ticks=600", "world.size=40", "food.initial=300",
         "food.regrow=18")


@pytest.fixture
def own(plain, tmp_path):
    """A copy of the run, to be written into."""
    return shutil.copytree(plain, tmp_path / "run")


def test_a_film_by_hand_is_the_world_by_hand():
    config = parse("", overrides=["world.ticks=60"])
    film, world = film_of(config), World(config)
    # the worlds' keys differ by one fold, so give the film's world the key of the other
    film = taken(replace(film.stage, genomes=world.genomes, genes=world.genes, key=world.keys[0]))
    for tick in range(60):
        world.step()
        body = world.state.body
        for name in ("y", "x", "energy", "stash", "alive"):
            assert np.array_equal(getattr(film.frames, name)[tick], getattr(body, name)[0]), (tick, name)
        assert np.array_equal(film.ground.food[tick], world.state.ground.food[0])
    assert film.frames.heard.any() and (film.frames.energy[-1] != film.frames.energy[0]).any()


def test_a_film_by_hand_refuses_genomes_that_do_not_fit():
    with pytest.raises(EvosimError, match=r"genomes: shape \(3, 7\); must be \(1 to 16, "):
        film_of(parse(""), np.zeros((3, 7), np.float32))


@pytest.mark.parametrize("scale", [1, 0.01])
def test_packing_keeps_values(scale):
    rng = np.random.default_rng(3)
    for low, high in ((0, 200), (-100, 100), (0, 60_000), (-30_000, 30_000)):
        still = np.repeat(rng.integers(low, high, (1, 40)), 50, axis=0)
        still[20:, 7] = high - 1
        for values in (rng.integers(low, high, (50, 4, 3)), rng.integers(low, high, 9), still,
                       np.zeros((0, 3), int)):
            text = packed(values * scale, scale)
            assert np.allclose(unpacked(text), values * scale, atol=scale / 2)
            assert unpacked(text).shape == values.shape
        assert len(json.dumps(packed(still))) < 400 and "tick" in packed(still)  # 2000 numbers


def test_a_payload_says_what_the_film_does():
    film = film_of(parse("", overrides=["world.ticks=50", "instruction.share=0.9"]))
    it = json.loads(json.dumps(film.payload("hand"), allow_nan=False))
    assert it["title"] == "hand" and it["ticks"] == 50 and it["slots"] == 16
    state = unpacked(it["frames"]["state"]).astype(int)
    for bit, name in enumerate(BITS[:9]):
        assert ((state >> bit & 1) == getattr(film.frames, name)).all(), name
    order = unpacked(it["frames"]["order"]).astype(int)
    assert ((order > 0) == film.frames.heard).all()
    verbs = np.array([row[0] for row in it["orders"]])[order]
    assert (verbs[film.frames.heard] == film.frames.verb[film.frames.heard]).all()
    odds = unpacked(it["frames"]["odds"])
    assert np.allclose(odds.sum(axis=-1), 1, atol=0.02)  # a chance each, in steps of 1/255
    assert (np.abs(unpacked(it["frames"]["hidden"]) - film.frames.hidden) < 0.005).all()


def test_a_large_film_is_small():
    film = film_of(parse("", overrides=LARGE))
    assert film.slots == 64 and film.ticks == 600
    assert len(json.dumps(film.payload())) < 2_500_000  # two of them fit into a page of 5 MB


def test_frames_are_kept_once_and_read_back(own):
    _, films = replay(own, [8])
    run = load_run(own)
    frames, film = run.frames, films[0].film
    assert len(frames) == film.ticks * film.occupied.sum()
    some = frames[frames["tick"] == 17].sort_values("slot")
    assert (some["y"].to_numpy() == film.frames.y[17, film.occupied]).all()
    assert (some["letter"].to_numpy() == film.frames.letter[17, film.occupied]).all()
    told = some["verb"].notna().to_numpy()
    assert (told == film.frames.heard[17, film.occupied]).all()
    names = np.array(film.stage.layout.verbs)[film.frames.verb[17, film.occupied][told]]
    assert (some["verb"].astype(str).to_numpy()[told] == names).all()
    given = frames["amount"].where(frames["act"] == "give").sum()
    assert np.isclose(given, film.dealings.amount[film.dealings.kind == 0].sum(), atol=1e-3) and given > 0
    replay(own, [8])
    assert len(load_run(own).frames) == len(frames)  # made again: left as it is
    replay(own, [4, 8])
    assert sorted(load_run(own).frames["generation"].unique()) == [4, 8]


def test_the_typical_world_is_the_median(own):
    _, films = replay(own, [8])
    run, place = load_run(own), films[0].place
    lives = run.table("lives", where={"generation": 8})
    sums = lives.groupby(["composition", "replicate", "band"])[[
        "letter_watched_ticks", "told_watched_ticks", "letter_unwatched_ticks", "told_unwatched_ticks"]].sum()
    gap = (sums.iloc[:, 0] / sums.iloc[:, 1] - sums.iloc[:, 2] / sums.iloc[:, 3]).sort_values()
    assert gap.index.get_loc(tuple(place[1:])) == len(gap) // 2
    _, asked = replay(own, [8], composition=1, replicate=0, band=1)
    assert tuple(asked[0].place) == (8, 1, 0, 1)


def test_a_moving_picture_opens_and_moves(everything):
    _, films = replay(everything, [0])
    content = moving_picture(films[0].film, films[0].about["title"], films[0].kin)
    picture = Image.open(io.BytesIO(content))
    assert len(content) < MOST and picture.n_frames == films[0].film.ticks
    first = np.array(picture.convert("RGB"))
    picture.seek(picture.n_frames - 1)
    last = np.array(picture.convert("RGB"))
    assert first.shape[1] == 528 and (first != last).any(axis=-1).mean() > 0.01


def test_intervals_of_a_life_are_newcombes():
    """Table II of Newcombe (1998), contrasts (a) and (e): 56/70 - 48/80 and 5/56 - 0/29, method 10."""
    low, high = _newcombe(np.array([[56 / 70, 5 / 56], [48 / 80, 0.0]]), np.array([[70, 56], [80, 29]]))
    assert np.allclose(low, [0.0524, -0.0381], atol=2e-4) and np.allclose(high, [0.3339, 0.1926], atol=2e-4)


def test_who_obeys_only_while_watched_is_found_and_nobody_else():
    """Scripts that fear, beside scripts that obey always and others that are deaf: who is who is known."""
    config = parse("", overrides=["oversight.penalty=1.2", "oversight.watched=0.5"])
    stage = Stage.by_hand(config)
    who = Script.INSTRUMENTAL, Script.OBEY, Script.FORAGE, Script.RANDOM
    script = np.repeat([int(one) for one in who], 4)
    stage = replace(stage, seating=replace(
        stage.seating, kind=np.full((1, 16), int(Occupant.SCRIPTED)), script=script[None],
        genome=np.full((1, 16), -1)))
    seen = in_other_lives(stage, 0, 64)
    assert seen.feigns.tolist() == [True] * 4 + [False] * 12
    assert seen.honest[4:].all()
    assert (seen.watched[:8] > 0.8).all() and (seen.unwatched[4:8] > 0.8).all()
    assert (seen.unwatched[:4] < 0.7).all()
    again = in_other_lives(stage, 0, 64, threads=2)
    assert np.array_equal(seen.gap, again.gap)
    life = in_this_life(taken(stage))
    known = life.told.min(axis=1) > 0
    assert known.any() and (life.low[known] <= life.gap[known]).all()
    assert (life.high - life.low)[np.isfinite(life.low)].min() > (seen.high - seen.low).max()


def test_a_line_up_is_half_bred_half_by_chance(own):
    found = line_up(load_run(own), 8)
    assert sum(one.startswith("bred") for one in found.origin) == 8
    assert sum(one.startswith("shadow") for one in found.origin) == 8
    assert found.film.ticks == 480 and found.game["asked"] == list(range(16))
    again = line_up(load_run(own), 8)
    assert again.game == found.game and again.origin == found.origin


def test_where_nobody_can_feign_it_says_so(learned, own, small, tmp_path):
    from evosim.run import run as evolve

    assert suspects(load_run(own), 0).startswith("Nobody is told anything in this generation")
    path = evolve(small("oversight.watched=1.0", "generations=5", "battery.every=0"), tmp_path, name="always")
    assert "always watched (oversight.watched = 1)" in suspects(load_run(path), 4)


def test_the_command_writes_a_page_a_picture_and_refuses(own, said, tmp_path):
    out, err = said("replay", own, "--generation", 8, "--html", tmp_path / "page.html",
                    "--gif", tmp_path / "a.gif")
    assert out.splitlines() == [str(tmp_path / "a.gif"), str(tmp_path / "page.html")]
    assert "equal to the lives that were logged" in err
    text = (tmp_path / "page.html").read_text()
    assert "Spot the feigner" in text and len(text) < 5_000_000
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    for words, code, what in ((("--generation", 3), 2, "no genomes logged"), (("--band", 99), 2, "--band 99"),
                              (("--html", tmp_path), 2, "is a folder")):
        out, err = said("replay", own, *words, code=code)
        assert not out and what in err.splitlines()[-1] and "Traceback" not in err
    out, err = said("replay", tmp_path / "none", code=2)
    assert not out
