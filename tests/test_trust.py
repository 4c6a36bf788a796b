"""Nothing that evosim opens can run code, and nothing is fetched: no pickles, no sockets."""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import evosim

HOME = Path(evosim.__file__).parent
UNPICKLING = {"pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
CALLS = {"eval", "exec", "compile", "__import__"}
FETCHING = {"socket", "urllib", "http", "requests", "ftplib"}


def unsafe(source, name):
    """What in a source could run code that a file brings, or fetch something; line numbers with it."""
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            for module in {one.split(".")[0] for one in names if one != "urllib.parse"}:  # quotes addresses
                if module in UNPICKLING | FETCHING:
                    yield f"{name}:{line} imports {module}"
        elif isinstance(node, ast.Call):
            called = node.func
            word = getattr(called, "id", None) if isinstance(called, ast.Name) else None
            if word in CALLS:
                yield f"{name}:{line} calls {word}"
            if isinstance(called, ast.Attribute) and called.attr == "read_pickle":
                yield f"{name}:{line} reads a pickle"
            if (isinstance(called, ast.Attribute) and called.attr == "load"
                    and getattr(called.value, "id", "") == "np"):
                given = {word.arg: getattr(word.value, "value", None) for word in node.keywords}
                if given.get("allow_pickle") is not False:
                    yield f"{name}:{line} loads arrays that may be pickles"


def test_no_source_unpickles_evaluates_or_fetches():
    found = [line for path in HOME.rglob("*.py")
             for line in unsafe(path.read_text(), str(path.relative_to(HOME)))]
    # which listens, on this machine alone, and calls nobody (tests/live/test_server.py)
    assert [line for line in found if not re.fullmatch(r"live/server\.py:\d+ imports socket", line)] == []


def test_each_of_these_would_be_noticed():
    for bad in ("import pickle", "from joblib import load", "import urllib.request", "eval('1')",
                "np.load(path)", "np.load(path, allow_pickle=True)", "pd.read_pickle(path)",
                "from http import client"):
        assert list(unsafe(bad, "x.py")), bad
    assert not list(unsafe("np.load(path, allow_pickle=False)\nself.load(path)\nre.compile('x')", "x.py"))
    assert not list(unsafe("from urllib.parse import quote", "x.py"))


OFFLINE = """
import socket, sys

def refuse(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request"):
        raise RuntimeError(f"{event} {given}")

sys.addaudithook(refuse)
try:
    socket.create_connection(("127.0.0.1", 9))
    sys.exit("the hook does not work")
except RuntimeError:
    pass
from evosim.cli import main
config, out = sys.argv[1:]
for words in (["run", config, "--out", out, "--name", "x", "--quiet", "--figure"], ["verify", out + "/x"],
              ["probe", out + "/x", "--probe", "baseline"]):
    sys.argv = ["evosim", *words]
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
"""


def test_a_run_its_figure_and_its_probes_open_no_connection(tmp_path):
    from tests.conftest import SMALL

    config = tmp_path / "c.toml"
    config.write_text(SMALL.replace("generations = 12", "generations = 2"))
    done = subprocess.run([sys.executable, "-c", OFFLINE, str(config), str(tmp_path)], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr


def test_what_was_tested_together_is_pinned():
    """Every requirement of setup.cfg has one exact version in constraints.txt."""
    setup = configparser.ConfigParser()
    setup.read(HOME.parent / "setup.cfg")
    wanted = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    names = {re.split(r"[>=<]", line)[0] for text in wanted for line in text.split()}
    lines = (HOME.parent / "constraints.txt").read_text().split()
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*", line) for line in lines)
    assert {name.lower().replace("_", "-") for name in names} - pinned == set()
