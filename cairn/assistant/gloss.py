"""Any language into rough English, word by word, so that one set of rules reads all of them.

A glossary of a few hundred words is worth more than any model we can ship (reference/assistant.md, finding 3).
"""

from __future__ import annotations

import re
from functools import lru_cache

from cairn.assistant.language import Language
from cairn.assistant.letters import VIRAMA, skeleton
from cairn.assistant.lexicon import Glossary, counted, data, glossary, words
from cairn.assistant.spelling import loanword, repair

WORD = re.compile(r"[^\W_]+(?:[\u0900-\u0d7f\u200c\u200d]+[^\W_]*)*(?:'[a-z]+)?|[?!.,()\n₹%/:+@-]")
SECTIONS = {
    "hinglish": ("hinglish",),
    "hi": ("hi", "months"),
    "mr": ("mr", "hi", "months"),
    "kn": ("kn", "months"),
    "ta": ("ta", "months"),
}
COUNTABLE = re.compile(r"people|seat|adult|person|friend|child|ticket|day|hour|year|log|jan", re.I)
LONGEST_PHRASE = 3


def gloss(text: str, language: Language) -> str:
    """Rough English for cleaned text; words that nobody listed stay as they are."""
    tokens = WORD.findall(text)
    book = book_of(language)
    out: list[str] = []
    at = 0
    while at < len(tokens):
        found, used = look_up(tokens, at, book, language)
        out.append(found)
        at += used
    return tidy(count(out, language))


def book_of(language: Language) -> Glossary:
    if language.code == "en":
        return glossary("en", "months")
    if language.roman and language.code != "hinglish":
        return glossary(f"{language.code}-latn", "hinglish", "en", "months")
    return glossary(*SECTIONS.get(language.code, (language.code, "months")), "en", "months")


def look_up(tokens: list[str], at: int, book: Glossary, language: Language) -> tuple[str, int]:
    """The gloss at this place and how many tokens it took; the longest phrase first."""
    for size in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
        phrase = " ".join(tokens[at : at + size])
        if phrase in book:
            return book[phrase], size
        if size == 2 and (found := phrase_by_stem(tokens[at], tokens[at + 1], book)):
            return found, 2
    word = tokens[at]
    if not word.isascii():
        return foreign(word, book), 1
    if language.roman and word not in common_english() and (found := by_sound(language.code).get(skeleton(word))):
        return found, 1
    return repair(word, language.code), 1


def foreign(word: str, book: Glossary) -> str:
    """A word in Indian letters: "do not" by its ending, its stem, or an English word by its sound."""
    stem = by_stem(word, book)
    if word.endswith(negative_endings()) and "not" not in (stem or "").split():
        return f"do not {stem or ''}".strip()
    return stem or loanword(word) or word


@lru_cache(maxsize=1)
def negative_endings() -> tuple[str, ...]:
    """How verbs end that forbid: Telugu -kandi, Kannada -bedi, Tamil -adhinga."""
    return tuple(word for word in data("glossary")["endings"]["do not"].split() if not word.isascii())


def phrase_by_stem(first: str, second: str, book: Glossary) -> str | None:
    """ "దారి తప్పిపోయాము" is the phrase "దారి తప్పి" with an ending on its last word."""
    for size in range(len(second) - 1 if not second.isascii() else 0, 2, -1):
        if (phrase := f"{first} {second[:size]}") in book:
            return book[phrase]
    return None


def by_stem(word: str, book: Glossary) -> str | None:
    """Case endings are glued on in these languages: the longest listed beginning of at least three letters."""
    for size in range(len(word) - 1, 2, -1):
        # A letter that is joined to the next one ends no word: "बिल" is not in "बिल्कुल".
        if word[:size] in book and ord(word[size]) % 0x80 != VIRAMA:
            return book[word[:size]]
    return None


@lru_cache(maxsize=16)
def by_sound(code: str) -> Glossary:
    """Romanised words by their sound, so that "dhanyavaad" and "dhanyawad" fall together."""
    listed = glossary("hinglish") if code == "hinglish" else glossary(f"{code}-latn", "hinglish")
    return {skeleton(word): meaning for word, meaning in listed.items() if len(word) > 3}


@lru_cache(maxsize=1)
def common_english() -> frozenset[str]:
    return (
        frozenset(data("languages")["latin"]["en"].split())
        | words("vocabulary", "leave")
        | words("vocabulary", "repair")
    )


def count(tokens: list[str], language: Language) -> list[str]:
    """Number words become digits before what can be counted: "do log" is 2 people, "kar do" is not."""
    listed = counted("hi" if language.code in ("hi", "mr") else "en" if language.code == "en" else "hinglish")
    return [
        listed[t] if t in listed and COUNTABLE.search(" ".join(tokens[i + 1 : i + 3])) else t
        for i, t in enumerate(tokens)
    ]


def tidy(tokens: list[str]) -> str:
    text = re.sub(r" ?\n ?", "\n", " ".join(tokens))
    text = re.sub(r"(?<=\d) ?([/:]) ?(?=\d)", r"\1", text)
    text = re.sub(r"(?<=\d) ?\. ?(?=\d)", ".", text)
    text = re.sub(
        r"\bhow much (?=(?:far|long|tough|hard|difficult|cold|high|big|tall|steep|safe|old|easy|deep)\b)", "how ", text
    )
    return re.sub(r"(?<=\w) - (?=\w)", "-", text)
