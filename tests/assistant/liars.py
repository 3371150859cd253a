"""A model that lies in a hundred ways: what it answers, and whether that is a lie. The dice decide, so a seed repeats it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.assistant.broken import broken
from tests.assistant.given import Dice, Given
from tests.assistant.lies import lies
from tests.assistant.model_server import says


@dataclass(frozen=True, slots=True)
class Told:
    """What the model says; `text`: the words in it that must not reach a customer, empty where there are none."""

    kind: str
    answer: Any
    text: str
    lie: bool = True


OPENINGS = ("", "Happy to help! ", "Sure! ", "Hello! ", "Thanks for asking. ")


def right(given: Given, dice: Dice) -> str:
    """The approved reply in other words, as far as that can be done without a mind."""
    text = given.reply
    for old, new in (("per person", "a person"), ("₹", "Rs "), ("Would you like", "Do you want"), ("\n\n", "\n")):
        if dice.random() < 0.3:
            text = text.replace(old, new)
    opening = dice.choice(OPENINGS) if by_latin(text) else ""
    return opening + text


def by_latin(text: str) -> bool:
    return not re.search(r"[\u0900-\u0dff]", text)


def told(request: dict[str, Any], dice: Dice, hang: float) -> Told:
    """One answer: a lie in most cases, the truth in some, nothing usable in others."""
    given = Given(request)
    throw = dice.random()
    if throw < 0.15:
        return Told("right", says(right(given, dice)), "", lie=False)
    if throw < 0.3:
        kinds = broken(given.reply, dice, hang)
        kind = dice.choice(sorted(kinds))
        return Told(kind, kinds[kind], "", lie=False)
    kinds = lies(given, dice)
    kind = dice.choice(sorted(kinds))
    text = kinds[kind]()
    return Told(kind, says(text), text)
