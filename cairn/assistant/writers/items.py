"""Which lines of a trip speak of the thing that a customer asks about? Synonyms stand in `data/items.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from cairn.assistant.lexicon import data
from cairn.catalog.models import Trip


@lru_cache(maxsize=1)
def items() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Name, how customers call it, how rows call it."""
    return tuple(
        (name, re.compile(row["asked"], re.I), re.compile(row["listed"], re.I)) for name, row in data("items").items()
    )


def asked(glossed: str) -> list[str]:
    """The things that a glossed message asks about."""
    return [name for name, pattern, _ in items() if pattern.search(glossed)]


def matching(lines: Iterable[str], names: Iterable[str]) -> list[str]:
    wanted = [listed for name, _, listed in items() if name in set(names)]
    return [line for line in lines if any(pattern.search(line) for pattern in wanted)]


def matching_add_ons(trip: Trip, glossed: str) -> list[dict[str, Any]]:
    names = asked(glossed)
    return [a for a in trip.add_ons if matching([a["name"]], names)]
