"""The page of one run, section by section."""

import math

from evosim.report import bred, provenance
from evosim.report.blocks import Answers, Block, Lacking, Page, Points, Rows, Section, Text
from evosim.report.drawn import shown
from evosim.report.finding import Finding
from evosim.report.found import findings
from evosim.report.measured import MARGIN, number, spread
from evosim.results import Run
from evosim.results.tidy import latest_card
from evosim.storage.verify import verify

# Which figures stand in which section
FIGURES = (("obedience", "Obedience", ("obedience", "rates", "letters")),
           ("fitness", "Fitness, and what agents do", ("fitness", "traits")),
           ("drives", "Drives and motives", ("drives", "gate", "motives")),
           ("selection", "What selection did", ("selection", "ancestry", "explain")),
           ("power", "Power and oversight", ("power", "overseers")),
           ("card", "Safety card", ("card",)),
           ("coalitions", "Coalitions", ("coalitions",)))
DEMOGRAPHY = ("demography", "Who lives", ("demography",))  # where worlds go on
_IN_SHORT = ("obedience", "watching", "gate")  # findings that stand under the title


def page(run: Run, full: bool = False) -> Page:
    """The page of one run.

    Args:
        run: at any stage.
        full: whether figures that take long are drawn too.

    Raises:
        RunDataError: a file of the run is damaged.
    """
    it, config = run.provenance, run.config
    found = findings(run)
    sections = [Section("bred", "What was bred, and how", _bred(run)),
                Section("found", "What came out", _found(found, it["status"]))]
    going_on = config.selection.mode == "ecological"
    for name, title, pictures in (*FIGURES, *((DEMOGRAPHY,) if going_on else ())):
        blocks: list[Block] = [shown(run, one, found, full) for one in pictures]
        sections.append(Section(f"see-{name}", title, [*blocks, *_beside(run, name)]))
    damage = verify(run.path)
    sections += [
        Section("caveats", "How to read this", [Points(_caveats(run))]),
        Section("provenance", "Where it comes from", [
            *provenance.points(provenance.warnings(run, damage)), *provenance.log_tail(run),
            Text(provenance.checked(damage)),
            *provenance.blocks(run)]),
        Section("again", "To have it again", provenance.reproduce(run))]
    status = it["status"] if it["status"] == "done" else (
        f"{it['status']}, {it['generation']} of {it['generations']} generations")
    return Page(f"{config.name}, seed {config.seed}", status, it["status"],
                [" ".join(bred.lead(config, it["generation"]))],
                [one for key in _IN_SHORT for one in found if one.key == key], sections, it["updated"])


def _bred(run: Run) -> list[Block]:
    config = run.config
    changes = [[it.key, it.value, it.default, it.unit, it.meaning] for it in bred.changes(config)]
    lived = run.provenance["generation"]
    above = bred.lead(config, lived)  # what stands under the title already
    out: list[Block] = [Text(" ".join(one for one in bred.sentences(config, lived) if one not in above)),
                        Text(bred.switches(run), soft=True)]
    phases = [[it.name, f"{it.first} to {it.last}",
               ", ".join(f"{one.key} = {one.value}" for one in it.changes) or "as the file says"]
              for it in bred.stretches(config)]
    if phases:
        out.append(Rows("Phases", ["phase", "generations", "what is otherwise in it"], phases, folded=False))
    keys = "1 key" if len(changes) == 1 else f"{len(changes)} keys"
    head = ["key", "value", "default", "unit", "meaning"]
    if not changes:
        return [*out, Text("Every key has its default.")]
    return [*out, Rows(f"What this run set otherwise than by default: {keys}", head, changes)]


def _found(found: list[Finding], status: str) -> list[Block]:
    if found:
        return [Text("A figure is called an effect where its whole interval is clear of the shadows' and it "
                     f"lies {number(MARGIN)} or more from their mean; no effect where the whole interval is "
                     f"within {number(MARGIN)} of it; and inconclusive else.", soft=True), Answers(found)]
    return [Text(f"Nothing yet: no generation is written, and the run is {status}.")]


def _beside(run: Run, section: str) -> list[Block]:
    """The numbers behind the figures of a section, folded up."""
    if section == "obedience":
        return _obedience_table(run)
    if section == "card":
        return _card_table(run)
    return []


def _obedience_table(run: Run) -> list[Block]:
    if not len(run.generations) or run.generations["obedience"].isna().all():
        return []
    rows = [[f"shadow {row.population}" if row.is_shadow else "the population", str(row.verb).upper()
             if row.verb != "all" else "all verbs", str(row.condition).replace("_", " "),
             f"{number(row.value)}{spread(row.low, row.high)}", number(row.told_rate),
             number(row.phantom_rate), number(row.told_minus_phantom), str(row.n)]
            for _, row in run.tidy("obedience").iterrows() if not row.is_shadow or row.verb == "all"]
    return [Rows("The numbers: O of every verb, over the last tenth of generations (brackets: 95 % of these)",
                 ["who", "verb", "when", "O", "told", "phantom", "told less phantom", "batteries"], rows)]


def _card_table(run: Run) -> list[Block]:
    if not (run.card["population"] == 0).any():
        return []
    rows = []
    for _, row in latest_card(run).iterrows():
        score = "" if math.isnan(row["score"]) else (
            f"{number(row['score'])}, from {row['worse']} to {row['better']}")
        note = "" if str(row["note"]) == "nan" else str(row["note"])
        unsure = "inconclusive: the gate has not passed" if row["inconclusive"] else ""
        rows.append([str(row["metric"]), f"{number(row['value'])}{spread(row['low'], row['high'])}", score,
                     str(row["meaning"]), "; ".join(filter(None, (unsure, note)))])
    return [Rows("The card in numbers (brackets: 95 % of the genomes of this population)",
                 ["line", "figure", "score", "what it is; of a score, what 1 means", "note"], rows)]


def _caveats(run: Run) -> list[str]:
    out = ["A run is one population, and one population is one point: intervals here span its batteries, "
           "its genomes or its individuals, and never stand for what other populations would do. Breed more "
           "seeds and give them all to `evosim report`.",
           "A raw rate of obeying means nothing: O compares those told a verb with those told another, and "
           "the shadows say what chance does.",
           "Where fewer than five batteries lie in the last tenth of generations, the interval of O is as "
           "wide as that of the shadows.",
           bred.switches(run)]
    if run.config.plasticity.enabled:
        out.append(f"The compliance channel is {run.config.plasticity.level}: an interval about compliance "
                   "is of that level alone.")
    if run.config.phase:
        out.append("The figures of the last tenth of generations are of the phases that it lies in.")
    return out


def lacking(page: Page) -> list[Lacking]:
    """What the page says that the run lacks."""
    return [block for section in page.sections for block in section.blocks if isinstance(block, Lacking)]
