"""Exports are read by others' readers, and say what the run says."""

import alifedata_phyloinformatics_convert as alife
import dendropy
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import tskit
from alifedata_phyloinformatics_convert._impl.alifestd_validate import alifestd_validate

from evosim.errors import ConfigError
from evosim.evolution.population import NONE
from evosim.lineage import Genealogy, export
from evosim.results import load_run
from evosim.run import run
from evosim.theory.lineage import differing


@pytest.fixture(scope="module")
def run_of(small_run):
    return load_run(small_run)


@pytest.mark.parametrize("survivors", [False, True])
@pytest.mark.parametrize("population", [0, 1])
def test_alife_standard(run_of, tmp_path, survivors, population):
    path = export(run_of, "alife", tmp_path / "x.csv", population=population, survivors=survivors)
    table = pd.read_csv(path)
    genealogy = Genealogy.of(run_of, population)
    graph = alife.alife_dataframe_to_networkx_digraph(table)  # from child to parent
    assert nx.is_directed_acyclic_graph(graph)
    kept = genealogy.ancestors(genealogy.living(genealogy.last)) if survivors else genealogy.ids >= 0
    assert set(graph) == set(genealogy.ids[kept].tolist())
    edges = {(int(one), int(parent)) for parents in (genealogy.parent1, genealogy.parent2)
             for one, parent in zip(genealogy.ids[kept], parents[kept], strict=True) if parent != NONE}
    assert set(graph.edges) == edges
    assert (table["destruction_time"] > table["origin_time"]).all()
    assert (table.loc[table["origin_time"] == 0, "ancestor_list"] == "[none]").all()
    own = run_of.individuals.set_index("individual_id").loc[table["id"]]
    np.testing.assert_allclose(table["fitness"], own["fitness"])
    np.testing.assert_array_equal(table["origin_time"], own["origin_generation"])
    ended = own["destruction_generation"].astype("Float64").fillna(np.inf).to_numpy(float)
    np.testing.assert_array_equal(table["destruction_time"], ended + 1)


def test_alife_standard_of_clones_is_valid_by_its_own_validator(small, tmp_path):
    # of those with two parents the validator of 0.19.3 looks up a function that it does not import
    it = load_run(run(small("variation.crossover=0.0", "generations=4"), tmp_path))
    table = pd.read_csv(export(it, "alife", tmp_path / "x.csv"))
    assert alifestd_validate(table)
    table.loc[table.index[-1], "ancestor_list"] = "[99999]"
    assert not alifestd_validate(table, diagnose=False)


def test_newick_follows_first_parents(run_of, tmp_path):
    path = export(run_of, "newick", tmp_path / "x.nwk")
    trees = dendropy.TreeList.get(path=path, schema="newick", suppress_internal_node_taxa=True)
    genealogy = Genealogy.of(run_of)
    last = genealogy.living(genealogy.last)
    leaves = sorted(int(leaf.taxon.label) for tree in trees for leaf in tree.leaf_node_iter())
    assert leaves == last.tolist()
    for tree in trees:
        ends = {int(leaf.taxon.label): leaf for leaf in tree.leaf_node_iter()}
        ids = np.array(sorted(ends))
        top = int(tree.seed_node.label or tree.seed_node.taxon.label)
        assert top == genealogy.common(ids)
        depth = genealogy.last - genealogy.generation_of(top)
        assert {round(leaf.distance_from_root()) for leaf in ends.values()} == {depth}
        distances = tree.phylogenetic_distance_matrix()
        for a, b in zip(ids, np.roll(ids, 1), strict=True):
            back = genealogy.meeting(np.array([[a, b]]))[0]
            assert distances(ends[int(a)].taxon, ends[int(b)].taxon) == pytest.approx(2 * back)


def test_newick_of_everybody(run_of, tmp_path):
    path = export(run_of, "newick", tmp_path / "x.nwk", survivors=False)
    trees = dendropy.TreeList.get(path=path, schema="newick", suppress_internal_node_taxa=False)
    genealogy = Genealogy.of(run_of)
    nodes = {int(node.taxon.label): node for tree in trees for node in tree.preorder_node_iter()}
    assert sorted(nodes) == genealogy.ids.tolist()
    for one, node in nodes.items():
        parent = int(node.parent_node.taxon.label) if node.parent_node else NONE
        assert parent == genealogy.parent1[genealogy.row(one)]
        if parent != NONE:
            assert node.edge_length == genealogy.generation_of(one) - genealogy.generation_of(parent)


@pytest.mark.parametrize("survivors", [False, True])
def test_tskit_tables(run_of, tmp_path, survivors):
    path = export(run_of, "tskit", tmp_path / "x.trees", survivors=survivors)
    trees = tskit.load(path)
    genealogy = Genealogy.of(run_of)
    ids = np.array([individual.metadata["individual_id"] for individual in trees.individuals()])
    fitness = run_of.individuals.set_index("individual_id")["fitness"]
    kept = genealogy.ancestors(genealogy.living(genealogy.last)) if survivors else genealogy.ids >= 0
    assert ids.tolist() == genealogy.ids[kept].tolist()
    for individual in trees.individuals():
        row = genealogy.row(individual.metadata["individual_id"])
        parents = [parent for parent in (genealogy.parent1[row], genealogy.parent2[row]) if parent != NONE]
        assert ids[individual.parents].tolist() == parents
        assert trees.node(individual.nodes[0]).time == genealogy.last - genealogy.born[row]
        assert individual.metadata["fitness"] == pytest.approx(fitness[individual.metadata["individual_id"]])
    samples = ids[trees.nodes_individual[trees.samples()]]
    assert samples.tolist() == genealogy.living(genealogy.last).tolist()
    # what the trees and mutations say is what the genomes of the last generation are
    genomes = run_of.layout.part(run_of.genome_matrix(), "silent")
    for variant in trees.variants():
        alleles = np.array([float(allele) for allele in variant.alleles], np.float32)
        np.testing.assert_array_equal(alleles[variant.genotypes], genomes[:, int(variant.site.position)])
    np.testing.assert_allclose(trees.diversity(windows=range(33), span_normalise=False), differing(genomes),
                               rtol=1e-12)


def test_trees_of_loci_go_through_both_parents(run_of, tmp_path):
    """Where a child has two parents its loci hang on both of them, and on nobody else."""
    trees = tskit.load(export(run_of, "tskit", tmp_path / "x.trees"))
    parents = {individual.id: set(individual.parents.tolist()) for individual in trees.individuals()}
    seen = {}
    for edge in trees.edges():
        assert edge.parent in parents[edge.child]
        seen.setdefault(edge.child, set()).add(edge.parent)
    two = [child for child, own in parents.items() if len(own) == 2]
    assert np.mean([len(seen[child]) == 2 for child in two]) > 0.99


def test_islands_are_populations_of_tskit(small, tmp_path):
    it = load_run(run(small("islands.demes=2", "islands.migration=0.1", "generations=4"), tmp_path))
    trees = tskit.load(export(it, "tskit"))
    assert trees.num_populations == 2 and (it.path / "lineage.trees").exists()
    deme = it.individuals.set_index("individual_id")["deme"]
    for node in trees.nodes():
        assert node.population == deme[trees.individual(node.individual).metadata["individual_id"]]


def test_unknown_format_is_named(run_of):
    with pytest.raises(ConfigError, match="--format nexus: must be one of alife, tskit, newick"):
        export(run_of, "nexus")
