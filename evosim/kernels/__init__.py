"""The world's inner loops, compiled.

numba caches a compiled function under the file it stands in, and does not notice when a file it
imports from has changed. So before anything is compiled, the cache folder is set to a hash of all
sources that kernels are made of, and of numba's version.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import numba


def _cache_folder() -> Path:
    here = Path(__file__).parent
    digest = hashlib.sha256(f"{numba.__version__} {numba.config.BOUNDSCHECK}".encode())
    for source in [*sorted(here.glob("*.py")), here.parent / "names.py",
                   here.parent / "evolution" / "variation.py"]:
        if source.exists():
            digest.update(source.read_bytes())
    base = os.environ.get("EVOSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    folder = root / "evosim" / f"numba-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: compile into a folder of this account's own
        folder = Path(tempfile.gettempdir()) / f"evosim-{os.getuid()}" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
    return folder


CACHE = _cache_folder()
numba.config.CACHE_DIR = str(CACHE)
