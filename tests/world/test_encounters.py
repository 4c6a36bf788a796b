"""The diary in short: runs of ticks, each whole, by kind and pair."""

import numpy as np
import pytest

from evosim.kernels.state import COULD, DID, IN_REACH, INTERACTIONS
from evosim.world.encounters import encounters


def plainly(diary):
    """The same, one tick of one pair after the other."""
    out = []
    for kind in (*range(INTERACTIONS), IN_REACH):
        for replicate, one, other in np.ndindex(diary.shape[0], *diary.shape[2:4]):
            run = None
            for tick, words in enumerate(diary[replicate, :, one, other].tolist()):
                could, did = (words[which] >> kind & 1 for which in (COULD, DID))
                if run is not None and (not (could or did) or run[-1] != did):
                    run = None
                if run is None and (could or did):
                    run = [replicate, one, other, kind, tick, tick, did]
                    out.append(run)
                if run is not None:
                    run[5] = tick + 1
    return np.array(out, np.int32).reshape(-1, 7)


@pytest.mark.parametrize("share", [0.0, 0.03, 0.4])
@pytest.mark.parametrize("shape", [(1, 7, 3, 3), (2, 12, 4, 4), (2, 0, 4, 4), (1, 1, 2, 2)])
def test_encounters_are_those_of_the_diary(shape, share):
    rng = np.random.default_rng([*shape, int(100 * share)])
    diary = np.zeros((*shape, 2), np.uint16)
    for kind in range(16):
        for which, chance in ((COULD, share), (DID, share / 2)):
            diary[..., which] |= (rng.random(shape) < chance).astype(np.uint16) << np.uint16(kind)
    found = encounters(diary)
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, plainly(diary))
