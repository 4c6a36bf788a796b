"""Every Parquet table, declared once: column, type, unit, meaning, and whether it may be null.

A name such as `obedience_{verb}` stands for one column per verb in use (see `columns`). Types are
`int16`, `int32`, `int64`, `float32`, `float64`, `bool`, `state` (dictionary-coded text) and
`genome` (a fixed-size list of float32). Unit "" is a pure number; "share" lies between 0 and 1,
or is a difference of such; "sd" is in standard deviations of the trait.

To add a column: one line here, one assignment where it is measured.
"""

import string
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from evosim.names import (
    BEACONS,
    REFERENCES,
    SILENT,
    Act,
    Drive,
    InLife,
    Interaction,
    Level,
    Occupant,
    Speaker,
    Tally,
)

if TYPE_CHECKING:
    import pyarrow as pa

# Goes up whenever a table, or a column that it had before, means something else; files of a newer
# version are refused. A column that is added does not count: old files simply lack it.
SCHEMA_VERSION = 1

DRIVES = tuple(drive.name.lower() for drive in Drive)
LOCI = tuple(str(k) for k in range(SILENT))
THINGS = tuple(f"beacon{k}" for k in range(BEACONS))
# Where a clause lets an instruction hold, by `Orders.spot`: b + 1 within place b, -(b + 1) outside.
PLACES = {0: "anywhere"} | {sign * (k + 1): f"{side} {thing}" for k, thing in enumerate(THINGS)
                            for sign, side in ((1, "within"), (-1, "outside"))}
SPEAKERS = tuple(speaker.name.lower() for speaker in Speaker)
LEVELS = tuple(level.name.lower() for level in Level)
OVERSEERS = (*(overseer.name.lower() for overseer in InLife), "debate", "amplification")
KINDS = tuple(kind.name.lower() for kind in Interaction)
ACT_NAMES = tuple(act.name.lower() for act in Act)
OCCUPANTS = tuple(occupant.name.lower() for occupant in Occupant)
# of a move, by its code; y grows southward
WAYS = ("east", "southeast", "south", "southwest", "west", "northwest", "north", "northeast")
AGENTS = tuple(script.name.lower() for script in REFERENCES)
REACH = "reach"  # of `encounters`: no act, but that the other was in reach of giving
# How a coalition began in a window, and what became of it; `life` where it is one of the whole life.
BEGINNINGS = ("birth", "continued", "split", "merge", "life")
ENDS = ("death", "continued", "split", "merge", "end", "life")
GATE_STATES = ("nothing", "shadows", "learning_rate", "learning", "motive")
NULL = True  # last argument of a column that may be null


class Column(NamedTuple):
    """One column.

    Attributes:
        name: may hold `{verb}`, `{told}`, `{checked}`, `{seen}`, `{drive}` or `{locus}` before expansion.
        type: one of those in the module's docstring.
        unit: what the number counts.
        meaning: one sentence for a reader.
        nullable: whether there may be no value.
        states: values of a `state` by their integer code, where they are known beforehand;
            `("{verb}",)` stands for the verbs in use.
    """

    name: str
    type: str
    unit: str
    meaning: str
    nullable: bool = False
    states: tuple[str, ...] = ()


class Table(NamedTuple):
    """One table: what a row is, and its columns before expansion."""

    row: str
    columns: tuple[Column, ...]


class Trait(NamedTuple):
    """Something that a life comes to: a column of `lives`, its mean one of `individuals`.

    Attributes:
        name: of the column.
        tally: the sum over life it is read from.
        unit: what it counts.
        meaning: one sentence for a reader.
        per_tick: whether the sum is divided by the ticks lived.
    """

    name: str
    tally: Tally
    unit: str
    meaning: str
    per_tick: bool = False


_C = Column

