"""What goes on in one class: a lesson, two populations, a vote, and what may be seen of it."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evosim.config import Config, diff, dump
from evosim.errors import ConfigError, EvosimError
from evosim.live import charts, messages, notice
from evosim.live.hands import Hand
from evosim.live.lesson import SIDES, Lesson, lessons
from evosim.live.messages import Refused
from evosim.live.prediction import kept, prediction
from evosim.live.sliders import BY_NAME, Value
from evosim.live.worker import Job

Send = Callable[[dict[str, Any]], None]


class Session:
    """One class; every page that is open sees the same.

    Args:
        lesson: to begin with.
        out: folder in which runs are kept.
        hands: the worker of each side.
        send: to every page that is open.
        seed: to begin with; the lesson's own if none.
        own: the lesson that was given by a configuration, for the menu.
    """

    def __init__(self, lesson: Lesson, out: Path, hands: dict[str, Hand], send: Send,
                 seed: int | None = None, own: Lesson | None = None) -> None:
        self.out, self.hands, self.send, self.own = out, hands, send, own
        self.job = 0
        self.choose(lesson, seed)

    def choose(self, lesson: Lesson, seed: int | None = None) -> None:
        """Opens a lesson and starts it."""
        seed = int(lesson.config.get("seed", 1)) if seed is None else seed
        self.lesson = lesson
        self._start({side: {} for side in SIDES}, lesson.configs({}, seed), seed)

    def handle(self, message: messages.Message) -> None:
        """Does what a page asks for.

        Raises:
            Refused: it cannot be done now, or what it asks for does not go together; nothing has changed.
        """
        if isinstance(message, messages.Choose):
            self.choose(self._lesson(message.lesson))
        elif isinstance(message, messages.Begin):
            self._begin(message)
        elif isinstance(message, messages.Play):
            self.playing = message.on
            for hand in self.hands.values():
                hand.play(message.on)
            self.send({"kind": "playing", "on": message.on})
        elif isinstance(message, messages.Votes):
            self._vote(message.counts)
        elif isinstance(message, messages.Reveal):
            self._reveal()
        else:
            self._save()

    def _lesson(self, name: str) -> Lesson:
        if self.own is not None and name == self.own.name:
            return self.own
        if name not in lessons():
            raise Refused(f"lesson {name}: must be one of {', '.join(lessons())}")
        return lessons()[name]

    def _begin(self, message: messages.Begin) -> None:
        moved: dict[str, dict[str, Value]] = {"a": dict(message.a), "b": dict(message.b)}
        for name in {**message.a, **message.b}:
            if name not in self.lesson.sliders:
                raise Refused(f"slider {name}: must be one of this lesson's "
                              f"({', '.join(self.lesson.sliders)})")
        try:
            configs = self.lesson.configs(moved, message.seed)
        except ConfigError as error:
            raise Refused(error.problems[0]) from None
        self._start(moved, configs, message.seed)

    def _start(self, moved: dict[str, dict[str, Value]], configs: dict[str, Config], seed: int) -> None:
        self.job += 1
        self.moved, self.configs, self.seed, self.playing = moved, configs, seed, True
        self.rows: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
        self.curves: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
        self.films: dict[str, Any] = dict.fromkeys(SIDES)
        self.ended: dict[str, str] = {}
        self.failed: dict[str, str] = {}
        self.counts = [0] * len(self.lesson.vote.choices)
        self.revealed: dict[str, int] | None = None
        self.saved: list[str] = []
        self.noticed: dict[str, Any] | None = None
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        for side, hand in self.hands.items():
            config = configs[side]
            job = Job(self.job, f"{config.name}-{side}-s{seed}-{stamp}", dump(config), self.lesson.measures)
            if self.lesson.kind == "extinction":
                job = Job(self.job, job.name, str(seed), populations=self._bred(side))
            hand.play(True)
            hand.start(job)
        self.send(self.state())

    def _bred(self, side: str) -> tuple[str, ...]:
        from evosim.live.extinction import bred

        kinds = getattr(self.lesson, side).populations
        return tuple(name for kind in kinds for name, about in bred().items() if about["kind"] == kind)

    def _vote(self, counts: list[int]) -> None:
        if self.revealed is not None:
            raise Refused("the vote has ended: the plots are uncovered")
        if len(counts) != len(self.counts):
            raise Refused(f"counts: must be {len(self.counts)} numbers, one a choice")
        self.counts = list(counts)
        self.send({"kind": "votes", "counts": self.counts})

    def _reveal(self) -> None:
        if self.revealed is not None:
            return
        if not any(self.counts) and self.lesson is not self.own:
            raise Refused("nobody has voted yet: predict first")
        self.revealed = {side: len(self.rows[side]) for side in SIDES}
        self.send({"kind": "revealed"})
        self._notice()

    def _save(self) -> None:
        if self.saved:
            raise Refused(f"these runs are saved already: {', '.join(self.saved)}")
        if self.lesson.kind == "extinction":
            raise Refused("this lesson breeds nothing: its populations ship with evosim "
                          "(evosim/live/bred/populations.json has the commands that bred them)")
        if set(self.ended) != set(SIDES):
            raise Refused("a run can be saved when both populations have come to their end")
        try:
            self.saved = kept({side: self.ended[side] for side in SIDES}, self.out, prediction(
                self.lesson, self.counts, self.revealed, self.moved, self.seed))
        except (EvosimError, OSError, shutil.Error) as error:
            raise Refused(f"not saved: {error}") from None
        self.send({"kind": "saved", "paths": self.saved})

    def told(self, side: str, job: int, what: str, value: Any) -> None:
        """Takes what a worker tells; of jobs given up, nothing."""
        if job != self.job:
            return
        if what == "row":
            self.rows[side].append(value)
            self.send({"kind": "row", "side": side, "row": self._public(value)})
        elif what == "film":
            self.films[side] = value
            self.send({"kind": "film", "side": side, "film": value})
        elif what == "curve":
            self.curves[side].append(value)
            self.send({"kind": "curve", "side": side, "curve": value})
        elif what == "done":
            self.ended[side] = value
            self.send({"kind": "ended", "side": side})
            self._notice()
        elif what == "failed":
            self.failed[side] = value
            self.send({"kind": "failed", "side": side, "text": value})

    def _notice(self) -> None:
        if self.revealed is None or set(self.ended) != set(SIDES):
            return
        look = notice.figures(self.rows) if self.lesson.kind == "evolution" else notice.of_curves(self.curves)
        self.noticed = notice.noticed(self.lesson, look, self.seed)
        self.send({"kind": "noticed", "noticed": self.noticed})

    def _public(self, row: dict[str, Any]) -> dict[str, Any]:
        """What the plots of the lesson draw of a row."""
        names = charts.columns(self.lesson.charts)
        return {"generation": row["generation"], "phase": row["phase"],
                "own": {name: row["own"][name] for name in names if row["own"].get(name) is not None},
                "chance": {name: row["chance"][name] for name in names if name in row["chance"]}}

    def state(self) -> dict[str, Any]:
        """Everything that a page needs to draw itself."""
        lesson = self.lesson
        menu = [*([self.own] if self.own else []), *lessons().values()]
        return {
            "kind": "state",
            "menu": [{"name": it.name, "number": it.number, "title": it.title} for it in menu],
            "lesson": {"name": lesson.name, "number": lesson.number, "title": lesson.title,
                       "kind": lesson.kind, "question": lesson.question, "vote": lesson.vote.model_dump(),
                       "exercise": lesson.exercise, "seeds": lesson.seeds, "code": lesson.code,
                       "source": lesson.source.read_text(encoding="utf-8") if lesson.code else "",
                       "labels": {side: getattr(lesson, side).label for side in SIDES},
                       "free": lesson is self.own},
            "sliders": {side: [BY_NAME[name].described(self.configs[side]) for name in lesson.sliders]
                        for side in SIDES},
            "moved": self.moved,
            "differ": [[name, _plain(a), _plain(b)] for name, a, b in
                       diff(self.configs["a"], self.configs["b"])],
            "charts": [charts.described(name) for name in lesson.charts],
            "generations": {side: self.configs[side].generations for side in SIDES},
            "seed": self.seed, "playing": self.playing, "counts": self.counts,
            "revealed": self.revealed is not None,
            "rows": {side: [self._public(row) for row in self.rows[side]] for side in SIDES},
            "curves": self.curves, "films": self.films, "ended": sorted(self.ended), "failed": self.failed,
            "saved": self.saved, "noticed": self.noticed}


def _plain(value: Any) -> str:
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
