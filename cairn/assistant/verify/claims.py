"""What a text claims in words: promises, offers, names, yes or no, included or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cairn.assistant.draft import Draft
from cairn.assistant.lexicon import data, words
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.verify.values import plain
from cairn.assistant.verify.wording import WORD, denies, stem, stems

CAPITAL = re.compile(r"(?<![.!?:•\n*]\s)(?<!^)(?<![\w'’])([A-Z][a-z]{2,}|[A-Z][a-z]+[A-Z]\w*)")
EXTRA = re.compile(r"\b(?:extra|own cost|your own|separate\w*|additional\w*)\b")
INCLUDES = re.compile(
    r"\b(?:includ\w+|covers?|covered|comes with|we provide|provided|part of the price|shamil)\b|शामिल"
)
SHORT = 3  # letters of a word that says something


def faults(text: str, draft: Draft, evidence: Evidence) -> Iterator[str]:
    yield from promises(text, evidence)
    yield from offers(text, evidence)
    yield from strangers(text, draft, evidence)
    yield from turned(text, evidence)
    yield from misplaced(text, draft)


def promises(text: str, evidence: Evidence) -> Iterator[str]:
    """Booked, confirmed, held, guaranteed: only in the very words of the composed reply."""
    reply = plain(evidence.reply)
    for found in matches("promises", plain(text)):
        if found not in reply:
            yield f'"{found}" promises what nobody decided'


def offers(text: str, evidence: Evidence) -> Iterator[str]:
    """Discounts, gifts, refunds: only where a fact speaks of the same."""
    given = plain(evidence.basis())
    for found in matches("offers", plain(text)):
        if found not in given:
            yield f'"{found}" offers what no fact does'


def matches(key: str, text: str) -> list[str]:
    return [match[0] for pattern in patterns(key) for match in pattern.finditer(text)]


@lru_cache(maxsize=4)
def patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in data("checks")[key])


def strangers(text: str, draft: Draft, evidence: Evidence) -> Iterator[str]:
    """A name inside a sentence that nobody mentioned: another customer, a firm, a place that is not ours."""
    given = f"{evidence.basis()}\n{evidence.told()}\n{draft.understanding.message.text}"
    known = {word.lower() for word in WORD.findall(given)} | {word.lower() for word in words("checks", "capitals")}
    for name in CAPITAL.findall(text):
        if name.lower() not in known and name.lower().rstrip("s") not in known:
            yield f"the name {name} stands in no fact"


def turned(text: str, evidence: Evidence) -> Iterator[str]:
    """A "yes" or "no" that the composed reply does not say. Where it leans to neither side, "Yes, there are 4 seats" is
    the statement behind it, which is checked by itself; a "Yes." alone, or beside a denial, is not."""
    mine, theirs = leaning(text), leaning(evidence.reply)
    denied = left_out(plain(evidence.reply))
    states = "," in text[:25].split(".")[0]
    if mine and mine != theirs and (theirs or not states or denied != (mine == "no_first")):
        yield "yes and no are turned round"


def leaning(text: str) -> str:
    head = plain(text).lstrip(" *_!,.-\n")[:40]
    for key in ("no_first", "yes_first"):
        if re.match(rf"(?:{data('checks')[key]})(?!\w)", head):
            return key
    return ""


def misplaced(text: str, draft: Draft) -> Iterator[str]:
    """What the price leaves out is said to be included, or what it holds to be extra."""
    for trip in draft.understanding.trips[:2]:
        for sentence in re.split(r"\n+|(?<=[.!?;]) |\bbut\b|\bwhile\b|\bhowever\b", plain(text)):
            denied, holds = left_out(sentence), bool(INCLUDES.search(sentence))
            if holds and not denied:
                yield from (
                    f"{item} is not included" for item in named_items(trip.exclusions, sentence, trip.inclusions)
                )
            elif (
                holds
                and denied
                and re.search(r"\bnot (?:\w+ ){0,2}(?:includ|cover|provid)|n[’']t (?:includ|cover)|\bexclud", sentence)
            ):
                yield from (f"{item} is included" for item in named_items(trip.inclusions, sentence, trip.exclusions))


def left_out(sentence: str) -> bool:
    """It is denied, or costs more."""
    return denies(sentence) or bool(EXTRA.search(sentence))


def named_items(items: Iterable[str], sentence: str, others: Iterable[str]) -> Iterator[str]:
    """Items whose thing is named in the sentence, unless the other list knows such a thing too."""
    said = stems(sentence)
    elsewhere = {stem for other in others for stem in stems(other)}
    for item in items:
        if (heads(item) - elsewhere) & said:
            yield item


def heads(item: str) -> frozenset[str]:
    """The things of an item: "Travel insurance (optional)" is insurance, "Meals on the road" are meals."""
    parts = re.split(r",|\band\b|\bor\b|/", re.sub(r"\(.*?\)", "", item.lower()))
    whole = [re.split(r"\b(?:such as|on|in|at|for|from|with|as|of|during|to)\b", part)[0] for part in parts]
    return frozenset(stem(words[-1]) for part in whole if (words := [w for w in WORD.findall(part) if len(w) >= SHORT]))
