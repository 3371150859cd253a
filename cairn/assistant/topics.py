"""What is a message about? Rules over rough English, kept in `data/topics.json`; several topics may hold at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.lexicon import data
from cairn.assistant.sieve import Sieve


@dataclass(frozen=True, slots=True)
class Rule:
    """A topic holds where one of `any` is found and none of `unless`."""

    topic: str
    intent: str
    any: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(r["topic"], r["intent"], tuple(map(compiled, r["any"])), either(r["unless"]) if r.get("unless") else None)
        for r in data("topics")
    )


@lru_cache(maxsize=1)
def patterns() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((rule, pattern) for rule in rules() for pattern in rule.any)


@lru_cache(maxsize=1)
def sieve() -> Sieve:
    return Sieve([pattern.pattern for _, pattern in patterns()])


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I | re.M)


def either(several: list[str]) -> re.Pattern[str]:
    return compiled("|".join(f"(?:{pattern})" for pattern in several))


def topics(glossed: str) -> dict[str, str]:
    """Topic -> intent for a glossed message. Lines of a burst are read one by one and together."""
    found: dict[str, str] = {}
    # A line holds nothing that the whole does not, so what can't match the whole is left out for all of it.
    near = [patterns()[place] for place in sieve().candidates(glossed)]
    for part in parts(glossed):
        near = [(rule, pattern) for rule, pattern in near if rule.topic not in found]
        for rule in holding(near, part):
            found.setdefault(rule.topic, rule.intent)
    return found


def parts(glossed: str) -> list[str]:
    lines = [line for line in glossed.split("\n") if line.strip()]
    return [glossed, *lines] if len(lines) > 1 else [glossed]


def holding(near: list[tuple[Rule, re.Pattern[str]]], text: str) -> Iterator[Rule]:
    """The rules that hold for the text, in their order, each once. `near` has the patterns of a rule together."""
    settled: Rule | None = None
    for rule, pattern in near:
        if rule is not settled and pattern.search(text):
            settled = rule
            if not (rule.unless and rule.unless.search(text)):
                yield rule
