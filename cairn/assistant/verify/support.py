"""Every sentence of a text has to rest on something: the composed reply, the customer's words, or one of the facts.

Lists of lies are never complete ("it takes a fortnight", "sirf teen seat"). So it is the other way round: a word that says
something must stand where the truth stands, and only words that state nothing may be added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cairn.assistant.draft import Draft
from cairn.assistant.lexicon import data, words
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.verify.values import plain
from cairn.assistant.verify.wording import denies, sentences, squeezed, stem, stems

BESIDE = re.compile(r"\b(?:in|of|by) the price\b")  # where something is included, which says nothing of a price


def faults(text: str, draft: Draft, evidence: Evidence) -> Iterator[str]:
    given = Given(draft, evidence)
    for sentence in sentences(text):
        if squeezed(sentence) not in given.verbatim:
            yield from given.faults(sentence)


class Given:
    """What a sentence may rest on: the reply and what the firm says of itself, each fact, the customer's words."""

    def __init__(self, draft: Draft, evidence: Evidence) -> None:
        # The firm's name and addresses belong to no trip.
        self.own = stems("\n".join([evidence.reply, *draft.wordings, *evidence.values]))
        self.facts = [stems(fact.text) for fact in evidence.facts.values()]
        self.asked = stems(draft.understanding.message.text) - listed("grave")
        self.harmless = harmless(draft.language)
        self.verbatim = {squeezed(sentence) for sentence in sentences(evidence.reply)} | dressing()
        # A "weekend" in a trip's name says nothing about when.
        self.names = stems(" ".join(trip.name for trip in draft.snapshot.trips))
        lines = "\n".join([evidence.reply, *draft.wordings, *(fact.text for fact in evidence.facts.values())])
        self.sentences = [(stems(one), denies(one)) for one in re.split(r"\n+|(?<=[.!?।])\s+", lines)]

    def faults(self, sentence: str) -> Iterator[str]:
        words = stems(BESIDE.sub("", plain(sentence)))
        said = words - self.harmless
        loose = said - self.own - self.asked
        grave = (words & listed("grave")) - self.names
        heavy = grave | (words & listed("topics")) - self.names if grave else frozenset[str]()
        if loose and not any(loose <= fact for fact in self.facts):
            yield f'"{min(loose)}" stands in no fact that says the rest'
        elif heavy and not any(heavy <= one for one, _ in self.sentences):
            yield f'"{" ".join(sorted(heavy))}" stand in no fact together'
        elif words & listed("offered") and not any(said - self.names <= one for one, _ in self.sentences):
            yield "an offer that no sentence makes"
        elif denies(sentence) and not self.denied(said, (words & listed("topics")) - self.names - listed("whole")):
            yield "a no that stands in no fact"

    def denied(self, said: frozenset[str], topics: frozenset[str]) -> bool:
        """Is there a no about the same: "No advance is needed" wants one about an advance."""
        nos = [one for one, no in self.sentences if no]
        return (not said or any(said & one for one in nos)) and (not topics or any(topics <= one for one in nos))


@lru_cache(maxsize=1)
def dressing() -> frozenset[str]:
    """The firm's own openings and closings (styles.py), which state nothing in any language."""
    parts = [part for style in data("styles").values() for part in (style.get("opening"), style.get("closing")) if part]
    listed = [sentence for part in parts for options in part.values() for sentence in options]
    return frozenset(squeezed(sentence) for sentence in listed)


@lru_cache(maxsize=16)
def harmless(language: str) -> frozenset[str]:
    """Words that state nothing. In Hinglish "do" is a number."""
    known = listed("en") | listed("topics")
    if language in ("hinglish", "hi", "mr"):
        known |= listed(language)
    return known - {"do"} if language == "hinglish" else known


@lru_cache(maxsize=8)
def listed(key: str) -> frozenset[str]:
    """`topics` may stand anywhere but beside a grave word. `grave`: half, free, tomorrow: too much to be taken from the
    customer's question."""
    return frozenset(stem(word) for word in words("harmless", key))
