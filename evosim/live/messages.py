"""What a page may say: a few kinds of message with bounds, and nothing else; no code, no paths."""

import json
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)

from evosim.live.sliders import BY_NAME, Value

MOST_BYTES = 4096  # of a message; the longest that a page of ours sends has about 600
MOST_VOTES = 999
Name = Annotated[StrictStr, Field(pattern=r"^[a-z0-9_]{1,32}$")]


class Refused(Exception):  # noqa: N818  the page's fault, and told to it in one sentence
    """A message that changes nothing."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Choose(_Message):
    """Opens a lesson, and starts it."""

    kind: Literal["choose"]
    lesson: Name


class Begin(_Message):
    """Starts both populations anew, with these sliders moved; the same seed gives the same numbers."""

    kind: Literal["begin"]
    a: dict[Name, StrictInt | float | StrictStr] = Field(default={}, max_length=32)
    b: dict[Name, StrictInt | float | StrictStr] = Field(default={}, max_length=32)
    seed: StrictInt = Field(ge=0, le=2**31 - 1)


class Play(_Message):
    """Lets time go on, or stops it."""

    kind: Literal["play"]
    on: StrictBool


class Votes(_Message):
    """How many predict each choice; counts of a show of hands."""

    kind: Literal["votes"]
    counts: list[Annotated[StrictInt, Field(ge=0, le=MOST_VOTES)]] = Field(min_length=2, max_length=6)


class Reveal(_Message):
    """Ends the vote and uncovers the plots."""

    kind: Literal["reveal"]


class Save(_Message):
    """Keeps both runs, with the prediction."""

    kind: Literal["save"]


Message = Choose | Begin | Play | Votes | Reveal | Save
_ANY: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])
KINDS = ("choose", "begin", "play", "votes", "reveal", "save")


def read(text: str | bytes) -> Message:
    """A message, checked.

    Args:
        text: as it came.

    Raises:
        Refused: it is none; one sentence that says what would be right.
    """
    if isinstance(text, bytes):
        raise Refused("a message must be text, not bytes")
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Refused(f"a message must have at most {MOST_BYTES} bytes")
    try:
        tree = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused("a message must be JSON") from None
    if not isinstance(tree, dict) or tree.get("kind") not in KINDS:
        raise Refused(f"a message must be an object whose kind is one of {', '.join(KINDS)}")
    try:
        message = _ANY.validate_python(tree)
    except ValidationError as error:
        raise Refused(_sentence(tree["kind"], error)) from None
    if isinstance(message, Begin):
        for moved in (message.a, message.b):
            _check(moved)
    return message


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _check(moved: dict[str, Value]) -> None:
    """Raises Refused unless every slider exists and may have its value."""
    for name, value in moved.items():
        slider = BY_NAME.get(name)
        if slider is None:
            raise Refused(f"slider {name}: must be one of {', '.join(BY_NAME)}")
        if not slider.allows(value):
            right = f"one of {', '.join(slider.words)}" if slider.words else \
                f"a number from {slider.low:g} to {slider.high:g}"
            raise Refused(f"slider {name} = {str(value)[:40]!r}: must be {right}")


def _sentence(kind: str, error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"][1:4]) or "it"
    return f"message {kind}: {where[:60]}: {first['msg'][0].lower()}{first['msg'][1:160]}"
