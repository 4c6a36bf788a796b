"""What a law is, what it gives, and the register of all of them."""

import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.errors import EvosimError

LARGEST_Z = 3.5  # a true law is beyond it once in 2,000 seeds


class Curve(NamedTuple):
    """One figure: points that lie on a line where the law holds.

    Attributes:
        x_label, y_label: of the axes.
        x: float64 (k,).
        observed: float64 (k,), the points.
        expected: float64 (k,), the line.
        error: float64 (k,), one standard error of each point.
    """

    x_label: str
    y_label: str
    x: NDArray[np.float64]
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    error: NDArray[np.float64]


class Measure(NamedTuple):
    """What one trial of a law found.

    It passes within `tolerance` and `absolute`, whichever are given; where neither is, |z| <= 3.5 decides.

    Attributes:
        expected: by theory.
        observed: in the engine.
        z: observed less expected, in standard errors; NaN of an identity, which has none.
        n: independent observations.
        curve: the figure.
        tolerance: largest deviation that passes as a share of |expected|; 1e-10 of an identity.
        absolute: largest deviation that passes, in the unit of `expected`.
    """

    expected: float
    observed: float
    z: float
    n: int
    curve: Curve
    tolerance: float | None = None
    absolute: float | None = None

    @property
    def share(self) -> float:
        """Deviation as a share of the largest that passes, with its sign; beyond 1 the law fails."""
        limits = [] if self.tolerance is None else [self.tolerance * abs(self.expected)]
        limits += [] if self.absolute is None else [self.absolute]
        if not limits:
            return self.z / LARGEST_Z
        deviation = self.observed - self.expected
        return deviation / min(limits) if deviation else 0.0

    @property
    def passed(self) -> bool:
        """Whether the deviation is one that passes; NaN is not."""
        return bool(abs(self.share) <= 1.0)


Trial = Callable[[bool, int, bool], Measure]


@dataclass(frozen=True)
class Result:
    """Whether the engine reproduces a law.

    Attributes:
        law: its name.
        expected, observed, z, n, curve, tolerance, absolute, share, passed: see `Measure`.
        broken: whether the rule was broken on purpose.
        seconds: that the trial took.
    """

    law: str
    expected: float
    observed: float
    z: float
    n: int
    curve: Curve
    tolerance: float | None
    absolute: float | None
    share: float
    passed: bool
    broken: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Law:
    """A law by name.

    Attributes:
        name: as given on the command line.
        trial: `(full, seed, broken) -> Measure`; its docstring says in a paragraph what the law is, and
            after "broken:" how its rule is broken.
        source: where the law comes from.
        family: laws that are shown together.
    """

    name: str
    trial: Trial
    source: str
    family: str = ""

    def run(self, *, full: bool = False, seed: int = 0, broken: bool = False) -> Result:
        """Holds the engine against the law.

        Args:
            full: the published size instead of one of seconds.
            seed: of all random numbers; each law draws its own from it.
            broken: whether to break the rule on purpose; then the law must fail.
        """
        own, began = np.random.SeedSequence([seed, zlib.crc32(self.name.encode())]), time.perf_counter()
        found = self.trial(full, int(own.generate_state(1)[0]) >> 1, broken)
        return Result(self.name, *found, found.share, found.passed, broken, time.perf_counter() - began)


LAWS: dict[str, Law] = {}


def law(name: str, source: str, family: str | None = None) -> Callable[[Trial], Trial]:
    """Registers a trial of a law under its name, in the family that its module is, or in another."""
    def register(trial: Trial) -> Trial:
        module = trial.__module__.rsplit(".", 1)[-1].replace("_", " ")
        LAWS[name] = Law(name, trial, source, module if family is None else family)
        return trial
    return register


def validate(names: Sequence[str] = (), *, full: bool = False, seed: int = 0) -> Iterator[Result]:
    """Results of laws, one by one as they come in; of all laws where no names are given.

    Raises:
        EvosimError: no law has that name.
    """
    unknown = [name for name in names if name not in LAWS]
    if unknown:
        raise EvosimError(f"law {unknown[0]!r}: must be one of {', '.join(LAWS)}")
    return (LAWS[name].run(full=full, seed=seed) for name in names or LAWS)
