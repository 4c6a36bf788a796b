"""What pydantic found wrong, in our words."""

from typing import Any

from pydantic import ValidationError

from evosim.config.models import Config

_LIMITS = {
    "greater_than_equal": ("ge", ">="),
    "greater_than": ("gt", ">"),
    "less_than_equal": ("le", "<="),
    "less_than": ("lt", "<"),
    "multiple_of": ("multiple_of", "a multiple of"),
}
_KINDS = {
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "float_type": "a number", "float_parsing": "a number", "bool_type": "true or false",
    "bool_parsing": "true or false", "string_type": "text in quotes", "tuple_type": "a list",
    "dict_type": "a table", "model_type": "a table", "finite_number": "finite",
}


def describe(error: ValidationError) -> list[str]:
    """One line per problem: key, value and what would be right."""
    lines, found = [], error.errors()
    for item in found:
        if item["type"] == "too_short" and any(one["loc"][:-1] == item["loc"] for one in found):
            continue  # what is wrong are its members, and pydantic counts those that are right
        # pydantic adds the member of a union to the location; users wrote no such key
        where = [str(part) for part in item["loc"] if "[" not in str(part)
                 and str(part) not in ("int", "float")]
        name, kind, context = ".".join(where), item["type"], item.get("ctx", {})
        if kind == "extra_forbidden":
            known = ", ".join(_known_keys(where[:-1]))
            lines.append(f"{name}: no such key; must be one of: {known}")
        elif kind == "value_error":
            for text in context["error"].args:
                if text.startswith("must"):
                    lines.append(f"{name} = {item['input']!r}: {text}")
                else:
                    lines.append(f"{name}.{text}" if name else text)
        else:
            lines.append(f"{name} = {item['input']!r}: must be {_right(kind, context, item['msg'])}")
    return list(dict.fromkeys(lines))


def _right(kind: str, context: dict[str, Any], message: str) -> str:
    if kind in _LIMITS:
        limit, sign = _LIMITS[kind]
        return f"{sign} {context[limit]}"
    if kind == "literal_error":
        return f"one of {context['expected']}"
    if kind == "string_pattern_mismatch":
        return "1 to 64 letters, digits, '_', '.' or '-', not starting with a sign"
    if kind == "too_short":
        return f"at least {context['min_length']} long"
    return _KINDS.get(kind, message)


def _known_keys(path: list[str]) -> list[str]:
    model: Any = Config
    for part in path:
        if part.isdigit():
            continue
        annotation = model.model_fields[part].annotation
        model = getattr(annotation, "__args__", (annotation,))[0]
    return list(model.model_fields)
