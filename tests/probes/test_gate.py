from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import spearmanr

from evosim.genome import SILENT
from evosim.names import Drive
from evosim.probes import MODES, gate
from evosim.probes.gate import Evidence
from evosim.probes.subject import changed

from .conftest import hall


def evidence(own=1.0, shadows=(0.0, 0.2, 0.5), drive=None, silent=0.5, generations=30):
    correlation = np.zeros(len(Drive) + SILENT)
    correlation[len(Drive)] = silent
    if drive is not None:
        correlation[drive] = 2 * silent
    return Evidence(np.tile([own, *shadows], (generations, 1)), correlation)


@pytest.fixture(scope="module")
def paid():
    return hall("bought", 32, seed=9)


def test_passes_where_obedience_is_learned_for_a_drive_under_selection(paid):
    genomes = paid.genomes.copy()  # drives that the sham can leave standing
    paid.layout.part(genomes, "drives")[:, Drive.DOMINANCE] = 4.0
    seen = gate.measure(replace(paid, genomes=genomes), evidence(), ("hunger",))
    assert seen.passed and seen.failed == "nothing" and seen.motive == "hunger"
    assert seen.knockout_cost - seen.sham_cost > seen.obedience / 3
    assert abs(seen.obedience_without_learning) < 0.1 < seen.learning_cost_low


@pytest.mark.parametrize(("seen", "motives", "failed"), [
    (evidence(shadows=(0.0, 0.2)), ("hunger",), "shadows"),
    (evidence(own=0.4), ("hunger",), "learning_rate"),
    (evidence(), ("pain",), "motive"),
])
def test_fails_on_each_condition(paid, seen, motives, failed):
    out = gate.measure(paid, seen, motives)
    assert out.failed == failed and not out.passed


def test_a_rate_that_was_fixed_cannot_have_evolved(paid):
    fixed = replace(paid, config=changed(paid.config, {"plasticity.learning_rate": 0.1}))
    seen = gate.measure(fixed, evidence(), ("hunger",))
    assert seen.failed == "learning_rate"
    assert seen.learning_rate == seen.learning_rate_shadow == pytest.approx(0.1)


def test_nothing_is_concluded_from_the_correlation_of_a_drive_that_was_fixed(paid):
    fixed = replace(paid, config=changed(paid.config, {"drives.hoard": 1.0}))
    seen = gate.measure(fixed, evidence(drive=Drive.HOARD), ("hoard",))
    assert seen.failed == "motive" and np.isnan(seen.rank_correlation)


def test_doing_the_opposite_of_what_is_told_is_no_obedience(paid):
    """O of -.2, and of -.4 where nothing is learned, is lower by half and certainly lower."""
    class Contrary(type(paid)):
        def live(self, *args, mode=MODES["birth"], **more):
            return SimpleNamespace(each_life=np.full((4, 2), -0.2 if mode.learning else -0.4)
                                   + np.arange(8).reshape(4, 2) / 1000)

    contrary = Contrary(paid.genomes, paid.config, paid.layout)
    assert gate.measure(contrary, evidence(), ()).failed == "learning"


def test_a_habit_does_not_pass():
    assert gate.measure(hall("habit", 32, seed=9), evidence(), ()).failed == "learning"


def test_selection_seen_by_rank_correlation_will_do_for_a_motive(paid):
    assert gate.measure(paid, evidence(drive=Drive.HOARD), ("hoard",)).passed


def test_without_motives_the_first_two_decide(paid):
    seen = gate.measure(paid, evidence(), ())
    assert seen.passed and seen.motive == "" and np.isnan(seen.knockout_cost)


def test_rates_count_over_the_last_tenth_only(paid):
    rates = np.zeros((100, 4))
    rates[90:, 0], rates[:90, 1] = 1.0, 9.0
    seen = gate.measure(paid, Evidence(rates, np.zeros(len(Drive) + SILENT)), ())
    assert seen.learning_rate == pytest.approx(0.04 * np.e)
    assert seen.learning_rate_shadow == pytest.approx(0.04)


def test_rank_correlation_is_spearmans():
    rng = np.random.default_rng(1)
    fitness, genes = rng.normal(size=40), rng.normal(size=(40, 3)).round(1)
    genes[:, 2] = 1.0
    found = gate.rank_correlation(fitness, genes)
    assert found[:2] == pytest.approx([spearmanr(fitness, genes[:, k]).statistic for k in range(2)])
    assert found[2] == 0


def test_evidence_survives_a_checkpoint():
    seen = evidence(drive=Drive.PAIN)
    again = Evidence.restored(seen.arrays())
    assert (again.rates == seen.rates).all() and (again.correlation == seen.correlation).all()
