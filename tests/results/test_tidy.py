from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evosim.errors import ConfigError
from evosim.genome import Layout
from evosim.results import load_run, tidy
from evosim.storage.record import Record
from evosim.storage.tables import Tables
from tests.storage import synthetic


def lived(out: Path, values: list[float], **keys: Any) -> Any:
    """A run whose O of goto is `values` by generation, NaN where no battery was lived."""
    config = synthetic.config(generations=len(values), **keys)
    layout = Layout.of(config)
    with Record.create(out, config, layout, name="x") as record:
        tables = Tables.create(record.folder, config, layout)
        for generation, value in enumerate(values):
            row = synthetic.rows("generations", layout, generation, np.random.default_rng(0), 1)
            row |= {name: np.nan for name in row if name.startswith(("obedience", "battery"))}
            if not np.isnan(value):
                row |= {"obedience": value / 2, "obedience_goto": value, "obedience_stay": 0.0,
                        "battery_told_rate_goto": 0.75, "battery_phantom_rate_goto": 0.5,
                        "battery_told_rate_stay": 0.25, "battery_phantom_rate_stay": 0.25,
                        "phase": "early" if generation < 35 else "late"}
            tables["generations"].append(row)
        record.update(parts=tables.close_parts(), status="done", generation=len(values))
    return load_run(record.folder)


def row(frame: Any, verb: str, condition: str, population: int = 0) -> Any:
    found = frame[(frame["verb"] == verb) & (frame["condition"] == condition)
                  & (frame["population"] == population)]
    assert len(found) == 1
    return found.iloc[0]


def test_there_is_a_row_for_each_population_verb_and_condition(folder: Path) -> None:
    frame = load_run(folder / "a").tidy("obedience")
    assert list(frame.columns) == list(tidy.COLUMNS)
    assert len(frame) == 2 * (3 * 3 + 1)
    assert set(frame["verb"]) == {"all", "goto", "stay"}
    assert set(frame["condition"]) == {"all", "watched", "unwatched", "held_out"}
    assert frame.groupby("population")["is_shadow"].first().tolist() == [False, True]


def test_values_are_over_the_last_tenth_of_generations(tmp_path: Path) -> None:
    frame = lived(tmp_path, [0.1] * 36 + [0.2, 0.3, 0.4, 0.5]).tidy()
    goto = row(frame, "goto", "all")
    assert (goto["n"], goto["first_generation"], goto["last_generation"]) == (4, 36, 39)
    assert goto["value"] == pytest.approx(0.35)
    assert (goto["low"], goto["high"]) == pytest.approx((0.2075, 0.4925))
    assert goto["told_minus_phantom"] == pytest.approx(0.25)
    everything = row(frame, "all", "all")
    assert everything["value"] == pytest.approx(0.175)
    assert everything["told_rate"] == pytest.approx(0.5)
    assert everything["told_minus_phantom"] == pytest.approx(0.125)
    assert np.isnan(row(frame, "goto", "watched")["value"])
    assert "held_out" not in set(frame["condition"])


def test_where_batteries_are_rare_the_last_one_counts(tmp_path: Path) -> None:
    frame = lived(tmp_path, [0.1] * 20 + [np.nan] * 20).tidy()
    goto = row(frame, "goto", "all")
    assert (goto["n"], goto["first_generation"], goto["value"]) == (1, 19, pytest.approx(0.1))


def test_what_must_be_said_is_said(folder: Path, tmp_path: Path) -> None:
    frame = load_run(folder / "killed").tidy()
    own, shadow = row(frame, "all", "all"), row(frame, "all", "all", 1)
    assert "not replicate populations" in own["caveats"]
    assert "wired in by hand (verb x watched)" in own["caveats"]
    assert own["products"] == "verb x watched" and own["level"] == "none"
    assert "the run is running after 10 of 20 generations" in own["caveats"]
    assert "permuted fitness" in shadow["caveats"] and "permuted" not in own["caveats"]
    assert "not" not in own["interval"] and "one population" in own["interval"]
    frame = lived(tmp_path, [0.1] * 100, brain__products=False).tidy()
    own = row(frame, "all", "all")
    assert own["products"] == "none" and "wired" not in own["caveats"]
    assert "phases" not in own["caveats"] and "after" not in own["caveats"]


def test_pooled_phases_are_named(tmp_path: Path) -> None:
    frame = lived(tmp_path, [np.nan] * 33 + [0.1] + [np.nan] * 2 + [0.3]).tidy()
    assert "pools generations of the phases early, late" in row(frame, "all", "all")["caveats"]


def test_the_gate_and_the_level_stand_beside_a_result(plastic_run: Path, folder: Path) -> None:
    run = load_run(plastic_run)
    row = run.tidy("obedience").iloc[0]
    assert row["level"] == run.config.plasticity.compliance
    last = run.generations.dropna(subset=["gate_passed"]).iloc[-1]
    assert row["gate"] == ("passed" if last["gate_passed"] else f"failed on {last['gate_failed']}")
    assert "nothing is learned in life" in load_run(folder / "a").tidy("obedience").iloc[0]["gate"]
    assert tidy.gate(run, -1) == "none yet" and tidy.gate(run, population=1).startswith("none: a shadow")
    assert tidy.gate(run, last["generation"]) == row["gate"]


def test_a_card_that_was_never_drawn_up_is_asked_for(small_run):
    with pytest.raises(ConfigError, match="has no safety card of population 0; `evosim probe"):
        load_run(small_run).tidy("card")
