"""Price's equation of every generation, from Parquet and by no code but this."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from evosim.schema import DRIVES

GENES = ("learning_rate", *(f"drive_{drive}" for drive in DRIVES))
LIVED = ("fitness", "letter", "food")


def table(run, name):
    parts = sorted((run / "tables" / name).glob("part-*.parquet"))
    return pd.concat([pq.read_table(part).to_pandas() for part in parts], ignore_index=True)


def with_traits(rows):
    """Rows of `individuals` or `lives` with all that Price's terms are logged of, as float64."""
    rows = rows.astype({name: np.float64 for name in (*GENES, "letter_ticks", "told_ticks", "food_eaten",
                                                      "food_stored", "fitness") if name in rows})
    told = rows["told_ticks"] > 0
    letter = np.where(told, rows["letter_ticks"] / rows["told_ticks"].where(told, 1.0), 0.0)
    return rows.copy().assign(letter=letter, food=rows["food_eaten"] + rows["food_stored"])


def generations(run, population, traits):
    """By generation, a frame of its individuals by id: parents and traits."""
    people = with_traits(table(run, "individuals").query("population == @population"))
    lives = table(run, "lives") if (people.origin_generation < people.generation).any() else None
    out = {}
    for now in range(int(people.generation.max()) + 1):
        here = people[(people.origin_generation <= now) & (people.generation >= now)]
        here = here.set_index("individual_id")
        if lives is not None and population == 0:  # who lives on was written down in the last generation only
            mine = lives[lives.generation == now].astype({"food_eaten": float, "food_stored": float})
            means = mine.groupby("individual_id")[["fitness", "letter_ticks", "told_ticks", "food_eaten",
                                                   "food_stored"]].mean()
            single = means.astype(np.float32).astype(np.float64).assign(fitness=means.fitness)
            here = with_traits(here.assign(**{name: single[name] for name in single}))
        out[now] = here[["parent1_id", "parent2_id", *traits]]
    return out


def recomputed(run, population, traits):
    """Rows generation, trait, selection, transmission, change."""
    whole, rows = generations(run, population, traits), []
    for now in range(1, len(whole)):
        before, after = whole[now - 1], whole[now]
        known, w = set(before.index), dict.fromkeys(before.index, 0.0)
        pairs = []  # parent, offspring, share
        for child, mother, father in zip(after.index, after.parent1_id, after.parent2_id, strict=True):
            parents = [child] if child in known else [mother] if pd.isna(father) else [mother, father]
            for parent in parents:
                w[parent] += 1 / len(parents)
                pairs.append((parent, child, 1 / len(parents)))
        weights = np.array([w[one] for one in before.index])
        share = np.array([part for _, _, part in pairs])
        for trait in traits:
            z = before[trait]
            step = (after[trait].loc[[child for _, child, _ in pairs]].to_numpy()
                    - z.loc[[parent for parent, _, _ in pairs]].to_numpy())
            rows.append((now, trait, np.cov(weights, z, ddof=0)[0, 1] / weights.mean(),
                         (share * step).sum() / weights.sum(), after[trait].mean() - z.mean(),
                         z.max() - z.min()))
    return pd.DataFrame(rows, columns=["generation", "trait", "selection", "transmission", "change", "range"])


def assert_priced(run, tolerance=1e-10):
    """That terms add up, and are as logged, in every generation of every population, for every trait.

    As a share of the largest of the three; or of a millionth of the range, where all are next to nothing.
    """
    logged = table(run, "generations")
    checked = 0
    for population in sorted(set(logged.population)):
        traits = (*LIVED, *GENES) if population == 0 else GENES
        own = logged[logged.population == population].set_index("generation")
        assert own.filter(like="price_").iloc[0].isna().all()
        if population:
            assert own.filter(regex="price_.*_(fitness|letter|food)$").isna().all().all()
        for row in recomputed(run, population, traits).itertuples():
            size = max(abs(row.selection), abs(row.transmission), abs(row.change), 1e-6 * row.range, 1e-12)
            assert abs(row.selection + row.transmission - row.change) <= tolerance * size, row
            for term in ("selection", "transmission"):
                said = own[f"price_{term}_{row.trait}"][row.generation]
                assert abs(said - getattr(row, term)) <= tolerance * size, (row, term, said)
            checked += row.selection != 0
        for name in [name for name in own if name.endswith("_mean") and name.removesuffix("_mean") in GENES]:
            terms = own[f"price_selection_{name[:-5]}"] + own[f"price_transmission_{name[:-5]}"]
            rounding = 2e-6 * (1 + own[name].abs().max())  # the logged means are float32
            assert np.allclose(own[name].diff()[1:], terms[1:], rtol=0, atol=rounding)
    assert checked > 10 * len(logged)
