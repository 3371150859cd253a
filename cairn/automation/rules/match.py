"""Whether the conditions of a rule hold: pure. A condition that is not there holds always; all that are there must."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from cairn.automation.rules.facts import Known
from cairn.automation.sequences.quiet import within

Check = Callable[[Any, Known], bool]


def matches(conditions: Mapping[str, Any], known: Known) -> bool:
    return all(CHECKS[name](wanted, known) for name, wanted in conditions.items() if name in CHECKS)


def words(wanted: list[str], known: Known) -> bool:
    """Any of the words, whole, in any case. Scripts without our word limits are searched as they are."""
    said = " ".join(known.text.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", said) for word in wanted)


def owner(wanted: Any, known: Known) -> bool:
    return known.owner is None if wanted == "nobody" else known.owner == wanted


CHECKS: dict[str, Check] = {
    "who": lambda wanted, known: known.actor in wanted,
    "stage": lambda wanted, known: known.stage in wanted,
    "source": lambda wanted, known: known.source in wanted,
    "trip": lambda wanted, known: known.trip in wanted,
    "words": words,
    "score_from": lambda wanted, known: known.score >= wanted,
    "priority": lambda wanted, known: known.priority in wanted,
    "tag": lambda wanted, known: str(wanted).casefold() in known.tags,
    "between": lambda wanted, known: within(known.at, time.fromisoformat(wanted[0]), time.fromisoformat(wanted[1])),
    "owner": owner,
}
