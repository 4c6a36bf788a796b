"""How evosim is cited, and what of a run a paper must name for others to have it again."""

from typing import Any

from evosim._version import __version__

TITLE = "evosim: evolution of obedience against intrinsic drives in an agent-based world"
AUTHORS = "The evosim authors"  # as LICENSE and CITATION.cff have it
YEAR = "2026"
LICENCE = "MIT"
KEYWORDS = ("agent-based model", "AI safety", "artificial life", "evolution", "evolutionary computation",
            "motivation", "obedience", "population genetics", "simulation")


def bibtex(version: str = __version__, commit: str | None = None) -> str:
    """An entry for BibLaTeX, and for BibTeX styles that know `@software`.

    Args:
        version: of the evosim that is cited.
        commit: of its source, where known.
    """
    fields = {"author": f"{{{AUTHORS}}}", "title": TITLE, "version": version, "year": YEAR,
              "license": LICENCE}
    if commit:
        fields["note"] = f"git commit {commit}"
    width = max(map(len, fields))
    inside = ",\n".join(f"  {name:{width}} = {{{value}}}" for name, value in fields.items())
    return f"@software{{evosim,\n{inside}\n}}"


def programs(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The programs that bred a run, once each, the first one first: its own, and those that resumed it.

    Args:
        record: contents of `run.json`.

    Returns:
        Dicts of `software` (versions by name), `git_commit` and `machine`.
    """
    out: list[dict[str, Any]] = []
    for one in (record, *record["resumed"]):
        program = {name: one[name] for name in ("software", "git_commit", "machine")}
        if program not in out:
            out.append(program)
    return out


def methods(record: dict[str, Any]) -> str:
    """What a paper must name, in sentences.

    Args:
        record: contents of `run.json`.
    """
    by = "; then ".join(_program(**one) for one in programs(record))
    changed = f", with {', '.join(record['overrides'])}" if record["overrides"] else ""
    return (f"The run {record['run_id']} was bred by {by}{changed}. Its seed is {record['seed']}, and its "
            f"resolved configuration has the sha256 {record['files']['resolved.toml']}. The same "
            "configuration and seed give the same tables with these versions on a processor of this kind.")


def _program(software: dict[str, str | None], git_commit: str | None, machine: dict[str, Any]) -> str:
    libraries = ", ".join(f"{name} {version}" for name, version in software.items()
                          if version and name not in ("evosim", "python"))
    commit = f" (git commit {git_commit})" if git_commit else ""
    return (f"evosim {software['evosim']}{commit} on Python {software['python']} with {libraries}, on "
            f"{machine['cpu']}")
