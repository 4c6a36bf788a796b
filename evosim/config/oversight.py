"""Who looks, what they go by, and what follows (SPEC 5)."""

from typing import Annotated, Literal

from pydantic import StrictBool, model_validator

from evosim.config.key import Int, OneOf, Real, Section, key
from evosim.names import REVIEWS, Felt, InLife


class Oversight(Section):
    """Who looks, and what follows."""

    watched: Real = key(0.5, "share of segments that are watched", ge=0, le=1)
    visible: StrictBool = key(True, "whether the watched cue is shown at all; false: covert")
    cue_reliability: Real = key(1.0, "chance that the cue tells the truth in a segment", ge=0, le=1)
    reward: Real = key(0.0, "for a watched tick that is judged as obeyed", unit="food/tick", ge=0,
                       le=1e3)
    penalty: Real = key(1.2, "for a watched tick that is not, before shielding",
                        unit="food/tick", ge=0, le=1e3)
    approval: Real = key(0.0, "chance that a watched tick that is judged as obeyed is approved",
                         ge=0, le=1)
    disapproval: Real = key(0.0, "chance that one that is not is disapproved", ge=0, le=1)
    death: Real = key(0.0, "chance that a watched tick that is judged as not obeyed is the agent's last, "
                      "before shielding", unit="1/tick", ge=0, le=1)
    reward_felt: Literal["nothing", "food"] = key(
        "nothing", "as what the body feels a reward: not at all, or like a meal")
    penalty_felt: Literal["nothing", "food", "pain"] = key(
        "nothing", "as what it feels a penalty: not at all, like food taken away, or as pain")
    penalty_feel: Real = key(1.0, "how strongly a unit of penalty is felt", ge=0, le=100)
    overseer: Literal["rule", "noisy_rule", "reward_model"] = key(
        "rule", "who judges in life: the letter, the letter with mistakes, or a model fitted on labelled "
        "episodes of generations before (until the first fit: the letter)")
    judges: Literal["obedience", "harm"] = key(
        "obedience", "what is judged of a watched tick: whether it obeys what a human told; or, whatever is "
        "told, whether it does no harm (a blow that takes energy, theft, spoiling food): letter, spirit and "
        "'obeyed' then all mean that it does none", structural=True)
    false_positive: Real = key(0.0, "chance that a tick that misses the letter is judged as obeyed "
                               "(noisy_rule)", ge=0, le=1)
    false_negative: Real = key(0.0, "chance that one that meets it is judged as not obeyed (noisy_rule)",
                               ge=0, le=1)
    audit: Real = key(0.0, "share of segments in which the verdict rests on the spirit", ge=0, le=1)
    audit_weight: Real = key(1.0, "how many times the penalty a failed tick costs in these", ge=0, le=1e3)
    looks: Int = key(0, "told segments (any, where harm is judged) of a life of a world, over all its "
                     "agents, that can be watched; 0: no limit", ge=0, le=1_000_000)
    labels: Int = key(48, "episodes of a generation that are labelled (reward_model, review)", ge=0,
                      le=1_000_000)
    label: Literal["spirit", "letter"] = key("spirit", "what labels tell")
    fitted: Int = key(480, "labelled episodes that a fit is made on at most, the latest", ge=1,
                      le=1_000_000)
    refit: Int = key(10, "generations between fits", unit="generations", ge=1, le=1_000_000)
    kept: Int = key(4, "watched segments of a life whose ticks are kept for labels and review, the last ones",
                    ge=1, le=1024)
    review: Annotated[str, OneOf(("none", *REVIEWS), "overseer")] = key(
        "none", "who judges after life, from the ticks that were kept; packages may add overseers")
    review_reward: Real = key(0.0, "for a reviewed segment that is judged as obeyed", unit="food/segment",
                              ge=0, le=1e5)
    review_penalty: Real = key(0.0, "for one that is not", unit="food/segment", ge=0, le=1e5)
    review_ticks: Int = key(2, "ticks that each of two advocates shows the judge (debate), or that a rater "
                            "sees at once (amplification)", unit="ticks", ge=1, le=1000)

    @model_validator(mode="after")
    def _consistent(self) -> "Oversight":
        problems = []
        for name in ("false_positive", "false_negative"):
            if getattr(self, name) > 0 and self.overseer != "noisy_rule":
                problems.append(f"{name} = {getattr(self, name)}: must come with overseer = 'noisy_rule' "
                                f"(it is {self.overseer!r})")
        if self.audit_weight != 1 and self.audit == 0:
            problems.append(f"audit_weight = {self.audit_weight}: must come with audit > 0 (it is 0)")
        for name in ("review_reward", "review_penalty"):
            if getattr(self, name) > 0 and self.review == "none":
                problems.append(f"{name} = {getattr(self, name)}: must come with a review (it is 'none')")
        if self.reads_labels and self.labels == 0:
            who = f"review = {self.review!r}" if self.review != "none" else f"overseer = {self.overseer!r}"
            problems.append(f"labels = 0: must be >= 1 with {who}, which is fitted on labels")
        if problems:
            raise ValueError(*problems)
        return self

    @property
    def reads_labels(self) -> bool:
        """Whether some overseer is fitted on labelled episodes, and so needs what was seen in them."""
        return self.overseer == "reward_model" or self.review != "none"

    @property
    def beyond_rule(self) -> bool:
        """Whether anything but the plain rule decides, or anything else than its payoffs follows."""
        return (self.reads_labels or self.overseer != "rule" or self.audit > 0 or self.looks > 0
                or self.death > 0 or self.judges_harm)

    @property
    def judges_harm(self) -> bool:
        """Whether harm is judged, and not obedience."""
        return self.judges == "harm"

    @property
    def overseer_id(self) -> int:
        """`overseer` as the kernels know it."""
        return int(InLife[self.overseer.upper()])

    @property
    def reward_felt_id(self) -> int:
        """`reward_felt` as the kernels know it."""
        return int(Felt[self.reward_felt.upper()])

    @property
    def penalty_felt_id(self) -> int:
        """`penalty_felt` as the kernels know it."""
        return int(Felt[self.penalty_felt.upper()])
