"""What pages show can be typed: every command, option, parameter and configuration on them is one."""

import re
import shlex
import tomllib

import pytest

from evosim.config import load, parse
from evosim.config.shipped import shipped
from tests.docs.listed import NOT_RUN, PYTHON_NOT_RUN, SMALLER, reason
from tests.docs.pages import NAMES, ROOT, blocks, commands, inline

from generated.commands import tree  # isort: skip  (docs/_ext, whose path `pages` adds)

WITH_CODE = [name for name in NAMES if blocks(name, "sh", "python", "toml")]
IN_BLOCKS = [line for name in NAMES for it in blocks(name, "sh") for line in commands(it.text)]


def descended(words):
    """The command that some words call, and what is left of them."""
    command, words = tree(), list(words)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"evosim has no command {words[0]!r}"
        command = command.commands[words.pop(0)]
    return command, words


def check(line):
    """A command of evosim against the command line, and its parameters against the configuration."""
    command, words = descended(shlex.split(line)[1:])
    words = words[:words.index(">")] if ">" in words else words
    given = command.make_context("evosim", words).params if words or not hasattr(command, "commands") else {}
    path = str(given.get("path"))
    if given.get("override") and (path in shipped() or (ROOT / path).is_file()):
        load(ROOT / path if (ROOT / path).is_file() else path, given["override"])


@pytest.mark.parametrize("name", WITH_CODE)
def test_every_command_can_be_typed(name):
    for block in blocks(name, "sh"):
        for line in commands(block.text):
            line = re.sub(r"^\w+=\$\((.*)\)$", r"\1", line)
            if line.startswith("evosim "):
                check(line)
            elif line.startswith("make "):
                assert re.search(rf"^{line.split()[1]}:.*##", (ROOT / "Makefile").read_text(), re.M), line
            elif line.startswith(("python analysis", "python benchmarks")):
                script = (ROOT / line.split()[1]).read_text()
                assert all(f'"{option}"' in script for option in re.findall(r"--[a-z-]+", line)), line
            else:
                assert reason(line), f"{name}: {line!r} is neither run nor listed in tests/docs/listed.py"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_in_a_sentence_is_there(name):
    for line in inline(name):
        command, words = descended(shlex.split(line)[1:])
        known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
        assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known | {"--help"}, line


@pytest.mark.parametrize("name", WITH_CODE)
def test_python_compiles_and_configurations_are_accepted(name):
    for block in blocks(name, "python"):
        compile(block.text, f"{name}:{block.line}", "exec")
    for block in blocks(name, "toml"):
        if "project" not in tomllib.loads(block.text):
            parse(block.text, f"{name}:{block.line}")


def test_what_is_listed_is_there():
    for pattern in NOT_RUN:
        assert any(re.fullmatch(pattern, line) for line in IN_BLOCKS), f"{pattern}: on no page"
    for pattern, _ in SMALLER:
        assert any(re.fullmatch(pattern, line) for line in IN_BLOCKS), f"{pattern}: on no page"
    python = [name + it.text for name in NAMES for it in blocks(name, "python")]
    assert all(any(words in one for one in python) for words in PYTHON_NOT_RUN)


@pytest.mark.parametrize("line", ["evosim breed x", "evosim run first --sed 3", "evosim probe", "evosim run "
                                  "first -o oversight.watch=1", "evosim config draw"])
def test_what_cannot_be_typed_is_found(line):
    with pytest.raises(Exception, match=r"(?i)no |missing"):
        check(line)
