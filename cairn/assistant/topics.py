"""What is a message about? Rules over rough English, kept in `data/topics.json`; several topics may hold at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.lexicon import data


@dataclass(frozen=True, slots=True)
class Rule:
    """A topic holds where one of `any` is found and none of `unless`."""

    topic: str
    intent: str
    any: re.Pattern[str]
    unless: re.Pattern[str] | None


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(r["topic"], r["intent"], either(r["any"]), either(r["unless"]) if r.get("unless") else None)
        for r in data("topics")
    )


def either(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I | re.M)


def topics(glossed: str) -> dict[str, str]:
    """Topic -> intent for a glossed message. Lines of a burst are read one by one and together."""
    found: dict[str, str] = {}
    for part in parts(glossed):
        for rule in rules():
            if rule.topic not in found and holds(rule, part):
                found[rule.topic] = rule.intent
    return found


def parts(glossed: str) -> list[str]:
    lines = [line for line in glossed.split("\n") if line.strip()]
    return [glossed, *lines] if len(lines) > 1 else [glossed]


def holds(rule: Rule, text: str) -> bool:
    return bool(rule.any.search(text)) and not (rule.unless and rule.unless.search(text))
