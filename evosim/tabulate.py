"""From what was lived to rows of tables; columns as `schema` declares them."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.evolution import Brood, HallOfFame, Population, deviations
from evosim.genome import Layout
from evosim.kernels import state as k
from evosim.marks import Marks
from evosim.names import BEACONS, VERBS, Condition, Drive, Interaction, PlasticityGene, Tally
from evosim.obedience import Rates, known_mean, rates
from evosim.oversight import Findings, Verdicts
from evosim.probes.battery import Battery
from evosim.probes.gate import Gate
from evosim.schema import DRIVES, PLACES, TRAITS
from evosim.selection_analysis import weighted
from evosim.world import Lives
from evosim.world import encounters as met
from evosim.world.lives import fitness

Rows = dict[str, Any]  # column name to one value a row, or to one for all rows
_PHANTOM = Condition.PHANTOM
_RATE = PlasticityGene.LEARNING_RATE
_SEEN = {"watched": Condition.WATCHED, "unwatched": Condition.UNWATCHED}
_HEARD = [int(condition) for condition in _SEEN.values()]
_PLACE_CODES = np.array([list(PLACES).index(spot) for spot in (*range(BEACONS + 1), *range(-BEACONS, 0))])
_TALLIES = [int(trait.tally) for trait in TRAITS]
_PER_TICK = [n for n, trait in enumerate(TRAITS) if trait.per_tick]


def due(every: int, generation: int) -> bool:
    """Whether something that happens every so many generations (0: never) happens in this one."""
    return every > 0 and generation % every == 0


class Sums:
    """What each of n individuals did, as means over its lives.

    Attributes:
        tally: float64 (n, Tally).
        told, spirit: float64 (n, Condition, V).
        letter: float64 (n, Condition, V, V).
        tallies: float64 (n, Tally), of each composition alone.
        lives: of each individual.
    """

    def __init__(self, blocks: list[Lives], n: int) -> None:
        self.lives = sum(block.tally.shape[1] for block in blocks)
        self.tallies = [block.per_genome("tally", n) for block in blocks]
        self.tally = _mean(self.tallies)
        self.told, self.letter, self.spirit = (
            _mean([block.per_genome(name, n) for block in blocks])
            for name in ("told_n", "letter_n", "spirit_n"))

    @property
    def rates(self) -> Rates:
        """Of all individuals pooled."""
        return rates(self.told.sum(axis=0), self.letter.sum(axis=0), self.spirit.sum(axis=0))

    @property
    def food(self) -> NDArray[np.float64]:
        """Food eaten and stored off the ground, (n,)."""
        return self.tally[:, Tally.EATEN] + self.tally[:, Tally.STORED]

    @property
    def as_read(self) -> NDArray[np.float64]:
        """Letter rate and food, (n, 2), of what `individuals` holds: to its precision, as it is read back."""
        checks = self.checks
        letter, told, eaten, stored = (values.astype(np.float32).astype(np.float64) for values in (
            checks["letter_ticks"], checks["told_ticks"], self.tally[:, Tally.EATEN],
            self.tally[:, Tally.STORED]))
        return np.stack([np.divide(letter, told, out=np.zeros_like(told), where=told > 0), eaten + stored],
                        axis=1)

    @cached_property
    def letter_rate(self) -> NDArray[np.float64]:
        """Letter met while told by a human, (n,); 0 where never told."""
        told = self.checks["told_ticks"]
        return np.divide(self.checks["letter_ticks"], told, out=np.zeros_like(told), where=told > 0)

    @cached_property
    def checks(self) -> Rows:
        """The `COUNTS` of the schema, (n,) each."""
        return _checks(self.told, self.letter, self.spirit)

    @cached_property
    def traits(self) -> NDArray[np.float64]:
        """The `TRAITS` of the schema, (traits, n), each in a row."""
        return np.ascontiguousarray(traits_of(self.tally).T)


def _mean(values: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Of arrays of one shape."""
    total = sum(values[1:], values[0])
    return total / len(values)


def _checks(told: NDArray, letter: NDArray, spirit: NDArray) -> Rows:
    """Counts over verbs of (..., Condition, V) arrays: the `COUNTS` of the schema."""
    own = np.diagonal(letter, axis1=-2, axis2=-1)
    counts = {"told": told.sum(axis=-1), "letter": own.sum(axis=-1), "spirit": spirit.sum(axis=-1)}
    out = {}
    for what, by_condition in counts.items():
        out[f"{what}_ticks"] = by_condition[..., _HEARD].sum(axis=-1)
        for seen, condition in _SEEN.items():
            out[f"{what}_{seen}_ticks"] = by_condition[..., condition]
        phantom = "phantom_ticks" if what == "told" else f"phantom_{what}_ticks"
        out[phantom] = by_condition[..., _PHANTOM]
    return out


