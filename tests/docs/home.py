"""A folder to work in as a reader would, in which the runs that pages speak of are there."""

import contextlib
import io
import re
import shlex
import tomllib

import tomli_w

from evosim.config import parse
from evosim.config.shipped import shipped
from evosim.errors import ConfigError
from tests.docs.listed import reason, smaller

# so small that a run takes a second; what a configuration cannot be shrunk by stays as it is
SMALL = {"generations": 6, "population.genomes": 16, "world.ticks": 60, "battery.every": 2,
         "log.lives_every": 2, "log.genomes_every": 2, "log.interactions_every": 2, "gate.every": 3}
LONG = 640  # ticks; of lives that are long as they stand, for a twentieth of one to hold a segment
PLACEHOLDER = re.compile(r"runs/out/([a-z]+)-(s\d+|sweep)-\.\.\.")


class Home:
    """The folder, which is the working directory; `call` carries out a command of evosim.

    Attributes:
        path: of it.
        call: `(*words) -> (standard output, standard error)`.
        shrunk: whether configurations and commands are made small.
    """

    def __init__(self, path, call, shrunk=True):
        self.path, self.call, self.shrunk = path, call, shrunk
        (path / "runs").mkdir()
        for name, file in shipped().items():
            self.write(f"runs/{name}.toml", file.read_text(encoding="utf-8"))
            if shrunk:  # a file of one's own comes before one that ships
                self.write(name, file.read_text(encoding="utf-8"))
        self.variables, self.names = {}, {}

    def write(self, name, text):
        """Writes a configuration, small where that is wanted."""
        (self.path / name).write_text(little(text) if self.shrunk else text, encoding="utf-8")

    def configure(self, text):
        """Writes a configuration that a page shows to where the page says that it goes."""
        if name := tomllib.loads(text).get("name"):
            self.write(f"runs/{name}.toml", text)

    def type(self, line):
        """Carries out one line; returns what it prints."""
        if reason(line):
            return ""
        line = smaller(line) if self.shrunk else line
        kept = re.fullmatch(r"(\w+)=\$\((.*)\)", line)
        words = [self.real(word) for word in shlex.split(kept[2] if kept else line)]
        assert words[0] == "evosim", f"{line}: neither a command of evosim nor listed in tests/docs/listed.py"
        file = self.path / words.pop() if ">" in words else None
        out, _ = self.call(*[word for word in words[1:] if word != ">"])
        if file is not None:
            file.write_text(out)
        if kept:
            self.variables[kept[1]] = out.strip()
        if words[1] == "new" and self.shrunk:
            self.write(out.strip(), (self.path / out.strip()).read_text())
        return out

    def real(self, word):
        """A word with what stands for a run replaced by one, which is bred if there is none."""
        word = re.sub(r"\$(\w+)", lambda it: self.variables[it[1]], word)
        return PLACEHOLDER.sub(lambda it: self.run(it[1], it[2]), word)

    def run(self, name, which):
        """Path of the newest run of a configuration and seed, or sweep of it."""
        def found():
            return sorted((self.path / "runs" / "out").glob(f"{name}-{which}-*"))
        if not found():
            file = f"runs/{name}.toml"
            if not (self.path / file).exists():
                self.type(f"evosim new {name}")
            self.type(f"evosim sweep {file} --grid oversight.watched=0.1,0.9 --seeds 1:2" if which == "sweep"
                      else f"evosim run {file} --seed {which[1:]} --quiet")
        return found()[-1].relative_to(self.path).as_posix()

    def carry_out(self, text, title):
        """Runs Python that a page shows, after what the page showed before; returns what it prints."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(PLACEHOLDER.sub(lambda it: self.run(it[1], it[2]), text), title, "exec"), self.names)
        return out.getvalue()


def little(text):
    """A configuration as small as it can be made."""
    for leave in ((), ("population.genomes",), tuple(SMALL)):
        tree = tomllib.loads(text)
        long = tree.get("world", {}).get("ticks", 0) >= LONG
        for key, value in SMALL.items():
            section, _, inner = key.rpartition(".")
            if key not in leave:
                value = LONG if long and key == "world.ticks" else value
                (tree.setdefault(section, {}) if section else tree)[inner] = value
        with contextlib.suppress(ConfigError):
            parse(tomli_w.dumps(tree))
            return tomli_w.dumps(tree)
    raise AssertionError("a configuration is accepted as it stands")


def same(expected, printed):
    """Whether what a page shows as printed is, line by line and in order; "..." stands for anything."""
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    for line in filter(None, (" ".join(line.split()) for line in expected.splitlines())):
        pattern = re.escape(line).replace(r"\.\.\.", ".*")
        while lines and not re.match(pattern, lines[0]):
            lines.pop(0)
        assert lines, f"was not printed, or not here: {line}"
        lines.pop(0)
