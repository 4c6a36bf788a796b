"""A film is the world that was lived: its figures are those that the run logged, to the last bit."""

import shutil
from functools import cache

import numpy as np
import pytest

from evosim.errors import ConfigError, RunDataError
from evosim.kernels import state as k
from evosim.names import Condition, Interaction, Occupant
from evosim.replay.film import taken
from evosim.replay.keep import AFTER_LIFE, life_of, proven
from evosim.replay.past import Generation, Place, carried_over, generations
from evosim.results import load_run
from evosim.run import resume
from evosim.run import run as evolve
from evosim.schema import TABLES
from tests.run.same import assert_same

HEARD = [Condition.WATCHED, Condition.UNWATCHED]


@cache
def filmed(path, number, step):
    """Every so many worlds of a generation: it, place, film, its rows of `lives`."""
    run, out = load_run(path), []
    generation = Generation.of(run, number)
    for place in generation.places()[::step]:
        film = taken(generation.stage(place))
        rows = run.table("lives", where=place._asdict()).sort_values("slot").reset_index(drop=True)
        assert len(rows) == (film.stage.kind == Occupant.EVOLVING).sum()
        out.append((generation, place, film, rows))
    return out


CASES = [("plain", 4, 1), ("plain", 8, 3), ("learned", 4, 1), ("everything", 0, 5), ("everything", 5, 1),
         ("everything", 10, 7)]


@pytest.mark.parametrize(("run", "number", "step"), CASES)
def test_a_film_comes_to_what_lives_logged(run, number, step, request):
    for generation, place, film, rows in filmed(request.getfixturevalue(run), number, step):
        lived = life_of(film, place, generation.ids(film.stage))
        order = np.argsort(lived["slot"])
        compared = 0
        for name in set(rows.columns) - AFTER_LIFE:
            mine = np.broadcast_to(lived[name], order.shape)[order].astype(rows[name].dtype)
            assert np.array_equal(mine, rows[name].to_numpy()), (place, name)
            compared += 1
        assert compared > 90 and rows["ticks"].sum() > 0
        assert proven(generation, place, film)


@pytest.mark.parametrize(("run", "number", "step"), CASES)
def test_frames_add_up_to_what_lives_logged(run, number, step, request):
    """The frames themselves, tick by tick, and not only the sums that the kernels keep."""
    told = 0
    for _, _, film, rows in filmed(request.getfixturevalue(run), number, step):
        it, own = film.frames, rows["slot"].to_numpy()
        human = it.checked & (it.speaker == 1)
        for seen, here in (("watched", human & it.watched), ("unwatched", human & ~it.watched)):
            for what, met in (("told", True), ("letter", it.letter), ("spirit", it.spirit)):
                assert ((here & met).sum(axis=0)[own] == rows[f"{what}_{seen}_ticks"]).all(), (seen, what)
        told += rows["told_ticks"].sum()
        before = np.vstack([np.ones((1, film.slots), bool), it.alive[:-1]])  # alive when the tick began
        assert ((film.occupied & before).sum(axis=0)[own] == rows["ticks"]).all()
        some = film.dealings.kind == Interaction.STEAL
        assert np.allclose(np.bincount(film.dealings.one[some], film.dealings.amount[some], film.slots)[own],
                           rows["stolen"], atol=1e-4)
        went = ((it.y[1:] != it.y[:-1]) | (it.x[1:] != it.x[:-1])) & before[1:]
        if not film.config.terrain.enabled:  # where nothing falls; where it stood at birth is in no frame
            assert rows["moves"].sub(went.sum(axis=0)[own]).isin([0, 1]).all()
        assert (it.approved.sum(axis=0)[own] == rows["approved_ticks"]).all()
        assert np.allclose(it.energy[-1][own][it.alive[-1][own]], rows["energy_left"][it.alive[-1][own]])
    assert told > 0 or (run, number) == ("everything", 0)  # before anybody is told anything


def test_instructions_and_dealings_are_those_that_were_logged(everything):
    run = load_run(everything)
    for _, place, film, rows in filmed(everything, 5, 1)[::2]:
        logged = run.table("instructions", where=place._asdict())
        for slot in rows["slot"]:
            mine = film.events[slot][:film.n_events[slot]]
            its = logged[logged["slot"] == slot]
            for column, name in ((k.EV_START, "tick_start"), (k.EV_END, "tick_end"),
                                 (k.EV_WATCHED, "watched"), (k.EV_LETTER, "letter_ticks"),
                                 (k.EV_SPIRIT, "spirit_ticks")):
                assert (mine[:, column] == its[name]).all(), name
        acts = run.table("interactions", where=place._asdict())
        for kind in (Interaction.GIVE, Interaction.STEAL, Interaction.ATTACK, Interaction.FOLLOW):
            its = acts[acts["kind"] == kind.name.lower()]
            assert (film.dealings.kind == kind).sum() == its["count"].sum(), kind
            mine = film.dealings.amount[film.dealings.kind == kind].sum()
            assert np.isclose(mine, its["amount"].sum(), atol=1e-3)


