"""Yes and no, sentence by sentence: a text may not affirm what the facts that say the same deny, nor the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.draft import Draft
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.verify.values import numbers, plain
from cairn.assistant.verify.wording import DENIES, answered, denies, sentences, squeezed, stems, unasked

GIVEN = re.compile(
    r"\b(?:includ\w+|cover\w*|comes with|provid\w+|part of|shamil|serv\w+|get|gets|mil(?:ta|ti|te|ega|egi|enge))\b|शामिल|मिल"
)
ALIKE = 0.6  # of the words of two sentences: they speak of the same


@dataclass(frozen=True, slots=True)
class Side:
    """What a sentence speaks of, the "yes," or "no," before it, whether the rest denies, and whether that is of something
    included."""

    things: frozenset[str]
    head: str
    denied: bool
    given: bool

    def agrees(self, fact: Side) -> bool:
        """A "no," before what the fact denies, or has a "no," before as well, says the same."""
        answered = self.head in ("", fact.head) or (not fact.head and (self.head == "no_first") == fact.denied)
        return self.denied == fact.denied and answered

    def compares(self, fact: Side) -> bool:
        """ "Not included: insurance (compulsory)" denies that it is included and nothing else."""
        return self.given or self.denied or not (fact.denied and fact.given)

    def likeness(self, fact: Side) -> float:
        return len(self.things & fact.things) / (len(self.things | fact.things) or 1)


def faults(text: str, draft: Draft, evidence: Evidence, empty: frozenset[str]) -> Iterator[str]:
    """`empty`: words that state nothing."""
    lines = "\n".join([evidence.reply, *draft.wordings, *(unasked(fact.text) for fact in evidence.facts.values())])
    verbatim = {squeezed(one) for one in sentences(lines)}
    known = [side(one, empty) for one in sentences(lines)]
    for sentence in sentences(text):
        said = side(sentence, empty)
        alike = said.things and squeezed(sentence) not in verbatim and like(said, known)
        if alike and not any(said.agrees(fact) for fact in alike):
            yield f'"{sentence.strip()[:80]}" turns a fact round'


def like(said: Side, known: list[Side]) -> list[Side]:
    """The facts nearest to it; where none is near, those that hold all it speaks of."""
    known = [fact for fact in known if said.compares(fact)]
    scored = [(said.likeness(fact), fact) for fact in known]
    best = max((score for score, _ in scored), default=0.0)
    if best >= ALIKE:
        return [fact for score, fact in scored if score >= best - 0.05]
    return [fact for fact in known if said.things <= fact.things] if len(said.things) > 1 else []


@lru_cache(maxsize=2048)
def side(sentence: str, empty: frozenset[str]) -> Side:
    head, rest = answered(plain(sentence))
    things = stems(DENIES.sub(" ", rest)) | numbers(rest)
    return Side(things - empty, head, denies(rest), bool(GIVEN.search(rest)))
