"""Typed looks into a body's objects. Absent and null are the same; anything of the wrong kind is malformed."""

from __future__ import annotations

from typing import Any

from cairn.channels.whatsapp.clean import Malformed
from cairn.conversations.events import Json

LONGEST_ID = 512  # characters; ids become unique keys, and an index row must stay below 2,700 bytes


def mapping(parent: Json, key: str) -> Json:
    """The object at `key`; empty when absent or null. Raises Malformed for anything else."""
    value = parent.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(f"{key} is {kind(value)}, not an object")
    return value


def lenient(parent: Json, key: str) -> Json | None:
    """The object at `key` where it only adds to a part: whatever else stands there costs the addition, not the part."""
    value = parent.get(key)
    return value if isinstance(value, dict) and value else None


def sequence(parent: Json, key: str) -> list[Any]:
    """The list at `key`; empty when absent or null. Raises Malformed for anything else."""
    value = parent.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Malformed(f"{key} is {kind(value)}, not a list")
    return value


def string(parent: Json, key: str) -> str:
    """The text at `key`; empty when absent or null. Raises Malformed for anything else."""
    value = parent.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"{key} is {kind(value)}, not text")
    return value


def identifier(parent: Json, key: str) -> str:
    """The id at `key` as text, number or not; empty when absent. Raises Malformed when it can't be a key."""
    value = parent.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    found = string(parent, key)
    if len(found) > LONGEST_ID:
        raise Malformed(f"{key} has {len(found)} characters")
    return found


def required(parent: Json, key: str) -> str:
    """The id at `key`. Raises Malformed when it is missing."""
    found = identifier(parent, key)
    if not found:
        raise Malformed(f"{key} is missing")
    return found


def kind(value: Any) -> str:
    """What JSON calls this value, for a sentence."""
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")
