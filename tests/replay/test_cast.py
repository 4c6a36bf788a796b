"""What a page says beside a film: descent, coalitions, knock-outs, captions."""

import shutil

import numpy as np
import pandas as pd
import pytest

from evosim.coalition_analysis import coalitions as analyse
from evosim.config import parse
from evosim.names import Speaker
from evosim.probing import probe
from evosim.replay import cast
from evosim.replay.captions import caption, rates_of
from evosim.replay.film import film_of
from evosim.replay.past import Place
from evosim.replay.show import replay
from evosim.results import load_run


@pytest.fixture
def own(plain, tmp_path):
    """A copy of the run, to be written into."""
    return shutil.copytree(plain, tmp_path / "run")


def test_descent_is_that_of_individuals(plain):
    run = load_run(plain)
    genealogy, rows = cast.pedigree(run), run.individuals.set_index("individual_id")
    ids = rows.index[(rows["population"] == 0) & (rows["generation"] == 8)].to_numpy()[:16]
    ids = np.concatenate([ids, [-1]])
    people, words = cast.descent(genealogy, ids.astype(np.int64))
    assert people[-1] == {}
    for one, person in zip(ids[:-1], people, strict=False):
        row = rows.loc[one]
        assert person["parents"] == [p for p in (row["parent1_id"], row["parent2_id"]) if pd.notna(p)]
        assert person["born"] == row["origin_generation"]
        assert person["line"][0] == [one, person["born"]] and person["line"][1][0] == person["parents"][0]
        assert rows.loc[person["founder"], "origin_generation"] == 0
    heads = [person["head"] for person in people[:-1]]
    assert len(set(heads)) <= cast.FAMILIES and "generation" in words
    assert len({(person["kin"], person["head"]) for person in people[:-1]}) == len(set(heads))


def test_coalitions_and_knockouts_are_those_of_the_run(own):
    place = Place(8, 0, 0, 0)
    run = load_run(own)
    assert cast.coalitions(run, place) == [] and cast.knockouts(run, 8) is None
    generations = run.table("generations", where={"generation": 8, "population": 0}).iloc[0]
    assert cast.battery(run, 8)["watched"] == pytest.approx(generations["obedience_watched"], abs=1e-3)
    analyse(own, 8, draws=30)
    probe(own, ["knockout"], generation=8)
    run = load_run(own)
    rows = run.coalitions
    rows = rows[(rows["composition"] == 0) & (rows["replicate"] == 0) & (rows["band"] == 0)]
    found = cast.coalitions(run, place)
    assert len(found) == len(rows) > 0
    assert sorted(" ".join(map(str, one["members"])) for one in found) == sorted(rows["members"].astype(str))
    assert sum(one["window"] is None for one in found) == rows["window"].isna().sum() > 0
    costs = cast.knockouts(run, 11)
    assert costs["generation"] == 8 and costs["gate"].startswith("none: nothing is learned in life")
    names = [name for name, *_ in costs["costs"]]
    assert "hunger" in names and len(names) == len(set(names))
    values = [value for _, value, *_ in costs["costs"]]
    assert values == sorted(values, reverse=True)
    _, films = replay(own, [8], composition=0, replicate=0, band=0)
    assert films[0].about["coalitions"] == found and films[0].about["knockouts"] == costs


def test_a_caption_tells_what_is_in_the_film(plain):
    film = film_of(parse("", overrides=["world.ticks=80"]))
    seen, it = rates_of(film), film.frames
    here = it.checked & (it.speaker == Speaker.AVATAR) & it.watched
    assert seen["watched"]["told"] == here.sum() and seen["watched"]["letter"] == pytest.approx(
        it.letter[here].mean(), abs=1e-4)
    assert f"{100 * it.letter[here].mean():.0f} % of ticks while watched" in caption(film, logged=True)
    silent = film_of(parse("", overrides=["world.ticks=20", "instruction.share=0.0"]))
    assert "Nobody is told anything here" in caption(silent, logged=True)
    always = film_of(parse("", overrides=["world.ticks=80", "oversight.watched=1.0"]))
    assert "always watched" in caption(always, logged=True)


def test_traits_of_a_film_are_those_of_lives(plain):
    _, films = replay(plain, [8])
    film, run = films[0].film, load_run(plain)
    rows = run.table("lives", where=films[0].place._asdict()).sort_values("slot")
    for name, values in cast.traits(film).items():
        if name != "fitness":
            assert np.allclose(np.array(values)[rows["slot"]], rows[name], atol=6e-4), name
    assert np.allclose(np.array(cast.traits(film)["fitness"])[rows["slot"]], rows["fitness"], atol=6e-4)
