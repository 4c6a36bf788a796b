"""What is kept of a class: the two runs, as any other, and in each what was predicted."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evosim.live.lesson import Lesson
from evosim.live.sliders import Value
from evosim.storage import files

NAME = "prediction.json"


def prediction(lesson: Lesson, counts: list[int], revealed: dict[str, int] | None,
               moved: dict[str, dict[str, Value]], seed: int) -> dict[str, Any]:
    """What the class predicted, of what, and when it was uncovered.

    Args:
        lesson: that was asked.
        counts: of each choice.
        revealed: generations that each side had lived then; None: never.
        moved: sliders, by side.
        seed: of both.
    """
    return {"kind": "evosim prediction", "lesson": lesson.name, "question": lesson.question,
            "asked": lesson.vote.ask,
            "votes": [{"choice": choice, "count": count}
                      for choice, count in zip(lesson.vote.choices, counts, strict=True)],
            "uncovered_after_generations": revealed, "sliders_moved": moved, "seed": seed,
            "saved": datetime.now(UTC).isoformat(timespec="seconds")}


def kept(ended: dict[str, str], out: Path, said: dict[str, Any]) -> list[str]:
    """Moves the runs of both sides to where runs are kept, with what was predicted; gives their paths.

    Args:
        ended: path of each run, by side.
        out: folder of runs.
        said: see `prediction`.

    Raises:
        StorageError: the disk refused; what was moved by then stays where it is.
    """
    files.make_folder(out)
    places = {side: _free(out, Path(path).name) for side, path in ended.items()}
    paths = []
    for side, path in ended.items():
        other = next(place.name for one, place in places.items() if one != side)
        text = json.dumps(said | {"side": side, "beside": other}, indent=1, ensure_ascii=False) + "\n"
        files.write(Path(path) / NAME, text.encode())
        shutil.move(path, places[side])
        paths.append(str(places[side]))
    return paths


def _free(out: Path, name: str) -> Path:
    if (out / name).exists():
        raise FileExistsError(f"{out / name} exists")
    return out / name