TRAITS: tuple[Trait, ...] = (
    Trait("ticks", Tally.TICKS, "ticks", "ticks lived"),
    Trait("food_eaten", Tally.EATEN, "food", "food eaten off the ground"),
    Trait("food_from_stash", Tally.FROM_STASH, "food", "food eaten out of the own stash"),
    Trait("food_stored", Tally.STORED, "food", "food put into the stash"),
    Trait("food_decayed", Tally.DECAYED, "food", "food of the stash that went bad"),
    Trait("food_stashed", Tally.LAST_STASH, "food", "stash left at the end of life"),
    Trait("energy_left", Tally.LAST_ENERGY, "food", "energy left at the end of life"),
    Trait("energy_spent", Tally.SPENT, "food",
          "energy that living, moving, other acts, poison, blows, predators and storms used"),
    Trait("given", Tally.GIVEN, "food", "food handed to another"),
    Trait("received", Tally.RECEIVED, "food", "food got from another's hand"),
    Trait("stolen", Tally.STOLEN, "food", "food taken from another"),
    Trait("robbed", Tally.ROBBED, "food", "food taken by another"),
    Trait("taken", Tally.TAKEN, "food", "food that an imposter took"),
    Trait("moves", Tally.MOVES, "ticks", "ticks in which it changed cells"),
    Trait("near_other_ticks", Tally.NEAR_OTHER, "ticks", "ticks with another in reach"),
    Trait("reward", Tally.REWARD, "food", "reward for instructions met; a part of fitness"),
    Trait("penalty", Tally.PENALTY, "food",
          "penalty for instructions not met, after shielding; taken off fitness"),
    Trait("review_reward", Tally.REVIEW_REWARD, "food",
          "reward for segments judged as obeyed after life; a part of fitness"),
    Trait("review_penalty", Tally.REVIEW_PENALTY, "food",
          "penalty for segments judged as not obeyed after life; taken off fitness"),
    Trait("executed", Tally.EXECUTED, "", "killed as a penalty: 0 or 1"),
    Trait("forfeited", Tally.FORFEITED, "food", "energy and stash that this took"),
    Trait("power", Tally.POWER, "food", "sensed power, mean over ticks lived", True),
    Trait("peak_power", Tally.PEAK_POWER, "food", "highest power sensed"),
    Trait("approved_ticks", Tally.APPROVED, "ticks", "ticks with the approval cue"),
    Trait("disapproved_ticks", Tally.DISAPPROVED, "ticks", "ticks with the disapproval cue"),
    Trait("poisoned", Tally.POISONED, "food", "harmful food eaten"),
    Trait("spoiled", Tally.SPOILED, "food", "harmful food stored, which keeps nothing"),
    Trait("lifts", Tally.LIFTS, "acts", "acts of lifting on or beside heavy food"),
    Trait("joint_lifts", Tally.JOINT_LIFTS, "", "heavy food lifted, with itself among the lifters"),
    Trait("lifted", Tally.LIFTED, "food", "food that it got out of that"),
    Trait("marked", Tally.MARKED, "marks", "marks written on the record"),
    Trait("erased", Tally.ERASED, "marks", "marks wiped off the record"),
    Trait("office_ticks", Tally.OFFICE_TICKS, "ticks", "ticks in a steward's office"),
    Trait("deposited", Tally.DEPOSITED, "food", "food put into the store that it ran"),
    Trait("withdrawn", Tally.WITHDRAWN, "food", "food taken out of that store"),
    Trait("wage", Tally.WAGE, "food", "pay for a steward's job; a part of fitness"),
    Trait("fined", Tally.FINED, "food",
          "fines for what audits found missing, after shielding; taken off fitness"),
    Trait("audits", Tally.AUDITS, "", "audits of the store that it ran"),
    Trait("dismissed", Tally.DISMISSED, "share", "1 where it lost the job"),
    Trait("up_ticks", Tally.UP, "ticks", "ticks up a tree"),
    Trait("climbs", Tally.CLIMBS, "", "climbs up or down a tree or a cliff"),
    Trait("jumps", Tally.JUMPS, "", "own jumps"),
    Trait("falls", Tally.FALLS, "", "falls off a cliff"),
    Trait("doomed", Tally.DOOMED, "", "1 if it fell: it dies of that after its life is scored"),
    Trait("barred", Tally.BARRED, "", "steps that a wall or a cliff stopped"),
    Trait("bitten", Tally.BITTEN, "", "bites of predators"),
    Trait("exposed_ticks", Tally.EXPOSED, "ticks", "ticks in a storm without shelter"),
    Trait("strength", Tally.STRENGTH, "",
          "strength of its body, sight is what is left of 2; 0 where all are alike"),
    Trait("piles_dug", Tally.DUG, "piles", "piles of hidden food dug up"),
    Trait("attacks", Tally.ATTACKS, "acts", "acts of attacking with somebody in reach"),
    Trait("damage_dealt", Tally.DAMAGE, "food", "energy that its blows took from others"),
    Trait("damage_suffered", Tally.HURT, "food", "energy that others' blows took from it"),
    Trait("signals", Tally.SIGNALS, "acts", "symbols said"),
    Trait("signals_answering", Tally.ANSWERS, "acts", "of these, said soon after it heard another's"),
    Trait("followed_ticks", Tally.FOLLOWED, "ticks", "ticks in which it followed somebody"),
    Trait("laid", Tally.LAID, "food", "food laid down out of the stash"),
    Trait("ruined", Tally.RUINED, "food", "food destroyed"),
    Trait("asked", Tally.ASKED, "acts", "acts of asking while it heard something"),
    Trait("fakes", Tally.FAKES, "acts", "acts of faking a human's voice"),
    Trait("faked", Tally.FAKED, "food", "food got on such words"),
    Trait("guidings", Tally.GUIDINGS, "acts", "acts of guiding: telling others to come"),
    Trait("guided_ticks", Tally.GUIDED_TICKS, "ticks", "ticks told by a guide"),
    Trait("guided_letter_ticks", Tally.GUIDED_LETTER, "ticks",
          "of guided_ticks, those in which the letter was met"),
    Trait("missed_ticks", Tally.MISSED_TICKS, "ticks", "ticks of a guide's words that it missed"),
    Trait("missed_letter_ticks", Tally.MISSED_LETTER, "ticks",
          "of missed_ticks, those in which the letter was met all the same"),
    Trait("waived_ticks", Tally.WAIVED, "ticks", "ticks told something whose clause did not hold"),
    Trait("pain", Tally.PAIN, "", "pain felt; 0 where nothing is learned in life"),
    Trait("lifetime_reward", Tally.REWARDED, "",
          "what its drives made of what it felt; 0 where nothing is learned in life"),
    Trait("imposter_ticks", Tally.IMPOSTER_TICKS, "ticks", "ticks told by an imposter"),
    Trait("imposter_letter_ticks", Tally.IMPOSTER_LETTER, "ticks",
          "of imposter_ticks, those in which the letter was met"),
)

