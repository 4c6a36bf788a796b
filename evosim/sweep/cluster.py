"""Where runs are carried out: workers on this machine, or on any that a Dask scheduler knows."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import dask
from distributed import Client, LocalCluster

from evosim.errors import ConfigError, EvosimError
from evosim.plugins import Plugin
from evosim.sweep.worker import about

_WAIT = "10s"  # for a scheduler to answer
PATIENCE = 60.0  # seconds for its first worker to come
_SAME = ("evosim", "numpy", "numba")
_ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
# a worker may be killed this often under the same run before that run is given up
DEATHS, RETRIES = 5, 2


@contextmanager
def local(workers: int) -> Iterator[Client]:
    """So many processes on this machine, reached by nobody else, gone at the end."""
    with (dask.config.set({"distributed.scheduler.allowed-failures": DEATHS,
                           "distributed.nanny.pre-spawn-environ": _ALONE}),
          LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1",
                       dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
                       silence_logs=logging.CRITICAL) as cluster, Client(cluster) as client):
        _hush()
        yield client


@contextmanager
def remote(address: str, added: Sequence[Plugin] = ()) -> Iterator[Client]:
    """The workers of a scheduler that others started; they go on after us.

    Args:
        address: of the scheduler.
        added: what packages add that is needed: workers must have the same versions of these.

    Raises:
        ConfigError: no scheduler answers there, it has no workers, or one has another version of what
            decides on results.
    """
    _hush()
    try:
        client = Client(address, timeout=_WAIT)
    except (OSError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ConfigError(f"--scheduler {address}: no scheduler answers there ({why}); give the address that "
                          "`dask scheduler` printed, such as tcp://10.0.0.1:8786") from None
    with client:
        _alike(client, address, list(dict.fromkeys(one.package for one in added)))
        yield client


def _hush() -> None:
    """Has Dask keep to itself what we say in one sentence."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _alike(client: Client, address: str, packages: Sequence[str] = ()) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise ConfigError(f"--scheduler {address}: it has no workers; start some with `dask worker {address} "
                          "--nthreads 1`") from None
    try:
        there = client.run(about, packages)
    except ModuleNotFoundError as error:
        raise ConfigError(f"--scheduler {address}: a worker has no {error.name}; install the same evosim in "
                          "every worker's environment") from None
    except Exception as error:  # whatever a foreign environment does
        raise EvosimError(f"--scheduler {address}: its workers do not answer: {error}") from None
    here = about(packages)
    for worker, one in there.items():
        for name in (*_SAME, *packages):
            if one[name] != here[name]:
                raise ConfigError(f"--scheduler {address}: worker {worker} has {name} {one[name]}, and this "
                                  f"machine {here[name]}; install the same, or tables would differ")
