"""Worlds as environments of other libraries: agents that learn elsewhere, among those that evolved here."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evosim.loading import installed

if TYPE_CHECKING:
    from evosim.config import Config
    from evosim.genome import Genomes
    from evosim.interop.env import WorldEnv
    from evosim.names import Script
    from evosim.results import Run

__all__ = ["parallel_env"]

_NEEDED = ("pettingzoo", "gymnasium")


def parallel_env(source: "Config | Run | str | Path", *, external: int | None = None,
                 genomes: "Genomes | None" = None, kinds: Sequence[int] | None = None,
                 scripts: "Mapping[int, Script] | None" = None, tags: Mapping[int, float] | None = None,
                 generation: int | None = None, seed: int | None = None,
                 render_mode: str | None = None) -> "WorldEnv":
    """A world as a PettingZoo `ParallelEnv`, see docs/pettingzoo.md::

        env = evosim.parallel_env("runs/first.toml")
        seen, infos = env.reset(seed=1)
        while env.agents:
            acts = {agent: env.action_space(agent).sample() for agent in env.agents}
            seen, rewards, terminated, truncated, infos = env.step(acts)

    An agent is a slot of a band whose acts are passed in ("slot_0", ...). It sees what a genome in that slot
    would see, and is worth what the one fitness equation makes of its life.

    Args:
        source: a configuration; a run (`evosim.load_run`), for its last configuration and genomes; or the
            path of either.
        external: how many of the evolving slots of a band are yours, the first ones; genomes fill the others.
            By default all are.
        genomes: float32 (n, genes) instead of the run's; without a run, of founders by default. Where there
            are more than seats, every episode draws who sits there.
        kinds: Occupant of each slot, instead of the band that the configuration describes and `external`.
        scripts: Script by slot, with `kinds`.
        tags: what others recognise agents by, -1 to 1, by slot; 0 by default.
        generation: of a run, one whose genomes were logged; the last that was by default.
        seed: of the first episode; the configuration's by default.
        render_mode: "rgb_array": `render()` returns a picture of the world; None.

    Raises:
        ConfigError: PettingZoo is missing, or an argument does not fit; the sentence says what would.
        RunDataError: a file of the run is damaged, or was bred under another layout of genomes.
    """
    with installed(f"evosim.parallel_env: needs {' and '.join(_NEEDED)}", "interop", _NEEDED):
        from evosim.interop.env import WorldEnv
    from evosim.interop.origin import Origin, Seats

    origin = Origin.of(source, generation, genomes)
    return WorldEnv(origin, Seats.of(origin.config, external, kinds, scripts, tags), seed=seed,
                    render_mode=render_mode)
