"""What every selection scheme keeps."""

import random
from typing import Any

import numpy as np

from evosim.config.breeding import Selection
from evosim.evolution.selection import Rows, Scheme, generator, standing, wrong_rows
from evosim.testing.must import must


class Named:
    """A scheme as a run would use it.

    Args:
        scheme: the function.
        name: in a configuration.
    """

    def __init__(self, scheme: Scheme, name: str) -> None:
        self.scheme, self.name = scheme, name

    def choose(self, fitness: Any, k: int = 1000, seed: int = 1) -> Rows:
        """Rows of k parents, as a run of that seed would choose them in its first generation."""
        fitness = np.asarray(fitness, float)
        selection = Selection().model_copy(update={"scheme": self.name})
        objectives = np.stack([fitness, 2 * fitness], axis=1)
        rng = generator(seed, 0, 0)
        return self.scheme(standing(fitness, objectives, selection, rng), k, selection, rng)

    def rows_are_valid(self, k: int) -> None:
        """Of k parents asked for there are k, all in the population."""
        fitness = np.linspace(-3, 5, 20)
        wrong = wrong_rows(self.choose(fitness, k), fitness, k)
        must(not wrong, f"{self.name}: {wrong}")

    def same_seed_same_rows(self) -> None:
        """Rows depend on the generator that it is given, and on no other, and leave others alone."""
        fitness = np.random.default_rng(0).normal(size=30)
        kept = random.getstate(), np.random.get_state()
        try:
            first = self.choose(fitness)
            must(random.getstate() == kept[0] and _state(np.random.get_state()) == _state(kept[1]),
                 f"{self.name}: drew from a global generator; draw from `rng` alone")
            random.seed(99)
            np.random.seed(99)
            must((first == self.choose(fitness)).all(), f"{self.name}: chose other rows for the same seed")
        finally:
            random.setstate(kept[0])
            np.random.set_state(kept[1])
        must((first != self.choose(fitness, seed=2)).any(), f"{self.name}: chose the same rows for another "
             "seed; draw from `rng`")

    def streams_differ(self) -> None:
        """Populations and generations have random numbers of their own."""
        selection, scores = Selection().model_copy(update={"scheme": self.name}), np.arange(30.0)
        draws = {tuple(self.scheme(scores, 50, selection, generator(1, *key)).tolist())
                 for key in [(0, 0), (0, 1), (1, 0)]}
        must(len(draws) == 3, f"{self.name}: chose the same rows in two generations, or for two populations")

    def fitter_breed_more(self, blind: bool = False) -> None:
        """Parents are fitter than the rest; with `blind`: as fit."""
        fitness = np.random.default_rng(0).permutation(20).astype(float) - 10
        gained = fitness[self.choose(fitness, 20_000)].mean() - fitness.mean()
        must(abs(gained) < 0.2 if blind else gained > 1, f"{self.name}: parents are fitter than the rest by "
             f"{gained:.2f}, must be {'0' if blind else 'more than 1'} (of -10 to 9)")

    def one_is_chosen(self) -> None:
        """Who is alone is its own mate."""
        must(self.choose([-1.5], 10).tolist() == [0] * 10, f"{self.name}: must choose the only one there is")

    def equals_are_equal(self, value: float) -> None:
        """Rows of the same fitness have the same chance, wherever they stand: elites stand first."""
        rows = np.concatenate([self.choose(np.full(20, value), 20, seed) for seed in range(2_000)])
        share = np.bincount(rows, minlength=20) / len(rows)
        must(np.abs(share - 1 / 20).max() < 0.006, f"{self.name}: of 20 equals with fitness {value:g} row "
             f"{np.abs(share - 1 / 20).argmax()} was chosen {share[np.abs(share - 1 / 20).argmax()]:.1%} of "
             "the time, must be 5 %")

    def scores_stay(self) -> None:
        """Scores are looked at, not changed."""
        scores, selection = np.linspace(-1, 1, 10), Selection().model_copy(update={"scheme": self.name})
        self.scheme(scores, 50, selection, generator(1, 0, 0))
        must((scores == np.linspace(-1, 1, 10)).all(), f"{self.name}: changed the scores that it was given")


def check_scheme(scheme: Scheme, name: str, blind: bool = False) -> None:
    """All that every selection scheme keeps; takes about a second.

    Args:
        scheme: `(scores, k, selection, rng) -> k rows`.
        name: as it is called in a configuration.
        blind: whether it means to look away from fitness.

    Raises:
        AssertionError: something does not hold.
    """
    it = Named(scheme, name)
    for k in (0, 1, 7, 1000):
        it.rows_are_valid(k)
    it.same_seed_same_rows()
    it.streams_differ()
    it.fitter_breed_more(blind)
    it.one_is_chosen()
    for value in (-2.0, 0.0, 3.0):
        it.equals_are_equal(value)
    it.scores_stay()


def _state(state: Any) -> list[Any]:
    return [part.tolist() if isinstance(part, np.ndarray) else part for part in state]
