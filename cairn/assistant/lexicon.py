"""The word lists in `data/`, read once. Languages and synonyms are data: another market replaces the files."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
Glossary = dict[str, str]


@lru_cache(maxsize=32)
def data(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def words(name: str, key: str) -> frozenset[str]:
    """A space-separated list of a file, as a set."""
    return words_of(data(name)[key])


def words_of(row: str) -> frozenset[str]:
    return frozenset(row.split())


@lru_cache(maxsize=32)
def glossary(*sections: str) -> Glossary:
    """Foreign word or phrase -> English gloss; an earlier section wins."""
    merged: Glossary = {}
    for section in sections:
        for gloss, foreign in data("glossary").get(section, {}).items():
            for word in foreign.split():
                merged.setdefault(word.replace("_", " "), gloss.strip(" _"))
    return merged


@lru_cache(maxsize=32)
def counted(language: str) -> Glossary:
    """Number words of a language, used only before something that can be counted."""
    listed = data("glossary")["numbers"].get(language, {})
    return {word: digit for digit, row in listed.items() for word in row.split()}