def test_what_is_told_is_what_is_judged(everything):
    """The verb of a checked tick, by slot, against the counts of the kernels."""
    for _, _, film, _ in filmed(everything, 5, 1)[::3]:
        it, verbs = film.frames, film.told.shape[-1]
        for slot in np.flatnonzero(film.stage.kind == Occupant.EVOLVING):
            mine = it.checked[:, slot] & (it.speaker[:, slot] == 1)
            counted = np.bincount(it.verb[mine, slot], minlength=verbs)
            assert (counted == film.told[slot, HEARD].sum(axis=0)).all()


def test_a_world_that_hangs_on_the_past_is_lived_again(everything):
    run = load_run(everything)
    assert carried_over(run.config, 5) == ["band.frozen", "record.lasting", "oversight.overseer"]
    assert carried_over(run.config, 0) == []
    generation = Generation.of(run, 5)
    assert len(generation.archive) and (generation.found[0].symbol > 0).any()
    assert generation.overseeing.models
    stage = generation.stage(Place(5, 0, 0, 0))
    assert (stage.kind == Occupant.FROZEN).any() and stage.reader is not None
    film = taken(stage)
    assert film.ground.mark[0].any()  # what the generation before had written


def test_from_a_checkpoint_it_comes_out_as_from_the_founders(everything, tmp_path):
    """Generation 10 is lived again from the checkpoint of 8, or from the founders where that is gone."""
    other = shutil.copytree(everything, tmp_path / "run")
    shutil.rmtree(other / "checkpoints")
    said = []
    one, two = (Generation.of(load_run(path), 10, watch=said.append) for path in (everything, other))
    assert "from 8" in said[0] and "from 0" in said[1]
    assert np.array_equal(one.archive.genomes, two.archive.genomes)
    assert all(np.array_equal(a.symbol, b.symbol) for a, b in zip(one.found, two.found, strict=True))


WAYS = {
    "moran": ('selection.mode="moran"', "selection.births=6"),
    "wright_fisher": ('selection.mode="wright_fisher"',),
    "two populations": ("coevolution.share=0.5",), "islands": ("islands.demes=2", "islands.migration=0.1"),
    "kin": ("band.kin=0.5",), "the past": ("band.frozen=2", "band.evolving=12", "archive.every=2"),
    "a drifting language": ('language.meaning="drifting"', "language.drift=0.5"),
    "a scrambled record": ("record.symbols=4", "record.lasting=true", "record.scrambled=true"),
    "what was learned": ("plasticity.enabled=true", "plasticity.lamarckian=true", "gate.every=0"),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_however_they_live_and_breed_a_film_is_what_was_lived(way, small, tmp_path):
    keys = ("generations=9", "log.lives_every=4", "log.genomes_every=4", "battery.every=0")
    generation = Generation.of(load_run(evolve(small(*keys, *WAYS[way]), tmp_path)), 8)
    assert all(proven(generation, place, taken(generation.stage(place))) for place in generation.places())


def test_a_generation_without_genomes_is_refused(plain):
    run = load_run(plain)
    assert generations(run) == [0, 4, 8, 11]
    with pytest.raises(ConfigError, match=r"--generation 5: has no genomes logged.* 0, 4, 8, 11"):
        Generation.of(run, 5)


def test_a_run_without_any_genomes_is_refused(small, tmp_path):
    run = load_run(evolve(small("log.genomes_every=0", "generations=2", "battery.every=0"), tmp_path))
    with pytest.raises(ConfigError, match=r"log.genomes_every = 0: must be above 0"):
        generations(run)


@pytest.mark.parametrize(("place", "what"), [
    (Place(4, 2, 0, 0), "--composition 2: must be from 0 to 1"),
    (Place(4, 0, 2, 0), "--replicate 2: must be from 0 to 1"),
    (Place(4, 0, 0, 9), "--band 9: must be from 0 to 1")])
def test_a_world_that_is_not_there_is_refused(plain, place, what):
    with pytest.raises(ConfigError, match=what):
        Generation.of(load_run(plain), 4).stage(place)


def test_a_film_of_another_world_is_not_taken_for_this_one(plain):
    generation = Generation.of(load_run(plain), 4)
    film = taken(generation.stage(Place(4, 0, 0, 0)))
    with pytest.raises(RunDataError, match="comes out otherwise than it was logged"):
        proven(generation, Place(4, 0, 1, 0), film)


def test_genomes_that_do_not_come_out_are_refused(everything, tmp_path):
    """As on a processor that rounds otherwise: the run's configuration is not the one that bred it."""
    other = load_run(shutil.copytree(everything, tmp_path / "run"))
    config = other.config
    other.__dict__["config"] = config.model_copy(update={
        "variation": config.variation.model_copy(update={"mutation_rate": 0.5})})
    shutil.rmtree(other.path / "checkpoints")
    with pytest.raises(RunDataError, match="comes out with other genomes than were logged"):
        Generation.of(other, 5)


def test_a_film_changes_nothing(small, tmp_path):
    """A run that was filmed half way goes on to the same tables as one that was not."""
    from evosim.replay.show import replay

    keys = ("log.lives_every=4",)
    straight = evolve(small(*keys), tmp_path, name="straight")
    watched = evolve(small(*keys, "generations=9"), tmp_path, name="watched")
    replay(watched, [4, 8])
    resume(watched, generations=12)
    run = load_run(watched)
    assert sorted(run.frames["generation"].unique()) == [4, 8]
    only = tuple(name for name in TABLES if name != "frames")
    assert_same(straight, watched, only)
