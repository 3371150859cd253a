"""Which language is this? Scripts decide most; Latin letters and Devanagari are told apart by their small words.

No packaged detector knows Hinglish; lists of function words do (reference/assistant.md, finding 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cairn.assistant.lexicon import data, words

TOKEN = re.compile(r"[a-z']+|[\u0900-\u097f]+")


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as in the API: en, hinglish, hi, mr, kn, ta, te, ...; `roman`: written in Latin letters though not English."""

    code: str
    roman: bool = False


def detect(text: str, *, names: Iterable[str] = (), prior: str | None = None) -> Language:
    """The language of cleaned text. `names` of trips and places carry no evidence; `prior` decides where nothing does."""
    script = by_script(text)
    if script in ("latin", ""):
        return latin(text, frozenset(names), prior)
    return Language(devanagari(text) if script == "devanagari" else script)


def by_script(text: str) -> str:
    """The script that most letters of the text belong to; a few foreign letters count more than Latin names."""
    counts: dict[str, int] = {}
    for character in text:
        name = script_of(ord(character))
        if name:
            counts[name] = counts.get(name, 0) + (1 if name == "latin" else 2)
    return max(counts, key=lambda name: counts[name]) if counts else ""


def script_of(point: int) -> str:
    if point < 0x250:
        return "latin" if chr(point).isalpha() else ""
    listed = data("languages")
    first, last = listed["devanagari"]
    if first <= point <= last:
        return "devanagari"
    return next((code for code, (a, b) in listed["scripts"].items() if a <= point <= b), "")


def devanagari(text: str) -> str:
    tokens = TOKEN.findall(text)
    marathi = sum(t in words("languages", "mr_words") for t in tokens) + any(
        c in text for c in data("languages")["mr_letters"]
    )
    endings = tuple(data("languages")["mr_endings"].split())
    marathi += sum(len(t) > 4 and t.endswith(endings) for t in tokens) * 0.5
    hindi = sum(t in words("languages", "hi_words") for t in tokens)
    return "mr" if marathi > hindi else "hi"


def latin(text: str, names: frozenset[str], prior: str | None) -> Language:
    """Votes of small words. English wins a tie; a message without any evidence keeps the conversation's language."""
    tokens = [t for t in TOKEN.findall(text) if t not in names]
    if prior and all(t in words("languages", "shared") for t in tokens):
        return Language(prior, roman=prior != "en")
    votes = {code: float(sum(t in listed for t in tokens)) for code, listed in lists().items()}
    english = votes.pop("en")
    best = max(votes, key=lambda code: (votes[code], code == "hinglish"))
    if votes[best] and votes[best] >= english:
        return Language(best, roman=True)
    return Language("en")


def lists() -> dict[str, frozenset[str]]:
    latin = data("languages")["latin"]
    return {code: frozenset(row.split()) for code, row in latin.items()}