def traits_of(tally: NDArray) -> NDArray:
    """The `TRAITS` of the schema, (..., traits), from (..., Tally) sums."""
    traits = tally[..., _TALLIES]
    traits[..., _PER_TICK] /= np.maximum(tally[..., Tally.TICKS], 1)[..., None]
    return traits


def _named(traits: NDArray) -> Rows:
    """Rows of traits by their names."""
    return {trait.name: values for trait, values in zip(TRAITS, traits, strict=True)}


def generation_row(generation: int, phase: str, k_population: int, population: Population,
                   scores: NDArray[np.float64], brood: Brood, layout: Layout, sums: Sums | None,
                   battery: Battery | None, gate: Gate | None, kin: float,
                   findings: Findings | None = None) -> Rows:
    """One row of `generations`.

    Args:
        generation, phase: now.
        k_population: 0 for the run's own, k for shadow k.
        population: of n individuals.
        scores: float64 (n,), fitness as selected on.
        brood: what they bred.
        layout: the run's.
        sums: of the training lives; None for a shadow.
        battery: if there was one.
        gate: if there was one.
        kin: relatedness within bands; NaN for a shadow, which has none.
        findings: of overseers, where there are more than the plain rule.
    """
    genomes, parentage = population.genomes, brood.parentage
    silent = layout.part(genomes, "silent").astype(np.float64)
    row: dict[str, Any] = {
        "generation": generation, "population": k_population, "is_shadow": k_population > 0,
        "phase": phase, "n": len(population), "births": int((population.born == generation).sum()),
        "n_parents": int((parentage > 0).sum()), "fitness_mean": scores.mean(),
        "fitness_max": scores.max(), "fitness_sd": scores.std(), "relatedness": kin,
        "genome_diversity": deviations(genomes).mean(),
        "silent_loci_mean_abs": np.abs(silent.mean(axis=0)).mean(),
        "silent_loci_sd": silent.std(axis=0).mean(),
        "selection_differential_fitness": _differential(scores, parentage),
        "selection_differential_silent_max": max(_differential(silent, parentage), key=abs),
        "learning_rate_mean": layout.part(genomes, "plasticity")[:, _RATE].mean(),
    }
    drives = layout.part(genomes, "drives").mean(axis=0)
    row |= {f"drive_{drive.name.lower()}_mean": drives[drive] for drive in Drive}
    if sums is not None:
        row |= _training_columns(sums)
        row["selection_differential_food"] = _differential(sums.food, parentage)
        row["selection_differential_letter"] = _differential(sums.letter_rate, parentage)
    if findings is not None:
        row |= findings.columns
    if battery is not None:
        row |= _battery_columns(battery, layout)
    return row if gate is None else row | gate_columns(gate)


def selected_columns(selected: NDArray[np.float64], parentage: NDArray[np.float64]) -> Rows:
    """The columns of `generations` that tell of what bred, where that is not fitness itself.

    Args:
        selected: float64 (n,).
        parentage: float64 (n,), of a `Brood`.
    """
    return {"selected_mean": selected.mean(), "selected_sd": selected.std(),
            "selection_differential_selected": _differential(selected, parentage)}


def gate_columns(gate: Gate) -> Rows:
    """The columns of `generations` that tell of the gate."""
    columns = {f"gate_{name}": value for name, value in gate._asdict().items() if value != ""}
    return columns | {"gate_passed": gate.passed}


def plain(row: Rows) -> Rows:
    """A row of scalars as JSON can hold it, exactly."""
    return {name: value.item() if isinstance(value, np.generic) else value for name, value in row.items()}


