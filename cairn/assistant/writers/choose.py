"""A wish ("easy, January, from Bengaluru, under 5,000") as a query over the trips, with an honest "nothing fits"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields

from cairn.assistant.draft import Draft
from cairn.assistant.facts import month
from cairn.assistant.lexicon import data
from cairn.assistant.names import spelt_numbers
from cairn.assistant.writers.departures import open_ones
from cairn.catalog.models import Trip


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for; None where nothing was said."""

    region: str | None = None
    months: tuple[int, ...] = ()
    budget: int | None = None
    city: str | None = None
    days: int | None = None
    level: str | None = None
    ages: tuple[int, ...] = ()
    theme: str | None = None
    above_m: int | None = None
    first: str | None = None

    @property
    def stated(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))

    @property
    def narrow(self) -> bool:
        """More than a region: the best fits come first, not the featured."""
        return any(getattr(self, f.name) for f in fields(self) if f.name != "region")


# What is to come first where an extreme is asked for.
EXTREMES = {
    "cheap": r"\b(?:cheapest|lowest (?:price|cost)|least expensive|most cheap|sabse (?:cheap|sasta))\b", "dear": r"\b(?:costliest|most expensive)\b",
    "long": r"\blongest\b", "short": r"\bshortest\b", "high": r"\bhighest\b",
}  # fmt: skip
FIRST: dict[str, Callable[[Trip], float]] = {
    "cheap": lambda trip: trip.price,
    "dear": lambda trip: -trip.price,
    "long": lambda trip: -trip.days,
    "short": lambda trip: trip.days,
    "high": lambda trip: -(trip.max_altitude_m or 0),
}


def wish(draft: Draft) -> Wish:
    said, text = draft.understanding, draft.understanding.message.glossed
    return Wish(
        region=region(draft), months=tuple(dict.fromkeys(p.month for p in said.periods)), budget=said.budget, city=said.city,
        days=days(text), level=level(text), ages=said.ages, theme=theme(text), above_m=above(text),
        first=next((name for name, pattern in EXTREMES.items() if re.search(pattern, text)), None),
    )  # fmt: skip


def region(draft: Draft) -> str | None:
    text = f"{draft.understanding.message.glossed} {draft.understanding.message.cleaned}"
    # A region is narrower than the zone that it lies in.
    sold = dict.fromkeys([t.region for t in draft.snapshot.trips] + [t.zone for t in draft.snapshot.trips])
    listed = {**{name: re.escape(name.lower()) for name in sold if name}, **data("places")["regions"]}
    found = [
        name
        for name, pattern in listed.items()
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text) and any(name in r for r in sold)
    ]
    return found[0] if found else None


def days(text: str) -> int | None:
    text = spelt_numbers(text)
    if match := re.search(r"\b(\d{1,2})(?: ?- ?(\d{1,2}))?[ -]?days?\b(?! ?(?:before|ago))", text):
        return int(match[1])
    if match := re.search(r"\b(\d) nights?\b", text):
        return int(match[1]) + 1
    return None


def above(text: str) -> int | None:
    """Metres that a trek must go above."""
    match = re.search(r"\b(?:above|over|higher than|more than) (\d{4}) ?(?:m\b|met\w+)", text)
    return int(match[1]) if match else None


def level(text: str) -> str | None:
    for name, pattern in data("themes")["levels"].items():
        if re.search(pattern, text):
            return str(name)
    return None


def theme(text: str) -> str | None:
    return next((name for name, row in data("themes")["themes"].items() if re.search(row["asked"], text)), None)


def fitting(draft: Draft, wanted: Wish) -> tuple[list[Trip], bool]:
    """The trips by how much of the wish they meet, and whether any meets all of it."""
    scored = [(misses(draft, trip, wanted), trip) for trip in draft.snapshot.trips]
    least = min((m for m, _ in scored), default=0)
    best = [trip for m, trip in scored if m == least]
    return sorted(best, key=lambda t: rank(t, wanted)), least == 0


def misses(draft: Draft, trip: Trip, wanted: Wish) -> float:
    """How much of the wish a trip does not meet; what can't be helped (age, region) weighs more."""
    people_ok = all((trip.min_age or 0) <= age <= (trip.max_age or 99) for age in wanted.ages)
    checks = [
        (2, not wanted.region or wanted.region in (trip.region, trip.zone) or wanted.region in trip.region),
        (2, people_ok), (1.5, not wanted.months or runs(draft, trip, wanted.months)),
        (1, not wanted.budget or trip.price <= wanted.budget), (1.5, not wanted.city or any(p["city"] == wanted.city for p in trip.pickups)),
        (1, not wanted.days or abs(trip.days - wanted.days) <= (1 if wanted.days > 4 else 0)), (1, not wanted.level or suits(trip, wanted.level)),
        (2.5, not wanted.theme or has_theme(trip, wanted.theme)),
        (2, not wanted.above_m or (trip.max_altitude_m or 0) > wanted.above_m),
    ]  # fmt: skip
    return sum(weight for weight, met in checks if not met)


def lacks(draft: Draft, trip: Trip, wanted: Wish) -> list[str]:
    """Why a trip does not fit, so that nobody has to find out."""
    found = []
    if any(not (trip.min_age or 0) <= age <= (trip.max_age or 99) for age in wanted.ages):
        found.append(draft.words("lack_age", low=trip.min_age or 0, high=trip.max_age or 99))
    if wanted.months and not runs(draft, trip, wanted.months):
        found.append(draft.words("lack_month", month=month(wanted.months[0])))
    if wanted.city and not any(p["city"] == wanted.city for p in trip.pickups):
        found.append(draft.words("lack_city", city=wanted.city))
    if wanted.theme and not has_theme(trip, wanted.theme):
        found.append(draft.words("lack_theme", theme=wanted.theme.replace("_", "-")))
    return found


def runs(draft: Draft, trip: Trip, months: tuple[int, ...]) -> bool:
    return any(d.start.month in months for d in open_ones(draft.upcoming(trip)))


def suits(trip: Trip, wanted: str) -> bool:
    return trip.difficulty in data("themes")["fits"][wanted]


def has_theme(trip: Trip, name: str) -> bool:
    row = data("themes")["themes"][name]
    text = " ".join([trip.name, *trip.aliases, trip.special, *trip.highlights, *trip.inclusions])
    return bool(re.search(row["listed"], text, re.I)) and not re.search(row.get("without", r"(?!)"), text, re.I)


def rank(trip: Trip, wanted: Wish) -> tuple[float, ...]:
    gentle = ("easy", "easy-moderate", "moderate", "difficult")
    order = gentle.index(trip.difficulty) if trip.difficulty in gentle else 9
    if wanted.level == "hard":
        return (-order, -trip.days, trip.price)
    if wanted.first:
        return (FIRST[wanted.first](trip),)
    far = abs(trip.days - wanted.days) if wanted.days else 0
    return (far, order if wanted.level else 0, not trip.featured, trip.pk)
