"""evosim beside its peers and against its own forward pass: rates, ratios, and whether SPEC 18 is reached.

    make bench                              # writes results.json, table.md, figures, README.md's section
    python benchmarks/bench.py --only lives JAX --no-scale --dry

Everything is timed on one core, in rounds: each round gives every job one turn, so that noise which lasts
hits all alike. Peers run in an environment of their own (requirements.txt). Exits with 1 when a figure is
missed, and names it.
"""

import argparse
import contextlib
import os
import sys
from pathlib import Path

import claims
import page
import psutil
import scale
from rich.progress import Progress
from workers import Job, Worker

from evosim.machine import Machine

HERE = Path(__file__).parent
PEERS = HERE / ".peers"  # made by make
OWN, STEPS, GENERATIONS, STARTS = "own.py", "agent-steps", "generations", "starts"
ONE_CORE = 1.1  # cores; the two clocks differ by a little

JOBS = [
    Job(claims.FORWARD, OWN, claims.FORWARD, 1, STEPS, "nothing but the brains"),
    Job(claims.FORWARD_ON_TWO, OWN, claims.FORWARD_ON_TWO, 1, STEPS),
    Job(claims.LIVES, OWN, claims.LIVES, 1, STEPS),
    Job(claims.OFF, OWN, claims.OFF, 1, "pairs", "a pair: with them off; in a world that has none"),
    Job(claims.LEARNING, OWN, claims.LEARNING, 1, STEPS),
    Job(claims.EVERYTHING, OWN, claims.EVERYTHING, 1, STEPS, "runs/everything.toml"),
    Job(claims.WHOLE, OWN, claims.WHOLE, 1, STEPS, "live, select, breed, log"),
    Job(claims.WHOLE_LEARNING, OWN, claims.WHOLE_LEARNING, 1, STEPS),
    Job(claims.TWO, OWN, claims.TWO, 1, STEPS),
    Job(claims.MAGENT, "magent2_gather.py", "gather", 2, STEPS, "gather map, sight 7"),
    Job("MAgent2, near", "magent2_gather.py", "near", 2, STEPS, "the same, sight 2"),
    Job(claims.JAX, "jax_world.py", "world", 2, STEPS, "vmap world"),
    Job(claims.MESA, "mesa_forager.py", "agents", 2, STEPS, "agents with a step"),
    Job("Mesa, batched", "mesa_forager.py", "batched", 2, STEPS, "the model thinks for all"),
    Job(claims.BREEDING, OWN, claims.BREEDING, 0.5, GENERATIONS, "1,024 x 1,950 genes"),
    Job(claims.DEAP, "deap_loop.py", "generation", 1, GENERATIONS, "1,024 x 1,000 genes"),
    Job(claims.EVOSAX, "evosax_ga.py", "generation", 1, GENERATIONS, "1,024 x 2,052 genes"),
    Job("start", OWN, "start", 0.1, STARTS),
    Job("help", OWN, "help", 0.1, STARTS),
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", type=int, help="which is measured on [default: the idlest]")
    parser.add_argument("--peers", type=Path, default=PEERS, help="environment of the peers")
    parser.add_argument("--only", nargs="+", metavar="JOB", help="some jobs")
    parser.add_argument("--no-scale", action="store_true", help="leave out 64 to 65,536 genomes")
    parser.add_argument("--dry", action="store_true", help="print, and write no file")
    options = parser.parse_args()
    names = {job.name for job in JOBS}
    for name in options.only or []:
        if name not in names:
            parser.error(f"--only {name}: must be one of {', '.join(sorted(names))}")
    machine = Machine.here()
    jobs = [job for job in JOBS if job.name in (options.only or names)
            and (machine.cores > 1 or job.name not in claims.ON_TWO)]
    core = _idlest() if options.core is None else options.core
    rounds = timed(jobs, options.rounds, core, options.peers)
    sizes = [] if options.no_scale else scale.all_sizes(core)
    verdicts = claims.judged(claims.CLAIMS, rounds, machine)
    beside = claims.judged(claims.BESIDE, rounds, machine)
    page.show(jobs, rounds, verdicts, beside, sizes, machine)
    if not options.dry:
        page.write(HERE, jobs, rounds, verdicts, beside, sizes, machine)
    missed = [verdict.claim for verdict in verdicts if verdict.missed]
    if missed:
        print(f"missed: {'; '.join(missed)}", file=sys.stderr)
    return int(bool(missed))


def timed(jobs: list[Job], rounds: int, core: int | None, peers: Path) -> claims.Rounds:
    """Turns by name of the job, of each round.

    Args:
        jobs: to time.
        rounds: how many.
        core: that all are kept on.
        peers: virtual environment of the peers.
    """
    out: claims.Rounds = []
    with contextlib.ExitStack() as stack, Progress(transient=True) as progress:
        bar = progress.add_task("making ready", total=len(jobs) * (rounds + 1))
        workers: dict[str, Worker] = {}
        for job in jobs:
            progress.update(bar, description=f"making ready: {job.name}")
            if job.script not in workers:
                own = job.script == OWN
                workers[job.script] = stack.enter_context(Worker(
                    Path(sys.executable) if own else peers / "bin" / "python",
                    HERE / job.script if own else HERE / "peers" / job.script, core))
            workers[job.script].turn(job.job, 0)
            progress.advance(bar)
        for k in range(rounds):
            turns = {}
            for job in jobs:
                progress.update(bar, description=f"round {k + 1} of {rounds}: {job.name}")
                turn = turns[job.name] = workers[job.script].turn(job.job, job.seconds)
                if job.name not in claims.ON_TWO and turn.cpu_seconds > ONE_CORE * turn.seconds:
                    raise RuntimeError(f"{job.name}: had {turn.cpu_seconds / turn.seconds:.1f} cores; must "
                                       "have one")
                progress.advance(bar)
            out.append(turns)
    return out


def _idlest() -> int | None:
    """The core that others use least, of those that we may use; None where that cannot be chosen."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    load = psutil.cpu_percent(interval=1.0, percpu=True)
    return min(os.sched_getaffinity(0), key=lambda core: load[core])


if __name__ == "__main__":
    sys.exit(main())
