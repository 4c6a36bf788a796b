"""What becomes of runs that are killed, or whose disk refuses.

`python -m tests.run.disturb HOW CONFIG OUT N SEED` prints what became of each of N of them, as JSON.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np

from evosim.config import parse
from tests.run import mortal


class Trials:
    """Runs of one configuration, disturbed one after the other in the same folder.

    Args:
        text: of the configuration.
        out: folder of the runs.
        seed: of the moments.
    """

    def __init__(self, text, out, seed):
        self.out, self.rng = out, np.random.default_rng(seed)
        self.given = out / "given.toml"
        self.given.write_text(text)
        mortal.warm(parse(text))
        mortal.load_what(self._run("first"), out)
        self.whole = mortal.child(self._run("whole"), out)
        noted = mortal.child(self._note_digests, out)
        assert (self.whole.code, noted.code) == (0, 0), self.whole.said + noted.said
        self.expected = json.loads((out / "whole.json").read_text())

    def _run(self, name, before=lambda: None):
        def work():
            before()
            mortal.evosim("run", self.given, "--out", self.out, "--name", name, "--quiet", "--threads", 1)
        return work

    def _note_digests(self):
        from tests.run.same import digests

        (self.out / "whole.json").write_text(json.dumps(digests(self.out / "whole")))

    def _gone_on(self, name, ended, **more):
        """What a disturbed run became when it was gone on with."""
        path = self.out / name
        recorded = (path / "run.json").exists()
        left = [str(file.relative_to(path)) for file in path.rglob("*.tmp")]
        again, same = mortal.resumed(path, self.expected, **more)
        return {"code": ended.code, "said": ended.said, "recorded": recorded, "left": left,
                "code_again": again.code, "said_again": again.said, "same": same}

    def killed(self, k):
        """SIGKILL at any moment, every fourth time once more while it is gone on with."""
        moment = self.rng.uniform(0, 1.05) * self.whole.seconds
        ended = mortal.child(self._run(f"k{k}"), self.out, moment)
        while ended.code == 0 and k % 10:  # the whole one was slower; but one in ten may be too late
            moment /= 2
            shutil.rmtree(self.out / f"k{k}")
            ended = mortal.child(self._run(f"k{k}"), self.out, moment)
        more = {"killed_after": self.rng.uniform(0, 1) * self.whole.seconds} if k % 4 == 3 else {}
        return {"moment": moment} | self._gone_on(f"k{k}", ended, **more)

    def _at_any_call(self, k, act):
        if not hasattr(self, "calls"):
            def counted():
                count = mortal.disturbed(0, None)
                try:
                    self._run("counted")()
                finally:  # a command ends by raising
                    (self.out / "calls.txt").write_text(str(count[0]))
            mortal.child(counted, self.out)
            self.calls = int((self.out / "calls.txt").read_text())
        at = int(self.rng.integers(1, self.calls + 1))
        ended = mortal.child(self._run(f"k{k}", lambda: mortal.disturbed(at, act)), self.out)
        return {"at": at, "calls": self.calls} | self._gone_on(f"k{k}", ended)

    def died(self, k):
        """The process ends at one of the calls that change the disk, half-way through a write."""
        return self._at_any_call(k, mortal.die)

    def full(self, k):
        """From one of those calls on the disk has no room; when there is room again, the run goes on."""
        return self._at_any_call(k, mortal.full)

    def small_disk(self, k):
        """A disk of its own that is too small, and then larger; and one that can only be read."""
        folder = self.out / f"disk{k}"
        folder.mkdir()
        needed = sum(file.stat().st_size for file in (self.out / "whole").rglob("*") if file.is_file())
        size = int(self.rng.uniform(0.02, 0.9) * needed)
        note = self.out / f"disk{k}.json"

        def on_it():
            if not mortal.small_disk(folder, size):
                note.write_text("null")
                return
            self.out, seen = folder, {"size": size}
            ended = mortal.child(self._run("x"), self.given.parent)
            seen |= {"code": ended.code, "said": ended.said, "recorded": (folder / "x" / "run.json").exists()}
            mortal.change_disk(folder)
            for words in (("resume", folder / "x", "--quiet"), ("verify", folder / "x"),
                          ("run", self.given, "--out", folder, "--name", "y", "--quiet")):
                ended = mortal.child(lambda words=words: mortal.evosim(*words), self.given.parent)
                seen |= {f"{words[0]}_code": ended.code, f"{words[0]}_said": ended.said}
            mortal.change_disk(folder, 20 * needed)
            note.write_text(json.dumps(seen | self._mended(folder)))

        mortal.child(on_it, self.out)
        return json.loads(note.read_text())

    def _mended(self, folder):
        again = mortal.child(lambda: mortal.evosim("resume", folder / "x", "--quiet"), self.given.parent)
        from tests.run.same import digests

        same = again.code == 0 and mortal.child(
            lambda: 0 if digests(folder / "x") == self.expected else 99, self.given.parent).code == 0
        return {"code_again": again.code, "said_again": again.said, "same": same}


def main(how, config, out, n, seed):
    trials = Trials(Path(config).read_text(), Path(out), int(seed))
    found = [getattr(trials, how)(k) for k in range(int(n))]
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    main(*sys.argv[1:])
