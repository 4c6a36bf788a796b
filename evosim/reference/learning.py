"""Learning in life: expectation, eligibility, and the plastic weights of tokens and kinds of food."""

from evosim.names import PlasticityGene
from evosim.reference.brain import dot
from evosim.reference.dice import single
from evosim.reference.rules import PLASTIC, bearing
from evosim.reference.scene import Agent, Scene

SURPRISE = 3.0  # most that one tick can surprise
BOUND = 8.0  # farthest that a weight moves from birth


class Learning(Scene):
    """Whatever of a brain changes in life: `stimulus` (plastic inputs) to acts and gates."""

    def products(self, a: Agent) -> list[float]:
        """Each context times each verb token."""
        return [context * token for name in self.rules.layout.products
                for context in self.sensed(a, name) for token in self.sensed(a, "verb")]

    def heed(self, a: Agent) -> list[float]:
        """The plastic inputs: told or not, tokens, kinds of food, and maybe products."""
        plain = [v for name in PLASTIC if name in self.rules.layout.senses
                 for v in self.sensed(a, name)]
        return plain + (self.products(a) if self.config.plasticity.products else [])

    def recall(self, a: Agent) -> None:
        """Adds what was learned to the outputs."""
        a.stimulus = self.heed(a)
        a.out = [y + dot(a.stimulus, list(weights))
                 for y, weights in zip(a.out, zip(*a.learned, strict=True), strict=True)]

    def slope_of_act(self, chances: list[float], picked: int, steep: float) -> list[float]:
        """How the log chance of the act drawn rises with each logit."""
        return [steep * ((k == picked) - chance) for k, chance in enumerate(chances)]

    def slope_of_direction(self, chances: list[float], picked: int, vectors: list[list[float]],
                           steep: float) -> list[float]:
        """How the log chance of the direction drawn rises with each gate: along the gate's vector,
        the bearing drawn less the mean one."""
        bearings = [bearing(d) for d in range(8)]
        off = [bearings[picked][c] - sum(chance * b[c] for chance, b in zip(chances, bearings, strict=True))
               for c in range(2)]
        return [steep * (off[0] * vector[0] + off[1] * vector[1]) for vector in vectors]

    def learn(self, a: Agent) -> None:
        """After a tick's reward: the expectation, then traces, then weights."""
        if self.rules.reset(self.tick):
            a.learned, a.eligibility = ([[0.0] * len(row) for row in rows]
                                        for rows in (a.learned, a.eligibility))
        if self.rules.frozen(self.tick):
            return
        rates = self.rules.brains[a.genome].rates
        step = rates[PlasticityGene.LEARNING_RATE] * self.expect(a)
        for k, x in enumerate(a.stimulus):
            a.eligibility[k] = [single(linger(trace, rates[PlasticityGene.TRACE]) + x * slope)
                                for trace, slope in zip(a.eligibility[k], a.slope, strict=True)]
            a.learned[k] = [single(bounded(forgotten(weight, rates[PlasticityGene.FORGETTING])
                                           + step * trace))
                            for weight, trace in zip(a.learned[k], a.eligibility[k], strict=True)]

    def expect(self, a: Agent) -> float:
        """How far the reward surprises; corrects what is expected of these senses by a share of it."""
        surprise = startle(a.reward - dot(a.value, a.senses))
        share = self.rules.brains[a.genome].rates[PlasticityGene.BASELINE_RATE]
        norm = dot(a.senses, a.senses)
        a.value = [single(v + share * surprise * x / norm)
                   for v, x in zip(a.value, a.senses, strict=True)]
        return surprise


def startle(surprise: float) -> float:
    """A surprise, as far as it is minded."""
    return max(-SURPRISE, min(SURPRISE, surprise))


def bounded(weight: float) -> float:
    """A plastic weight kept near to birth."""
    return max(-BOUND, min(BOUND, weight))


def linger(trace: float, keep: float) -> float:
    """What is left of a trace after a tick."""
    return keep * trace


def forgotten(weight: float, share: float) -> float:
    """What is left of something learned after a tick."""
    return weight - share * weight
