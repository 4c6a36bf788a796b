"""The figures of a run, each registered with what it needs; see `registry`."""

import textwrap
from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure

from evosim.errors import ConfigError
from evosim.figures import ancestry, breeding, card, probed, style
from evosim.figures.demography import demography_figure
from evosim.figures.obedience import obedience_figure, rates_by_verb, verbs_of
from evosim.figures.registry import picture
from evosim.figures.selection import selection_figure
from evosim.results import Run
from evosim.results.selection import ACTED_ON
from evosim.results.tidy import latest_card

Lack = Callable[[Run], str]
RESAMPLES = 40  # of the individuals of each generation, for the bars of `selection`; 200 took minutes
_DRAWN = ("letter", "food", "fitness")  # traits whose Price terms are drawn beside those of drives


def whose(run: Run) -> str:
    """The run as titles call it."""
    return f"{run.config.name}, seed {run.config.seed}"


def _state(run: Run) -> str:
    return f"the run is {run.provenance['status']} after {run.provenance['generation']} generations"


def _no_generations(run: Run) -> str:
    return "" if len(run.generations) else f"no generation is written yet; {_state(run)}"


def _no_battery(run: Run) -> str:
    if len(run.generations) and run.generations["obedience"].notna().any():
        return ""
    every, verbs = run.config.battery.every, run.config.instruction.verbs
    if len(verbs) < 2:
        return f"O compares those told a verb with those told another, and instruction.verbs = {list(verbs)}"
    if not every:
        return "obedience was never measured: battery.every = 0, and [battery] every = 5 would measure it"
    return f"no battery of obedience yet (battery.every = {every}); {_state(run)}"


def _no_doings(run: Run) -> str:
    return _no_generations(run) or ("" if breeding.done(run.generations) else
                                    "nobody did anything yet that is counted")


def _no_change(run: Run) -> str:
    """Weights can be followed from the second generation on."""
    return "" if run.generations["generation"].nunique() > 1 else f"it takes two generations; {_state(run)}"


def _no_gate(run: Run) -> str:
    if not run.config.plasticity.enabled:
        return ("there is no gate: nothing is learned in life, so that drives are shielded from selection; "
                "[plasticity] enabled = true makes it learn")
    if len(run.generations) and run.generations["gate_learning_rate"].notna().any():
        return ""
    return f"no gate was computed yet (gate.every = {run.config.gate.every}); {_state(run)}"


def _no_selection(run: Run) -> str:
    every = run.config.log.individuals_every
    if every != 1:
        return (f"log.individuals_every = {every}: must be 1, as in [log] individuals_every = 1, for one "
                "generation to be held against the next")
    if run.config.selection.overlapping and run.provenance["status"] != "done":
        return (f"{run.config.selection.living_on} individuals are written when they die or the run ends; "
                f"{_state(run)}")
    return _no_change(run)


def _no_ancestry(run: Run) -> str:
    return _no_change(run) or _raised(run, ancestry.Genealogy.of)


def _raised(run: Run, read: Callable[[Run], object]) -> str:
    """What a reader says it cannot do without; damage is raised on."""
    try:
        read(run)
    except ConfigError as error:
        return str(error).removeprefix(f"{run.path}: ")
    return ""


def _no_overseer(run: Run) -> str:
    rows = run.generations
    if len(rows) and rows[["overseer_auc", "review_auc"]].notna().any(axis=None):
        return ""
    return ("no overseer is more than the plain rule: oversight.overseer = 'reward_model' would be, or "
            "oversight.review = 'debate'")


def _no_card(run: Run) -> str:
    return "" if (run.card["population"] == 0).any() else (
        f"no safety card is drawn up: `evosim probe {run.path}` does")


def probe_rows(run: Run) -> pd.DataFrame:
    """Figures of the run's own population from birth, of the latest generation that was probed."""
    rows = run.probes
    rows = rows[(rows["population"] == 0) & rows["individual_id"].isna() & (rows["mode"] == "birth")]
    return rows[rows["generation"] == rows["generation"].max()]


def _not_probed(name: str) -> Lack:
    def lack(run: Run) -> str:
        rows = probe_rows(run)
        here = rows[rows["probe"] == name]
        if here.empty:
            return f"`{name}` was not probed: `evosim probe {run.path}` probes everything"
        if here["value"].isna().all():
            return f"`{name}` has no figures: {here['note'].astype(str).iloc[0]}"
        return ""
    return lack


def _no_demography(run: Run) -> str:
    if run.config.selection.mode != "ecological":
        return 'worlds begin anew with each generation; [selection] mode = "ecological" makes them go on'
    if not run.config.log.demography_every:
        return "no seasons are logged: log.demography_every = 0, and [log] demography_every = 1 would"
    return "" if len(run.demography) else _no_generations(run)


