"""evosax's SimpleGA: a generation of 1,024 individuals of 2,052 genes.

`ask` and `tell` as its documentation shows them, which are compiled; what an individual is worth is free.
Default parameters. The generator is JAX's default one.
"""

import jax
import jax.numpy as jnp
from evosax.algorithms import SimpleGA
from measure import main

INDIVIDUALS, GENES = 1024, 2052


def prepare():
    """The work: a generation."""
    algorithm = SimpleGA(population_size=INDIVIDUALS, solution=jnp.zeros(GENES))
    params = algorithm.default_params
    key = jax.random.key(0)
    population = jax.random.normal(key, (INDIVIDUALS, GENES))
    worth = jax.random.normal(key, (INDIVIDUALS,))
    now = [key, algorithm.init(key, population, worth, params)]

    def work():
        key, asked, told = jax.random.split(now[0], 3)
        population, state = algorithm.ask(asked, now[1], params)
        state, _ = algorithm.tell(told, population, worth, state, params)
        jax.block_until_ready(state.population)
        now[:] = key, state
        return 1

    return work


if __name__ == "__main__":
    main("generations", {"generation": prepare})
