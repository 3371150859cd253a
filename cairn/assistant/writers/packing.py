"""What to bring, what can be rented, how cold it gets."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed, lowered
from cairn.assistant.writers.content import add_on_lines, item
from cairn.assistant.writers.faqs import best_faq
from cairn.assistant.writers.items import asked, matching
from cairn.catalog.models import Trip

# What the customer has is named to hear of the rest.
ELSE = re.compile(
    r"\b(?:else|other things?|remaining|besides|apart from|other than|still (?:need|missing|buy)|what more|missing)\b"
    r"|\b(?:have|is) ?,.{0,40}\band what (?:all )?(?:want|need|bring|take)\b"
)


def gear(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    draft.say("gear", trip=trip.name, list=listed(lowered(g) for g in trip.gear))
    add_on_lines(draft, trip)


def gear_item(draft: Draft, trip: Trip) -> None:
    """One thing: the packing list, whether it is included, what it costs to rent, and what the FAQ says."""
    names = [n for n in asked(draft.understanding.message.glossed) if n not in ("food", "stay", "vehicle", "permit")]
    draft.cite_trip(trip)
    lines = matching(trip.gear, names)
    if lines and ELSE.search(draft.understanding.message.glossed):
        draft.say("gear", trip=trip.name, list=listed(lowered(g) for g in trip.gear if g not in lines))
        return
    if lines:
        draft.say("gear_item", trip=trip.name, list=listed(lowered(g) for g in lines))
    said = item(draft, trip, names)
    faq = best_faq(draft, trip, floor=0.5, tags={"packing", "rental", "leeches", "photography", "gear"})
    if not (lines or said or faq):
        draft.say("gear", trip=trip.name, list=listed(lowered(g) for g in trip.gear))


def cold(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    if not best_faq(draft, trip, floor=0.5, tags={"temperature"}):
        draft.say("gear", trip=trip.name, list=listed(lowered(g) for g in trip.gear))