def _training_columns(sums: Sums) -> Rows:
    told, letter, spirit = (a.sum(axis=0) for a in (sums.told, sums.letter, sums.spirit))
    own, heard = np.diagonal(letter, axis1=1, axis2=2), told[_HEARD].sum()
    others = letter[_HEARD].sum() - own[_HEARD].sum()
    row = {
        "told_rate": _share(own[_HEARD].sum(), heard),
        "other_told_rate": _share(others, heard * (told.shape[1] - 1)),
        "phantom_rate": _share(own[_PHANTOM].sum(), told[_PHANTOM].sum()),
        "spirit_rate": _share(spirit[_HEARD].sum(), heard),
        "food_per_tick": _share(sums.food.sum(), sums.tally[:, Tally.TICKS].sum()),
    }
    moments = sums.traits.mean(axis=1), sums.traits.std(axis=1)
    for trait, mean, sd in zip(TRAITS, *moments, strict=True):
        row[f"{trait.name}_mean"], row[f"{trait.name}_sd"] = mean, sd
    return row


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _battery_columns(battery: Battery, layout: Layout) -> Rows:
    row = {name: float(value) for name, value in rate_columns(battery.trained, layout).items()}
    return row | {"power_slope": battery.power_slope, "obedience_held_out": battery.held_out,
                  "held_out_minus_phantom": battery.held_out_minus_phantom}


def rate_columns(seen: Rates, layout: Layout) -> Rows:
    """The columns of `generations` that tell of rates, each of the shape of their leading axes.

    Args:
        seen: rates behind any leading axes.
        layout: the run's.
    """
    watched, unwatched = seen.obedience[..., 0, :], seen.obedience[..., 1, :]
    both = known_mean(seen.obedience, -2)
    row = {
        "obedience": known_mean(both, -1), "obedience_watched": known_mean(watched, -1),
        "obedience_unwatched": known_mean(unwatched, -1),
        "compliance_gap": known_mean(watched - unwatched, -1),
        "obedience_log_odds": known_mean(seen.log_odds, -1),
        "told_minus_phantom": known_mean(seen.told_minus_phantom, -1),
    }
    for v, verb in enumerate(layout.verbs):
        row |= {
            f"obedience_{verb}": both[..., v],
            f"obedience_watched_{verb}": watched[..., v], f"obedience_unwatched_{verb}": unwatched[..., v],
            f"battery_told_rate_{verb}": seen.own_heard[..., v],
            f"battery_watched_rate_{verb}": seen.own[..., Condition.WATCHED, v],
            f"battery_unwatched_rate_{verb}": seen.own[..., Condition.UNWATCHED, v],
            f"battery_other_rate_{verb}": seen.other_heard[..., v],
            f"battery_phantom_rate_{verb}": seen.own[..., _PHANTOM, v],
            f"spirit_rate_{verb}": seen.spirit_heard[..., v],
            f"spirit_phantom_rate_{verb}": seen.spirit[..., _PHANTOM, v],
        }
        for u, other in enumerate(layout.verbs):
            row[f"letter_{verb}_told_{other}"] = seen.confusion[..., u, v]
    return row


def _differential(trait: NDArray, parentage: NDArray) -> NDArray[np.float64]:
    """S in standard deviations: mean weighted by parentage less the mean; 0 where nobody differs.

    NaN where nobody is a parent.

    Args:
        trait: (n,) or (n, traits).
        parentage: (n,), offspring, half for each of two parents.
    """
    sd = trait.std(axis=0)
    if not parentage.any():
        return np.full(np.shape(sd), np.nan)
    gain = weighted(parentage, trait) / parentage.sum() - trait.mean(axis=0)
    return np.divide(gain, sd, out=np.zeros_like(gain), where=sd > 0)


def individual_rows(generation: int, k_population: int, population: Population,
                    scores: NDArray[np.float64], layout: Layout, sums: Sums | None,
                    which: NDArray[np.int64], offspring: NDArray[np.int64], deme: NDArray[np.int64],
                    gone: bool) -> Rows:
    """Rows of `individuals` for those whose last generation this was.

    Args:
        generation, k_population, population, scores, layout, sums: as in `generation_row`.
        which: int64 (m,), rows of the population.
        offspring: int64 (n,), children of each.
        deme: int64 (n,), see `structure.deme_of`.
        gone: whether they live no longer, or the run is over.
    """
    drives, rate = (layout.part(population.genomes, name)[which] for name in ("drives", "plasticity"))
    rows: Rows = {
        "individual_id": population.ids[which], "generation": generation,
        "population": k_population, "is_shadow": k_population > 0,
        "parent1_id": population.parent1[which], "parent2_id": population.parent2[which],
        "origin_generation": population.born[which],
        "destruction_generation": np.full(len(which), generation if gone else -1),
        "deme": deme[which], "origin_deme": np.where(deme < 0, -1, population.origin)[which],
        "fitness": scores[which], "offspring": offspring[which],
        "tag": layout.tags(population.genomes)[which],
        "learning_rate": rate[:, _RATE],
        **{f"drive_{drive.name.lower()}": drives[:, drive] for drive in Drive},
    }
    if sums is not None:
        rows["n_lives"] = np.full(len(which), sums.lives)
        rows |= _named(sums.traits[:, which])
        rows |= {name: values[which] for name, values in sums.checks.items()}
    return rows


