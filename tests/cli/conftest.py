"""Commands in this process: what they say, and how they refuse."""

import sys

import pytest

from evosim.cli import main


@pytest.fixture
def said(monkeypatch, capsys):
    """`said(verb, *words)`: standard output and error of a command, which exits with `code`."""
    def call(*words, code=0):
        monkeypatch.setattr(sys, "argv", ["evosim", *map(str, words)])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        assert (caught.value.code or 0) == code, err
        return out, err
    return call


def refusal(said, *words, code=2):
    """The one sentence that a command refuses with."""
    out, err = said(*words, code=code)
    assert not out and "Traceback" not in err
    return err.splitlines()[-1]
