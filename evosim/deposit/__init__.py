"""Metadata with which a run, a sweep or a folder of them can be deposited: an RO-Crate.

`ro-crate-metadata.json` says in JSON-LD of schema.org what each file is, with size and digest, what each
column means, which program made it from what, and who may use it how: RO-Crate 1.1 with the profile Process
Run Crate 0.5, a `CreateAction` for each run. It is written beside the files and changes none, so that the
folder can be zipped and uploaded as it is; tools that fill in the forms of Zenodo and other InvenioRDM
archives, and WorkflowHub, read it. (Croissant would describe tables to loaders of machine learning; Parquet
needs no such help, and Croissant has no word for what bred them.)

The JSON is written without a library, so that a run can be deposited wherever it was bred: a crate is a
flat list of dicts, and a library's own writer would copy files in place of being atomic. A test reads it with
the library `rocrate`.
"""

from evosim.deposit.people import author, licence
from evosim.deposit.write import METADATA, deposit

__all__ = ["METADATA", "author", "deposit", "licence"]
