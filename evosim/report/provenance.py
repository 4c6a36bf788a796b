"""Where a run comes from, what must be known before it is believed, and how to have it again."""

import hashlib
import shlex
from collections.abc import Sequence
from pathlib import Path

from evosim._version import __version__
from evosim.figures.registry import configuration_hash
from evosim.plugins import Plugin
from evosim.report.blocks import Block, Code, Points, Rows, Text
from evosim.results import Run
from evosim.storage.verify import Findings

_TAIL = 12  # lines of run.log that are shown of a run that failed
_SPENT = {"live": "lives", "battery": "battery of obedience", "breed": "selecting and breeding",
          "log": "writing", "checkpoint": "checkpoints", "all": "altogether"}


def blocks(run: Run) -> list[Block]:
    """Tables and sentences on where a run comes from."""
    it = run.provenance
    machine, software = it["machine"], it["software"]
    facts = [
        ["run", run.run_id], ["seed", str(it["seed"])],
        ["status", f"{it['status']}, {it['generation']} of {it['generations']} generations"],
        ["begun, last written", f"{it['started']}, {it['updated']}"],
        ["command", shlex.join(["evosim", *it["command"][1:]])],
        ["overrides", ", ".join(it["overrides"]) or "none"],
        ["git commit", it["git_commit"] or "not known: evosim was installed, not run from a checkout"],
        ["machine", f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_mib']:,} MiB; "
                    f"{machine['system']}"],
        ["software", ", ".join(f"{name} {version}" for name, version in software.items() if version)],
        *([["added by packages", ", ".join(Plugin(**one).title for one in it["plugins"])]]
          if it.get("plugins") else []),
        ["peak memory", f"{it['peak_memory_mib']:,.0f} MiB"],
        ["genome layout", f"{it['layout_hash']} ({run.layout.n_genes:,} genes, {run.layout.n_senses} "
                          "senses)"],
        ["configuration", f"sha256 {configuration_hash(run)}"]]
    spent = [[_SPENT.get(name, name), f"{seconds:,.1f} s"] for name, seconds in it["timings"].items()]
    return [Rows("The run", ["", ""], facts, folded=False), Rows("Time spent", ["on", "seconds"], spent),
            Rows("Tables, and what their files add up to",
                 ["table", "rows", "files", "bytes", "digest of digests"], _tables(run))]


def of_several(runs: Sequence[Run]) -> list[Block]:
    """Where several runs come from: a row each, and what must be known of any before it is believed."""
    rows = []
    for run in runs:
        it = run.provenance
        rows.append([run.run_id, str(it["seed"]), it["git_commit"] or "not known", it["software"]["evosim"],
                     f"{it['machine']['cpu']}, {it['machine']['cores']} cores", it["started"], it["updated"],
                     configuration_hash(run)[:16]])
    known = [f"{run.run_id}: {text}" for run in runs for text in warnings(run, Findings())]
    return [*points(known),
            Text("`evosim verify RUN` holds every file of a run against the digest written with it."),
            Rows("Every run", ["run", "seed", "git commit", "evosim", "machine", "begun", "last written",
                               "configuration, sha256"], rows)]


def _tables(run: Run) -> list[list[str]]:
    """A row a table; its digest is the sha256 of those of its files, in order."""
    by_table: dict[str, list] = {}  # type: ignore[type-arg]
    for part in run.provenance["parts"]:
        by_table.setdefault(Path(part["path"]).parent.name, []).append(part)
    return [[name, f"{sum(part['rows'] for part in parts):,}", str(len(parts)),
             f"{sum(part['bytes'] for part in parts):,}",
             hashlib.sha256("".join(part["sha256"] for part in parts).encode()).hexdigest()[:16]]
            for name, parts in sorted(by_table.items())]


def warnings(run: Run, damage: Findings) -> list[str]:
    """What must be known before a run is believed; none if all is well.

    Args:
        run: the run.
        damage: what `verify` found.
    """
    it, out = run.provenance, []
    if it["status"] != "done":
        why = {"running": "goes on, or was killed", "interrupted": "was interrupted", "failed": "failed"}
        error = f" ({it['error']})" if it["status"] == "failed" and "error" in it else ""
        out.append(f"The run {why.get(it['status'], it['status'])}{error} after {it['generation']} of "
                   f"{it['generations']} generations: this is what there is so far. `evosim resume "
                   f"{shlex.quote(str(run.path))}` goes on with it.")
    if "ended" in it:
        out.append(f"The population {it['ended']}, of {it['generations']} that it was to live.")
    for once in it["resumed"]:
        note = f": {once['note']}" if once["note"] else ""
        out.append(f"It was resumed at {once['time']} from generation {once['generation']}{note}.")
    commits = {it["git_commit"], *(once["git_commit"] for once in it["resumed"])}
    if any(str(commit).endswith("-dirty") for commit in commits):
        out.append("evosim's source differed from the commit that is named.")
    if len(commits) > 1:
        out.append("Parts of it were bred by other versions of the source than others.")
    if it["software"]["evosim"] != __version__:
        out.append(f"It was bred by evosim {it['software']['evosim']} and is read by {__version__}.")
    return out + list(damage)


def log_tail(run: Run) -> list[Block]:
    """The last lines that a failed run wrote."""
    path = run.path / "run.log"
    if run.provenance["status"] != "failed" or not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
    return [Code("\n".join(lines), "The last lines of run.log")] if lines else []


def reproduce(run: Run) -> list[Block]:
    """How to breed the same run again."""
    it, path = run.provenance, shlex.quote(str(run.path))
    commit = str(it["git_commit"] or "").removesuffix("-dirty")
    first = [f"git checkout {commit}"] if commit else [f"pip install evosim=={it['software']['evosim']}"]
    first += list(dict.fromkeys(f"pip install {one['package']}=={one['version']}"
                                for one in it.get("plugins", [])))
    lines = [*first, f"evosim run {path}/resolved.toml --name again", f"evosim verify {path}",
             f"evosim report {path}"]
    return [Text("The same seed gives the same tables, for any number of threads, with logging on or off, "
                 "interrupted or not; with the same versions, on the same kind of processor."),
            Code("\n".join(lines))]


def checked(damage: Findings) -> str:
    """Whether every file is as it was written, in a sentence."""
    return f"{damage.files} files were held against their digests: all are whole." if not damage else (
        f"{len(damage)} of {damage.files} files are not as they were written.")


def points(texts: list[str]) -> list[Block]:
    """A list, if there is anything to say."""
    return [Points(texts)] if texts else []
