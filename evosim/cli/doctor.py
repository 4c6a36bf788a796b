"""`evosim doctor`: what this machine gives evosim, and whether anything is wrong."""

import shutil
from importlib import metadata
from typing import Annotated

import typer


def doctor(warm: Annotated[bool, typer.Option(
        "--warm", help="Compile the kernels now, so that the next run starts at once.")] = False,
           parts: Annotated[bool, typer.Option(
        "--parts", help="With --warm: also those of worlds with parts that not every world has, and of "
                        "films.")] = False) -> None:
    """Print versions, machine and caches, and a hint where something costs speed."""
    import numba

    from evosim.kernels import CACHE
    from evosim.kernels.width import LANES
    from evosim.machine import Machine

    machine = Machine.here()
    print(f"evosim {machine.evosim}, Python {machine.python}")
    for name in ("numpy", "numba", "llvmlite", "deap", "pyarrow", "pandas", "pydantic"):
        print(f"  {name} {metadata.version(name)}")
    print(f"machine: {machine.cpu} ({machine.kind}), {machine.cores} cores, vectors: {machine.vectors}")
    print(f"free disk here: {shutil.disk_usage('.').free / 1e9:.0f} GB")
    compiled = any(CACHE.rglob("*.nbi"))
    print(f"kernel cache: {CACHE} ({'warm' if compiled else 'cold'})")
    if warm:
        _warm(parts)
        print("kernels: compiled")
    elif not compiled:
        print("hint: `evosim doctor --warm` compiles the kernels; the first run does so otherwise")
    print(f"lanes: {LANES} agents at a time")
    _plugins()
    if machine.vectors == "none":
        print("hint: without AVX2 and its fused multiply-add the same results take many times as long")
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        print("hint: NUMBA_DISABLE_JIT is set; everything runs some hundred times slower")


def _plugins() -> None:
    """Prints what packages add, and what is wrong with it."""
    from evosim import plugins
    from evosim.errors import PluginError
    from evosim.evolution.selection import by_name as scheme
    from evosim.experiments.registry import by_name as experiment
    from evosim.oversight.registry import by_name as overseer
    from evosim.probes.registry import by_name as probe

    loads = {"scheme": scheme, "experiment": experiment, "overseer": overseer, "probe": probe}
    found = plugins.installed()
    print(f"added by packages: {len(found) or 'nothing'}")
    for one in found:
        try:
            loads[one.kind](one.name)
            print(f"  {one.title}")
        except PluginError as error:
            print(f"  wrong: {error}")


def _warm(parts: bool) -> None:
    """Lives one small generation through the same code as a run; where asked for, also one of a world with a
    part, and a film."""
    import tempfile
    from pathlib import Path

    from evosim.config import parse
    from evosim.run import run

    text = 'name = "warm"\ngenerations = 2\n[population]\ngenomes = 16\n[world]\nticks = 20\n'
    with tempfile.TemporaryDirectory() as folder:
        run(parse(text), Path(folder))
        if parts:
            from evosim.replay.film import film_of

            run(parse(text + "[social]\nfollow = true\n"), Path(folder))
            film_of(parse(text))
