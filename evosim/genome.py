"""Which gene feeds what: named blocks, and a hash of them that every file carries.

A genome is one row of a float32 matrix. Its blocks, in order (SPEC 3): the initial policy A
(hidden, recurrent, skip, products, output), drives W, plasticity P, body B, tag, where naming is
attended the attention from tokens to things, and silent loci that nothing reads: under the same
mutation, their movement is the band of drift and hitch-hiking.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.config import Config, Schedule
from evosim.faculties import ACTS, SENSES, VECTORS
from evosim.names import BEACONS, RATES, SILENT, Act, Drive, PlasticityGene

BODY = 2  # strength is 2 sigmoid of the first, sight what is left of 2; one gene spare
TAG = 1  # what others recognise
MATRICES = ("hidden", "skip", "products", "output")  # weights that policy gradient knows a slope of

Genomes = NDArray[np.float32]


class Block(NamedTuple):
    """A stretch of genes.

    Attributes:
        name: what it feeds.
        start: first gene.
        shape: its genes as an array, row-major.
    """

    name: str
    start: int
    shape: tuple[int, ...]

    @property
    def stop(self) -> int:
        """One past the last gene."""
        return self.start + int(np.prod(self.shape))


@dataclass(frozen=True)
class Layout:
    """How senses, acts and genes are arranged in one run.

    Args:
        verbs: names of the verbs in use, in token order.
        features: switches of `faculties.SENSES`, `ACTS` and `VECTORS`.
        hidden: number of hidden units.
        recurrent: whether hidden units see their own last state.
        products: sense groups whose products with the verb tokens the skip sees.
        attends: whether its own attention points an agent at the thing named.
    """

    verbs: tuple[str, ...]
    features: frozenset[str]
    hidden: int
    recurrent: bool
    products: tuple[str, ...]
    attends: bool = False

    @staticmethod
    def of(config: Config) -> "Layout":
        """The layout of a run: the same in all its phases."""
        brain = config.brain
        products = (("watched",) if brain.products else ()) + (
            ("power",) if brain.power_products else ()) + (
            ("thing",) if brain.naming == "named" else ())
        return Layout(config.instruction.verbs, Schedule(config).features, brain.hidden,
                      brain.recurrent, products, brain.naming == "attended")

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """Acts that have a logit, in column order."""
        return tuple(spec.act for spec in ACTS if spec.switch in self.features)

    @cached_property
    def vectors(self) -> tuple[str, ...]:
        """Directions that have a gate, in column order after the acts."""
        return tuple(spec.name for spec in VECTORS if spec.switch in self.features)

    @cached_property
    def senses(self) -> dict[str, tuple[int, int]]:
        """Name of each sense group in use to (first input, size)."""
        out, at = {}, 0
        sizes = {"verbs": len(self.verbs), "acts": len(self.acts)}
        for spec in SENSES:
            if spec.switch in self.features:
                size = spec.size if isinstance(spec.size, int) else sizes[spec.size]
                out[spec.name] = (at, size)
                at += size
        return out

    @property
    def n_senses(self) -> int:
        """Inputs, without the bias."""
        return sum(size for _, size in self.senses.values())

    @property
    def n_outputs(self) -> int:
        """Logits of acts and gates of vectors."""
        return len(self.acts) + len(self.vectors)

    @property
    def n_products(self) -> int:
        """Products of verb tokens with context."""
        return len(self.verbs) * sum(self.senses[name][1] for name in self.products)

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """Every block of the genome by name, in gene order; absent parts are empty."""
        inputs = self.n_senses + 1  # the last row is the bias
        shapes = {
            "hidden": (inputs, self.hidden),
            "recurrent": (self.hidden if self.recurrent else 0, self.hidden),
            "skip": (inputs, self.n_outputs),
            "products": (self.n_products, self.n_outputs),
            "output": (self.hidden, self.n_outputs),
            "drives": (len(Drive),),
            "plasticity": (len(PlasticityGene),),
            "body": (BODY,),
            "tag": (TAG,),
            **({"attention": (BEACONS, BEACONS)} if self.attends else {}),
            "silent": (SILENT,),
        }
        out, at = {}, 0
        for name, shape in shapes.items():
            out[name] = Block(name, at, shape)
            at = out[name].stop
        return out

    @property
    def n_genes(self) -> int:
        """Length of a genome."""
        return self.blocks["silent"].stop

    @cached_property
    def hash(self) -> str:
        """16 hex digits that change whenever a gene, sense, act or vector means something else."""
        what = {
            "senses": list(self.senses.items()), "acts": [int(act) for act in self.acts],
            "vectors": self.vectors, "verbs": self.verbs, "products": self.products,
            "rates": [(spec.default, spec.scale, spec.most) for spec in RATES],
            "blocks": [(block.name, block.start, block.shape) for block in self.blocks.values()],
        }
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]

    def part(self, genomes: Genomes, name: str) -> Genomes:
        """A block of some genomes, shape (n, *block shape); a view."""
        block = self.blocks[name]
        return genomes[:, block.start:block.stop].reshape(len(genomes), *block.shape)

    def tags(self, genomes: Genomes) -> NDArray[np.float32]:
        """What others see of each genome, (n,): in double precision first, which any machine rounds alike."""
        return np.tanh(self.part(genomes, "tag")[:, 0].astype(np.float64)).astype(np.float32)

    def sigmas(self, main: float, **own: float) -> NDArray[np.float32]:
        """Standard deviation of a mutation of each gene, shape (genes,).

        Args:
            main: of all blocks but those that have their own.
            own: by name of the block.
        """
        out = np.full(self.n_genes, main, np.float32)
        for name, sigma in own.items():
            if name in self.blocks:
                out[self.blocks[name].start:self.blocks[name].stop] = sigma
        return out

    def sigmas_of(self, config: Config) -> NDArray[np.float32]:
        """The same by what a configuration says under `variation`."""
        it = config.variation
        return self.sigmas(it.mutation_sigma, drives=it.mutation_sigma_drives, body=it.mutation_sigma_body,
                           plasticity=it.mutation_sigma_plasticity, tag=it.mutation_sigma_tag,
                           attention=it.mutation_sigma_attention)

    def founders(self, n: int, rng: np.random.Generator) -> Genomes:
        """Genomes of a first generation, shape (n, genes).

        Skip, products, output, attention and silent loci start at zero: with random skips conditional
        obedience does not evolve (EVIDENCE: V3 against V4). Hidden weights are normal with
        standard deviation 1 / sqrt(inputs), drives and plasticity normal with .3, tags with 1, and so
        bodies where they evolve. Attention that starts even leads toward the middle of all things, and
        can be bettered gene by gene.
        """
        genomes = np.zeros((n, self.n_genes), np.float32)
        scales = {"hidden": (self.n_senses + 1) ** -0.5, "recurrent": max(self.hidden, 1) ** -0.5,
                  "drives": 0.3, "tag": 1.0, "plasticity": 0.3}
        if "evolved_body" in self.features:
            scales["body"] = 1.0
        for name, scale in scales.items():
            part = self.part(genomes, name)
            part[:] = rng.normal(0.0, scale, part.shape)
        return genomes
