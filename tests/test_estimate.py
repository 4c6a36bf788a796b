import pytest

from evosim.config import parse
from evosim.estimate import agent_steps

PLAIN = """
generations = 10
[population]
genomes = 32
compositions = 1
replicates = 1
[world]
ticks = 40
[battery]
every = 0
replicates = 1
[shadow]
populations = 3
"""
LEARNING = """[plasticity]
enabled = true
[language]
meaning = "shuffled"
"""


def test_phases_live_their_own_ticks():
    assert agent_steps(parse(PLAIN)) == 10 * 32 * 40
    shorter = PLAIN + '[[phase]]\nname = "short"\nuntil = 4\nset = { "world.ticks" = 20 }\n'
    assert agent_steps(parse(shorter)) == 32 * (4 * 20 + 6 * 40)


@pytest.mark.parametrize(("motives", "lives"), [("[]", 2), ('["compliance", "pain"]', 6)])
def test_gates_count(motives, lives):
    text = PLAIN + LEARNING + f"[gate]\nevery = 4\nmotives = {motives}\nreplicates = 2\n"
    assert agent_steps(parse(text)) == 10 * 32 * 40 + 3 * lives * 32 * 2 * 40  # due in 0, 4 and 8
    assert agent_steps(parse(PLAIN + "[gate]\nevery = 4\n")) == 10 * 32 * 40  # nothing is learned


@pytest.mark.parametrize("held_out", ['held_out = [["goto", 3]]',
                                      'places = true\nheld_out_places = [["stay", 3]]'])
def test_what_is_held_out_is_asked_in_lives_of_its_own(held_out):
    asked = parse(PLAIN, overrides=["battery.every=5"])
    more = parse(PLAIN + f'[instruction]\nverbs = ["goto", "stay"]\n{held_out}\n',
                 overrides=["battery.every=5"])
    assert agent_steps(asked) == 10 * 32 * 40 + 2 * 4 * 32 * 40
    assert agent_steps(more) - agent_steps(asked) == 2 * 4 * 32 * 40
