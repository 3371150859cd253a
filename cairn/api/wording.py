"""What is wrong with a value, in words a person understands at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SENTENCES = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field.",
    "string_type": "Give text.",
    "string_unicode": "Give text that is valid Unicode.",
    "string_too_short": "Give at least {min_length} characters.",
    "string_too_long": "Give at most {max_length} characters.",
    "string_pattern_mismatch": "This does not look right.",
    "too_long": "Give at most {max_length} items.",
    "too_short": "Give at least {min_length} items.",
    "greater_than_equal": "Give {ge} or more.",
    "less_than_equal": "Give {le} or less.",
    "finite_number": "Give a finite number.",
    "literal_error": "Choose one of {expected}.",
    "enum": "Choose one of {expected}.",
    "value_error": "{error}",
}
# The kinds come as int_type, int_parsing, int_from_float and so on.
KINDS = {
    "int": "Give a whole number.",
    "float": "Give a number.",
    "bool": "Give true or false.",
    "datetime": "Give a time such as 2026-08-12T09:30:00Z.",
    "timezone": "Give a time such as 2026-08-12T09:30:00Z.",
    "date": "Give a date such as 2026-08-12.",
    "list": "Give a list.",
    "dict": "Give an object.",
    "model": "Give an object.",
}


def describe(error: Mapping[str, Any]) -> dict[str, str]:
    """One error of pydantic as `{"field", "detail"}`."""
    return {"field": field(error["loc"]), "detail": sentence(error)}


def field(place: tuple[Any, ...]) -> str:
    """('body', 'data', 'party_size') is `party_size`; the body as a whole is `body`."""
    inner = place[2:] if place[0] == "body" else place[1:]
    return ".".join(map(str, inner)) or str(place[0])


def sentence(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if kind in SENTENCES:
        return SENTENCES[kind].format(**error.get("ctx", {}))
    return KINDS.get(kind.split("_")[0], "This does not look right.")
