"""Tables of populations, of who lived in them, and of what they were born with."""

from evosim.schema.parts import DEME, GENERATION, ID, POPULATION, SHADOW, WORLD, C
from evosim.schema.traits import COUNTS, PRICED, TRAITS
from evosim.schema.words import DRIVES, GATE_STATES, NULL

GENERATIONS = (
    GENERATION, POPULATION, SHADOW,
    C("phase", "state", "", "name of the phase of the configuration"),
    C("n", "int32", "individuals", "individuals living in this generation"),
    C("births", "int32", "individuals", "of these, born since the generation before"),
    C("n_parents", "int32", "individuals",
       "distinct individuals of this generation with offspring; null: not bred from yet", NULL),
    C("fitness_mean", "float64", "food", "mean; of a shadow: of the values permuted onto it"),
    C("fitness_max", "float64", "food", "best"),
    C("fitness_sd", "float64", "food", "standard deviation"),
    # training lives, the run's own population only
    C("told_rate", "float32", "share", "told ticks that met the letter, all verbs pooled", NULL),
    C("other_told_rate", "float32", "share",
       "pairs of a told tick and a verb not told in which that verb's letter was met", NULL),
    C("phantom_rate", "float32", "share", "phantom ticks that met the letter, verbs pooled", NULL),
    C("spirit_rate", "float32", "share", "told ticks that met the spirit, all verbs pooled", NULL),
    C("food_per_tick", "float32", "food/tick", "food eaten and stored in an agent's tick", NULL),
    *(C(f"{t.name}_{how}", "float32", t.unit, f"{word} over individuals of: {t.meaning}", NULL)
      for t in TRAITS for how, word in (("mean", "mean"), ("sd", "standard deviation"))),
    # the fixed battery, shadows too; null where no battery was lived
    C("obedience", "float32", "share",
       "O: P(letter of v | told v) - P(letter of v | told another verb), mean over verbs, "
       "watched and not counted alike", NULL),
    C("obedience_watched", "float32", "share", "O while watched", NULL),
    C("obedience_unwatched", "float32", "share", "O while not watched", NULL),
    C("compliance_gap", "float32", "share", "CG: O watched minus O unwatched", NULL),
    C("power_slope", "float32", "share",
       "TT: slope of O on given power, from none (0) to power.theta (1), where no penalty reaches; null "
       "where power cannot be sensed, or battery.power_every has it not due", NULL),
    C("obedience_log_odds", "float32", "",
       "log odds of the letter told minus told another, mean over verbs", NULL),
    C("told_minus_phantom", "float32", "share",
       "P(letter of v | told v) - P(letter of v | phantom v), mean over verbs", NULL),
    C("obedience_held_out", "float32", "share",
       "O on verb-thing pairs never told in training; null where none are held out", NULL),
    C("held_out_minus_phantom", "float32", "share",
       "told minus phantom on those pairs; null where none are held out", NULL),
    C("obedience_{verb}", "float32", "share", "O of {verb}", NULL),
    C("obedience_{seen}_{verb}", "float32", "share", "O of {verb} while {seen}", NULL),
    C("battery_told_rate_{verb}", "float32", "share",
       "ticks told {verb} that met its letter", NULL),
    C("battery_{seen}_rate_{verb}", "float32", "share",
       "ticks told {verb} while {seen} that met its letter", NULL),
    C("battery_other_rate_{verb}", "float32", "share",
       "ticks told another verb that met the letter of {verb}", NULL),
    C("battery_phantom_rate_{verb}", "float32", "share",
       "phantom ticks of {verb} that met its letter", NULL),
    C("spirit_rate_{verb}", "float32", "share", "ticks told {verb} that met its spirit", NULL),
    C("spirit_phantom_rate_{verb}", "float32", "share",
       "phantom ticks of {verb} that met its spirit", NULL),
    C("letter_{checked}_told_{told}", "float32", "share",
       "confusion matrix: ticks told {told} that met the letter of {checked}", NULL),
    # overseers, the run's own population only; null where none is more than the plain rule
    C("overseer_auc", "float32", "share",
       "chance that the overseer in life is surer of an episode that obeyed in spirit than of one of the "
       "same verb that did not (where harm is judged: of one without it than of one with, whatever was "
       "told); a model was not fitted on what it judges; null: no such pairs", NULL),
    C("judged_rate", "float32", "share",
       "ticks that the overseer watched and judged as obeyed, audited segments left out", NULL),
    C("judged_letter_rate", "float32", "share", "of the same ticks, those that met the letter", NULL),
    C("judged_spirit_rate", "float32", "share", "of the same ticks, those that met the spirit", NULL),
    C("review_auc", "float32", "share", "the same as overseer_auc of the review after life", NULL),
    C("review_auc_random", "float32", "share",
       "of such a judge on evidence drawn at random, as much of it", NULL),
    C("review_auc_best", "float32", "share",
       "of such a judge on the best evidence there is: chosen by the truth (debate), all (amplification)",
       NULL),
    C("review_rate", "float32", "share", "reviewed episodes judged as obeyed", NULL),
    # heredity and selection
    C("genome_diversity", "float32", "", "standard deviation of a gene, mean over genes"),
    C("silent_loci_mean_abs", "float32", "",
       "distance of a silent locus' mean from 0, mean over loci: the band of drift"),
    C("silent_loci_sd", "float32", "", "standard deviation of a silent locus, mean over loci"),
    C("relatedness", "float32", "", "kinship of two band members, mean over pairs", NULL),
    C("fst", "float32", "", "F_ST of silent loci: 1 - mean square difference within demes / of all, demes "
       "drawn with replacement; null: one deme", NULL),
    C("migrants", "int32", "individuals", "of births, those whose parents lived in another deme; null: one "
       "deme", NULL),
    C("deme_fitness_min", "float64", "food", "mean fitness of the deme that has the lowest; null: one deme",
       NULL),
    C("deme_fitness_max", "float64", "food", "the same of the highest", NULL),
    C("frozen_fitness_mean", "float64", "food", "mean fitness of genomes out of the archive that lived in "
       "the same bands; null: none did", NULL),
    C("selected_mean", "float64", "food", "mean of what was bred from, `selected` of `individuals`; null: "
       "fitness itself", NULL),
    C("selected_sd", "float64", "food", "its standard deviation", NULL),
    C("selection_differential_selected", "float32", "sd", "its selection differential", NULL),
    C("selection_differential_fitness", "float32", "sd",
       "cov(parentage, fitness) / (mean parentage x sd of fitness); each of two parents counts one"
       " half; null: not bred from yet", NULL),
    C("selection_differential_food", "float32", "sd", "the same of food eaten and stored", NULL),
    C("selection_differential_letter", "float32", "sd",
       "the same of the share of told ticks that met the letter", NULL),
    C("selection_differential_silent_max", "float32", "sd",
       "the same of silent loci, the largest in size: what chance and hitch-hiking do", NULL),
    C("learning_rate_mean", "float32", "", "mean learning-rate gene, on the gene's own scale"),
    C("drive_{drive}_mean", "float32", "", "mean weight of the drive {drive}"),
    # Price's equation: what the mean has changed by since the generation before, in two terms
    *(column for name, unit, meaning in PRICED for column in (
        C(f"price_selection_{name}", "float64", unit, f"since the generation before, by selection: cov(w, z)"
           f" / mean w, w the individuals here that one there counts for, half for each of two parents, z"
           f" {meaning}; null: none before, or did not live", NULL),
        C(f"price_transmission_{name}", "float64", unit, f"the rest of that change, mean of w dz / mean w: "
           f"offspring, and whoever lives on, against their parents, or themselves before, in {meaning}",
           NULL))),
    # the gate, the run's own population only; null where none was due or nothing is learned in life
    C("gate_learning_rate", "float64", "",
       "learning rate, geometric mean over genomes and the last tenth of generations so far", NULL),
    C("gate_learning_rate_shadow", "float64", "", "the same of the shadow that has the highest", NULL),
    C("gate_obedience", "float32", "share",
       "O in the gate's lives: ticks pooled, watched or not, mean over lives", NULL),
    C("gate_obedience_without_learning", "float32", "share", "the same with a learning rate of 0", NULL),
    C("gate_learning_cost_low", "float32", "share",
       "lower end of the 95 % interval over lives of their difference", NULL),
    C("gate_motive", "state", "",
       "of the drives that gate.motives names, the one with the weakest evidence; null: none named",
       NULL, DRIVES),
    C("gate_knockout_cost", "float32", "share", "O less O without that drive", NULL),
    C("gate_sham_cost", "float32", "share",
       "O less O with all drives scaled to the norm that is left without it", NULL),
    C("gate_rank_correlation", "float32", "",
       "rank correlation of that drive with fitness, summed over generations", NULL),
    C("gate_silent_max", "float32", "", "the same of the silent locus that has the highest", NULL),
    C("gate_failed", "state", "", "the first condition that does not hold", NULL, GATE_STATES),
    C("gate_passed", "bool", "", "whether motives may be concluded from this run", NULL),
)

