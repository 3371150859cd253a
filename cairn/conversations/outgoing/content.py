"""One message in the shape in which its row keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Content:
    """`text` is what the thread and the list show; `content` is Graph's object (see the package)."""

    type: str = "text"
    text: str = ""
    content: dict[str, Any] = field(default_factory=dict)


def attachments(value: Any) -> Iterator[str]:
    """The keys of our own files that a message's content names, wherever they stand in it."""
    if isinstance(value, dict):
        if isinstance(key := value.get("attachment"), str) and KEY.fullmatch(key):
            yield key
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from attachments(inner)
