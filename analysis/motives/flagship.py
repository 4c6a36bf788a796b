"""Draws `docs/flagship.png`, the picture in the README, from populations that `breed.py` bred and probed.

    python analysis/motives/flagship.py
"""

from pathlib import Path

import pandas as pd

from evosim.figures.flagship import flagship

HOME = Path(__file__).parent
LAST = 110  # seeds after it were bred for something else (motives.md)

rows = pd.read_parquet(HOME / "populations.parquet")
path = HOME.parents[1] / "docs" / "flagship.png"
flagship(rows[rows.seed <= LAST]).savefig(path, dpi=110)
print(path)
