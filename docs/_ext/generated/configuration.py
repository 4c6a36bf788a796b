"""Every key of a configuration, from `evosim.config`."""

import json
from typing import Any

from evosim.config import Config
from evosim.config.key import Section
from evosim.config.models import Phase
from generated.markdown import code, defined, plain, said, sentence

BOUNDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most",
          "exclusiveMaximum": "below", "minLength": "at least so many signs:",
          "minItems": "at least so many entries:"}
TYPES = {"boolean": "true or false", "integer": "a whole number", "number": "a number", "string": "text",
         "array": "a list", "object": "a table"}


def sections() -> dict[str, type[Section]]:
    """The tables of a configuration by name, in order."""
    found = {name: field.annotation for name, field in Config.model_fields.items()}
    return {name: it for name, it in found.items() if isinstance(it, type) and issubclass(it, Section)}


def keys(section: type[Section]) -> list[str]:
    """Names of the keys of a table, in order, without those that are tables themselves."""
    return [name for name in section.model_fields if section is not Config
            or (name not in sections() and name != "phase")]


def configuration() -> str:
    """The page."""
    parts = ["(config-top)=\n## Beside the tables\n", _keys(Config)]
    for name, section in sections().items():
        parts += [f"(config-{name})=\n## `[{name}]`\n", said(section), _keys(section)]
    parts += ["(config-phase)=\n## `[[phase]]`\n", said(Phase), _keys(Phase)]
    return "\n\n".join(parts)


def _keys(section: type[Section]) -> str:
    properties = section.model_json_schema()["properties"]
    return defined((code(name), _meaning(section, name, properties[name])) for name in keys(section))


def _meaning(section: type[Section], name: str, schema: dict[str, Any]) -> str:
    extra = section.model_fields[name].json_schema_extra
    assert isinstance(extra, dict)
    unit = f", in {plain(extra['unit'])}" if extra["unit"] else ""
    fixed = " The same in all phases." if extra["structural"] and section is not Phase else ""
    default = json.dumps(schema["default"], ensure_ascii=False)
    return (f"{sentence(plain(schema['description']))} {sentence(kind(schema) + unit)} "
            f"By default {code(default)}.{fixed}")


def kind(schema: dict[str, Any]) -> str:
    """What may stand there, in words, from its JSON schema."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(kind, schema["anyOf"])))
    if "enum" in schema or "const" in schema:
        names = schema.get("enum") or [schema["const"]]
        return ("one of " if len(names) > 1 else "") + ", ".join(code(json.dumps(name)) for name in names)
    words = TYPES[schema["type"]]
    if schema["type"] == "array":
        inner = schema.get("items") or {}
        words += " of pairs" if "prefixItems" in inner else f" of {_many(kind(inner))}" if inner else ""
    if {"minimum", "maximum"} <= schema.keys():
        return f"{words} from {_figure(schema['minimum'])} to {_figure(schema['maximum'])}"
    limits = [f"{word} {_figure(schema[bound])}" for bound, word in BOUNDS.items() if bound in schema]
    return ", ".join([words, *limits]) if limits else words


def _figure(value: float) -> str:
    """2147483647 as 2,147,483,647."""
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _many(words: str) -> str:
    return {"a whole number": "whole numbers", "a number": "numbers", "text": "texts"}.get(words, words)
