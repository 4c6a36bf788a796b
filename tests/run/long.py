"""A small run of any length, and what its process holds while it goes on: `python -m tests.run.long OUT GENERATIONS`."""

import json
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
    held, process = {}, psutil.Process()

    def watch(progress):
        if progress.generation % 100 == 0:
            held[progress.generation] = process.memory_info().rss / 2**20

    run(parse(LONG, overrides=[f"generations={generations}"]), Path(out), name="whole", watch=watch)
    print(json.dumps(held))


if __name__ == "__main__":
    main(*sys.argv[1:])