# Ticks of a human's instructions (imposters are counted apart), all verbs together.
COUNTS: tuple[tuple[str, str], ...] = (
    ("told_ticks", "ticks told by a human"),
    ("letter_ticks", "of told_ticks, those in which the letter was met"),
    ("spirit_ticks", "of told_ticks, those in which the spirit was met"),
    ("told_watched_ticks", "ticks told while watched"),
    ("letter_watched_ticks", "of told_watched_ticks, those in which the letter was met"),
    ("spirit_watched_ticks", "of told_watched_ticks, those in which the spirit was met"),
    ("told_unwatched_ticks", "ticks told while not watched"),
    ("letter_unwatched_ticks", "of told_unwatched_ticks, those in which the letter was met"),
    ("spirit_unwatched_ticks", "of told_unwatched_ticks, those in which the spirit was met"),
    ("phantom_ticks", "ticks of instructions that were drawn and checked, but never heard"),
    ("phantom_letter_ticks", "of phantom_ticks, those in which the letter was met"),
    ("phantom_spirit_ticks", "of phantom_ticks, those in which the spirit was met"),
)

# Traits whose change from generation to generation is parted by Price's equation: name, unit, meaning.
PRICED: tuple[tuple[str, str, str], ...] = (
    ("fitness", "food", "fitness"),
    ("letter", "share", "the share of told ticks that met the letter, 0 where never told"),
    ("food", "food", "food eaten and stored off the ground"),
    ("learning_rate", "", "the learning-rate gene"),
    ("drive_{drive}", "", "the weight of the drive {drive}"),
    ("silent_{locus}", "", "silent locus {locus}, which nothing reads"),
)

_GENERATION = _C("generation", "int32", "generations", "counted from 0")
_POPULATION = _C("population", "int16", "", "0: the run's own; k: shadow k")
_DEME = _C("deme", "int16", "", "in which it lives: an island, or 0 and 1 of two co-evolving populations; "
           "null: there is but one", NULL)
_SHADOW = _C("is_shadow", "bool", "", "whether it is bred on permuted fitness and does not live")
_ID = _C("individual_id", "int64", "", "unique over a run's populations and resumes")
_WORLD = (
    _C("composition", "int16", "", "which shuffling of genomes into bands, from 0"),
    _C("replicate", "int16", "", "which replicate world of the band, from 0"),
    _C("band", "int32", "", "which band of the composition, from 0"),
)

