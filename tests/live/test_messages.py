"""What a page may say: whatever else comes changes nothing, and is answered with one sentence."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.live import messages
from evosim.live.lesson import free, lessons
from evosim.live.messages import Refused
from evosim.live.session import Session
from evosim.live.sliders import BY_NAME
from tests.live.conftest import StillHand

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda more: st.lists(more, max_size=5) | st.dictionaries(st.text(max_size=12), more, max_size=5),
    max_leaves=20)
KIND = st.sampled_from(messages.KINDS)
FIELD = st.sampled_from(["lesson", "a", "b", "seed", "on", "counts", "path", "code", "kind"])


def session(lesson="drift"):
    said = []
    hands = {side: StillHand(side) for side in "ab"}
    return Session(lessons()[lesson], Path("nowhere"), hands, said.append), hands, said


def seen(it, hands):
    return copy.deepcopy((it.state(), it.job, it.counts, it.moved, {k: h.asked for k, h in hands.items()}))


def one_sentence(text):
    return 0 < len(text) < 400 and "\n" not in text and "Traceback" not in text


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200), JSON.map(json.dumps),
                 st.fixed_dictionaries({"kind": KIND}, optional={}).flatmap(
                     lambda head: st.dictionaries(FIELD, JSON, max_size=5).map(
                         lambda rest: json.dumps({**rest, **head})))))
def test_whatever_comes_is_a_message_of_ours_or_refused_in_one_sentence(text):
    try:
        message = messages.read(text)
    except Refused as refused:
        assert one_sentence(str(refused))
    else:
        assert isinstance(message, messages.Message)
        if isinstance(message, messages.Begin):
            assert all(BY_NAME[name].allows(value) for moved in (message.a, message.b)
                       for name, value in moved.items())


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({"kind": KIND}).flatmap(
    lambda head: st.dictionaries(FIELD, JSON, max_size=5).map(lambda rest: {**rest, **head})))
def test_what_is_refused_changes_nothing(tree):
    it, hands, said = session()
    before, n = seen(it, hands), len(said)
    try:
        it.handle(messages.read(json.dumps(tree)))
    except Refused as refused:
        assert one_sentence(str(refused))
        assert seen(it, hands) == before
        assert len(said) == n


@pytest.mark.parametrize("text, says", [
    (b"\x00\x01", "text, not bytes"),
    ("", "must be JSON"),
    ("[" * 4000, "must be JSON"),
    ("NaN", "must be JSON"),
    ("[1]", "an object whose kind is one of choose, begin"),
    ('{"kind": "run", "code": "1"}', "kind is one of"),
    ('{"kind": ["save"]}', "kind is one of"),
    ('{"kind": "save", "path": "/etc/passwd"}', "message save: path: extra inputs"),
    ('{"kind": "choose", "lesson": "../../etc/passwd"}', "message choose: lesson:"),
    ('{"kind": "play", "on": 1}', "message play: on: input should be a valid boolean"),
    ('{"kind": "begin", "seed": -1}', "greater than or equal to 0"),
    ('{"kind": "begin", "seed": 2147483648}', "less than or equal to 2147483647"),
    ('{"kind": "begin", "seed": 1.5}', "valid integer"),
    ('{"kind": "begin", "seed": true}', "valid integer"),
    ('{"kind": "begin", "seed": 1, "a": {"penalty": 1e999}}', "penalty"),
    ('{"kind": "begin", "seed": 1, "a": {"penalty": NaN}}', "must be JSON"),
    ('{"kind": "begin", "seed": 1, "a": {"penalty": 3.5}}', "must be a number from 0 to 3"),
    ('{"kind": "begin", "seed": 1, "a": {"penalty": "1"}}', "must be a number from 0 to 3"),
    ('{"kind": "begin", "seed": 1, "b": {"population": 1000000}}', "must be a number from 32 to 512"),
    ('{"kind": "begin", "seed": 1, "b": {"language": "french"}}', "must be one of innate, drifting"),
    ('{"kind": "begin", "seed": 1, "a": {"name": 1}}', "slider name: must be one of"),
    ('{"kind": "begin", "seed": 1, "a": {"instruction.verbs": 1}}', "begin: a.instruction.verbs"),
    ('{"kind": "votes", "counts": [1, -1]}', "greater than or equal to 0"),
    ('{"kind": "votes", "counts": [1]}', "at least 2"),
    ('{"kind": "votes", "counts": [1000, 0]}', "less than or equal to 999"),
    (json.dumps({"kind": "choose", "lesson": "x" * 5000}), "at most 4096 bytes"),
])
def test_refusals_say_what_would_be_right(text, says):
    with pytest.raises(Refused, match=says.replace("[", r"\[")):
        messages.read(text)


def test_votes_come_before_the_reveal_and_end_with_it():
    it, _, said = session()
    with pytest.raises(Refused, match="predict first"):
        it.handle(messages.read('{"kind": "reveal"}'))
    with pytest.raises(Refused, match="must be 3 numbers"):
        it.handle(messages.read('{"kind": "votes", "counts": [1, 2]}'))
    it.handle(messages.read('{"kind": "votes", "counts": [1, 2, 3]}'))
    it.handle(messages.read('{"kind": "reveal"}'))
    assert [message["kind"] for message in said[-2:]] == ["votes", "revealed"]
    with pytest.raises(Refused, match="the vote has ended"):
        it.handle(messages.read('{"kind": "votes", "counts": [9, 9, 9]}'))
    assert it.state()["counts"] == [1, 2, 3]


def test_a_lesson_turns_its_own_sliders_only():
    it, hands, _ = session()
    with pytest.raises(Refused, match="must be one of this lesson's"):
        it.handle(messages.read('{"kind": "begin", "seed": 1, "a": {"language": "shuffled"}}'))
    it.handle(messages.read('{"kind": "begin", "seed": 9, "b": {"selection": 2}}'))
    assert "size = 2" in hands["b"].asked[-1].config and "size = 8" in hands["a"].asked[-1].config
    assert all("seed = 9" in hand.asked[-1].config for hand in hands.values())


def test_what_does_not_go_together_is_refused_by_the_configuration(tiny):
    tiny.write_text(tiny.read_text().replace('"give"]', '"give"]\ndirectness = "act"'))
    own = free(tiny)
    hands = {side: StillHand(side) for side in "ab"}
    it = Session(own, Path("nowhere"), hands, lambda message: None, own=own)
    before = seen(it, hands)
    with pytest.raises(Refused, match="goto"):
        it.handle(messages.read('{"kind": "begin", "seed": 1, "a": {"opposing": 0}}'))
    assert seen(it, hands) == before


def test_of_jobs_given_up_nothing_is_heard():
    it, _, said = session()
    old = it.job
    it.handle(messages.read('{"kind": "begin", "seed": 2}'))
    n = len(said)
    it.told("a", old, "row", {"generation": 0, "phase": "main", "own": {}, "chance": {}})
    it.told("a", old, "done", "/tmp/old")
    assert len(said) == n and not it.rows["a"] and not it.ended


def test_nothing_is_saved_before_the_end():
    it, _, _ = session()
    with pytest.raises(Refused, match="when both populations have come to their end"):
        it.handle(messages.read('{"kind": "save"}'))
