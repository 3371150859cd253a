"""Critical wishes by their parts: families of words that stand near each other in any order, as other languages order them otherwise.

"Stop the messages", "messages band karo" and "మెసేజ్ ఆపండి" gloss to the same two families. The lists are `data/signals.json`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.lexicon import data, words_of

TOKEN = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
CLAUSE = re.compile(r"[\n;।]")


@dataclass(frozen=True, slots=True)
class Signal:
    """A topic that holds where each of `families` has a word within `within` words and `unless` is not found."""

    topic: str
    families: tuple[frozenset[str], ...]
    within: int
    unless: re.Pattern[str]


@lru_cache(maxsize=1)
def signals() -> tuple[Signal, ...]:
    listed = data("signals")
    families = {name: words_of(row) for name, row in listed["families"].items()}
    return tuple(
        Signal(r["topic"], tuple(families[name] for name in r["all"]), r["within"], re.compile(r["unless"], re.I))
        for r in listed["rules"]
    )


def signalled(glossed: str) -> list[str]:
    """The critical topics of a glossed message."""
    found: list[str] = []
    for clause in CLAUSE.split(glossed):
        tokens = TOKEN.findall(clause)
        found += [s.topic for s in signals() if near(tokens, s) and not s.unless.search(clause)]
    return list(dict.fromkeys(found))


def near(tokens: list[str], signal: Signal) -> bool:
    """Do words of all families stand within one stretch? One word counts for one family only."""
    marks = [[n for n, family in enumerate(signal.families) if token in family] for token in tokens]
    places = [at for at, mark in enumerate(marks) if mark]
    return any(covers(marks[at : at + signal.within], len(signal.families)) for at in places)


def covers(marks: list[list[int]], families: int) -> bool:
    """Can every family have a word of its own? The rarest choice first; three families at most."""
    rows = sorted((mark for mark in marks if mark), key=len)
    taken: set[int] = set()
    for mark in rows:
        free = [n for n in mark if n not in taken]
        taken |= set(free[:1])
    return len(taken) == families