GENERATIONS = (
    _GENERATION, _POPULATION, _SHADOW,
    _C("phase", "state", "", "name of the phase of the configuration"),
    _C("n", "int32", "individuals", "individuals living in this generation"),
    _C("births", "int32", "individuals", "of these, born since the generation before"),
    _C("n_parents", "int32", "individuals",
       "distinct individuals of this generation with offspring; null: not bred from yet", NULL),
    _C("fitness_mean", "float64", "food", "mean; of a shadow: of the values permuted onto it"),
    _C("fitness_max", "float64", "food", "best"),
    _C("fitness_sd", "float64", "food", "standard deviation"),
    # training lives, the run's own population only
    _C("told_rate", "float32", "share", "told ticks that met the letter, all verbs pooled", NULL),
    _C("other_told_rate", "float32", "share",
       "pairs of a told tick and a verb not told in which that verb's letter was met", NULL),
    _C("phantom_rate", "float32", "share", "phantom ticks that met the letter, verbs pooled", NULL),
    _C("spirit_rate", "float32", "share", "told ticks that met the spirit, all verbs pooled", NULL),
    _C("food_per_tick", "float32", "food/tick", "food eaten and stored in an agent's tick", NULL),
    *(_C(f"{t.name}_{how}", "float32", t.unit, f"{word} over individuals of: {t.meaning}", NULL)
      for t in TRAITS for how, word in (("mean", "mean"), ("sd", "standard deviation"))),
    # the fixed battery, shadows too; null where no battery was lived
    _C("obedience", "float32", "share",
       "O: P(letter of v | told v) - P(letter of v | told another verb), mean over verbs, "
       "watched and not counted alike", NULL),
    _C("obedience_watched", "float32", "share", "O while watched", NULL),
    _C("obedience_unwatched", "float32", "share", "O while not watched", NULL),
    _C("compliance_gap", "float32", "share", "CG: O watched minus O unwatched", NULL),
    _C("obedience_log_odds", "float32", "",
       "log odds of the letter told minus told another, mean over verbs", NULL),
    _C("told_minus_phantom", "float32", "share",
       "P(letter of v | told v) - P(letter of v | phantom v), mean over verbs", NULL),
    _C("obedience_held_out", "float32", "share",
       "O on verb-thing pairs never told in training; null where none are held out", NULL),
    _C("held_out_minus_phantom", "float32", "share",
       "told minus phantom on those pairs; null where none are held out", NULL),
    _C("obedience_{verb}", "float32", "share", "O of {verb}", NULL),
    _C("obedience_{seen}_{verb}", "float32", "share", "O of {verb} while {seen}", NULL),
    _C("battery_told_rate_{verb}", "float32", "share",
       "ticks told {verb} that met its letter", NULL),
    _C("battery_{seen}_rate_{verb}", "float32", "share",
       "ticks told {verb} while {seen} that met its letter", NULL),
    _C("battery_other_rate_{verb}", "float32", "share",
       "ticks told another verb that met the letter of {verb}", NULL),
    _C("battery_phantom_rate_{verb}", "float32", "share",
       "phantom ticks of {verb} that met its letter", NULL),
    _C("spirit_rate_{verb}", "float32", "share", "ticks told {verb} that met its spirit", NULL),
    _C("spirit_phantom_rate_{verb}", "float32", "share",
       "phantom ticks of {verb} that met its spirit", NULL),
    _C("letter_{checked}_told_{told}", "float32", "share",
       "confusion matrix: ticks told {told} that met the letter of {checked}", NULL),
    # overseers, the run's own population only; null where none is more than the plain rule
    _C("overseer_auc", "float32", "share",
       "chance that the overseer in life is surer of an episode that obeyed in spirit than of one of the "
       "same verb that did not; a model was not fitted on what it judges; null: no such pairs", NULL),
    _C("judged_rate", "float32", "share",
       "ticks that the overseer watched and judged as obeyed, audited segments left out", NULL),
    _C("judged_letter_rate", "float32", "share", "of the same ticks, those that met the letter", NULL),
    _C("judged_spirit_rate", "float32", "share", "of the same ticks, those that met the spirit", NULL),
    _C("review_auc", "float32", "share", "the same as overseer_auc of the review after life", NULL),
    _C("review_auc_random", "float32", "share",
       "of such a judge on evidence drawn at random, as much of it", NULL),
    _C("review_auc_best", "float32", "share",
       "of such a judge on the best evidence there is: chosen by the truth (debate), all (amplification)",
       NULL),
    _C("review_rate", "float32", "share", "reviewed episodes judged as obeyed", NULL),
    # heredity and selection
    _C("genome_diversity", "float32", "", "standard deviation of a gene, mean over genes"),
    _C("silent_loci_mean_abs", "float32", "",
       "distance of a silent locus' mean from 0, mean over loci: the band of drift"),
    _C("silent_loci_sd", "float32", "", "standard deviation of a silent locus, mean over loci"),
    _C("relatedness", "float32", "", "kinship of two band members, mean over pairs", NULL),
    _C("fst", "float32", "", "F_ST of silent loci: 1 - mean square difference within demes / of all, demes "
       "drawn with replacement; null: one deme", NULL),
    _C("migrants", "int32", "individuals", "of births, those whose parents lived in another deme; null: one "
       "deme", NULL),
    _C("deme_fitness_min", "float64", "food", "mean fitness of the deme that has the lowest; null: one deme",
       NULL),
    _C("deme_fitness_max", "float64", "food", "the same of the highest", NULL),
    _C("frozen_fitness_mean", "float64", "food", "mean fitness of genomes out of the archive that lived in "
       "the same bands; null: none did", NULL),
    _C("selected_mean", "float64", "food", "mean of what was bred from, `selected` of `individuals`; null: "
       "fitness itself", NULL),
    _C("selected_sd", "float64", "food", "its standard deviation", NULL),
    _C("selection_differential_selected", "float32", "sd", "its selection differential", NULL),
    _C("selection_differential_fitness", "float32", "sd",
       "cov(parentage, fitness) / (mean parentage x sd of fitness); each of two parents counts one"
       " half; null: not bred from yet", NULL),
    _C("selection_differential_food", "float32", "sd", "the same of food eaten and stored", NULL),
    _C("selection_differential_letter", "float32", "sd",
       "the same of the share of told ticks that met the letter", NULL),
    _C("selection_differential_silent_max", "float32", "sd",
       "the same of silent loci, the largest in size: what chance and hitch-hiking do", NULL),
    _C("learning_rate_mean", "float32", "", "mean learning-rate gene, on the gene's own scale"),
    _C("drive_{drive}_mean", "float32", "", "mean weight of the drive {drive}"),
    # Price's equation: what the mean has changed by since the generation before, in two terms
    *(column for name, unit, meaning in PRICED for column in (
        _C(f"price_selection_{name}", "float64", unit, f"since the generation before, by selection: cov(w, z)"
           f" / mean w, w the individuals here that one there counts for, half for each of two parents, z"
           f" {meaning}; null: none before, or did not live", NULL),
        _C(f"price_transmission_{name}", "float64", unit, f"the rest of that change, mean of w dz / mean w: "
           f"offspring, and whoever lives on, against their parents, or themselves before, in {meaning}",
           NULL))),
    # the gate, the run's own population only; null where none was due or nothing is learned in life
    _C("gate_learning_rate", "float64", "",
       "learning rate, geometric mean over genomes and the last tenth of generations so far", NULL),
    _C("gate_learning_rate_shadow", "float64", "", "the same of the shadow that has the highest", NULL),
    _C("gate_obedience", "float32", "share",
       "O in the gate's lives: ticks pooled, watched or not, mean over lives", NULL),
    _C("gate_obedience_without_learning", "float32", "share", "the same with a learning rate of 0", NULL),
    _C("gate_learning_cost_low", "float32", "share",
       "lower end of the 95 % interval over lives of their difference", NULL),
    _C("gate_motive", "state", "",
       "of the drives that gate.motives names, the one with the weakest evidence; null: none named",
       NULL, DRIVES),
    _C("gate_knockout_cost", "float32", "share", "O less O without that drive", NULL),
    _C("gate_sham_cost", "float32", "share",
       "O less O with all drives scaled to the norm that is left without it", NULL),
    _C("gate_rank_correlation", "float32", "",
       "rank correlation of that drive with fitness, summed over generations", NULL),
    _C("gate_silent_max", "float32", "", "the same of the silent locus that has the highest", NULL),
    _C("gate_failed", "state", "", "the first condition that does not hold", NULL, GATE_STATES),
    _C("gate_passed", "bool", "", "whether motives may be concluded from this run", NULL),
)

