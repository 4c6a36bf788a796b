"""Who deposits, and what others may do with it."""

import re
from typing import NamedTuple

from evosim.errors import ConfigError

_PERSON = re.compile(r"(?P<name>[^<>]*[^<>\s])\s*(?:<\s*(?P<orcid>[^<>]*?)\s*>)?")
_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


class Author(NamedTuple):
    """A person.

    Attributes:
        name: in full.
        orcid: four groups of four digits; None: not given.
    """

    name: str
    orcid: str | None


def author(text: str) -> Author:
    """Reads `Name`, or `Name <ORCID>`.

    Raises:
        ConfigError: it is neither, or no ORCID has that check digit.
    """
    found = _PERSON.fullmatch(text.strip())
    if not found:
        raise ConfigError(f'--author "{text}": must be "Name", or "Name <ORCID>" with an ORCID such as '
                          "0000-0002-1825-0097")
    if found["orcid"] is None:
        return Author(found["name"], None)
    number = _ORCID.fullmatch(found["orcid"])
    if not number:
        raise ConfigError(f'--author "{text}": {found["orcid"]} must be an ORCID such as 0000-0002-1825-0097')
    if number[1][-1] != (right := _check_digit(number[1])):
        raise ConfigError(f'--author "{text}": {number[1]} is no ORCID: its last digit, which checks the '
                          f"others, would be {right}")
    return Author(found["name"], number[1])


def licence(text: str) -> str:
    """A licence by its SPDX identifier, as SPDX spells it.

    Raises:
        ConfigError: SPDX knows no such licence.
    """
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        known = str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        known = ""
    if not known or known.startswith("LicenseRef-") or " " in known:
        raise ConfigError(f"--licence {text}: must be one SPDX identifier, such as CC-BY-4.0 or CC0-1.0 for "
                          "data")
    return known


def _check_digit(orcid: str) -> str:
    """The last digit that the others ask for, by ISO 7064, modulus 11-2."""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    last = (12 - total % 11) % 11
    return "X" if last == 10 else str(last)
