"""Runs lessons of `evosim live` on some seeds, both populations at once: whether each shows, and when.

    python benchmarks/live.py [--lessons drift bought ...] --seeds 31-33

As on the page: two processes, one core each. "Shows after" is the time from the start of the lesson to the
first generation from which on its effect is there to the end, by the figures of the last measured
generations. "Processor" is the time that the busier process had of its core: what "to its end" takes where
nobody else works.
"""

import argparse
import os
import queue
import time

import psutil

from evosim.config import dump
from evosim.live import notice
from evosim.live.extinction import bred
from evosim.live.hands import Hand
from evosim.live.lesson import SIDES, Lesson, lessons
from evosim.live.worker import Job


def lived(lesson: Lesson, seed: int, number: int, hands: dict[str, Hand], told: queue.Queue):
    """Seconds until the effect shows (None: never), until the end, and what the page would say."""
    configs = lesson.configs({}, seed)
    began = time.perf_counter()
    busy = {side: used(hand) for side, hand in hands.items()}
    for side, hand in hands.items():
        if lesson.kind == "extinction":
            names = tuple(name for kind in getattr(lesson, side).populations
                          for name, about in bred().items() if about["kind"] == kind)
            hand.start(Job(number, "it", str(seed), populations=names))
        else:
            hand.start(Job(number, "it", dump(configs[side]), lesson.measures))
    rows, ended, first, since = {side: [] for side in SIDES}, set(), None, None
    while ended != set(SIDES):
        side, of, what, value = told.get(timeout=600)
        if of != number:
            continue
        now = time.perf_counter() - began
        if what == "failed":
            raise SystemExit(f"{lesson.name}, seed {seed}: {value}")
        if what == "done":
            ended.add(side)
        if what not in ("row", "curve"):
            continue
        rows[side].append(value)
        first = first or now
        look = notice.figures(rows) if what == "row" else notice.of_curves(rows)
        there = notice.shown(lesson.notice, look)
        since = (now if since is None else since) if there else None
    busy = max(used(hand) - busy[side] for side, hand in hands.items())
    return first, since, time.perf_counter() - began, busy, notice.noticed(lesson, look, seed)


def used(hand: Hand) -> float:
    """Seconds that a worker has had of a core."""
    times = psutil.Process(hand.process.pid).cpu_times()
    return times.user + times.system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lessons", nargs="*", default=list(lessons()), choices=list(lessons()))
    parser.add_argument("--seeds", default="31-33")
    options = parser.parse_args()
    low, _, high = options.seeds.partition("-")
    told: queue.Queue = queue.Queue()
    hands = {side: Hand(side, lambda *it: told.put(it)) for side in SIDES}
    number = 0
    try:
        for name in options.lessons:
            for seed in range(int(low), int(high or low) + 1):
                number += 1
                first, since, whole, busy, said = lived(lessons()[name], seed, number, hands, told)
                after = "-" if since is None else f"{since:.0f} s"
                figures = ", ".join(f"{key} {value:.2f}" for key, value in said["figures"].items()
                                    if value is not None)
                print(f"| {lessons()[name].number} {name} | {seed} | {'yes' if said['shown'] else 'no'} | "
                      f"{after} | {whole:.0f} s | {busy:.0f} s | {figures} |",
                      f"(first {first:.1f} s, load {os.getloadavg()[0]:.1f})", flush=True)
    finally:
        for hand in hands.values():
            hand.close()


if __name__ == "__main__":
    main()