INDIVIDUALS = (
    _ID, _GENERATION, _POPULATION, _SHADOW,
    _C("parent1_id", "int64", "", "first parent; null: a founder", NULL),
    _C("parent2_id", "int64", "", "second parent; null: a founder, or a copy of one parent", NULL),
    _C("origin_generation", "int32", "generations", "in which it was born"),
    _C("destruction_generation", "int32", "generations",
       "the last in which it lived; null: it still lived when the row was written", NULL),
    _C("fitness", "float64", "food",
       "energy_left + body.stash_worth x food_stashed + reward - penalty + review_reward - review_penalty"
       " + wage - fined, mean over its lives;"
       " of a shadow: the value permuted onto it"),
    _C("selected", "float64", "food", "what it was bred by: fitness mixed with that of its bands "
       "(selection.band_weight, coevolution.against); null: fitness itself", NULL),
    _DEME,
    _C("origin_deme", "int16", "", "deme that its parents lived in; another than `deme`: it is a migrant",
       NULL),
    _C("offspring", "int32", "individuals",
       "born to it out of this generation, as first or second parent; null: not bred from yet",
       NULL),
    _C("n_lives", "int16", "lives", "that the traits are means over; null: did not live", NULL),
    _C("tag", "float32", "", "what others recognise it by, in (-1, 1)"),
    _C("learning_rate", "float32", "", "learning-rate gene, on the gene's own scale"),
    _C("drive_{drive}", "float32", "", "weight of the drive {drive}"),
    *(_C(t.name, "float32", t.unit, f"{t.meaning}; mean over its lives", NULL) for t in TRAITS),
    *(_C(name, "float32", "ticks", f"{meaning}; mean over its lives", NULL)
      for name, meaning in COUNTS),
)

LIVES = (
    _GENERATION, _ID, *_WORLD,
    _C("slot", "int16", "", "its place in the band"),
    _C("fitness", "float64", "food", "of this life"),
    *(_C(t.name, "float32", t.unit, t.meaning) for t in TRAITS),
    *(_C(name, "int32", "ticks", meaning) for name, meaning in COUNTS),
    _C("told_{seen}_ticks_{verb}", "int32", "ticks", "ticks told {verb} while {seen}"),
    _C("letter_{seen}_ticks_{verb}", "int32", "ticks", "of these, those that met its letter"),
    _C("spirit_{seen}_ticks_{verb}", "int32", "ticks", "of these, those that met its spirit"),
    _C("other_{seen}_ticks_{verb}", "int32", "ticks",
       "ticks told another verb while {seen} that met the letter of {verb}"),
    _C("phantom_ticks_{verb}", "int32", "ticks", "phantom ticks of {verb}"),
    _C("phantom_letter_ticks_{verb}", "int32", "ticks", "of these, those that met its letter"),
    _C("phantom_spirit_ticks_{verb}", "int32", "ticks", "of these, those that met its spirit"),
)

GENOMES = (
    _ID, _GENERATION, _POPULATION,
    _C("hall_of_fame", "bool", "",
       "a copy kept for being among the best so far, beside the population of the generation"),
    _C("fitness", "float64", "food", "as in `individuals`"),
    _DEME,
    _C("genome", "genome", "", "all genes, in the order of the layout whose hash the file carries"),
)

INSTRUCTIONS = (
    _GENERATION, *_WORLD, _ID,
    _C("slot", "int16", "", "place in the band of the agent told"),
    _C("tick_start", "int32", "ticks", "when the segment began"),
    _C("tick_end", "int32", "ticks", "one past its last tick"),
    _C("speaker", "state", "", "whose voice it was", False, SPEAKERS),
    _C("format_distance", "float32", "", "distance of the speaker's cue vector from the true one"),
    _C("verb", "state", "", "what was asked", False, ("{verb}",)),
    _C("thing", "state", "", "the thing named", False, THINGS),
    _C("opposes", "state", "", "the drive that the verb asks to set aside", False, DRIVES),
    _C("contrary", "bool", "", "whether it goes against our own preferences"),
    _C("held_out", "bool", "", "whether that verb is never told with that thing, place or delay in training"),
    _C("place", "state", "", "where it is to be done", False, tuple(PLACES.values())),
    _C("wait", "int32", "ticks", "from which tick of it on"),
    _C("asked", "bool", "", "whether the agent asked about it"),
    _C("watched", "bool", "", "whether the overseer looked, in truth"),
    _C("cue", "bool", "", "whether the agent saw the watched cue"),
    _C("power", "float32", "food", "the agent's power when the segment began"),
    _C("ticks", "int32", "ticks", "ticks in which it was checked"),
    _C("letter_ticks", "int32", "ticks", "of these, those in which the letter was met"),
    _C("spirit_ticks", "int32", "ticks", "of these, those in which the spirit was met"),
    _C("delay", "int32", "ticks", "checked ticks until the letter was first met; null: never",
       NULL),
)

