"""What a worker does: one run of a sweep, begun or gone on with."""

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evosim import plugins
from evosim._version import __version__
from evosim.errors import RunBusy
from evosim.storage import record

_PATIENCE = 2.0  # seconds between looks at a run that another process carries out


def lived(folder: str, name: str, text: str, source: str, overrides: list[str]) -> str:
    """Lives one run to its end, from its last checkpoint where there is one; returns its name.

    Whoever carried it out before may have been killed at any moment, or cut off and still be at it: then its
    end is waited for.

    Args:
        folder: of the sweep's runs, the same for all workers.
        name: of the run's directory.
        text, source: of the configuration file.
        overrides: `-o` texts.

    Raises:
        EvosimError: the run failed; it is left as it is.
    """
    from evosim.config import parse
    from evosim.run import resume, run

    path = Path(folder) / name
    while True:
        try:
            if not record.is_run(path):
                if path.exists():  # it died before its record was written
                    shutil.rmtree(path)
                run(parse(text, source, overrides), Path(folder), name=name, source=text, overrides=overrides)
            elif record.read(path)["status"] != "done":
                resume(path)
            return name
        except RunBusy:
            time.sleep(_PATIENCE)


def about(packages: Sequence[str] = ()) -> dict[str, Any]:
    """Who this worker is: what must be the same everywhere, and its process.

    Args:
        packages: that extend evosim, and without which nothing could be done here; "none" stands for the
            version of one that is not here.
    """
    import numba
    import numpy

    there = {one.package: one.version for one in plugins.installed()}
    return {"evosim": __version__, "numpy": numpy.__version__, "numba": numba.__version__,
            **{name: there.get(name, "none") for name in packages}, "pid": os.getpid()}


def warm(text: str, source: str, overrides: list[str]) -> None:
    """Compiles what a run of this configuration needs, into the cache that all processes here share."""
    import tempfile

    from evosim.config import parse
    from evosim.errors import ConfigError
    from evosim.run import run

    small = ["generations=1", "population.genomes=16", "shadow.populations=0", "battery.every=0",
             "world.ticks=20"]
    try:
        config = parse(text, source, [*overrides, *small])
    except ConfigError:  # too small for what it has: then its first run compiles
        return
    with tempfile.TemporaryDirectory() as folder:
        run(config, Path(folder))
