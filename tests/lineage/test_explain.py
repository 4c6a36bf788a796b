"""What made a trait rise, where it was planted: which ancestor, which gene, and where that came from."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from evosim.evolution.population import NONE
from evosim.figures.explain import explanation_figure
from evosim.lineage import Genealogy, Loci, blame, explain, of_run
from evosim.lineage.genes import gene_name
from evosim.lineage.traits import Trait
from evosim.lineage.words import as_json, headline, sentences, table
from evosim.results import load_run

MODULE = sys.modules["evosim.lineage.explain"]  # its name in the package is that of the function


@pytest.fixture(scope="module")
def it(small_run):
    return load_run(small_run)


@pytest.fixture(scope="module")
def genealogy(it):
    return Genealogy.of(it)


@pytest.fixture(scope="module")
def silent(it, genealogy):
    """Silent loci, through which a gene can be followed from mutant to descendant."""
    block = it.layout.blocks["silent"]
    return Loci.of(genealogy, of_run(it, genealogy), np.arange(block.start, block.stop))


@pytest.fixture(scope="module")
def through_crossover(genealogy, silent):
    """Descendant, gene and mutant: mutated but once, in nobody of the descendant's first parents."""
    for one in genealogy.living(genealogy.last).tolist():
        line = genealogy.line(one)
        for gene in silent.genes.tolist():
            history = silent.history(genealogy, one, gene)
            if len(history) == 1 and history[0] not in line:
                return one, gene, int(history[0])
    pytest.fail("the small run has no such gene")


@pytest.fixture
def plant(monkeypatch):
    """Makes a function of genomes the trait that is asked for."""
    def planted(gene):
        monkeypatch.setattr(MODULE, "named", lambda name, layout: Trait(name, name, gene=gene))
    return planted


@pytest.mark.parametrize("sign", [1, -1])
def test_a_planted_gene_is_followed_to_the_mutant(it, genealogy, silent, through_crossover, plant, sign):
    one, gene, mutant = through_crossover
    value = silent.value[genealogy.row(one), silent.column(gene)]
    plant(lambda genomes: sign * (genomes[:, gene] == value) + 0.0)
    found = explain(it, "planted", individual=one)
    line = genealogy.line(one)
    has = silent.value[genealogy.rows(line), silent.column(gene)] == value
    assert found.sign == sign and found.child == line[np.argmax(has)]
    assert (found.parent, found.mate) == tuple(
        int(parents[genealogy.row(found.child)]) for parents in (genealogy.parent1, genealogy.parent2))
    change = found.changes.iloc[0]
    assert len(found.changes) == found.together == 1 and change["share"] == 1
    assert change["genes"] == [gene] and change["name"] == gene_name(it.layout, gene)
    assert change["origin"] == mutant != found.child and change["how"] == "crossover"
    assert found.level("origin", "as bred")["difference"] == sign
    assert found.level("descendant", "without the change")["difference"] == -sign
    assert found.level("parent", "a sham change")["difference"] == 0
    # who carries it: only a very like value elsewhere could not be told from it
    for generation, share in found.carried.to_numpy():
        rows = genealogy.rows(genealogy.living(int(generation)))
        assert (silent.value[rows, silent.column(gene)] == value).mean() <= share
    text = " ".join(sentences(found))
    assert f"It {'rose' if sign > 0 else 'fell'} most, to stay, in {found.child} of generation " in text
    assert f"first parents of {one}, one of generation 11: from 0.00" in text
    assert f"arose by mutation in {mutant} of generation {change['origin_generation']}" in text
    assert f"{found.child} of generation {found.step_generation}" in text
    assert any(f"origin {mutant}" in row for row in table(found))


