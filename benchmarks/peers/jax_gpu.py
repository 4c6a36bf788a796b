"""The world of `jax_world.py` on a GPU, from as many agents as there are elsewhere to as many as fill it.

    JAX_PLATFORMS=cuda python benchmarks/peers/jax_gpu.py       # where jax finds one; no part of `make bench`
"""

import jax
import jax_world
from measure import measured, warmed

BANDS = (64, 1024, 16384)


def main() -> None:
    """Prints a rate for each number of worlds."""
    device = jax.devices()[0]
    for bands in BANDS:
        jax_world.BANDS = bands
        jax_world.life.clear_cache()  # which knows of the number only as it was compiled
        turns = [measured(work, 2) for work in [warmed(jax_world.prepare)] for _ in range(3)]
        rates = sorted(turn.rate for turn in turns)
        print(f"{device.device_kind}: {bands * jax_world.BAND:,} agents: {rates[1] / 1e6:.1f} M "
              f"agent-steps/s ({rates[0] / 1e6:.1f} to {rates[2] / 1e6:.1f})", flush=True)


if __name__ == "__main__":
    main()