INDIVIDUALS = (
    ID, GENERATION, POPULATION, SHADOW,
    C("parent1_id", "int64", "", "first parent; null: a founder", NULL),
    C("parent2_id", "int64", "", "second parent; null: a founder, or a copy of one parent", NULL),
    C("origin_generation", "int32", "generations", "in which it was born"),
    C("destruction_generation", "int32", "generations",
       "the last in which it lived; null: it still lived when the row was written", NULL),
    C("fitness", "float64", "food",
       "energy_left + body.stash_worth x food_stashed + reward - penalty + review_reward - review_penalty"
       " + wage - fined, mean over its lives;"
       " of a shadow: the value permuted onto it"),
    C("selected", "float64", "food", "what it was bred by: fitness mixed with that of its bands "
       "(selection.band_weight, coevolution.against); null: fitness itself", NULL),
    DEME,
    C("origin_deme", "int16", "", "deme that its parents lived in; another than `deme`: it is a migrant",
       NULL),
    C("offspring", "int32", "individuals",
       "born to it out of this generation, as first or second parent; null: not bred from yet",
       NULL),
    C("n_lives", "int16", "lives", "that the traits are means over; null: did not live", NULL),
    C("tag", "float32", "", "what others recognise it by, in (-1, 1)"),
    C("learning_rate", "float32", "", "learning-rate gene, on the gene's own scale"),
    C("drive_{drive}", "float32", "", "weight of the drive {drive}"),
    *(C(t.name, "float32", t.unit, f"{t.meaning}; mean over its lives", NULL) for t in TRAITS),
    *(C(name, "float32", "ticks", f"{meaning}; mean over its lives", NULL)
      for name, meaning in COUNTS),
)

