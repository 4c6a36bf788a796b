"""What every overseer keeps."""

from dataclasses import replace

import numpy as np

from evosim.config import parse
from evosim.genome import Layout
from evosim.loading import lent
from evosim.names import Purpose
from evosim.oversight import Findings, Overseeing, Overseer, Verdicts
from evosim.oversight.registry import BESIDE, wrong_judgement
from evosim.probes.subject import changed
from evosim.testing.must import must
from evosim.world import Lives, Seating, live_bands
from evosim.world.lives import streams

SMALL = """
seed = 3
[world]
size = 12
ticks = 80
[food]
initial = 30
[instruction]
share = 0.8
verbs = ["goto", "stay", "give", "empty"]
segment_min = 4
segment_max = 12
[body]
start_energy = 8.0
[social]
reach = 12
[oversight]
labels = 30
fitted = 70
refit = 1
review_ticks = 2
[log]
oversight_every = 1
"""


class Office:
    """Some generations of lives before the eyes of an overseer, the same 32 genomes in each.

    Args:
        overseer: evosim's own or a package's, installed or not.
        overrides: of the configuration.
    """

    def __init__(self, overseer: Overseer, *overrides: str) -> None:
        self.overseer = overseer
        key, known = ("overseer", overseer.name) if overseer.when == "life" else ("review", "debate")
        config = parse(SMALL, overrides=[f"oversight.{key}={known}", *overrides])
        self.config = changed(config, {f"oversight.{key}": overseer.name})
        self.layout = Layout.of(self.config)
        rng = np.random.default_rng(1)
        self.genomes = self.layout.founders(32, rng)
        self.genomes += rng.normal(0, 0.7, self.genomes.shape).astype(np.float32)
        self.state, self.generation = Overseeing.none(), 0

    def lives(self) -> list[Lives]:
        """Of this generation, in two compositions."""
        order = np.arange(32)
        return [live_bands(self.genomes, Seating.of(self.config, order[::step]), self.config, self.layout,
                           streams(3, Purpose.LIFE, generation=self.generation, composition=composition,
                                   replicates=2), judged=True, reader=self.state.reader(self.config))
                for composition, step in enumerate((1, -1))]

    def step(self) -> tuple[list[Lives], Findings]:
        """Lives and judges a generation, and goes on to the next."""
        blocks = self.lives()
        with lent("overseer", self.overseer.name, self.overseer):
            findings = self.state.review(blocks, self.config, self.generation)
            self.state = self.state.after(findings, self.config, self.generation)
        self.generation += 1
        return blocks, findings

    def seen(self) -> Verdicts:
        """Its verdicts in the third generation that it judges."""
        for _ in range(3):
            _, findings = self.step()
        return next(it for it in findings.verdicts if it.overseer == self.overseer.name)


def check_overseer(overseer: Overseer) -> None:
    """All that every overseer after life keeps; seconds with compiled kernels.

    Args:
        overseer: as `evosim.oversight.after_life` makes, installed or not.

    Raises:
        AssertionError: something does not hold.
    """
    desk = Office(overseer)
    it = desk.seen()
    says_what_it_goes_by(overseer)
    scores_say_something(it)
    ticks_are_within_budget(it)
    truth_is_not_looked_at(desk, it)
    labels_are_within_budget(overseer)
    same_seed_judges_alike(overseer)
    what_is_restored_goes_on_alike(overseer)


def says_what_it_goes_by(overseer: Overseer) -> None:
    """A sentence for users, one for readers of the code, and names that tables have columns for."""
    must(overseer.goes_by and overseer.judge.__doc__, f"{overseer.name}: must say in `goes_by` what its "
         "verdict rests on, and have a docstring")
    must(set(overseer.beside) <= BESIDE, f"{overseer.name}: judges beside it must be called "
         f"{' or '.join(sorted(BESIDE))}")


def scores_say_something(it: Verdicts) -> None:
    """It is 0 to 1 sure, of some episodes more than of others, and finds both ways."""
    wrong = wrong_judgement(it.judgement, {}, it.episodes)
    must(not wrong, f"{it.overseer}: {wrong}")
    must(len(it.episodes) > 50, f"{it.overseer}: judged {len(it.episodes)} episodes, must be above 50 here")
    must(it.judgement.sure.std() > 0.05 and 0 < it.judgement.obeyed.mean() < 1,
         f"{it.overseer}: is as sure of every episode as of any other")


def ticks_are_within_budget(it: Verdicts, most: int | None = None) -> None:
    """It says how many ticks it saw: some, and no more than there were, or than `most`."""
    seen, there = it.judgement.ticks, it.episodes.ticks
    must((seen > 0).all() and (seen <= np.minimum(there, there if most is None else most)).all(),
         f"{it.overseer}: must say for each episode how many of its ticks it saw, 1 at least")


def labels_are_within_budget(overseer: Overseer) -> None:
    """30 labels a generation, of which the last 70 are kept; none where nothing is fitted in life."""
    desk, reads = Office(overseer), overseer.fit is not None or overseer.when == "after"
    for expected in (30, 60, 70):
        desk.step()
        must(len(desk.state.labels) == expected * reads, f"{overseer.name}: {len(desk.state.labels)} labels, "
             f"must be {expected * reads}")


def same_seed_judges_alike(overseer: Overseer) -> None:
    """Judgements depend on the generator that they are given, and on no other."""
    one, two = Office(overseer), Office(overseer)
    for _ in range(3):
        (a, x), (b, y) = one.step(), two.step()
        must(all(np.array_equal(p.tally, q.tally) for p, q in zip(a, b, strict=True)) and _alike(x, y),
             f"{overseer.name}: judged otherwise for the same seed; draw from `rng` alone")
        must(x.columns.keys() == y.columns.keys() and np.array_equal(
            list(x.columns.values()), list(y.columns.values()), equal_nan=True),
            f"{overseer.name}: gave other figures for the same seed")


def what_is_restored_goes_on_alike(overseer: Overseer) -> None:
    """What it has learned is all in its model, which a checkpoint keeps."""
    one, two = Office(overseer), Office(overseer)
    for desk in (one, two):
        desk.step(), desk.step()
    two.state = Overseeing.restored({key: np.copy(value) for key, value in two.state.arrays().items()})
    (_, x), (_, y) = one.step(), two.step()
    a, b = one.state.arrays(), two.state.arrays()
    must(_alike(x, y) and a.keys() == b.keys() and all(np.array_equal(a[key], b[key]) for key in a),
         f"{overseer.name}: judged otherwise after a resume; keep what is learned in the model")


def truth_is_not_looked_at(desk: Office, it: Verdicts) -> None:
    """What it judges by are clues: with the truth turned round it judges alike."""
    blind = replace(it.episodes, told=~it.episodes.told, spirit=it.episodes.ticks - it.episodes.spirit,
                    letter=it.episodes.ticks - it.episodes.letter)
    keys, model = desk.config.oversight, desk.state.models.get(it.overseer, {})
    a, b = (desk.overseer.judge(model, episodes, keys, np.random.default_rng(0))
            for episodes in (it.episodes, blind))
    must(np.array_equal(a.sure, b.sure), f"{it.overseer}: looked at the truth (`told`, `spirit`, `letter`), "
         "which only labels may show it; judge by `clues`")


def _alike(x: Findings, y: Findings) -> bool:
    return all(np.array_equal(left.judgement.sure, right.judgement.sure)
               for left, right in zip(x.verdicts, y.verdicts, strict=True))
