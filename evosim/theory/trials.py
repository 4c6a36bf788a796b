"""Every law tried twice, as it is and with its rule broken, side by side in several processes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import pandas as pd

from evosim.theory.registry import LAWS, Law, Result, chosen


@dataclass(frozen=True)
class Verdict:
    """What both trials of a law came to.

    Attributes:
        law: which.
        kept: by the engine as it is.
        broken: with the rule broken on purpose.
    """

    law: Law
    kept: Result
    broken: Result

    @property
    def noticed(self) -> bool:
        """Whether the law fails where its rule is broken, so that it would show a broken engine."""
        return not self.broken.passed

    @property
    def holds(self) -> bool:
        """Whether the engine keeps the law, and the law could have failed."""
        return self.kept.passed and self.noticed


def validate(names: Sequence[str] = (), *, full: bool = False, seed: int = 0,
             workers: int = 1) -> Iterator[Verdict]:
    """Verdicts on laws, one by one in their order; on all laws where no names are given.

    Args:
        names: of laws.
        full: the published sizes.
        seed: of all random numbers.
        workers: processes; no verdict depends on it.

    Raises:
        EvosimError: no law has that name, or one can only be tried at full size.
    """
    laws = chosen(names, full=full)
    if workers == 1:
        for law in laws:
            yield Verdict(law, law.run(full=full, seed=seed), law.run(full=full, seed=seed, broken=True))
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        try:
            trials = [[pool.submit(_trial, law.name, full, seed, broken) for broken in (False, True)]
                      for law in laws]
            for law, (kept, broken) in zip(laws, trials, strict=True):
                yield Verdict(law, kept.result(), broken.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _trial(name: str, full: bool, seed: int, broken: bool) -> Result:
    import evosim.theory  # noqa: F401  registers the laws in a new process

    return LAWS[name].run(full=full, seed=seed, broken=broken)


def rows_of(verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """One row a law: its words and figures, and those of its broken rule (`broken_...`)."""
    return pd.DataFrame([{
        "law": v.law.name, "family": v.law.family, "about": v.law.about,
        "claim": v.law.claim, "breaking": v.law.breaking,
        "details": v.law.details, "source": v.law.source, "expected": v.kept.expected,
        "observed": v.kept.observed, "z": v.kept.z, "n": v.kept.n, "tolerance": v.kept.tolerance,
        "absolute": v.kept.absolute, "share": v.kept.share, "passed": v.kept.passed,
        "seconds": v.kept.seconds, "broken_expected": v.broken.expected,
        "broken_observed": v.broken.observed, "broken_z": v.broken.z, "broken_share": v.broken.share,
        "noticed": v.noticed, "broken_seconds": v.broken.seconds} for v in verdicts]).astype(
            {"tolerance": float, "absolute": float, "z": float, "broken_z": float})


def points_of(verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """One row a point of a figure: law, broken, x_label, y_label, x, observed, expected, error."""
    return pd.concat([pd.DataFrame({"law": v.law.name, "broken": result.broken, **result.curve._asdict()})
                      for v in verdicts for result in (v.kept, v.broken)], ignore_index=True)