def test_a_mutation_of_the_child_itself(it, genealogy, silent, plant):
    one, gene, mutant = next(
        (one, gene, history[0]) for one in genealogy.living(genealogy.last).tolist()
        for gene in silent.genes.tolist()
        if len(history := silent.history(genealogy, one, gene)) == 1 and history[0] in genealogy.line(one))
    value = silent.value[genealogy.row(one), silent.column(gene)]
    plant(lambda genomes: (genomes[:, gene] == value).astype(float))
    found = explain(it, "planted", individual=one)
    assert found.child == found.changes["origin"].iloc[0] == mutant
    assert found.changes["how"].iloc[0] == "mutation"
    assert f"It is a mutation of {mutant} itself." in sentences(found)


def test_where_nothing_rises_there_is_nothing_to_explain(it, plant):
    plant(lambda genomes: np.zeros(len(genomes)))
    found = explain(it, "flat")
    assert not found.sign and found.child == NONE and found.lived.empty
    assert sentences(found)[-1] == ("Nowhere along that line does flat rise to stay: there is nothing to "
                                    "explain.")
    assert headline(found) == "nothing made flat rise to stay"
    assert len(explanation_figure(found.line, found.lived, found.carried, None, "flat").axes) == 1


def test_a_rise_that_no_change_carries_is_said_to_be_one(it, through_crossover, genealogy, silent, plant,
                                                        monkeypatch):
    one, gene, _ = through_crossover
    value = silent.value[genealogy.row(one), silent.column(gene)]
    plant(lambda genomes: (genomes[:, gene] == value).astype(float))
    monkeypatch.setattr(blame, "LEAST", 1.5)
    found = explain(it, "planted", individual=one)
    assert found.sign == 1 and found.changes.empty
    assert "no change or group of changes carries a tenth of that" in sentences(found)[-1]
    assert len(table(found)) == 4 and as_json(found)
    figure = explanation_figure(found.line, found.lived, found.carried, found.step_generation, "planted")
    assert [label.get_text() for label in figure.axes[-1].get_yticklabels()] == ["parent", "child"]


def test_lived_figures_are_those_of_the_bands_of_copies(it):
    """What is said of a parent and its child is what bands of their copies do, in the same worlds."""
    found = explain(it, "energy_spent", worlds=4)
    ends = found.line[found.line["generation"].isin([0, 11])]
    assert len(ends) == 2 and (found.line["low"] <= found.line["value"]).all()
    stage = MODULE.Stage.of(it, MODULE.named("energy_spent", it.layout), 4).elsewhere(MODULE.CHOSEN, 2)
    genome = it.genomes.query("individual_id == @found.descendant and not hall_of_fame")["genome"].iloc[0]
    level = stage.level(np.asarray(genome, np.float32), 11)
    assert ends["value"].iloc[1] == level.value


@pytest.mark.parametrize(("moves", "origin"), [
    ({}, NONE),  # founders differed
    ({3: 1.0}, 3),
    ({1: 1.0, 3: 0.2}, NONE),  # the parent has the large one as well
    ({3: -0.3}, NONE),  # the other way
    ({2: 0.4, 3: 0.7}, 3), ({2: 0.2, 3: 0.3}, NONE)])
def test_an_origin_made_the_difference_to_the_parent(moves, origin):
    """0 bore 1, 1 bore 2 and 4; 2 bore 3; 5 is 4's child, and has its gene from 3, the other parent."""
    nobody = np.full(6, NONE)
    parent1, parent2 = np.array([NONE, 0, 1, 2, 1, 4]), np.array([NONE] * 5 + [3])
    family = Genealogy(np.arange(6), parent1, parent2, np.array([0, 1, 2, 3, 3, 4]), nobody, nobody)
    conceived = np.zeros((6, 1), np.float32)
    value = conceived + np.array([[moves.get(one, 0.0)] for one in range(6)], np.float32)
    loci = Loci(np.array([0]), value, conceived, np.array([[NONE], [0], [1], [2], [1], [3]]))
    assert MODULE._Search._origin(SimpleNamespace(genealogy=family), loci, 5, 0, 1.0) == origin
