"""What a run leaves on disk: tables, checkpoints, and the record of how it came about.

Every file is whole or not there (`files`). `record` makes a run directory and keeps `run.json`,
`tables` writes Parquet parts, `checkpoint` what a run continues from, `verify` finds damage.

The order makes a kill at any moment harmless. Going on: close parts, save the checkpoint that lists
them, update the record. Resuming: load the checkpoint, update the record to its parts, and only
then restore the tables, which removes later parts.
"""
