"""Dataclasses of arrays, as a checkpoint holds them."""

from dataclasses import fields
from typing import Any, Self

from numpy.typing import NDArray


class Stored:
    """Base of a dataclass whose fields are all arrays."""

    def arrays(self, prefix: str) -> dict[str, NDArray]:
        """Everything, by name, for a checkpoint."""
        return {f"{prefix}.{name}": value for name, value in vars(self).items()}

    @classmethod
    def restored(cls, arrays: dict[str, NDArray], prefix: str) -> Self:
        """The inverse of `arrays`."""
        own: Any = cls
        return cls(**{field.name: arrays[f"{prefix}.{field.name}"] for field in fields(own)})
