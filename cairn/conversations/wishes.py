"""Does this message ask for no more messages, or for messages again? A pure function on text; the phrases are data.

A message that is only the phrase ("STOP", "message mat bhejo") is always understood. Inside a longer sentence only what
can hardly mean anything else counts, and nothing at all beside words that turn it round ("don't stop", "why did you
stop"): a wrong opt-out loses a customer who wanted an answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cairn.conversations.models import Consent

DATA = Path(__file__).parent / "data" / "consent"
LONGEST_PHRASE = 100  # characters of a message that may be only the phrase
LONGEST_SENTENCE = 600
# The narrower wish is looked for first.
KINDS = (Consent.Kind.STOP_MARKETING, Consent.Kind.STOP, Consent.Kind.START, Consent.Kind.START_MARKETING)
LATIN_ENDS = "\u0250"
JOINERS = re.compile("[\u200b-\u200d\ufe0f]")
DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True, slots=True)
class Wish:
    """`weak`: words that only mean it when nothing was asked before ("nako": I don't want). `latin`: how it was written."""

    kind: Consent.Kind
    language: str
    latin: bool
    weak: bool = False

    @property
    def stops(self) -> bool:
        return self.kind in (Consent.Kind.STOP, Consent.Kind.STOP_MARKETING)


def recognise(text: str) -> Wish | None:
    """The wish that this message is or clearly contains, or None."""
    if len(text) > LONGEST_SENTENCE:
        return None
    plain = normal(text)
    latin = all(letter < LATIN_ENDS for letter in plain)
    if len(plain) <= LONGEST_PHRASE:
        for words in dict.fromkeys(undressed(plain)):
            found = whole(words, latin)
            if found:
                return found
    return inside(plain, latin)


def whole(words: str, latin: bool) -> Wish | None:
    for sort in ("whole", "weak"):
        for kind in KINDS:
            for language, phrases in books().items():
                pattern = phrases.patterns.get((kind, sort))
                if pattern and pattern.fullmatch(words):
                    return Wish(kind, language, latin, weak=sort == "weak")
    return None


def inside(plain: str, latin: bool) -> Wish | None:
    words = set(plain.split())
    # Searching is slow: only languages of which at least two words are there.
    spoken = {language: book for language, book in books().items() if len(words & book.inside) > 1}
    for kind in KINDS:
        for language, phrases in spoken.items():
            pattern, unless = phrases.patterns.get((kind, "inside")), phrases.patterns.get((kind, "unless"))
            if pattern and pattern.search(plain) and not (unless and unless.search(plain)):
                return Wish(kind, language, latin)
    return None


def sentence(kind: str, language: str, *, latin: bool) -> str:
    """What the customer is told, in their language and script; English where a language is not known."""
    said = books()[language if language in books() else "en"].said
    row = said.get("latin" if latin else "native") or said["latin"]
    return row[kind] if kind in row else row["start"]


def wording(kind: str, language: str, *, latin: bool) -> str:
    """Names the version of that text: its language and the beginning of its hash, which changes with every word."""
    said = sentence(kind, language, latin=latin)
    return f"{language}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def normal(text: str) -> str:
    """Small letters, one blank between words, no punctuation or emoji, no letters drawn out ("stoppp")."""
    folded = unicodedata.normalize("NFKC", JOINERS.sub("", text)).casefold().replace("\u2019", "'")
    kept = "".join(letter if letter == "'" or unicodedata.category(letter)[0] in "LMN" else " " for letter in folded)
    return DRAWN_OUT.sub(r"\1", " ".join(word for word in (part.strip("'") for part in kept.split()) if word))


def undressed(plain: str) -> list[str]:
    """The message as it is, without polite words around it, and without any."""
    words, polite = plain.split(), courtesies()
    first = next((place for place, word in enumerate(words) if word not in polite), len(words))
    last = next((place for place in range(len(words), first, -1) if words[place - 1] not in polite), first)
    return [plain, " ".join(words[first:last]), " ".join(word for word in words if word not in polite)]


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language: its patterns by (kind, whole | weak | inside | unless), and what we say to it."""

    patterns: dict[tuple[str, str], re.Pattern[str]]
    said: dict[str, dict[str, str]]
    polite: frozenset[str]
    inside: frozenset[str]


@cache
def books() -> dict[str, Phrases]:
    files = sorted(DATA.glob("*.json"), key=lambda path: path.stem != "en")
    return {path.stem: phrases(json.loads(path.read_text(encoding="utf-8"))) for path in files}


@cache
def courtesies() -> frozenset[str]:
    return frozenset().union(*(book.polite for book in books().values()))


def phrases(book: dict[str, Any]) -> Phrases:
    patterns = {
        (str(kind), sort): compiled(rows, book["classes"])
        for kind in KINDS
        for sort, rows in book.get(kind, {}).items()
        if rows
    }
    searched = " ".join(pattern.pattern for (_, sort), pattern in patterns.items() if sort == "inside")
    polite = frozenset(normal(" ".join(book["polite"])).split())
    return Phrases(patterns, book["said"], polite, frozenset(re.split(r"[^\w'\u0900-\u0dff]+|\?:", searched)))


def compiled(rows: list[str], classes: dict[str, list[str]]) -> re.Pattern[str]:
    """One pattern of many phrases: {name} is any word of a class, [word] may be missing."""
    either = "|".join(f"(?:{expanded(row, classes)})" for row in rows)
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)")


def expanded(row: str, classes: dict[str, list[str]]) -> str:
    row = re.sub(r"\[([^\]]*)\] ", r"(?:\1 )?", row)
    row = re.sub(r" \[([^\]]*)\]$", r"(?: \1)?", row)
    row = re.sub(r"\{(\w+)\}", lambda name: f"(?:{'|'.join(classes[name[1]])})", row)
    return unicodedata.normalize("NFKC", JOINERS.sub("", row))
