"""`evosim lineage` and `evosim explain`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from evosim.cli.run import Threads
from evosim.cli.terminal import without_a_screen
from evosim.machine import cores

RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")]
Which = Annotated[int, typer.Option(min=0, help="0: the run's own; k: shadow k.")]


def lineage(path: RunPath,
            form: Annotated[str, typer.Option(
                "--format", help="alife (CSV of the ALife phylogeny standard), tskit (tables with all "
                "parents and the trees of the silent loci) or newick (lines of first parents).")] = "alife",
            out: Annotated[Path | None, typer.Option(
                help="File [default: lineage.csv, .trees or .nwk in the run].")] = None,
            population: Which = 0,
            survivors: Annotated[bool | None, typer.Option(
                "--survivors/--all", help="Only the last generation and its ancestors, or everybody "
                "[default: all; of newick, survivors].")] = None) -> None:
    """Write who descends from whom; prints the path of the file."""
    from evosim.lineage.export import export
    from evosim.results import load_run

    print(export(load_run(path), form, out, population=population, survivors=survivors))


def explain(path: RunPath,
            trait: Annotated[str, typer.Option(
                help="O, 'O watched', 'O unwatched', CG, food; a column of the battery, of lives, of genes.",
            )] = "O",
            generation: Annotated[int | None, typer.Option(
                min=0, help="Whose ancestors are walked [default: the last].")] = None,
            individual: Annotated[int | None, typer.Option(
                min=0, help="Whose, by id [default: the one with the median trait].")] = None,
            population: Which = 0,
            worlds: Annotated[int, typer.Option(
                min=4, max=4096, help="Worlds that each genotype lives in for the figures.")] = 32,
            threads: Threads = None,
            figure: Annotated[bool, typer.Option("--figure", help="Draw it into the run.")] = False,
            as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Say which ancestor, and which change of its genes, made a trait rise; and live it before and after."""
    from evosim.lineage.explain import explain as search
    from evosim.lineage.words import as_json as to_json
    from evosim.lineage.words import headline, sentences, table
    from evosim.results import load_run

    def watch(doing: str) -> None:
        print(doing, file=sys.stderr, flush=True)

    run = load_run(path)
    found = search(run, trait, generation=generation, individual=individual, population=population,
                   worlds=worlds, threads=threads or cores(), watch=watch)
    if as_json:
        print(to_json(found))
    else:
        print("\n".join(sentences(found)))
        if len(found.lived):
            print("\n" + "\n".join(table(found)))
    if figure:
        without_a_screen()
        from evosim.figures.explain import explanation_figure, save_explanation

        name = found.column + (f"-shadow{population}" if population else "")
        drawn = explanation_figure(
            found.line, found.lived, found.carried, found.step_generation if found.sign else None,
            found.trait, f"{run.config.name}, seed {run.config.seed}: {headline(found)}")
        print(save_explanation(drawn, path / f"explain-{name}.png"),
              file=sys.stderr if as_json else sys.stdout)
