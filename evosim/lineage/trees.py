"""The pedigree as tskit tables: who had which parents, and the genealogy of every silent locus.

A child of two parents takes each gene from one of them, so that a pedigree holds as many trees as there
are genes, and no single one of them is *the* tree. What can be said without guessing is both of this:

- the individual table has everybody with all parents: the whole pedigree;
- edges tell from whom each of the 32 silent loci was really inherited (genes are bred again from parents
  and seed, see `inheritance`), and mutations what became of it. Nothing reads silent loci, so these are
  the trees of drift and hitch-hiking that population genetics knows how to read: position k of the
  sequence is silent locus k, and loci recombine freely.

Time runs backward in generations from the last one on record, whose individuals are the samples.
"""

import json

import numpy as np
import tskit
from numpy.typing import NDArray

from evosim._version import __version__
from evosim.evolution.population import NONE
from evosim.lineage.inheritance import Loci, of_run
from evosim.lineage.pedigree import Genealogy, Ids
from evosim.results import Run

_SCHEMA = {
    "codec": "struct", "type": "object", "additionalProperties": False,
    "required": ["deme", "fitness", "individual_id", "origin_generation"],
    "properties": {
        "individual_id": {"type": "integer", "binaryFormat": "q", "index": 0,
                          "description": "as in the table `individuals` of the run"},
        "origin_generation": {"type": "integer", "binaryFormat": "i", "index": 1,
                              "description": "in which it was born"},
        "deme": {"type": "integer", "binaryFormat": "h", "index": 2,
                 "description": "in which it lived; -1: there is but one"},
        "fitness": {"type": "number", "binaryFormat": "d", "index": 3,
                    "description": "food; of a shadow: the value permuted onto it"},
    },
}
_PACKED = np.dtype([("individual_id", "<i8"), ("origin_generation", "<i4"), ("deme", "<i2"),
                    ("fitness", "<f8")])


def tree_sequence(run: Run, genealogy: Genealogy, kept: NDArray[np.bool_], population: int = 0,
                  ) -> tskit.TreeSequence:
    """The pedigree of a run and the trees of its silent loci.

    Args:
        run: the run.
        genealogy: of its population.
        kept: bool (rows,): whom to write; with anybody must go all its ancestors.
        population: 0 for the run's own, k for shadow k.

    Raises:
        RunDataError: genomes are not those that the run logged.
    """
    block = run.layout.blocks["silent"]
    loci = Loci.of(genealogy, of_run(run, genealogy, population), np.arange(block.start, block.stop))
    fitness = run.table("individuals", ["individual_id", "fitness"], {"population": population})
    values = fitness.set_index("individual_id")["fitness"].reindex(genealogy.ids).to_numpy(np.float64)
    tables = tables_of(genealogy, loci, genealogy.living(genealogy.last), kept, values)
    tables.provenances.add_row(json.dumps({
        "schema_version": "1.0.0", "software": {"name": "evosim", "version": __version__},
        "parameters": {"command": "lineage", "run": run.run_id, "population": population,
                       "seed": run.config.seed},
        "environment": run.provenance["software"]}))
    return tables.tree_sequence()


def tables_of(genealogy: Genealogy, loci: Loci, samples: Ids, kept: NDArray[np.bool_] | None = None,
              fitness: NDArray[np.float64] | None = None) -> tskit.TableCollection:
    """Tables of a pedigree and of some loci that lie side by side.

    Args:
        genealogy: of r individuals.
        loci: k of their genes, which become positions 0 to k - 1.
        samples: int64 (n,), ids of those whose trees these are.
        kept: bool (r,), see `tree_sequence`; None: everybody.
        fitness: float64 (r,), for the metadata; None: not known.
    """
    kept = np.ones(len(genealogy.ids), np.bool_) if kept is None else kept
    rows = np.flatnonzero(kept)
    node = np.full(len(kept) + 1, NONE, np.int32)  # the last: of no parent
    node[rows] = np.arange(len(rows))
    tables = tskit.TableCollection(sequence_length=loci.value.shape[1])
    tables.time_units = "generations"
    tables.populations.metadata_schema = tskit.MetadataSchema.permissive_json()
    for deme in range(int(genealogy.deme.max()) + 1):
        tables.populations.add_row(metadata={"deme": deme})
    _add_individuals(tables, genealogy, rows, node, fitness)
    tables.nodes.set_columns(
        flags=np.where(np.isin(genealogy.ids[rows], samples), tskit.NODE_IS_SAMPLE, 0).astype(np.uint32),
        time=(genealogy.last - genealogy.born[rows]).astype(np.float64),
        individual=np.arange(len(rows), dtype=np.int32), population=genealogy.deme[rows].astype(np.int32))
    _add_edges(tables, genealogy, loci, rows, node)
    _add_mutations(tables, genealogy, loci, rows)
    tables.sort()
    tables.build_index()
    tables.compute_mutation_parents()
    return tables


def _add_individuals(tables: tskit.TableCollection, genealogy: Genealogy, rows: Ids,
                     node: NDArray[np.int32], fitness: NDArray[np.float64] | None) -> None:
    packed = np.zeros(len(rows), _PACKED)
    packed["individual_id"], packed["origin_generation"] = genealogy.ids[rows], genealogy.born[rows]
    packed["deme"] = genealogy.deme[rows]
    packed["fitness"] = np.nan if fitness is None else fitness[rows]
    parents = np.stack([genealogy.parent1[rows], genealogy.parent2[rows]], axis=1)
    known = parents != NONE
    tables.individuals.metadata_schema = tskit.MetadataSchema(_SCHEMA)
    tables.individuals.set_columns(
        flags=np.zeros(len(rows), np.uint32),
        parents=node[genealogy.rows(parents[known])],
        parents_offset=np.r_[0, np.cumsum(known.sum(axis=1))].astype(np.uint64),
        metadata=packed.view(np.int8),
        metadata_offset=np.arange(len(rows) + 1, dtype=np.uint64) * np.uint64(_PACKED.itemsize))


def _add_edges(tables: tskit.TableCollection, genealogy: Genealogy, loci: Loci, rows: Ids,
               node: NDArray[np.int32]) -> None:
    """One for each stretch of loci that came from the same parent."""
    source = loci.source[rows]
    child, left = np.nonzero(np.diff(source, axis=1, prepend=-2))
    k = source.shape[1]
    right = np.where(np.diff(child, append=-1) == 0, np.r_[left[1:], 0], k)
    parent = source[child, left]
    real = parent != NONE
    tables.edges.set_columns(left=left[real].astype(float), right=right[real].astype(float),
                             parent=node[genealogy.rows(parent[real])],
                             child=child[real].astype(np.int32))


def _add_mutations(tables: tskit.TableCollection, genealogy: Genealogy, loci: Loci, rows: Ids) -> None:
    """Every change of a value, and founders that differ from what most have: states are the values."""
    value, conceived = loci.value[rows], loci.conceived[rows]
    founder = (loci.source[rows] == NONE).all(axis=1)
    for position in range(value.shape[1]):
        states, counts = np.unique(value[founder, position], return_counts=True)
        tables.sites.add_row(position, str(states[np.argmax(counts)]))
        ancestral = states[np.argmax(counts)]
        before = np.where(founder, ancestral, conceived[:, position])
        for at in np.flatnonzero(value[:, position] != before).tolist():
            tables.mutations.add_row(position, at, str(value[at, position]),
                                     time=float(genealogy.last - genealogy.born[rows[at]]))
