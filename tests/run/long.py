"""A small run of any length: `python -m tests.run.long OUT GENERATIONS`.

Prints what its process held, MiB by generation, and leaves a copy of it as it was half-way.
"""

import json
import shutil
import sys
from pathlib import Path

import psutil

from evosim.config import parse
from evosim.run import run

LONG = """
name = "long"
seed = 3
generations = 20000
[population]
genomes = 16
compositions = 1
replicates = 1
[world]
size = 8
ticks = 20
[food]
initial = 12
[selection]
elites = 2
[battery]
every = 500
[log]
lives_every = 500
genomes_every = 2000
instructions_every = 2000
interactions_every = 2000
checkpoint_every = 250
"""


def main(out, generations):
    out, end = Path(out), int(generations)
    held, process = {}, psutil.Process()

    def watch(progress):
        if progress.generation % 100 == 0:
            held[progress.generation] = process.memory_info().rss / 2**20
        if progress.generation == end // 2 + 60:  # between checkpoints: as it would lie there after a kill
            shutil.copytree(out / "whole", out / "half")

    run(parse(LONG, overrides=[f"generations={end}"]), out, name="whole", watch=watch)
    print(json.dumps(held))


if __name__ == "__main__":
    main(*sys.argv[1:])
