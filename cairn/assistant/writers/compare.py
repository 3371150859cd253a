"""Two or three trips beside each other, and the word that was asked for: the easier, the higher, the cheaper."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed, lowered, money
from cairn.catalog.models import Trip
from cairn.lib.money import grouped

LEVELS = ("easy", "easy-moderate", "moderate", "difficult")


def compare(draft: Draft, trips: tuple[Trip, ...]) -> None:
    """A line for each, then the word that was asked for."""
    for trip in trips[:3]:
        draft.cite_trip(trip)
        draft.say(
            "compare_line", trip=trip.name, price=money(trip.price), days=trip.days, difficulty=trip.difficulty,
            height=grouped(trip.max_altitude_m or 0), km=f"{trip.trek_km or 0:g}", note=trip.special,
        )  # fmt: skip
    common = shared(trips)
    if common:
        asked_same = re.search(r"\bsame\b|\balso\b|^(?:do|does|is|are)\b", draft.understanding.message.glossed)
        draft.say("compare_same" if asked_same else "compare_both", list=listed(common))
    verdict(draft, trips)


def shared(trips: tuple[Trip, ...]) -> list[str]:
    """Names that stand in the highlights of all of them: "Rajmachi", "Devkund"."""
    sets = [set(re.findall(r"\b[A-Z][a-z]{4,}\b", " ".join(t.highlights))) for t in trips[:2]]
    return sorted(set.intersection(*sets)) if sets else []


def verdict(draft: Draft, trips: tuple[Trip, ...]) -> None:
    asked = draft.understanding.message.glossed
    ranked = sorted(
        trips[:3], key=lambda t: (LEVELS.index(t.difficulty) if t.difficulty in LEVELS else 9, t.max_altitude_m or 0)
    )
    if re.search(r"\b(?:tough|hard|difficult|tougher|harder)\w*\b", asked):
        draft.say("compare_harder", trip=ranked[-1].name)
    elif re.search(r"\b(?:eas\w+|first|beginner|gentler|famil\w+)\b", asked):
        draft.say("compare_easier", trip=ranked[0].name)
    elif re.search(r"\b(?:height|high\w*|altitude)\b", asked):
        draft.say("compare_higher", trip=max(trips, key=lambda t: t.max_altitude_m or 0).name)
    elif re.search(r"\blonger\b|\bmore days\b", asked):
        draft.say("compare_longer", trip=max(trips, key=lambda t: t.days).name)
    elif re.search(r"\bcheap\w*\b", asked):
        draft.say("compare_cheaper", trip=min(trips, key=lambda t: t.price).name)


def which_has(draft: Draft, trips: tuple[Trip, ...]) -> bool:
    """ "Which of them includes all meals?" names the trip that does."""
    if not re.search(r"\ball meals\b", draft.understanding.message.glossed):
        return False
    for trip in trips:
        lines = [i for i in trip.inclusions if "all meals" in i.lower()]
        draft.cite_trip(trip)
        if lines:
            draft.say("compare_item", trip=trip.name, list=listed(lowered(i) for i in lines))
    return True