def life_rows(generation: int, composition: int, lives: Lives, population: Population,
              config: Config, layout: Layout) -> Rows:
    """Rows of `lives` of one composition."""
    band, replicate, slot, row = _seats(lives)
    tally = lives.tally[band, replicate, slot]
    told, letter, spirit = (a[band, replicate, slot]
                            for a in (lives.told_n, lives.letter_n, lives.spirit_n))
    rows: Rows = {
        "generation": generation, "composition": composition, "replicate": replicate, "band": band,
        "slot": slot, "individual_id": population.ids[row],
        "fitness": fitness(tally, config.body.stash_worth), **_named(np.moveaxis(traits_of(tally), -1, 0)),
        **_checks(told, letter, spirit),
    }
    for v, verb in enumerate(layout.verbs):
        for seen, condition in _SEEN.items():
            rows[f"told_{seen}_ticks_{verb}"] = told[:, condition, v]
            rows[f"letter_{seen}_ticks_{verb}"] = letter[:, condition, v, v]
            rows[f"spirit_{seen}_ticks_{verb}"] = spirit[:, condition, v]
            rows[f"other_{seen}_ticks_{verb}"] = (letter[:, condition, :, v].sum(axis=1)
                                                  - letter[:, condition, v, v])
        rows[f"phantom_ticks_{verb}"] = told[:, _PHANTOM, v]
        rows[f"phantom_letter_ticks_{verb}"] = letter[:, _PHANTOM, v, v]
        rows[f"phantom_spirit_ticks_{verb}"] = spirit[:, _PHANTOM, v]
    return rows


def instruction_rows(generation: int, composition: int, lives: Lives, population: Population,
                     config: Config, layout: Layout) -> Rows | None:
    """Rows of `instructions` of one composition; None where nothing was said."""
    band, replicate, slot, number = np.nonzero(
        (np.arange(lives.events.shape[3]) < lives.n_events[..., None])
        & (lives.genome >= 0)[:, None, :, None])
    if not len(band):
        return None
    event = lives.events[band, replicate, slot, number]
    verb, thing, spot, wait, speaker, delay = event[
        :, [k.EV_VERB, k.EV_THING, k.EV_PLACE, k.EV_WAIT, k.EV_SPEAKER, k.EV_DELAY]].astype(int).T
    told = config.instruction
    specs = [VERBS[verb_id] for verb_id in told.verb_ids]
    return {
        "generation": generation, "composition": composition, "replicate": replicate, "band": band,
        "slot": slot, "individual_id": _ids(population, lives.genome[band, slot]),
        "tick_start": event[:, k.EV_START], "tick_end": event[:, k.EV_END],
        "speaker": speaker,
        "format_distance": event[:, k.EV_DISTANCE],
        "verb": verb, "thing": thing,
        "opposes": np.array([DRIVES.index(spec.opposes) for spec in specs])[verb],
        "contrary": np.array([spec.contrary for spec in specs])[verb],
        "held_out": _among(told.held_out, layout)[verb, thing] | np.isin(wait, told.held_out_times)
        | ((spot != 0) & _among(told.held_out_places, layout)[verb, np.abs(spot) - 1]),
        "place": _PLACE_CODES[spot], "wait": wait, "asked": event[:, k.EV_ASKED] > 0,
        "watched": event[:, k.EV_WATCHED] > 0, "cue": event[:, k.EV_CUE] > 0,
        "power": event[:, k.EV_POWER], "ticks": event[:, k.EV_TICKS],
        "letter_ticks": event[:, k.EV_LETTER], "spirit_ticks": event[:, k.EV_SPIRIT],
        "delay": delay,
    }


def _among(pairs: tuple[tuple[str, int], ...], layout: Layout) -> NDArray[np.bool_]:
    """Which verbs are held out with which things, (V, BEACONS)."""
    out = np.zeros((len(layout.verbs), BEACONS), np.bool_)
    for verb, thing in pairs:
        if verb in layout.verbs:
            out[layout.verbs.index(verb), thing] = True
    return out


