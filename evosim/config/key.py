"""How a parameter is declared: default, bound, unit and one sentence.

A key that is *structural* fixes the shape of genomes, worlds or tables, and so cannot change in
a `[[phase]]`. The kernels read a key as `Params.<section>_<key>` (`kernels/constants.py`).
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


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
