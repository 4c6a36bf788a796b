"""`make golden`: writes the digests anew, and says which changed; `--print NAME ...` writes nothing."""

import json
import sys
import tempfile
from pathlib import Path

from tests.golden.runs import KNOWN, RUNS, bred, changes, known, made_with


def main(words):
    asked = words[1:] if words[:1] == ["--print"] else list(RUNS)
    with tempfile.TemporaryDirectory() as out:
        found = {name: bred(name, Path(out)) for name in asked}
    if words:
        print(json.dumps(found))
        return
    changed = changes(known()["runs"] if KNOWN.exists() else {}, found)
    KNOWN.write_text(json.dumps({"made_with": made_with(), "runs": found}, indent=1) + "\n")
    print(*[f"changed: {line}" for line in changed] or ["nothing changed"], sep="\n")
    if changed:
        print('if that was meant, CHANGELOG.md must say "Changes results: yes" and why')


main(sys.argv[1:])
