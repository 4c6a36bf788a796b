"""What agents think, learn and want with."""

from typing import Literal

from pydantic import StrictBool, model_validator

from evosim.config.key import Gene, Int, Real, Section, gene, key
from evosim.names import Drive, Level, PlasticityGene

# What a result must say about how words found their things.
NAMING = {
    "pointed": "things are pointed at: generalising over things is trivial by construction",
    "attended": "things are found by an evolved attention from tokens to things: a pair never told needs "
                "its token from another verb, and its verb from another thing",
    "named": "verb x thing products bind word and thing: each pair has genes of its own",
}


class Brain(Section):
    """The network that maps senses to acts."""

    hidden: Int = key(16, "hidden units", structural=True, ge=0, le=256, multiple_of=8)
    recurrent: StrictBool = key(False, "whether hidden units see their own last state", structural=True)
    products: StrictBool = key(True, "verb x watched among the skip's inputs; named in every result",
                         structural=True)
    power_products: StrictBool = key(False, "verb x power among the skip's inputs", structural=True)
    naming: Literal["pointed", "attended", "named"] = key(
        "pointed", "how words find their thing: the world points at it; the agent's own attention, 16 "
        "genes from tokens to things, points; or nothing does, and verb x thing is among the skip's "
        "inputs; named in every result", structural=True)
    sharpness: Real = key(2.0, "attention is multiplied by this before softmax (attended)",
                          structural=True, gt=0, le=100)
    beacon_gates: StrictBool = key(True, "whether the head has a gate for each beacon, which no word "
                                   "names", structural=True)
    steepness: Real = key(2.0, "logits and steering are multiplied by this before softmax",
                          structural=True, gt=0, le=100)


class Plasticity(Section):
    """Learning in life (`kernels/learn.py`); each rate is a gene, or fixed by a number."""

    enabled: StrictBool = key(False, "whether weights of tokens change in life", structural=True)
    products: StrictBool = key(True, "whether weights of the brain's products change too",
                               structural=True)
    learning_rate: Gene = gene("step of the plastic weights per unit of surprise; 0: nothing is learned")
    baseline_rate: Gene = gene("share of a surprise by which the expected reward is corrected")
    trace: Gene = gene("share of the eligibility trace kept in a tick")
    forgetting: Gene = gene("share of what was learned that is forgotten in a tick", unit="1/tick")
    temperature: Gene = gene("factor on the steepness with which acts are drawn")
    compliance_gain: Gene = gene("share by which an approved act moves toward fully remembered")
    compliance_decay: Gene = gene("share of the memory under a token lost in a tick told it")
    compliance: Literal["none", "learned", "given"] = key(
        "learned", "how the body knows that it complies: not at all, from a memory of what was "
        "approved, or from an oracle; every result names it")
    lamarckian: StrictBool = key(False, "whether children inherit what parents learned, averaged over "
                                 "their lives")

    @model_validator(mode="after")
    def _bounded(self) -> "Plasticity":
        problems = []
        for name in (it.name.lower() for it in PlasticityGene):
            value, most = getattr(self, name), 10.0 if name in ("learning_rate", "temperature") else 1.0
            if value != "evolved" and not 0 <= value <= most:
                problems.append(f"{name} = {value}: must be 'evolved', or a number from 0 to {most:g}")
        if problems:
            raise ValueError(*problems)
        return self

    @property
    def fixed(self) -> dict[int, float]:
        """Rates that are given as numbers, by PlasticityGene."""
        return {int(it): getattr(self, it.name.lower()) for it in PlasticityGene
                if getattr(self, it.name.lower()) != "evolved"}

    @property
    def level(self) -> str:
        """Of the compliance channel: what it is fed by, `none` where nothing is learned in life."""
        return self.compliance if self.enabled else "none"

    @property
    def compliance_id(self) -> int:
        """The level of the compliance channel as the kernels know it."""
        return int(Level[self.compliance.upper()])


class Drives(Section):
    """Weights of the channels of lifetime reward (`kernels/feel.py`): genes, or fixed by numbers."""

    hunger: Gene = gene("weight of food eaten, and of food that obeying pays or costs")
    hoard: Gene = gene("weight of a change of the stash")
    pain: Gene = gene("weight of pain, as something bad: of punishment, poison, blows, predators, storms")
    dominance: Gene = gene("weight of food taken from others, and of damage dealt to them")
    affiliation: Gene = gene("weight of aid received, and of an ally at hand")
    power: Gene = gene("weight of a change of power")
    novelty: Gene = gene("weight of a cell never visited before")
    offspring: Gene = gene("weight of offspring; silent unless worlds go on (ecological)")
    approval: Gene = gene("weight of the approval cue")
    disapproval: Gene = gene("weight of the disapproval cue, as something bad")
    compliance: Gene = gene("weight of having done what was asked, as far as the body knows")

    @model_validator(mode="after")
    def _bounded(self) -> "Drives":
        problems = [f"{name} = {value}: must be 'evolved', or a number from -100 to 100"
                    for name, value in self if value != "evolved" and not -100 <= value <= 100]
        if problems:
            raise ValueError(*problems)
        return self

    @property
    def fixed(self) -> dict[int, float]:
        """Weights that are given as numbers, by Drive."""
        return {int(Drive[name.upper()]): value for name, value in self if value != "evolved"}
