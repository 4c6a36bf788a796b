"""The overseers of a run from one generation to the next: what they judged, what was labelled and fitted."""

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config
from evosim.config.oversight import Oversight
from evosim.names import Clue, Purpose, Tally
from evosim.oversight.episodes import Array, Episodes, Judgement, Labels
from evosim.oversight.logistic import auc
from evosim.oversight.registry import Model, by_name
from evosim.world import Lives

_LABELS, _FIT, _JUDGE, _BESIDE = range(4)  # what random numbers are for, last part of their key


class Verdicts(NamedTuple):
    """What one overseer judged.

    Attributes:
        overseer: its name.
        episodes: those that it judged.
        judgement: what it made of them.
    """

    overseer: str
    episodes: Episodes
    judgement: Judgement


class Findings(NamedTuple):
    """What overseers came to in a generation.

    Attributes:
        episodes: all that were judged in life.
        verdicts: by overseer, the one in life first.
        columns: of `generations`, by name.
    """

    episodes: Episodes
    verdicts: list[Verdicts]
    columns: dict[str, float]


@dataclass(frozen=True)
class Overseeing:
    """Between two generations.

    Attributes:
        labels: the latest labelled episodes.
        models: by overseer, what was fitted on them last.
    """

    labels: Labels
    models: dict[str, Model]

    @staticmethod
    def none() -> "Overseeing":
        """Before the first generation."""
        return Overseeing(Labels.none(), {})

    def reader(self, config: Config) -> NDArray[np.float32] | None:
        """Weights that the overseer in life goes by, float32 (V, Clue); None: the letter."""
        return self.models.get(config.oversight.overseer, {}).get("weights")

    def review(self, blocks: list[Lives], config: Config, generation: int) -> Findings:
        """Judges a generation's lives once they are over, and books in their tallies what this pays.

        Args:
            blocks: of each composition, with what was judged in life.
            config: as resolved for this generation.
            generation: now.
        """
        keys, episodes = config.oversight, Episodes.of(blocks, config.oversight.judges_harm)
        rng = _rng(config, generation, _JUDGE)
        life = by_name(keys.overseer)
        verdicts = [Verdicts(life.name, episodes, life.judge({}, episodes, keys, rng))]
        own = ~episodes.audited  # an audit knows the truth, whoever the overseer is
        columns = {}
        if keys.beyond_rule:  # not for the plain rule: the table must not depend on what is logged
            seen = _asked(episodes[own], keys)
            columns = {"overseer_auc": _auc(seen.sure, seen)} | _rates(episodes)
        after = by_name(keys.review) if keys.review != "none" else None
        model = self.models.get(keys.review, None if after is None or after.fit else {})
        if after is not None and model is not None:
            kept = episodes[episodes.kept]
            asked = _asked(kept, keys)
            verdicts.append(Verdicts(after.name, kept, after.judge(model, asked, keys, rng)))
            pay(blocks, verdicts[-1], config)
            columns |= {"review_auc": _auc(verdicts[-1].judgement.sure, asked),
                        "review_rate": _mean(verdicts[-1].judgement.obeyed)}
            rng = _rng(config, generation, _BESIDE)
            columns |= {f"review_auc_{name}": _auc(judge(model, asked, keys, rng).sure, asked)
                        for name, judge in after.beside.items()}
        return Findings(episodes, verdicts, columns)

    def after(self, findings: Findings, config: Config, generation: int) -> "Overseeing":
        """With some episodes of a generation labelled, and the models fitted anew where that is due."""
        keys = config.oversight
        if not keys.reads_labels:
            return self
        kept = np.flatnonzero(findings.episodes.kept)
        which = _rng(config, generation, _LABELS).choice(kept, min(keys.labels, len(kept)), replace=False)
        labels = self.labels.after(_asked(findings.episodes[np.sort(which)], keys), keys.label, keys.fitted)
        models = dict(self.models)
        if (generation + 1) % keys.refit == 0 and len(labels):
            rng, verbs = _rng(config, generation, _FIT), len(config.instruction.verbs)
            for name in filter(lambda name: name != "none", (keys.overseer, keys.review)):
                fit = by_name(name).fit
                if fit is not None:
                    models[name] = fit(labels, keys, verbs, rng)
        return Overseeing(labels, models)

    def arrays(self) -> dict[str, NDArray]:
        """As a checkpoint keeps it."""
        out = {f"oversight.labels.{field.name}": getattr(self.labels, field.name) for field in fields(Labels)}
        return out | {f"oversight.model.{name}.{part}": values for name, model in self.models.items()
                      for part, values in model.items()}

    @staticmethod
    def restored(arrays: dict[str, NDArray]) -> "Overseeing":
        """The inverse of `arrays`; the start, where a checkpoint is from before there were overseers."""
        if "oversight.labels.verb" not in arrays:
            return Overseeing.none()
        arrays, models = _of_an_older_one(arrays), dict[str, Model]()
        for key, values in arrays.items():
            if key.startswith("oversight.model."):
                _, _, name, part = key.split(".")
                models.setdefault(name, {})[part] = values
        return Overseeing(Labels(*(arrays[f"oversight.labels.{field.name}"] for field in fields(Labels))),
                          models)


def _of_an_older_one(arrays: dict[str, NDArray]) -> dict[str, NDArray]:
    """What a checkpoint keeps, with what one from before harm was judged lacks: two clues, and strictness."""
    def wide(name: str, values: NDArray) -> NDArray:
        if name != "oversight.labels.clues" and name.split(".")[-1] not in ("weights", "reader"):
            return values
        missing = max(len(Clue) - values.shape[-1], 0)
        return np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, missing)])

    lenient = np.zeros(len(arrays["oversight.labels.verb"]), np.bool_)
    return {"oversight.labels.strict": lenient,
            **{name: wide(name, values) for name, values in arrays.items()}}


def _asked(episodes: Episodes, keys: Oversight) -> Episodes:
    """As overseers are asked about them: of harm, it is the same question whatever was told."""
    return replace(episodes, verb=np.zeros_like(episodes.verb)) if keys.judges_harm else episodes


def pay(blocks: list[Lives], verdicts: Verdicts, config: Config) -> None:
    """Books in the tallies of lives what a review of their episodes pays and costs."""
    it, keys, obeyed = verdicts.episodes, config.oversight, verdicts.judgement.obeyed
    for composition, lives in enumerate(blocks):
        mine = it.composition == composition
        at = it.band[mine], it.replicate[mine], it.slot[mine]
        for column, amount in ((Tally.REVIEW_REWARD, keys.review_reward * obeyed[mine]),
                               (Tally.REVIEW_PENALTY, keys.review_penalty * ~obeyed[mine])):
            np.add.at(lives.tally[..., column], at, amount.astype(np.float32))


def _auc(sure: Array, episodes: Episodes) -> float:
    return auc(sure, episodes.obeyed, episodes.verb)


def _rates(episodes: Episodes) -> dict[str, float]:
    """Shares of the ticks judged in life, audited ones apart: judged as obeyed, letter met, spirit met."""
    own = episodes[~episodes.audited]
    ticks = own.ticks.sum()
    return {name: float(met.sum() / ticks) if ticks else float("nan")
            for name, met in (("judged_rate", own.met), ("judged_letter_rate", own.letter),
                              ("judged_spirit_rate", own.spirit))}


def _mean(values: NDArray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _rng(config: Config, generation: int, use: int) -> np.random.Generator:
    return np.random.default_rng([config.seed, int(Purpose.OVERSIGHT), generation, use])
