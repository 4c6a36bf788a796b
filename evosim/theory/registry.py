"""What a law is, what it gives, and the register of all of them."""

import inspect
import sys
import time
import zlib
from collections.abc import Callable, Sequence
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
        full_only: why it can only be tried at full size; "": it can in seconds too.
    """

    name: str
    trial: Trial
    source: str
    family: str = ""
    full_only: str = ""

    @property
    def claim(self) -> str:
        """The law in words."""
        return self._said()[0].rstrip(";:, ").rstrip(".")

    @property
    def breaking(self) -> str:
        """How its rule is broken on purpose, in words; "" where the trial does not say."""
        return self._said()[1].strip().rstrip(".")

    @property
    def details(self) -> str:
        """What else the trial says of itself: sizes, what is shown."""
        return " ".join(" ".join((inspect.getdoc(self.trial) or "").split("\n\n")[1:]).split())

    @property
    def about(self) -> str:
        """What its family is about: the first sentence of the module that it stands in."""
        words = inspect.getdoc(sys.modules[self.trial.__module__]) or ""
        return " ".join(words.split("\n\n")[0].split())

    def _said(self) -> tuple[str, str]:
        first = " ".join((inspect.getdoc(self.trial) or "").split("\n\n")[0].split())
        claim, _, breaking = first.partition("broken:")
        return claim, breaking

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
        own, began = np.random.SeedSequence([seed, zlib.crc32(self.name.encode())]), time.perf_counter()
        found = self.trial(full, int(own.generate_state(1)[0]) >> 1, broken)
        return Result(self.name, *found, found.share, found.passed, broken, time.perf_counter() - began)


LAWS: dict[str, Law] = {}


def law(name: str, source: str, family: str | None = None, *,
        full_only: str = "") -> Callable[[Trial], Trial]:
    """Registers a trial of a law under its name, in the family that its module is, or in another."""
    def register(trial: Trial) -> Trial:
        module = trial.__module__.rsplit(".", 1)[-1].replace("_", " ")
        LAWS[name] = Law(name, trial, source, module if family is None else family, full_only)
        return trial
    return register


def chosen(names: Sequence[str] = (), *, full: bool = False) -> list[Law]:
    """The laws of these names; where none are given all that can be tried at this size.

    Raises:
        EvosimError: no law has that name.
    """
    unknown = [name for name in names if name not in LAWS]
    if unknown:
        raise EvosimError(f"law {unknown[0]!r}: must be one of {', '.join(LAWS)}")
    if names:
        return [LAWS[name] for name in dict.fromkeys(names)]
    return [law for law in LAWS.values() if full or not law.full_only]
