"""Our own instructions, repeated: a run of words that stands in the prompt, or talk of having been instructed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cairn.assistant.lexicon import DATA, data
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.verify.values import plain

RUN = 5  # words in a row that are no accident
WORD = re.compile(r"[^\W_]+")
PROMPTS = "prompts"


def faults(text: str, evidence: Evidence) -> Iterator[str]:
    said = plain(text)
    given = plain(evidence.basis())
    if any(match[0] not in given for pattern in patterns() for match in pattern.finditer(said)):
        yield "it talks of its instructions"
    if (runs(said) & prompted()) - runs(given) or (lines(text) & headings()):
        yield "it repeats its instructions"


@lru_cache(maxsize=1)
def patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in data("checks")["instructed"])


@lru_cache(maxsize=1)
def prompted() -> frozenset[tuple[str, ...]]:
    """Every run of words of every prompt file."""
    files = (DATA / PROMPTS).glob("*.md")
    return frozenset(run for file in files for run in runs(plain(file.read_text(encoding="utf-8"))))


@lru_cache(maxsize=1)
def headings() -> frozenset[str]:
    """Lines of the prompts too short for a run."""
    files = (DATA / PROMPTS).glob("*.md")
    return frozenset(line for file in files for line in lines(file.read_text(encoding="utf-8")))


def lines(text: str) -> set[str]:
    found = (" ".join(WORD.findall(plain(line))) for line in text.splitlines())
    return {line for line in found if 2 <= line.count(" ") < RUN}


def runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text)
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
