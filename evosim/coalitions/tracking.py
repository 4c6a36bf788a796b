"""Coalitions followed from window to window: births, deaths, merges, splits."""

from typing import NamedTuple

ALIKE = 0.3  # Jaccard index from which on two groups are taken for one (Greene, Doyle and Cunningham 2010)


class Tracked(NamedTuple):
    """One coalition in one window.

    Attributes:
        number: the same as long as it is followed.
        members: slots.
        came: birth, continued, split (off a larger one) or merge (of several).
        went: death, continued, split, merge or end (the last window).
    """

    number: int
    members: set[int]
    came: str
    went: str


def jaccard(one: set[int], other: set[int]) -> float:
    """Shared members out of all members of the two."""
    return len(one & other) / len(one | other)


def track(windows: list[list[set[int]]]) -> list[list[Tracked]]:
    """Follows groups through windows.

    A group and one of the next window are matched where their Jaccard index is `ALIKE` at least. A group with
    one match goes on in it; several that match one merge in it, and it keeps the number of the one most like
    it; one that matches several splits, and the one most like it keeps its number.

    Args:
        windows: groups of each window.
    """
    out: list[list[Tracked]] = []
    fresh = 0
    for k, groups in enumerate(windows):
        before = out[-1] if k else []
        alike = {(a, b): score for a, old in enumerate(before) for b, new in enumerate(groups)
                 if (score := jaccard(old.members, new)) >= ALIKE}
        ahead = {a: [b for x, b in alike if x == a] for a in range(len(before))}
        behind = {b: [a for a, x in alike if x == b] for b in range(len(groups))}
        heir = {a: max((alike[a, b], -b, b) for b in nexts)[2] for a, nexts in ahead.items() if nexts}
        for a, old in enumerate(before):
            went = "death" if not ahead[a] else "split" if len(ahead[a]) > 1 else (
                "merge" if len(behind[ahead[a][0]]) > 1 else "continued")
            before[a] = old._replace(went=went)
        now = []
        for b, members in enumerate(groups):
            claims = [a for a in behind[b] if heir[a] == b]
            came = "birth" if not behind[b] else "merge" if len(behind[b]) > 1 else (
                "split" if len(ahead[behind[b][0]]) > 1 else "continued")
            if claims:
                number = before[max((alike[a, b], -a, a) for a in claims)[2]].number
            else:
                number, fresh = fresh, fresh + 1
            now.append(Tracked(number, members, came, "end"))
        out.append(now)
    return out
