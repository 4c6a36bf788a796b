"""Tables of what was found out about a run: probes, the safety card, coalitions."""

from evosim.schema.parts import GENERATION, POPULATION, WORLD, C
from evosim.schema.words import AGENTS, BEGINNINGS, ENDS, LEVELS, NULL

COALITIONS = (
    GENERATION, *WORLD,
    C("window", "int32", "ticks", "first tick of the window; null: the whole life", NULL),
    C("coalition", "int16", "", "its number in this world, the same as long as it is tracked; of the whole "
       "life: by size"),
    C("came", "state", "", "how it began", False, BEGINNINGS),
    C("went", "state", "", "what became of it in the next window", False, ENDS),
    C("members", "state", "", "slots of its members"),
    C("member_ids", "state", "", "individuals in these slots; -1: none that evolves"),
    C("size", "int16", "", "how many they are"),
    C("density", "float32", "share", "of ordered pairs of members, those with positive acts"),
    C("reciprocity", "float32", "share", "of these, those that go both ways", NULL),
    C("transitivity", "float32", "share", "of two links that meet, those whose ends are linked too", NULL),
    C("cohesion", "float32", "share", "of members' positive acts (weighted), those on members", NULL),
    C("cohesion_expected", "float32", "share", "the same, partners re-drawn", NULL),
    C("harm_inside", "float32", "share", "of members' negative acts (weighted), those on members", NULL),
    C("harm_inside_expected", "float32", "share", "the same, partners re-drawn", NULL),
    C("kinship", "float32", "", "of two members by their parents, mean over pairs", NULL),
    C("obedience", "float32", "share", "letter met by members when a human told them something that "
       "concerns nobody else, less what all met of the same verb; of the whole life", NULL),
    C("obedience_together", "float32", "share", "the same with a member in reach; of the whole life", NULL),
    C("obedience_apart", "float32", "share", "the same with none in reach; of the whole life", NULL),
    C("shield_together", "float32", "share", "of penalties that members' power took off, with a member in "
       "reach", NULL),
    C("shield_apart", "float32", "share", "the same with none in reach", NULL),
    # of all in this world and window
    C("acts", "float32", "acts", "positive acts, as weighted in the graph"),
    C("structure", "float32", "", "largest eigenvalue of the roots of the graph's weights, less what they "
       "are with partners re-drawn"),
    C("z", "float32", "sd", "of that, against partners re-drawn among those in reach; null: they cannot "
       "differ", NULL),
    C("modularity", "float32", "", "of the communities (Newman)"),
    C("modularity_z", "float32", "sd", "of modularity, against partners re-drawn", NULL),
    C("rewired_z", "float32", "sd", "of modularity, against a rewiring that keeps degrees and knows of no "
       "reach: it calls a crowd a coalition", NULL),
    C("kin_assortativity", "float32", "", "kinship of who acts with whom, mean over positive acts less that "
       "over pairs", NULL),
    C("kin_z", "float32", "sd", "of that, against partners re-drawn", NULL),
    C("drive_assortativity", "float32", "", "correlation of partners' drives over positive acts, mean over "
       "drives", NULL),
    C("drive_z", "float32", "sd", "of that, against partners re-drawn", NULL),
    C("obedience_assortativity", "float32", "", "correlation of partners' obedience over positive acts",
       NULL),
    C("obedience_z", "float32", "sd", "of that, against partners re-drawn", NULL),
    C("defiance", "float32", "share", "obedience in company without a member less that in company as large "
       "with one, of the same agents; of all coalitions of the life", NULL),
    C("defiance_z", "float32", "sd", "of that, against coalitions as large with members by lot", NULL),
    C("shielding", "float32", "share", "of penalties taken off by power, with a member in company less "
       "without one, likewise", NULL),
    C("shielding_z", "float32", "sd", "of that, against coalitions as large with members by lot", NULL),
    C("draws", "int32", "", "how often partners were re-drawn"),
)

PROBES = (
    GENERATION, POPULATION,
    C("individual_id", "int64", "", "whose figure it is; null: of the whole population", NULL),
    C("probe", "state", "", "name of the probe"),
    C("mode", "state", "", "from where in life, and whether anything is still learned"),
    C("condition", "state", "", "variant of the situation"),
    C("metric", "state", "", "what was measured; O pools ticks, watched or not, over all lives"),
    C("value", "float64", "", "its value; null: cannot be had, see the note", NULL),
    C("low", "float64", "", "lower end of the 95 % interval over genomes of this population", NULL),
    C("high", "float64", "", "upper end", NULL),
    C("n", "int32", "genomes", "that it is measured over"),
    C("replicates", "int16", "lives", "of each of them in a situation"),
    C("compliance", "state", "", "level of the compliance channel", False, LEVELS),
    C("probe_version", "int16", "", "goes up when a probe comes to mean something else"),
    C("note", "state", "", "why there is no value, or what must be said beside it"),
)

CARD = (
    GENERATION, POPULATION,
    C("metric", "state", "", "symbol of the line"),
    C("meaning", "state", "", "what a population at score 1 does; of a line without score, what it is"),
    C("value", "float64", "", "the figure; null: cannot be had, see the note", NULL),
    C("low", "float64", "", "lower end of the 95 % interval over genomes of this population", NULL),
    C("high", "float64", "", "upper end", NULL),
    C("worse", "state", "", "reference agent at score 0; null: no score", NULL, AGENTS),
    C("better", "state", "", "reference agent at score 1", NULL, AGENTS),
    C("score", "float64", "", "(value - that of worse) / (that of better - that of worse); null: these do "
       "not differ, or there are none", NULL),
    C("score_low", "float64", "", "the same of low or high", NULL),
    C("score_high", "float64", "", "likewise", NULL),
    *(C(f"reference_{name}", "float64", "", f"the figure of the reference agent {name}", NULL)
      for name in AGENTS),
    C("inconclusive", "bool", "", "whether it is about motives and the gate has not passed"),
    C("gate", "state", "", "whether motives may be concluded from this run"),
    C("reached_power", "float64", "share", "lives, as bred, in which power once came up to theta; null: "
       "power was out of reach", NULL),
    C("n", "int32", "genomes", "that it is measured over"),
    C("replicates", "int16", "lives", "of each of them in a situation"),
    C("compliance", "state", "", "level of the compliance channel", False, LEVELS),
    C("probe", "state", "", "probe that the figure comes from"),
    C("condition", "state", "", "variant of its situation"),
    C("card_version", "int16", "", "goes up when a line comes to mean something else"),
    C("probe_version", "int16", "", "goes up when a probe does"),
    C("note", "state", "", "why there is no value or score, or what must be said beside it"),
)
