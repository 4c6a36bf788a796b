"""What docs/plugins.md shows does what it says."""

import re
import tomllib
from pathlib import Path

from evosim.plugins import GROUPS
from evosim.probes import Probe
from evosim.testing import probes as of_probes

PAGE = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def test_the_probe_on_the_page_is_one():
    entry = tomllib.loads(blocks("toml")[0])["project"]["entry-points"]["evosim.probes"]["blindness"]
    names = {}
    exec(blocks("python")[0], names)
    probe = names[entry.partition(":")[2]]
    assert isinstance(probe, Probe) and probe.name == "blindness"
    few = of_probes.hall("bought", 4, seed=1, world__ticks=60)
    of_probes.says_what_it_changes(probe)
    of_probes.measures_are_whole(probe, "birth", few)
    of_probes.can_be_priced(probe, few)


def test_every_group_is_on_the_page():
    assert all(f"| `{group}` |" in PAGE for group in GROUPS.values())
