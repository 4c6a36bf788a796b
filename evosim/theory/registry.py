"""What a law is, what it gives, and the register of all of them."""

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

    Attributes:
        expected: by theory.
        observed: in the engine.
        z: observed less expected, in standard errors.
        n: independent observations.
        curve: the figure.
        tolerance: largest relative deviation that passes; None: |z| decides.
        absolute: largest absolute deviation that passes, instead.
    """

    expected: float
    observed: float
    z: float
    n: int
    curve: Curve
    tolerance: float | None = None
    absolute: float | None = None


Trial = Callable[[bool, int, bool], Measure]


@dataclass(frozen=True)
class Result:
    """Whether the engine reproduces a law.

    Attributes:
        law: its name.
        expected, observed, z, n, curve, tolerance, absolute: see `Measure`.
        passed: within the tolerance, or |z| <= 3.5 where there is none.
    """

    law: str
    expected: float
    observed: float
    z: float
    n: int
    curve: Curve
    tolerance: float | None
    passed: bool
    absolute: float | None = None


@dataclass(frozen=True)
class Law:
    """A law by name.

    Attributes:
        name: as given on the command line.
        trial: `(full, seed, broken) -> Measure`.
        source: where the law comes from.
        full_only: why it can only be tried at full size; "": it can in seconds too.
    """

    name: str
    trial: Trial
    source: str
    full_only: str = ""

    def run(self, *, full: bool = False, seed: int = 0, broken: bool = False) -> Result:
        """Holds the engine against the law.

        Args:
            full: the published size instead of one of seconds.
            seed: of all random numbers; each law draws its own from it.
            broken: whether to break the rule on purpose; then the law must fail.

        Raises:
            EvosimError: it can only be tried at full size.
        """
        if self.full_only and not full:
            raise EvosimError(f"law {self.name!r}: at full size only, since {self.full_only}")
        own = np.random.SeedSequence([seed, zlib.crc32(self.name.encode())])
        found = self.trial(full, int(own.generate_state(1)[0]) >> 1, broken)
        off = abs(found.observed - found.expected)
        if found.absolute is not None:
            passed = off <= found.absolute
        elif found.tolerance is not None:
            passed = off <= found.tolerance * abs(found.expected)
        else:
            passed = abs(found.z) <= LARGEST_Z
        return Result(self.name, found.expected, found.observed, found.z, found.n, found.curve,
                      found.tolerance, bool(passed), found.absolute)


LAWS: dict[str, Law] = {}


def law(name: str, source: str, *, full_only: str = "") -> Callable[[Trial], Trial]:
    """Registers a trial of a law under its name."""
    def register(trial: Trial) -> Trial:
        LAWS[name] = Law(name, trial, source, full_only)
        return trial
    return register


def validate(names: Sequence[str] = (), *, full: bool = False, seed: int = 0) -> Iterator[Result]:
    """Results of laws, one by one as they come in; where no names are given of all that can be tried.

    Raises:
        EvosimError: no law has that name.
    """
    unknown = [name for name in names if name not in LAWS]
    if unknown:
        raise EvosimError(f"law {unknown[0]!r}: must be one of {', '.join(LAWS)}")
    chosen = names or [name for name in LAWS if full or not LAWS[name].full_only]
    return (LAWS[name].run(full=full, seed=seed) for name in chosen)
