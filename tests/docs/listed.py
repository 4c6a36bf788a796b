"""Commands on pages that the tests do not run as they stand, each with the reason why not.

Whoever writes a command on a page needs nothing here: it is run. Only what would take minutes, another
machine, a browser or an installation belongs here, and it is still held against the command line.
"""

import re

NOT_RUN = {
    r"make \S+": "environments, minutes; that there is such a target is tested",
    r"\. \.venv/bin/activate": "the tests have their environment",
    r"pip install .*": "installs",
    r"python (analysis|benchmarks)/.*": "breeds for an hour; that there is such a script, with these "
                                        "options, is tested",
    r"jupytext .*": "tests/notebooks runs every notebook",
    r"dask .*": "needs machines; tests/sweep has a scheduler of its own",
    r"evosim sweep .*--scheduler .*": "needs machines; tests/sweep has a scheduler of its own",
    r"evosim run .*selection\.mode=gradient.*": "needs libraries that not all have; tests/gradient",
    r"evosim live.*": "serves until it is stopped; tests/live and tests/browser open it",
    r"evosim experiment run (all|NAME)\b.*": "hours; tests/experiments runs each of them, tiny",
    r"evosim experiment power .*": "needs a pilot of minutes; tests/experiments/test_command.py has one",
    r"evosim validate( --full)?": "minutes; tests/cli/test_validate.py",
    r"evosim bench .*": "minutes, on an idle machine; tests/cli/test_bench.py",
    r"evosim doctor --warm.*": "minutes, where nothing is compiled yet; tests/cli/test_cli.py",
    r"evosim probe runs/out/first-s11-\.\.\. --probe blindness": "of a package; tests/plugins lives it",
}
# what is run smaller than it stands: pattern, and what it becomes
SMALLER = (
    (r"(evosim experiment run \S+)( --preset \S+)?", r"\1 --preset tiny --workers 1 --out runs/out/tiny"),
    (r"(evosim sweep .*)--seeds \S+", r"\1--seeds 1:2"),
    (r"(evosim resume .*)--generations \d+", r"\1--generations 8"),
    (r"(evosim coalitions .*)", r"\1 --draws 30"),
    (r"(evosim explain .*)", r"\1 --worlds 4"),
    (r"(evosim probe .*)", r"\1 --replicates 1"),
)
# python that is not run here
PYTHON_NOT_RUN = {
    "docs/pettingzoo.md": "tests/interop/test_page.py runs it",
    "docs/plugins.md": "tests/plugins/test_docs.py runs it",
    "from dask_jobqueue import": "needs a cluster",
}


def reason(command):
    """Why a command is not run; "": it is."""
    return next((why for pattern, why in NOT_RUN.items() if re.fullmatch(pattern, command)), "")


def smaller(command):
    """A command as the tests run it."""
    for pattern, instead in SMALLER:
        command = re.sub(f"^{pattern}$", instead, command)
    return command
