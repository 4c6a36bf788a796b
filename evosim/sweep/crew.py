"""Independent jobs, carried out by the workers of a cluster."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, NamedTuple

from evosim.errors import EvosimError, Interrupted

if TYPE_CHECKING:
    from distributed import Client, Future

_POLL = "2s"


class Tally(NamedTuple):
    """How far it is.

    Attributes:
        runs: of it.
        done: of these.
        failed: of these.
        left: seconds until the end, by the pace of what was done here; None before the first.
    """

    runs: int
    done: int
    failed: int
    left: float | None


Watcher = Callable[[Tally], None]


def carried_out(client: "Client", work: Callable[..., Any], jobs: Mapping[str, tuple[Any, ...]], *,
                group: str, again: str, before: int = 0, keep: Callable[[str, Any], None] | None = None,
                watch: Watcher | None = None) -> dict[str, str]:
    """Has every job done; returns why some failed, by name.

    A job whose worker is lost begins anew on another, so `work` goes on from what it finds on the disk.

    Args:
        client: of the cluster.
        work: what a worker does.
        jobs: its arguments, by name; the first come first.
        group: that these are, in a word: unlike any other on that cluster.
        again: the command that goes on with what is left, for the sentence if the cluster goes away.
        before: how many were done before.
        keep: told the name of each job and what it returned, once it is done.
        watch: told after each job, and now and then.

    Raises:
        EvosimError: the cluster went away.
        Interrupted: the user stopped it.
    """
    from distributed import TimeoutError as TookLonger
    from distributed import wait

    from evosim.sweep.cluster import RETRIES

    gone = f"the cluster went away; what was lived is kept, and `{again}` goes on from there"
    names: dict[Future, str] = {
        client.submit(work, *arguments, key=f"{group}-{name}", pure=False, retries=RETRIES,
                      priority=-number): name
        for number, (name, arguments) in enumerate(jobs.items())}
    began, failed, left = time.perf_counter(), dict[str, str](), set(names)
    try:
        while left:
            try:
                now = wait(left, timeout=_POLL, return_when="FIRST_COMPLETED")
                over, left = now.done, now.not_done
            except TookLonger:
                over = set()
            except CancelledError:
                raise EvosimError(gone) from None
            for future in over:
                if future.status != "finished":
                    failed[names[future]] = _why(future, gone)
                elif keep is not None:
                    keep(names[future], future.result())
                    future.release()
            if watch is not None:
                done_here = len(jobs) - len(left)
                pace = (time.perf_counter() - began) / done_here if done_here else None
                watch(Tally(before + len(jobs), before + done_here - len(failed), len(failed),
                            None if pace is None else pace * len(left)))
    except KeyboardInterrupt:
        client.cancel(list(left), force=True)
        raise Interrupted(f"stopped; go on with: {again}") from None
    return failed


def _why(future: "Future", gone: str) -> str:
    """One sentence on a job that failed.

    Raises:
        EvosimError: it is the cluster that went away.
    """
    if future.status in ("cancelled", "lost"):
        raise EvosimError(gone)
    try:
        error: Any = future.exception()
    except CancelledError:
        raise EvosimError(gone) from None
    if type(error).__name__ == "KilledWorker":
        return "its worker died again and again; is there memory enough?"
    text = str(error).splitlines()
    return (text[0] if isinstance(error, EvosimError) and text
            else f"{type(error).__name__}: {text[0] if text else 'no message'}")