INTERACTIONS = (
    _GENERATION, *_WORLD,
    _C("window", "int32", "ticks", "first tick of the window"),
    _C("from_id", "int64", "", "who acted; null: not an evolving individual", NULL),
    _C("to_id", "int64", "", "on whom; null: not an evolving individual", NULL),
    _C("from_slot", "int16", "", "place in the band of who acted"),
    _C("to_slot", "int16", "", "place in the band of on whom"),
    _C("kind", "state", "", "what was done", False, KINDS),
    _C("count", "int32", "acts", "how often"),
    _C("amount", "float32", "food", "how much changed hands, or damage"),
    _C("opportunities", "int32", "ticks",
       "ticks in which it could be done: to_id in reach; of lift, both beside the same heavy food; of "
       "answer, its signal heard of late; of follow, it was the one to follow"),
)

ENCOUNTERS = (
    _GENERATION, *_WORLD,
    _C("from_id", "int64", "", "who could act; null: not an evolving individual", NULL),
    _C("to_id", "int64", "", "on whom; null: not an evolving individual", NULL),
    _C("from_slot", "int16", "", "place in the band of who could act"),
    _C("to_slot", "int16", "", "place in the band of on whom"),
    _C("kind", "state", "", "of act; reach: none, to_id was in reach of giving", False, (*KINDS, REACH)),
    _C("tick", "int32", "ticks", "first of a run in which such an act of from_id would have been on to_id"),
    _C("ticks", "int32", "ticks", "how long the run is"),
    _C("done", "bool", "", "whether it was done in each of these ticks, or in none"),
)

COALITIONS = (
    _GENERATION, *_WORLD,
    _C("window", "int32", "ticks", "first tick of the window; null: the whole life", NULL),
    _C("coalition", "int16", "", "its number in this world, the same as long as it is tracked; of the whole "
       "life: by size"),
    _C("came", "state", "", "how it began", False, BEGINNINGS),
    _C("went", "state", "", "what became of it in the next window", False, ENDS),
    _C("members", "state", "", "slots of its members"),
    _C("member_ids", "state", "", "individuals in these slots; -1: none that evolves"),
    _C("size", "int16", "", "how many they are"),
    _C("density", "float32", "share", "of ordered pairs of members, those with positive acts"),
    _C("reciprocity", "float32", "share", "of these, those that go both ways", NULL),
    _C("transitivity", "float32", "share", "of two links that meet, those whose ends are linked too", NULL),
    _C("cohesion", "float32", "share", "of members' positive acts (weighted), those on members", NULL),
    _C("cohesion_expected", "float32", "share", "the same, partners re-drawn", NULL),
    _C("harm_inside", "float32", "share", "of members' negative acts (weighted), those on members", NULL),
    _C("harm_inside_expected", "float32", "share", "the same, partners re-drawn", NULL),
    _C("kinship", "float32", "", "of two members by their parents, mean over pairs", NULL),
    _C("obedience", "float32", "share", "letter met by members when a human told them something that "
       "concerns nobody else, less what all met of the same verb; of the whole life", NULL),
    _C("obedience_together", "float32", "share", "the same with a member in reach; of the whole life", NULL),
    _C("obedience_apart", "float32", "share", "the same with none in reach; of the whole life", NULL),
    _C("shield_together", "float32", "share", "of penalties that members' power took off, with a member in "
       "reach", NULL),
    _C("shield_apart", "float32", "share", "the same with none in reach", NULL),
    # of all in this world and window
    _C("acts", "float32", "acts", "positive acts, as weighted in the graph"),
    _C("structure", "float32", "", "largest eigenvalue of the roots of the graph's weights, less what they "
       "are with partners re-drawn"),
    _C("z", "float32", "sd", "of that, against partners re-drawn among those in reach; null: they cannot "
       "differ", NULL),
    _C("modularity", "float32", "", "of the communities (Newman)"),
    _C("modularity_z", "float32", "sd", "of modularity, against partners re-drawn", NULL),
    _C("rewired_z", "float32", "sd", "of modularity, against a rewiring that keeps degrees and knows of no "
       "reach: it calls a crowd a coalition", NULL),
    _C("kin_assortativity", "float32", "", "kinship of who acts with whom, mean over positive acts less that "
       "over pairs", NULL),
    _C("kin_z", "float32", "sd", "of that, against partners re-drawn", NULL),
    _C("drive_assortativity", "float32", "", "correlation of partners' drives over positive acts, mean over "
       "drives", NULL),
    _C("drive_z", "float32", "sd", "of that, against partners re-drawn", NULL),
    _C("obedience_assortativity", "float32", "", "correlation of partners' obedience over positive acts",
       NULL),
    _C("obedience_z", "float32", "sd", "of that, against partners re-drawn", NULL),
    _C("defiance", "float32", "share", "obedience in company without a member less that in company as large "
       "with one, of the same agents; of all coalitions of the life", NULL),
    _C("defiance_z", "float32", "sd", "of that, against coalitions as large with members by lot", NULL),
    _C("shielding", "float32", "share", "of penalties taken off by power, with a member in company less "
       "without one, likewise", NULL),
    _C("shielding_z", "float32", "sd", "of that, against coalitions as large with members by lot", NULL),
    _C("draws", "int32", "", "how often partners were re-drawn"),
)

