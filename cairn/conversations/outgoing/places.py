"""A place on the map, and contact cards. Meta: "Location messages", "Contacts messages"."""

from __future__ import annotations

import math
from typing import Any

from cairn.conversations.outgoing.refusal import Unsendable, items, part, words

MOST_CARDS = 257
LONGEST = 1000
EDGES = {"latitude": 90, "longitude": 180}


def check_location(text: str, content: dict[str, Any]) -> None:
    for name, most in EDGES.items():
        if not inside(content.get(name), most):
            raise Unsendable(f"The {name} has to be a number from -{most} to {most}.")
    words(content.get("name"), "The place's name", most=LONGEST, needed=False)
    words(content.get("address"), "The place's address", most=LONGEST, needed=False)


def inside(value: Any, most: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        return math.isfinite(float(value)) and abs(float(value)) <= most
    except ValueError:
        return False


def check_contacts(text: str, content: dict[str, Any]) -> None:
    for card in items(content.get("contacts"), "contact cards", most=MOST_CARDS):
        name = part(part(card, "A contact card").get("name"), "A card's name")
        words(name.get("formatted_name"), "A card's name", most=LONGEST)
        if not any(name.get(key) for key in ("first_name", "last_name", "middle_name", "suffix", "prefix")):
            raise Unsendable("A card needs a first or a last name beside the full one.")
