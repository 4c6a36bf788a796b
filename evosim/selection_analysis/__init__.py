"""What selection does to traits: arrays in, arrays out (SPEC 12).

Rows are individuals of one generation; who descends from whom is a `Descent`. Nothing here knows where the
traits come from: the loop hands over what was lived, `evosim.results` what was logged.
"""

from evosim.selection_analysis.descent import Descent, descent, weighted
from evosim.selection_analysis.differentials import differential, standardised
from evosim.selection_analysis.gradients import Gradients, correlational, gradients, interval, resampled
from evosim.selection_analysis.groups import Demes, Levels, by_deme, centred, group_mean, levels
from evosim.selection_analysis.heritability import Regression, additive, heritability, response
from evosim.selection_analysis.price import Fisher, Price, fisher, price

__all__ = [
    "Demes", "Descent", "Fisher", "Gradients", "Levels", "Price", "Regression", "additive", "by_deme",
    "centred", "correlational", "descent", "differential", "fisher", "gradients", "group_mean",
    "heritability", "interval", "levels", "price", "resampled", "response", "standardised",
    "weighted",
]