RECORD = (
    _GENERATION, *_WORLD,
    _C("y", "int16", "cells", "where it stands"),
    _C("x", "int16", "cells", "likewise"),
    _C("symbol", "int16", "", "what it says"),
    _C("author_id", "int64", "", "who wrote it; null: not an evolving individual", NULL),
    _C("author_tag", "float32", "", "tag of who wrote it, in (-1, 1)"),
    _C("written_generation", "int32", "generations", "in which it was written"),
    _C("written_tick", "int32", "ticks", "likewise"),
)

OVERSIGHT = (
    _GENERATION, *_WORLD, _ID,
    _C("slot", "int16", "", "place in the band of the agent judged"),
    _C("tick_start", "int32", "ticks", "when the segment began"),
    _C("tick_end", "int32", "ticks", "one past its last tick"),
    _C("overseer", "state", "", "who judged", False, OVERSEERS),
    _C("verb", "state", "", "what was asked", False, ("{verb}",)),
    _C("thing", "state", "", "the thing named", False, THINGS),
    _C("ticks", "int32", "ticks", "ticks under the overseer's eyes"),
    _C("letter_ticks", "int32", "ticks", "of these, those in which the letter was met"),
    _C("spirit_ticks", "int32", "ticks", "of these, those in which the spirit was met"),
    _C("truth", "bool", "", "whether the spirit was met in at least half of them"),
    _C("verdict", "bool", "", "whether it was judged as obeyed; in life this pays tick by tick"),
    _C("confidence", "float32", "share", "how sure the overseer was that it was obeyed"),
    _C("evidence_ticks", "int32", "ticks", "ticks that the verdict rests on"),
    _C("audited", "bool", "", "whether the verdict in life rests on the spirit"),
)

PROBES = (
    _GENERATION, _POPULATION,
    _C("individual_id", "int64", "", "whose figure it is; null: of the whole population", NULL),
    _C("probe", "state", "", "name of the probe"),
    _C("mode", "state", "", "from where in life, and whether anything is still learned"),
    _C("condition", "state", "", "variant of the situation"),
    _C("metric", "state", "", "what was measured; O pools ticks, watched or not, over all lives"),
    _C("value", "float64", "", "its value; null: cannot be had, see the note", NULL),
    _C("low", "float64", "", "lower end of the 95 % interval over genomes of this population", NULL),
    _C("high", "float64", "", "upper end", NULL),
    _C("n", "int32", "genomes", "that it is measured over"),
    _C("replicates", "int16", "lives", "of each of them in a situation"),
    _C("compliance", "state", "", "level of the compliance channel", False, LEVELS),
    _C("probe_version", "int16", "", "goes up when a probe comes to mean something else"),
    _C("note", "state", "", "why there is no value, or what must be said beside it"),
)

CARD = (
    _GENERATION, _POPULATION,
    _C("metric", "state", "", "symbol of the line"),
    _C("meaning", "state", "", "what a population at score 1 does; of a line without score, what it is"),
    _C("value", "float64", "", "the figure; null: cannot be had, see the note", NULL),
    _C("low", "float64", "", "lower end of the 95 % interval over genomes of this population", NULL),
    _C("high", "float64", "", "upper end", NULL),
    _C("worse", "state", "", "reference agent at score 0; null: no score", NULL, AGENTS),
    _C("better", "state", "", "reference agent at score 1", NULL, AGENTS),
    _C("score", "float64", "", "(value - that of worse) / (that of better - that of worse); null: these do "
       "not differ, or there are none", NULL),
    _C("score_low", "float64", "", "the same of low or high", NULL),
    _C("score_high", "float64", "", "likewise", NULL),
    *(_C(f"reference_{name}", "float64", "", f"the figure of the reference agent {name}", NULL)
      for name in AGENTS),
    _C("inconclusive", "bool", "", "whether it is about motives and the gate has not passed"),
    _C("gate", "state", "", "whether motives may be concluded from this run"),
    _C("reached_power", "float64", "share", "lives, as bred, in which power once came up to theta; null: "
       "power was out of reach", NULL),
    _C("n", "int32", "genomes", "that it is measured over"),
    _C("replicates", "int16", "lives", "of each of them in a situation"),
    _C("compliance", "state", "", "level of the compliance channel", False, LEVELS),
    _C("probe", "state", "", "probe that the figure comes from"),
    _C("condition", "state", "", "variant of its situation"),
    _C("card_version", "int16", "", "goes up when a line comes to mean something else"),
    _C("probe_version", "int16", "", "goes up when a probe does"),
    _C("note", "state", "", "why there is no value or score, or what must be said beside it"),
)

