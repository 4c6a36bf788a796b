"""How a parameter is declared: default, bound, unit and one sentence.

A key that is *structural* fixes the shape of genomes, worlds or tables, and so cannot change in
a `[[phase]]`. The kernels read a key as `Params.<section>_<key>` (`kernels/constants.py`).
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from evosim.plugins import knows
from evosim.plugins import names as added


def key(default: Any, meaning: str, *, unit: str = "", structural: bool = False, **bounds: Any) -> Any:
    """Declares one parameter.

    Args:
        default: its value where the configuration is silent.
        meaning: one sentence for the user.
        unit: what the number counts; empty for a pure number, a name or a switch.
        structural: whether a phase may not change it.
        bounds: `ge`, `gt`, `le`, `lt`, `multiple_of`, `min_length`, `max_length`.
    """
    extra: dict[str, Any] = {"unit": unit, "structural": structural}
    return Field(default, description=meaning, json_schema_extra=extra, **bounds)


class Section(BaseModel):
    """A table of the configuration file."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _number(value: Any) -> Any:
    """Keeps `true` and `"1"` from passing as the number 1."""
    if isinstance(value, (bool, str)):
        raise ValueError("must be a number")
    return value


Int = Annotated[int, BeforeValidator(_number)]
Real = Annotated[float, BeforeValidator(_number)]
Evolved = Literal["evolved"]


@dataclass(frozen=True)
class OneOf:
    """Text that is one of some names, or that a package adds.

    Attributes:
        known: names that evosim has.
        kind: of what packages add, see `plugins.GROUPS`; "" nothing.
    """

    known: tuple[str, ...]
    kind: str = ""

    @property
    def names(self) -> list[str]:
        """All that there are here."""
        return list(dict.fromkeys([*self.known, *(added(self.kind) if self.kind else ())]))

    def check(self, name: str) -> str:
        """The same name, once it is known; looks for packages only where it is none of ours."""
        if name not in self.known and not (self.kind and knows(self.kind, name)):
            raise ValueError(f"must be one of {', '.join(map(repr, self.names))}")
        return name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return {"enum": self.names, "type": "string"}


def _or_evolved(value: Any) -> Any:
    """A number, or the word for a gene."""
    if value == "evolved":
        return value
    if isinstance(value, (bool, str)):
        raise ValueError("must be a number, or 'evolved'")
    return value


Gene = Annotated[float | Evolved, BeforeValidator(_or_evolved)]


def gene(meaning: str, **more: Any) -> Any:
    """Declares a parameter that is a gene unless it is given as a number."""
    return key("evolved", meaning, **more)
