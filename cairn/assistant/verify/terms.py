"""Terms of money: what is not needed and what comes back must be the term of one fact, with its no and its condition.

"The advance comes back only if we cancel" holds all the words of "the advance comes back if you cancel".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.lexicon import data
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.verify.values import plain
from cairn.assistant.verify.wording import answered, denies, sentences, squeezed, unasked

# A word of an Indian script ends in a vowel sign, which is no letter to `re`.
EDGE = r"(?<![\w\u0900-\u0dff]){}(?![a-z])"


@dataclass(frozen=True, slots=True)
class Term:
    """`kind`: "need" or "return". `money`: the sums it is about. `who`: "you", "we": whose cancelling it hangs on."""

    kind: str
    denied: bool
    money: frozenset[str]
    conditional: bool
    who: frozenset[str]

    def follows(self, fact: Term) -> bool:
        """A no may leave out its condition, a promise may not."""
        same = self.kind == fact.kind and self.denied == fact.denied and self.money <= fact.money
        return same and self.who <= fact.who and (self.denied or fact.conditional <= self.conditional)


def faults(text: str, evidence: Evidence) -> Iterator[str]:
    lines = [*evidence.reply.splitlines(), *(unasked(fact.text) for fact in evidence.facts.values())]
    verbatim = {squeezed(one) for line in lines for one in sentences(line)}
    known = [term for line in lines for term in terms(line)]
    for sentence in sentences(text):
        for term in terms(sentence) if squeezed(sentence) not in verbatim else ():
            if not any(term.follows(fact) for fact in known):
                yield f'"{sentence.strip()[:80]}" is a term of no fact'


@lru_cache(maxsize=512)
def terms(line: str) -> tuple[Term, ...]:
    """Of each sentence. "It comes back" is about the sum that the line names elsewhere."""
    about = sums(plain(line))
    return tuple(term for one in sentences(line) for term in stated(plain(one), about))


def stated(sentence: str, about: frozenset[str]) -> Iterator[Term]:
    own = sums(sentence)
    who = frozenset(name for name in ("you", "we") if has(name, sentence))
    conditional = bool(who) or has("condition", sentence)
    question, colon, _ = sentence.partition("?:")
    asked_no = bool(colon) and answered(sentence.removeprefix(question + colon))[0] == "no_first"
    for clause in re.split(r"[,;:]\s|\bbut\b|\blekin\b|\bपर\b", sentence):
        denied = asked_no if clause.endswith("?") else denies(clause)
        here = sums(clause) or (own if not re.search(r"\d", clause) else frozenset())
        if has("refund", clause) or ((own or about) and has("return", clause)):
            yield Term("return", denied, own or about, conditional, who)
        # That money is due promises nothing; that it is not does.
        if here and denied and has("need", clause):
            yield Term("need", denied, here, conditional, who)


def has(key: str, text: str) -> bool:
    return bool(pattern(key).search(text))


def sums(text: str) -> frozenset[str]:
    """The sums a text is about; "what you paid beyond the advance" is not about the advance."""
    listed = data("terms")["money"]
    beside = data("terms")["beyond"]
    return frozenset(
        name
        for name, words in listed.items()
        if re.search(EDGE.format(f"(?:{words})"), re.sub(f"{beside}(?:{words})", "", text))
    )


@lru_cache(maxsize=16)
def pattern(key: str) -> re.Pattern[str]:
    return re.compile(EDGE.format(f"(?:{data('terms')[key]})"))
