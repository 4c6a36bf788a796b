"""Builds evosim, and installs and uses it in an empty environment of each Python that is named.

    python -m tests.packaging.pythons python3.11 python3.12 python3.13

Installs what evosim depends on as anybody would, so that it takes a network and a minute a Python. An
interpreter that is not there is said, and is no failure; `make dist-check` calls this.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SMALL = ("generations=1", "population.genomes=16", "world.ticks=10", "battery.every=0")


def main() -> None:
    """Prints a line for each Python; exits 1 if evosim does not work on one."""
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        done = _do(sys.executable, "-m", "build", "--outdir", home)
        if done.returncode:
            sys.exit(done.stderr or done.stdout)
        wheel, = home.glob("*.whl")
        for name in sys.argv[1:]:
            python = shutil.which(name)
            said = (used(python, wheel, home / Path(name).name) if python
                    else f"{name}: not on this machine")
            failed |= "FAILED" in said
            print(said, flush=True)
    sys.exit(failed)


def used(python: str, wheel: Path, home: Path) -> str:
    """What came of a newcomer's first minutes with a wheel, far from any checkout."""
    bin_, away = home / "venv" / "bin", home / "away"
    steps = [(python, "-m", "venv", home / "venv"),
             (bin_ / "python", "-m", "pip", "install", "--quiet", "-c", Path("constraints.txt").resolve(),
              wheel),
             (bin_ / "evosim", "run", "first", "--quiet", *(word for key in SMALL for word in ("-o", key))),
             (bin_ / "evosim", "list")]
    out = ""
    away.mkdir(parents=True)
    for step in steps:
        done = _do(*step, cwd=away)
        out = done.stdout.strip()
        if done.returncode:
            return f"{python}: FAILED at {' '.join(map(str, step[1:4]))}\n{done.stderr[-2000:]}"
    asked = ("import sys, numba, numpy; print(sys.version.split()[0], 'with numba', numba.__version__, "
             "'and numpy', numpy.__version__)")
    version = _do(bin_ / "python", "-c", asked, cwd=away).stdout.strip()
    return f"Python {version}: installed from the wheel, and ran a shipped configuration ({out.split()[0]})"


def _do(*words: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    # uncompiled: one small generation is sooner lived than compiled
    alone = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd=cwd,
                          env=alone | {"NUMBA_DISABLE_JIT": "1"})


if __name__ == "__main__":
    main()
