"""What worlds that go on do to populations: each against its control, paired by seed."""

import numpy as np
import pytest

from evosim.intervals import bootstrap

from .conftest import late

pytestmark = pytest.mark.slow
SEEDS = range(11, 16)
SHORT = ("generations=400",)


def test_obeying_that_is_paid_in_food_is_bred_where_nobody_selects(bred):
    """Watched, it is worth food; the same told and never paid is not heeded."""
    paid, free = (bred("ecology", late("obedience_watched"), *SHORT, *more, seeds=SEEDS) for more in (
        (), ("oversight.reward=0.0", "oversight.penalty=0.0")))
    assert (paid > 0.2).all() and bootstrap(paid - free)[1] > 0.2 and (np.abs(free) < 0.1).all()


def test_as_many_live_as_food_feeds(bred):
    """Twice the food, twice the living, where neither places nor payoffs hold them down."""
    few, many = (bred("ecology", late("n", 50), "generations=150", "instruction.share=0.0", "phase=[]",
                      "band.slots=64", "band.evolving=64", "population.genomes=512", "ecology.mortality=0.1",
                      "ecology.founders=0.25", f"food.regrow={rate}", seeds=SEEDS[:3]) for rate in (0.5, 1.0))
    assert (few < 400).all() and ((many / few > 1.6) & (many / few < 2.4)).all()