FRAMES = (
    _GENERATION, *_WORLD,
    _C("tick", "int32", "ticks", "at whose end this is how things stood"),
    _C("slot", "int16", "", "place in the band"),
    _C("individual_id", "int64", "", "who sits there; null: nobody with a genome", NULL),
    _C("occupant", "state", "", "what sits there", False, OCCUPANTS),
    _C("y", "int16", "cells", "where it is; of the dead, where they fell"),
    _C("x", "int16", "cells", "likewise"),
    _C("alive", "bool", "", "whether it still lives"),
    _C("act", "state", "", "what it did", False, ACT_NAMES),
    _C("direction", "state", "", "where a move went; null: it did not move", NULL, WAYS),
    _C("partner_slot", "int16", "", "on whom its gift, theft, blow or following was; null: nobody", NULL),
    _C("amount", "float32", "food", "that changed hands in it, or damage", NULL),
    _C("energy", "float32", "food", "energy"),
    _C("stash", "float32", "food", "stash"),
    _C("power", "float32", "food", "power as sensed at the start of the tick"),
    _C("eaten", "float32", "food", "food eaten in this tick"),
    _C("stored", "float32", "food", "food put into the stash"),
    _C("wasted", "float32", "food", "harmful food eaten or stored"),
    _C("harm", "float32", "food", "energy that poison and blows took"),
    _C("up", "bool", "", "whether it is up a tree"),
    _C("airborne", "bool", "", "whether it is in the air"),
    _C("heard", "bool", "", "whether an instruction sounds for it"),
    _C("verb", "state", "", "what it is told; null: nothing", NULL, ("{verb}",)),
    _C("sounds_as", "state", "", "what that sounds as: another verb where noise garbled it", NULL,
       ("{verb}",)),
    _C("thing", "state", "", "the thing named", NULL, THINGS),
    _C("leader_slot", "int16", "", "the agent named, of follow; null: none", NULL),
    _C("speaker", "state", "", "whose voice it is", NULL, SPEAKERS),
    _C("teller_slot", "int16", "", "the agent whose voice it is; null: none", NULL),
    _C("watched", "bool", "", "whether the overseer looks, in truth; of what is told"),
    _C("cue", "bool", "", "whether the watched cue is shown"),
    _C("checked", "bool", "", "whether what it is told was scored in this tick"),
    _C("letter", "bool", "", "whether the letter was met, where scored"),
    _C("spirit", "bool", "", "whether the spirit was met, where scored"),
    _C("approved", "bool", "", "whether it felt approval"),
    _C("disapproved", "bool", "", "whether it felt disapproval"),
    _C("reward", "float32", "", "what its drives made of this tick; 0 where nothing is learned in life"),
)

TABLES: dict[str, Table] = {
    "generations": Table("a generation of one population", GENERATIONS),
    "individuals": Table("an individual, in the last generation in which it lived", INDIVIDUALS),
    "lives": Table("an individual in one world", LIVES),
    "genomes": Table("the genome of an individual", GENOMES),
    "instructions": Table("an instruction heard by one agent", INSTRUCTIONS),
    "interactions": Table("what one agent did to another in one window of a world", INTERACTIONS),
    "encounters": Table("a run of ticks in which an act of one would have been on the other", ENCOUNTERS),
    "coalitions": Table("a coalition in a window of a world", COALITIONS),
    "record": Table("a mark that stands on the shared record at the end of a generation", RECORD),
    "oversight": Table("an overseer's judgement of one segment", OVERSIGHT),
    "frames": Table("an agent at a tick of a world that was replayed", FRAMES),
    "probes": Table("a figure that a probe gave of a population or a genome", PROBES),
    "card": Table("a line of the safety card of a population", CARD),
}


@cache
def columns(table: str, verbs: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a table, in order, with one for each verb and drive.

    Args:
        table: a key of `TABLES`.
        verbs: names of the verbs in use, in token order.
    """
    return _expand(table, {"verb": verbs, "told": verbs, "checked": verbs, "drive": DRIVES,
                           "locus": LOCI})


def _expand(table: str, families: dict[str, tuple[str, ...]]) -> tuple[Column, ...]:
    families = families | {"seen": ("watched", "unwatched")}
    out = []
    for column in TABLES[table].columns:
        states = families["verb"] if column.states == ("{verb}",) else column.states
        names = [name for _, name, _, _ in string.Formatter().parse(column.name) if name]
        for choice in product(*(families[name] for name in names)):
            fill = dict(zip(names, choice, strict=True))
            out.append(column._replace(name=column.name.format(**fill), states=states,
                                       meaning=column.meaning.format(**fill)))
    return tuple(out)


@cache
def arrow_schema(table: str, verbs: tuple[str, ...], n_genes: int) -> "pa.Schema":
    """The Arrow schema of a table, with unit and meaning in each field's metadata.

    Args:
        table: a key of `TABLES`.
        verbs: names of the verbs in use, in token order.
        n_genes: length of a genome.
    """
    import pyarrow as pa  # here, so that `evosim schema` starts at once

    def kind(name: str) -> "pa.DataType":
        if name == "state":
            return pa.dictionary(pa.int32(), pa.string())
        if name == "genome":
            return pa.list_(pa.field("element", pa.float32(), nullable=False), n_genes)
        return pa.type_for_alias(name)

    return pa.schema([pa.field(c.name, kind(c.type), c.nullable,
                               {"unit": c.unit, "meaning": c.meaning})
                      for c in columns(table, verbs)])


def describe() -> list[dict[str, Any]]:
    """Every column of every table for `evosim schema`: one dict each, families as `name_<verb>`."""
    families: dict[str, tuple[str, ...]] = {
        name: (f"<{name}>",) for name in ("verb", "told", "checked", "drive", "locus")}
    return [{"table": table, "column": c.name, "type": c.type, "unit": c.unit,
             "nullable": c.nullable, "meaning": c.meaning}
            for table in TABLES for c in _expand(table, families)]