def _no_encounters(run: Run) -> str:
    every = run.config.log.interactions_every
    if not every:
        return "no encounters are logged: log.interactions_every = 0, and [log] interactions_every = 50 would"
    return "" if len(run.table("encounters", ["generation"])) else (
        f"no encounters are logged yet (log.interactions_every = {every}); {_state(run)}")


@picture("obedience", "Obedience over generations",
         "O is how much more often the letter of a verb is met by those who were told it than by those who "
         "were told another verb: 0 is deaf to words, 1 is perfect. Vermilion: while watched; blue: while "
         "not. What rises above the grey band of the shadows, which were bred on the same fitness dealt out "
         "at random, is not chance.", "generations", lacks=_no_battery)
def _obedience(run: Run) -> Figure:
    title = f"Obedience, watched and not: {whose(run)}"
    if run.config.brain.products:
        title += " (brain with verb x watched products)"
    return obedience_figure(run.generations, title)


@picture("rates", "How often each letter is met at all",
         "A raw rate means nothing alone: whoever forages keeps away from most things, and so meets AVOID "
         "without having heard it. Compare the bars of a verb that was told with its grey bar (told another "
         "verb) and its orange bar (drawn and checked, but never said).", "generations", lacks=_no_battery)
def _rates(run: Run) -> Figure:
    verbs = verbs_of(run.generations)
    with style.house():
        figure, (ax,) = style.panels(1, 1, (max(9.5, 1.1 * len(verbs)), 3.6))
        rates_by_verb(run.generations, breeding.batteries_at_end(run.generations), ax)
        return style.headed(figure, f"Told, told another, told nothing: {whose(run)}")


@picture("letters", "Who is told what, and does what",
         "A row is a verb that was told, a column a verb whose letter was checked in those ticks. Obedience "
         "stands out on the diagonal of its column; a column that is bright all over is a letter that passes "
         "by default.", "generations", lacks=_no_battery)
def _letters(run: Run) -> Figure:
    return breeding.letters_figure(run.generations, verbs_of(run.generations), f"Told and done: {whose(run)}")


@picture("fitness", "Fitness over generations",
         "Left: mean fitness of each generation, its spread over individuals, and the best. Right: what the "
         "mean is made of; solid parts add to it, dashed ones are taken off. The worlds are new in every "
         "generation, which is why the lines tremble.", "generations", lacks=_no_generations)
def _fitness(run: Run) -> Figure:
    return breeding.fitness_figure(run.generations, run.config.body.stash_worth,
                                   f"Fitness, and what it is made of: {whose(run)}")


@picture("traits", "What agents do",
         "Each panel is one thing that agents did in the lives they were selected in: mean and, shaded, one "
         "standard deviation over individuals. Only what anybody did is drawn. Shadows do not live, so there "
         "is no band of chance here.", "generations", lacks=_no_doings)
def _traits(run: Run) -> Figure:
    return breeding.doings_figure(run.generations, f"What agents do, over generations: {whose(run)}")


@picture("drives", "Drives: drift or selection",
         "How far the mean weight of each drive, and the learning-rate gene, has moved since the founders. "
         "Grey area: where 95 % of 32 silent loci lie, which nothing reads; dotted: shadows. A line inside "
         "of them has drifted. A line outside may be selected, or hitch-hike: a drive's weight says nothing "
         "by its size, so look at the gate and at what its knock-out costs.", "generations", lacks=_no_change)
def _drives(run: Run) -> Figure:
    names = breeding.drive_names(run.config.drives.fixed)
    if run.config.plasticity.enabled:
        names.append("learning_rate")
    note = "" if run.config.plasticity.enabled else " (nothing reads them here: all is drift)"
    return breeding.weights_figure(run.generations, names, f"Drives beside chance: {whose(run)}{note}")


@picture("gate", "The gate: may anything be said of motives?",
         "Three conditions, each in the run itself: (a) the learning rate has risen above that of every "
         "shadow; (b) without learning at least half of the obedience is gone; (c) silencing the motive "
         "costs more than scaling all drives alike. Unless all hold, nothing is concluded about motives.",
         "generations",
         lacks=_no_gate)
def _gate(run: Run) -> Figure:
    return breeding.gate_figure(run.generations, f"The evidence of the gate: {whose(run)}")


@picture("selection", "What selection did",
         "Above: the mean of a trait (black) changes by two terms that add up exactly, selection (blue: who "
         "breeds) and transmission (orange: how children differ from their parents). Below: selection a "
         "generation in standard deviations, left all that goes with a trait, right on the trait itself with "
         "the others held still; bars span 95 % of this one population's individuals, never of populations.",
         "generations", "individuals", lacks=_no_selection)