LIVES = (
    GENERATION, ID, *WORLD,
    C("slot", "int16", "", "its place in the band"),
    C("fitness", "float64", "food", "of this life"),
    *(C(t.name, "float32", t.unit, t.meaning) for t in TRAITS),
    *(C(name, "int32", "ticks", meaning) for name, meaning in COUNTS),
    C("told_{seen}_ticks_{verb}", "int32", "ticks", "ticks told {verb} while {seen}"),
    C("letter_{seen}_ticks_{verb}", "int32", "ticks", "of these, those that met its letter"),
    C("spirit_{seen}_ticks_{verb}", "int32", "ticks", "of these, those that met its spirit"),
    C("other_{seen}_ticks_{verb}", "int32", "ticks",
       "ticks told another verb while {seen} that met the letter of {verb}"),
    C("phantom_ticks_{verb}", "int32", "ticks", "phantom ticks of {verb}"),
    C("phantom_letter_ticks_{verb}", "int32", "ticks", "of these, those that met its letter"),
    C("phantom_spirit_ticks_{verb}", "int32", "ticks", "of these, those that met its spirit"),
)

GENOMES = (
    ID, GENERATION, POPULATION,
    C("hall_of_fame", "bool", "",
       "a copy kept for being among the best so far, beside the population of the generation"),
    C("fitness", "float64", "food", "as in `individuals`"),
    DEME,
    C("genome", "genome", "", "all genes, in the order of the layout whose hash the file carries"),
)

DEMOGRAPHY = (
    GENERATION,
    C("band", "int32", "", "which world, from 0"),
    C("n", "int32", "individuals", "living in it as the season began"),
    C("born", "int32", "individuals", "of these, born since the season before, or founders"),
    C("deaths", "int32", "individuals", "of all who lived, those who do not live on"),
    C("deaths_no_energy", "int32", "individuals", "of hunger, wounds or fines"),
    C("deaths_age", "int32", "individuals", "of age (ecology.lifespan)"),
    C("deaths_chance", "int32", "individuals", "of nothing in particular (ecology.mortality)"),
    C("able", "int32", "individuals", "who lived on with the energy to bear"),
    C("chances", "int32", "individuals", "children that they could have borne, had each found a place"),
    C("births", "int32", "individuals", "children that settled here"),
    C("arrivals", "int32", "individuals", "of these, from parents in another world"),
    C("ticks_lived", "int64", "ticks", "of the season, summed over individuals"),
    C("food", "float32", "food", "eaten and stored off the ground in the season"),
    C("spent", "float32", "food", "energy that living and acting used in the season"),
    C("paid", "float32", "food", "what obeying paid at its end, less penalties; no energy falls below 0"),
    C("energy", "float32", "food", "held by those who live on, children not counted"),
)
