"""`evosim bench`."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from evosim.errors import ConfigError
from evosim.machine import cores

if TYPE_CHECKING:
    from evosim.bench import Speed


def bench(threads: Annotated[int | None, typer.Option(
              help="Worlds lived side by side [default: one a core].")] = None,
          as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Measure how fast evosim is on this machine, in about 20 seconds."""
    most = cores()
    if threads is None:
        threads = most
    if not 1 <= threads <= most:
        raise ConfigError(f"--threads {threads}: must be from 1 to {most}, the cores of this machine")
    from evosim.bench import measure
    from evosim.cli.progress import say_if_compiling

    say_if_compiling()
    speed = measure(threads)
    if as_json:
        print(json.dumps({**speed._asdict(), "machine": speed.machine._asdict()}, indent=1))
        return
    for line in _lines(speed):
        print(line)


def _lines(speed: "Speed") -> list[str]:
    machine, cores_used = speed.machine, "1 thread" if speed.threads == 1 else f"{speed.threads} threads"
    return [
        f"machine: {machine.cpu} ({machine.kind}), {machine.cores} cores, vectors: {machine.vectors}; "
        f"evosim {machine.evosim}, Python {machine.python}, numba {machine.numba}",
        f"whole generations: {speed.agent_steps_per_second / 1e6:.2f} million agent-steps a second "
        f"({speed.lowest / 1e6:.2f} to {speed.highest / 1e6:.2f}), {speed.genomes} genomes, "
        f"{speed.generations} generations, {cores_used}",
        f"that is {speed.share_of_forward_pass:.0%} of the bare forward pass of the same brains "
        f"({speed.forward_pass / 1e6:.2f} million)",
        *(f"hint: {hint}" for hint in speed.hints),
    ]
