"""The logged pedigree in formats that others read."""

import tempfile
from pathlib import Path

import numpy as np

from evosim.errors import ConfigError
from evosim.lineage.alife import alife_table
from evosim.lineage.newick import newick
from evosim.lineage.pedigree import Genealogy
from evosim.results import Run
from evosim.storage.files import write

FORMATS = {"alife": "csv", "tskit": "trees", "newick": "nwk"}  # and the ending of a file


def export(run: Run, form: str, path: Path | None = None, *, population: int = 0,
           survivors: bool | None = None) -> Path:
    """Writes the pedigree of a population, and returns where.

    Args:
        run: whose `individuals` are logged each generation.
        form: a key of FORMATS.
        path: of the file; None: `lineage.csv`, `.trees` or `.nwk` in the run directory, `lineage1.csv` of
            shadow 1.
        population: 0 for the run's own, k for shadow k.
        survivors: whether to write only ancestors, by either parent, of the last generation on record, and
            that generation; None: of Newick trees, whose ancestors are those by first parents.

    Raises:
        ConfigError: no such format, population or folder, or the run did not log what it takes.
        RunDataError: a file is damaged, or genomes cannot be bred again (tskit).
        StorageError: the disk refused.
    """
    if form not in FORMATS:
        raise ConfigError(f"--format {form}: must be one of {', '.join(FORMATS)}")
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise ConfigError(f"--out {path}: must be a file, in a folder that is there")
    genealogy = Genealogy.of(run, population)
    last = genealogy.living(genealogy.last)
    path = path or run.path / f"lineage{population or ''}.{FORMATS[form]}"
    everybody = np.ones(len(genealogy.ids), np.bool_)
    if form == "newick":
        kept = everybody if survivors is False else np.isin(genealogy.ids, last)
        write(path, ("\n".join(newick(genealogy, kept)) + "\n").encode())
        return path
    kept = genealogy.ancestors(last) if survivors else everybody
    if form == "alife":
        table = alife_table(run, genealogy.part(kept), population)
        write(path, table.to_csv(index=False).encode())
        return path
    from evosim.lineage.trees import tree_sequence  # tskit takes a while

    trees = tree_sequence(run, genealogy, kept, population)
    with tempfile.TemporaryFile() as file:
        trees.dump(file)
        file.seek(0)
        write(path, file.read())
    return path
