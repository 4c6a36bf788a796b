"""An experiment's populations, as a crate tells of them."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from evosim.deposit.acts import act, instrument, machine
from evosim.deposit.graph import Ref
from evosim.deposit.holdings import Column, Holdings, names_of
from evosim.deposit.of_run import Told
from evosim.errors import RunDataError
from evosim.storage import files

DECLARED = "declared.json"
_KIND = "evosim experiment"
_FILES = {DECLARED: "the claim, the rule of its verdict and the arms, written down before anything was bred",
          "cost.json": "seconds that each population took", "figure.png": "what came out, drawn"}
_TABLES: dict[str, tuple[str, list[Column]]] = {
    "populations.parquet": ("a measure of a population", [
        ("arm", "the condition that it was bred under", ""),
        ("seed", "of all random numbers; populations of one seed are compared in pairs", ""),
        ("population", "0: the run's own; k: shadow k, bred on the same fitness dealt out at random", ""),
        ("metric", "what was measured", ""),
        ("x", "where on a curve; null: it is one number", ""),
        ("value", "of the measure", "")]),
    "contrasts.parquet": ("a part of the rule of the verdict", [
        ("contrast", "its name", ""),
        ("role", "claim, check, or artefact", ""),
        ("says", "what is shown where it is positive", ""),
        ("least", "the smallest effect of interest", ""),
        ("mean", "of the contrast over seeds", ""),
        ("low", "lower end of its 95 % bootstrap interval over seeds", ""),
        ("high", "upper end of that interval", ""),
        ("p_holm", "two-sided p that it is 0, by sign flips, corrected by Holm's method", ""),
        ("p_none_holm", "p that it is beyond the smallest effect of interest, corrected likewise", ""),
        ("n", "seeds", ""),
        ("word", "what the contrast comes to: positive, negative, no effect, open; an artefact: not positive",
         ""),
        ("experiment", "its name", ""), ("preset", "by which it was bred", ""),
        ("verdict", "what the experiment comes to", "")])}


def is_study(folder: Path) -> bool:
    """Whether a folder holds the populations of an experiment."""
    return (folder / DECLARED).is_file()


def of_study(holdings: Holdings, at: PurePosixPath, agents: Sequence[Ref]) -> Told:
    """Enters an experiment bred by one preset.

    Args:
        holdings, agents: as in `of_run`.
        at: of its folder, inside the one that is deposited.

    Raises:
        RunDataError: a file is damaged or foreign.
    """
    graph, folder = holdings.graph, holdings.top / at
    tree = files.unseal(folder / DECLARED)
    if tree.get("kind") != _KIND:
        raise RunDataError(f"{folder / DECLARED}: is no declaration of an evosim experiment")
    rule: dict[str, Any] = tree["rule"]
    declared = holdings.file(at / DECLARED, _FILES[DECLARED])
    made = [_table(holdings, at / name) for name in _TABLES if at / name in holdings.left]
    made += [holdings.file(at / name, what) for name, what in _FILES.items() if at / name in holdings.left]
    name = f"experiment {rule['experiment']}, preset {rule['preset']}"
    description = (f'Populations bred by evosim to try a claim: "{rule["claim"]}" Arms: '
                   f"{', '.join(rule['arms'])}. The rule of the verdict has the sha256 "
                   f"{tree['rule_sha256']}.")
    by = instrument(graph, tree["software"], tree["commit"])
    action = act(graph, f"{rule['experiment']} {rule['preset']}",
                 description=f"{description} Declared on {machine(tree['machine'])}.", instruments=[by],
                 agents=agents, inputs=[declared], results=made,
                 begun=tree["declared"].replace("Z", "+00:00"))
    return Told(name, description, [declared, *made, *holdings.files(holdings.within(at))], [action], [by])


def _table(holdings: Holdings, path: PurePosixPath) -> Ref:
    """Enters a table that is one file, with what those of its columns mean that it has."""
    row, known = _TABLES[path.name]
    names = names_of(holdings.top / path, "put back a copy of it")
    columns = holdings.columns(path.stem, [column for column in known if column[0] in names])
    return holdings.file(path, f"a table; a row is {row}", variableMeasured=columns)
