""" "The second one" after three trips were offered: the trip that stands second in what was said last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cairn.assistant.lexicon import data
from cairn.assistant.turn import Turn
from cairn.catalog.snapshot import Snapshot

SHORT = 8  # words; a longer message says itself what it is about


def spelled_out(turns: Sequence[Turn], snapshot: Snapshot) -> list[str]:
    """The customer's messages, oldest first; the trip's name stands for what points at an offered one."""
    found, shown = [], list[str]()
    for turn in turns:
        if turn.author == "customer":
            found.append(named(turn.text, shown))
        else:
            shown = offered(turn.text, snapshot)
    return found


def offered(text: str, snapshot: Snapshot) -> list[str]:
    """Names of the trips of a list, in its order."""
    places = {trip.name: text.find(f"*{trip.name}*") for trip in snapshot.trips}
    return sorted((name for name, at in places.items() if at >= 0), key=lambda name: places[name])


def named(text: str, shown: Sequence[str]) -> str:
    if len(shown) < 2 or len(text.split()) > SHORT:
        return text
    for place, pattern in enumerate(data("pointed")):
        if place < len(shown) and re.search(pattern, text, re.I):
            return re.sub(pattern, shown[place], text, flags=re.I)
    return text
