import pytest

TINY = """
name = "tiny"
seed = 3
generations = 8
[population]
genomes = 32
[world]
size = 12
ticks = 40
[food]
initial = 20
[social]
reach = 12
[instruction]
verbs = ["stay", "give"]
[shadow]
populations = 2
[battery]
every = 2
[log]
checkpoint_every = 3
lives_every = 4
"""


class StillHand:
    """A hand that does nothing but remember what it was asked for."""

    def __init__(self, side, told=None):
        self.side, self.asked = side, []

    def start(self, job):
        self.asked.append(job)

    def play(self, on):
        self.asked.append(on)

    def close(self):
        self.asked.append("closed")


@pytest.fixture
def tiny(tmp_path):
    """A configuration of a second or so, as a file."""
    path = tmp_path / "tiny.toml"
    path.write_text(TINY)
    return path
