"""From bytes to plain values that Postgres takes.

`json.loads` alone lets through what `text` and `jsonb` refuse: U+0000, lone surrogates, NaN, infinity, huge integers.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

DEEPEST = 64  # levels; Meta's deepest payload (history) has 12, and whoever stores a part dumps it recursively again
FRAGMENT = 10_000  # characters of a poisoned part
_LARGEST = 2**63 - 1
_LONGEST_NUMBER = 64  # digits
_DIRTY = re.compile("[\x00\ud800-\udfff]")
_DIRTY_IN_JSON = re.compile(r"\x00|\\u(?:0000|[dD][89a-fA-F])")


class Malformed(Exception):
    """This part of the body is not what Meta documents; the message says how."""


def load(body: bytes) -> Any:
    """The body's JSON, clean. Raises Malformed when it has none that can be read."""
    try:
        # errors, strict: one broken byte or raw control character in one name must not cost the whole batch
        text = body.decode("utf-8-sig", errors="replace")
        value = json.loads(text, strict=False, parse_int=_int, parse_float=_float, parse_constant=_no_number)
    except RecursionError:
        raise Malformed("nested too deeply") from None
    except ValueError as problem:
        raise Malformed("not UTF-8" if "\ufffd" in text else f"not JSON: {problem}") from None
    return scrub(value, dirty=_DIRTY_IN_JSON.search(text) is not None)


def load_text(text: str) -> Any:
    """JSON inside a JSON string (a flow's answer), clean; None when it is none."""
    try:
        return load(text.encode())
    except (Malformed, UnicodeEncodeError):
        return None


def scrub(value: Any, *, dirty: bool = True, depth: int = DEEPEST) -> Any:
    """The same value with clean strings, cut off below `depth`. With `dirty` false only the depth is looked at."""
    if isinstance(value, str):
        return scrub_text(value) if dirty else value
    if isinstance(value, dict):
        if not depth:
            return None
        if dirty:
            return {scrub_text(key): scrub(item, dirty=True, depth=depth - 1) for key, item in value.items()}
        return {key: scrub(item, dirty=False, depth=depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [scrub(item, dirty=dirty, depth=depth - 1) for item in value] if depth else None
    return value


def scrub_text(text: str) -> str:
    """Without U+0000, and with U+FFFD where half of a surrogate pair stood."""
    if _DIRTY.search(text) is None:
        return text
    return _DIRTY.sub("\ufffd", text.replace("\x00", ""))


def fragment(part: Any) -> str:
    """What a person reads of a poisoned part: its JSON, or its bytes when they were none."""
    if isinstance(part, bytes):
        return scrub_text(part[: 4 * FRAGMENT].decode(errors="replace"))[:FRAGMENT]
    return json.dumps(part, ensure_ascii=False)[:FRAGMENT]


def _int(digits: str) -> int | str | None:
    # int() refuses more than 4,300 digits and Postgres more than 64 bits; a long id stays readable as text
    if len(digits) > _LONGEST_NUMBER:
        return None
    number = int(digits)
    return number if -_LARGEST - 1 <= number <= _LARGEST else digits


def _float(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _no_number(_name: str) -> None:
    return None