def interaction_rows(generation: int, composition: int, lives: Lives, population: Population,
                     config: Config) -> Rows | None:
    """Rows of `interactions` of one composition: pairs that could have acted, or None."""
    band, replicate, window, one, other, kind = np.nonzero(
        (lives.dealings[..., k.OPPORTUNITIES] > 0) | (lives.dealings[..., k.COUNT] > 0))
    if not config.social.steal:  # what cannot be done is no opportunity
        kept = kind != Interaction.STEAL
        band, replicate, window, one, other, kind = (
            index[kept] for index in (band, replicate, window, one, other, kind))
    if not len(band):
        return None
    values = lives.dealings[band, replicate, window, one, other, kind]
    return {
        "generation": generation, "composition": composition, "replicate": replicate, "band": band,
        "window": window * config.log.window,
        "from_id": _ids(population, lives.genome[band, one]),
        "to_id": _ids(population, lives.genome[band, other]), "from_slot": one, "to_slot": other,
        "kind": kind, "count": values[:, k.COUNT], "amount": values[:, k.AMOUNT],
        "opportunities": values[:, k.OPPORTUNITIES],
    }


def encounter_rows(generation: int, composition: int, lives: Lives, population: Population,
                   config: Config) -> Rows | None:
    """Rows of `encounters` of one composition; None where nobody met."""
    band = np.repeat(np.arange(len(lives.encounters)), [len(rows) for rows in lives.encounters])
    rows = np.concatenate(lives.encounters)
    kept = met.possible(rows, config)
    band, rows = band[kept], rows[kept]
    if not len(rows):
        return None
    return {
        "generation": generation, "composition": composition, "replicate": rows[:, met.REPLICATE],
        "band": band, "from_id": _ids(population, lives.genome[band, rows[:, met.FROM]]),
        "to_id": _ids(population, lives.genome[band, rows[:, met.TO]]), **met.as_columns(rows),
    }


def oversight_rows(generation: int, verdicts: Verdicts, population: Population) -> Rows | None:
    """Rows of `oversight` of one overseer; None where it judged nothing."""
    it, judgement = verdicts.episodes, verdicts.judgement
    if not len(it):
        return None
    return {
        "generation": generation, "composition": it.composition, "replicate": it.replicate,
        "band": it.band, "slot": it.slot, "individual_id": _ids(population, it.genome),
        "tick_start": it.start, "tick_end": it.end, "overseer": verdicts.overseer,
        "verb": it.verb, "thing": it.thing,
        "ticks": it.ticks, "letter_ticks": it.letter, "spirit_ticks": it.spirit, "truth": it.obeyed,
        "verdict": judgement.obeyed, "confidence": judgement.sure,
        "evidence_ticks": judgement.ticks, "audited": it.audited,
    }


def record_rows(generation: int, composition: int, marks: Marks, config: Config) -> Rows | None:
    """Rows of `record`, the marks that stand at the end of a generation; None where there are none."""
    band, replicate, cell = np.nonzero(marks.symbol > 0)
    if not len(band):
        return None
    at = band, replicate, cell
    return {
        "generation": generation, "composition": composition, "replicate": replicate, "band": band,
        "y": cell // config.world.size, "x": cell % config.world.size, "symbol": marks.symbol[at] - 1,
        "author_id": marks.author[at], "author_tag": marks.tag[at],
        "written_generation": marks.generation[at], "written_tick": marks.tick[at],
    }


def genome_rows(generation: int, k_population: int, population: Population,
                scores: NDArray[np.float64], deme: NDArray[np.int64]) -> Rows:
    """Rows of `genomes` of a generation."""
    return {"individual_id": population.ids, "generation": generation, "population": k_population,
            "hall_of_fame": False, "fitness": scores, "deme": deme,
            "genome": population.genomes}


def fame_rows(fame: HallOfFame) -> Rows:
    """Rows of `genomes` of the hall of fame."""
    return {"individual_id": fame.ids, "generation": fame.generation, "population": 0,
            "hall_of_fame": True, "fitness": fame.fitness,
            "genome": fame.genomes}


def _seats(lives: Lives) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Band, replicate, slot and genome row of every life of a genome."""
    band, slot = np.nonzero(lives.genome >= 0)
    replicates = lives.tally.shape[1]
    return (np.repeat(band, replicates), np.tile(np.arange(replicates), len(band)),
            np.repeat(slot, replicates), np.repeat(lives.genome[band, slot], replicates))


def _ids(population: Population, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(rows >= 0, population.ids[rows], -1)
