"""Days named by where they lie from today: "tomorrow", "next Friday", "in three days", "teen din baad", "अगले हफ़्ते".

Today is not a fact that the model may count from, so such words may only repeat what a fact says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cairn.assistant.lexicon import data
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.verify.values import plain


def faults(text: str, evidence: Evidence) -> Iterator[str]:
    """Each such word or phrase that neither the composed reply nor a fact holds. The customer's words prove nothing."""
    known = moments(evidence.basis())
    for found in sorted(moments(text) - known):
        yield f'"{found}" stands in no fact'


def moments(text: str) -> set[str]:
    said = re.sub(r"\s+", " ", plain(text))
    return {match[0].strip() for pattern in patterns() for match in pattern.finditer(said)}


@lru_cache(maxsize=1)
def patterns() -> tuple[re.Pattern[str], ...]:
    """The patterns of data/moments.json, with its lists of words in the places of their names."""
    listed = data("moments")
    lists = {name: "|".join(row.split()).replace("_", " ") for name, row in listed["words"].items()}
    return tuple(re.compile(re.sub(r"<(\w+)>", lambda m: lists[m[1]], one)) for one in listed["patterns"])
