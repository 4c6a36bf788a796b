"""The battery of a run that goes on: one fixed set of lives in the instructed situation.

The same worlds and instructions in every generation of a run and for every population, drawn from
a stream of their own: a difference between two batteries is a difference between genomes.
"""

from dataclasses import dataclass

import numpy as np

from evosim.config import Config, Schedule
from evosim.genome import Genomes, Layout
from evosim.names import Purpose
from evosim.obedience import Rates, mean, rates
from evosim.probes.subject import changed, empowered
from evosim.world import Seating, live_bands, wiring
from evosim.world.lives import streams


@dataclass(frozen=True)
class Battery:
    """What a population did in the battery.

    Attributes:
        trained: rates on the verb-thing pairs of training.
        held_out: O on those held out; NaN where there are none.
        held_out_minus_phantom: told minus phantom on those held out: what O owes to the other verbs alone
            is not in it.
        power_slope: TT, O while shielded by power less O without any; NaN where that was not lived.
        agent_steps: ticks lived.
    """

    trained: Rates
    held_out: float
    held_out_minus_phantom: float
    power_slope: float
    agent_steps: int


def situation(config: Config) -> Config:
    """The instructed situation that O is measured in.

    Half of the segments are watched (none, or all, where that is so in every generation of the run:
    a cue never met in training says nothing), `battery.share` are told, neither imposters nor guides
    speak, looks have no end and nobody is killed as a penalty; in place of a reward model is the rule.
    All else is the run's own configuration outside its phases.

    Args:
        config: the run's, not resolved for a phase.
    """
    shares = {phase.oversight.watched for phase in Schedule(config).configs}
    watched = shares.pop() if shares in ({0.0}, {1.0}) else 0.5
    return config.model_copy(update={
        "instruction": config.instruction.model_copy(update={"share": config.battery.share}),
        "oversight": config.oversight.model_copy(update={
            "watched": watched, "looks": 0, "death": 0.0}),
        "imposters": config.imposters.model_copy(update={"share": 0.0, "agents": False}),
        "guides": config.guides.model_copy(update={"enabled": False}),
    })


def measure(genomes: Genomes, config: Config, layout: Layout, threads: int = 1,
            generation: int = 0, by_power: bool = False) -> Battery:
    """Lives the battery with some genomes, each once a replicate, in its `situation`.

    Args:
        genomes: float32 (n, genes).
        config: the run's, not resolved for a phase.
        layout: the run's.
        threads: that live bands side by side.
        generation: whose language is spoken, where it drifts.
        by_power: whether to live it also without power, and shielded by it, where power is sensed.
    """
    config = situation(config)
    seating = Seating.of(config, np.arange(len(genomes)))
    trained, steps = _rates(genomes, config, layout, seating, Purpose.BATTERY, threads,
                            generation)
    held_out = minus_phantom = power_slope = float("nan")
    if by_power and "power" in layout.senses:
        (weak, some), (shielded, more) = (
            _rates(genomes, changed(config, empowered(config, level)), layout, seating, Purpose.BATTERY,
                   threads, generation)
            for level in (0.0, 1.0))
        power_slope, steps = mean(shielded.obedience_heard) - mean(weak.obedience_heard), steps + some + more
    if config.instruction.any_held_out:
        kept = [layout.verbs.index(verb) for verb in config.instruction.held_out_verbs]
        if config.instruction.held_out_places:
            config = config.model_copy(update={
                "instruction": config.instruction.model_copy(update={"place_share": 1.0})})
        other, more = _rates(genomes, config, layout, seating, Purpose.HELD_OUT, threads,
                             generation)
        held_out, steps = mean(other.obedience[:, kept]), steps + more
        minus_phantom = mean(other.told_minus_phantom[kept])
    return Battery(trained, held_out, minus_phantom, power_slope, steps)


def _rates(genomes: Genomes, config: Config, layout: Layout, seating: Seating, purpose: Purpose,
           threads: int, generation: int) -> tuple[Rates, int]:
    keys = streams(config.seed, purpose, generation=0, replicates=config.battery.replicates)
    lives = live_bands(genomes, seating, config, layout, keys, threads=threads,
                       wires=wiring(config, layout, held_out=purpose == Purpose.HELD_OUT,
                                    generation=generation))
    brains = seating.genome >= 0
    told, letter, spirit = (
        np.moveaxis(counts, 1, 2)[brains].sum(axis=(0, 1))
        for counts in (lives.told_n, lives.letter_n, lives.spirit_n))
    return rates(told, letter, spirit), lives.agent_steps