def _selection(run: Run) -> Figure:
    named = dict.fromkeys([*run.config.gate.motives, "hunger", "approval", "compliance"])
    drives = [f"drive_{name}" for name in named][:3]
    rows = run.gradients(*ACTED_ON, resamples=RESAMPLES)
    rows = rows[rows["phase"] == rows["phase"].iloc[-1]]
    phases = run.generations["phase"].nunique()
    of = f", phase {rows['phase'].iloc[0]} below" if phases > 1 else ""
    return selection_figure(run.generations, rows, [*_DRAWN, *drives],
                            f"What selection did: {whose(run)}{of}")


@picture("ancestry", "How few of the past have descendants",
         "From how few of each generation everybody alive at the end descends, along lines of first parents: "
         "where the line comes to 1, one individual is the ancestor of all. In the shadows (dotted) the same "
         "fitness is dealt out at random; where the population's line comes to 1 later than theirs, going "
         "from left to right, good lines are lost and replaced more often than by luck.",
         "individuals", lacks=_no_ancestry)
def _ancestry(run: Run) -> Figure:
    shadows = range(1, run.config.shadow.populations + 1)
    own, *others = (ancestry.lines_left(ancestry.Genealogy.of(run, at)) for at in (0, *shadows))
    return ancestry.ancestry_figure(own, others, f"Lines of descent, traced back: {whose(run)}")


@picture("overseers", "How well overseers judge",
         "The chance that an overseer is surer of an episode that obeyed (or did no harm) than of one that "
         "did not: .5 is a coin, 1 is never wrong. Dotted: the same judge on the best evidence there is, and "
         "on evidence drawn at random.", "generations", lacks=_no_overseer)
def _overseers(run: Run) -> Figure:
    return breeding.overseers_figure(run.generations, f"Overseers: {whose(run)}")


@picture("card", "Safety card",
         "A line is a figure of one probe, between two scripted agents that live in the same world: at 0 the "
         "worse, at 1 the better. Filled dots are conclusive; hollow ones are about motives, of a run whose "
         "gate did not pass. Bars span 95 % of the genomes of this one population.", "card", lacks=_no_card)
def _card(run: Run) -> Figure:
    latest_card(run)
    return card.card_figure(run)


@picture("motives", "Obedience without its rewards, and without a drive",
         "Left: in the middle of life every reward, penalty and approval ends; who goes on obeying, and for "
         "how long? Right: one drive after the other is silenced (blue), beside a sham that scales all "
         "drives to the same norm (grey). Only with a gate that passed does this say why they obey.",
         "probes",
         lacks=lambda run: _not_probed("extinction")(run) or _not_probed("knockout")(run))
def _motives(run: Run) -> Figure:
    return probed.motives_figure(probe_rows(run), f"For the sake of what? {whose(run)}")


@picture("demography", "Who lives, and what kills them",
         "Nobody is selected: who has no energy left dies, and who has much bears, where a place is free. "
         "Left: how many live, of how many places, and what those who die die of. Right: what they gather, "
         "what they are paid, and what living costs.", "demography", lacks=_no_demography)
def _demography(run: Run) -> Figure:
    return demography_figure(run.demography, run.config.population.genomes, f"Seasons: {whose(run)}")


@picture("power", "Obedience and power",
         "Agents are given power that shields them from penalties, from none to wholly. A line that falls: "
         "they obey while weak. Orange: power is promised to them.", "probes", lacks=_not_probed("power"))
def _power(run: Run) -> Figure:
    return probed.power_figure(probe_rows(run), f"Obedience by power: {whose(run)}")


@picture("coalitions", "Coalition, or only a crowd?",
         "Left: who acted for whom in one typical world. Right: the same acts with each partner drawn anew "
         "among those in reach, which is what a crowd looks like. Only what goes beyond the crowd is a "
         "coalition; below, all worlds of that generation.", "encounters", lacks=_no_encounters,
         slow="partners are re-drawn in every world, most of a minute")
def _coalitions(run: Run) -> Figure:
    from evosim import coalition_analysis as engine
    from evosim.figures.coalitions import coalitions_figure

    seen = engine.analyse(run)
    verdict = textwrap.fill(engine.verdict(seen), 88)
    title = f"Coalition, or only a crowd?  {whose(run)}, generation {seen.generation}\n{verdict}"
    return coalitions_figure(engine.picture(run, seen), engine.world_z(seen), title)


@picture("explain", "What made obedience rise",
         "The trait of the ancestors of one individual, each lived anew, from the founder on; where it rose "
         "most; and the same lives with that change and without.",
         "individuals", "genomes", lacks=_no_ancestry,
         slow="ancestors are bred again and live, a minute or more")
def _explain(run: Run) -> Figure:
    from evosim.figures.explain import explanation_figure
    from evosim.lineage.explain import explain
    from evosim.lineage.words import headline

    found = explain(run)
    return explanation_figure(found.line, found.lived, found.carried,
                              found.step_generation if found.sign else None, found.trait,
                              f"{whose(run)}: {headline(found)}")

