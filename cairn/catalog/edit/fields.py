"""The fields of everything in the catalogue: what each is called, what sort of value it holds, and its limits.

Forms are drawn from these, files are read by them, and every value is checked by them, whoever gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sort = Literal["line", "words", "lines", "money", "whole", "real", "yes", "months", "rows", "day", "choice", "trip"]
PAISE = 2**31 - 1
SMALL = 32_767


@dataclass(frozen=True, slots=True)
class Spec:
    """One field. `most` is characters of a text, the largest of a number, or the number of lines or rows."""

    name: str
    label: str | Promise
    sort: Sort = "line"
    needed: bool = False
    most: int = 2_000
    least: int = 0
    hint: str | Promise = ""
    empty: bool = True  # may a number be left out
    rows: Sequence[Spec] = ()


def words(name: str, label: str | Promise, **more: object) -> Spec:
    return Spec(name, label, "words", **more)  # type: ignore[arg-type]


def lines(name: str, label: str | Promise, **more: object) -> Spec:
    return Spec(name, label, "lines", **({"most": 100} | more))  # type: ignore[arg-type]


def whole(name: str, label: str | Promise, **more: object) -> Spec:
    return Spec(name, label, "whole", **({"most": SMALL} | more))  # type: ignore[arg-type]


def money(name: str, label: str | Promise, **more: object) -> Spec:
    return Spec(name, label, "money", **({"most": PAISE} | more))  # type: ignore[arg-type]


PICKUP = (
    Spec("city", _("City"), needed=True, most=100),
    Spec("point", _("Point"), most=300),
    Spec("time", _("Time"), most=100),
)
ADD_ON = (
    Spec("code", _("Code"), needed=True, most=100),
    Spec("name", _("Name"), needed=True, most=300),
    money("price", _("Price, ₹"), empty=False),
    Spec("unit", _("Per"), most=100),
)
STOP = (
    Spec("title", _("Title"), needed=True, most=300),
    words("text", _("What happens"), most=20_000),
    Spec("km", _("km on foot"), "real", most=100_000, empty=False),
    Spec("hours", _("Hours"), "real", most=100_000, empty=False),
    whole("altitude_m", _("Highest, m"), empty=False),
    Spec("stay", _("Night"), most=300),
    Spec("meals", _("Meals, with commas"), "lines", most=10),
)
OLD_PRICE = (
    Spec("label", _("When it held"), needed=True, most=100),
    money("price", _("Price, ₹"), empty=False),
    money("advance", _("Advance, ₹"), empty=False),
    Spec("valid_until", _("Valid until"), most=20),
)
MISTAKEN = (
    Spec("slug", _("Short name of the other trip"), needed=True, most=100),
    words("why", _("What is different")),
)

TRIP: Mapping[str | Promise, Sequence[Spec]] = {
    _("Facts"): (
        Spec("name", _("Name"), needed=True, most=200),
        Spec("slug", _("Short name in addresses"), most=100, hint=_("Small letters, digits and hyphens")),
        Spec("region", _("Region"), needed=True, most=100),
        Spec("zone", _("Mountains"), most=100, hint=_("Rules for the Himalaya go by it")),
        whole("days", _("Days"), needed=True, least=1, most=365, empty=False),
        whole("nights", _("Nights"), empty=False),
        Spec("difficulty", _("Difficulty"), most=30),
        whole("min_age", _("Youngest age"), most=120),
        whole("max_age", _("Oldest age"), most=120),
        whole("group_min", _("Smallest group")),
        whole("group_max", _("Largest group")),
        whole("max_altitude_m", _("Highest point, m"), most=9_000),
        Spec("trek_km", _("Walking in all, km"), "real", most=100_000),
        Spec("url", _("Web page"), most=200),
        words("special", _("What makes it special")),
        words("duration_note", _("About its length")),
        words("difficulty_note", _("About its difficulty")),
        words("fitness", _("Fitness needed")),
        words("requires", _("Experience needed")),
        Spec("season_months", _("Months"), "months", most=12),
        Spec("season_text", _("Season in words"), most=200),
        Spec("featured", _("Named first when several trips fit"), "yes"),
    ),
    _("Prices"): (
        money("price", _("Price a person, ₹"), needed=True, least=100, empty=False),
        money("advance", _("Advance, ₹"), empty=False),
        Spec("price_label", _("Which season the price is for"), most=100),
        Spec("advance_refundable", _("The advance is paid back"), "yes"),
        Spec("price_expired", _("This price is past its season"), "yes"),
        Spec("add_ons", _("Add-ons"), "rows", most=100, rows=ADD_ON),
        Spec("price_history", _("Earlier prices, never quoted"), "rows", most=100, rows=OLD_PRICE),
    ),
    _("Where it starts and ends"): (
        Spec("pickups", _("Pickup points"), "rows", most=100, rows=PICKUP),
        words("meeting_point", _("Meeting point")),
        words("end_point", _("End point")),
        words("nearest_airport", _("Nearest airport")),
        words("nearest_railway", _("Nearest railway station")),
    ),
    _("Itinerary"): (Spec("itinerary", _("Days"), "rows", most=100, rows=STOP),),
    _("What the price covers"): (
        lines("inclusions", _("Included")),
        lines("exclusions", _("Not included")),
        lines("highlights", _("Highlights")),
        lines("gear", _("What to bring")),
    ),
    _("How customers call it"): (
        lines("aliases", _("Other names")),
        lines("misspellings", _("Misspellings seen")),
        lines("leader_languages", _("Languages of the leaders")),
        Spec("confusable_with", _("Easily mixed up with"), "rows", most=100, rows=MISTAKEN),
    ),
}
DEPARTURE: Mapping[str | Promise, Sequence[Spec]] = {
    _("Date and seats"): (
        Spec("trip_id", _("Trip"), "trip", needed=True),
        Spec("start", _("First day"), "day", needed=True),
        whole("days", _("Days"), needed=True, least=1, most=365, empty=False),
        whole("seats_total", _("Seats"), needed=True, empty=False),
        whole("seats_sold", _("Sold"), empty=False),
        money("price", _("Price of this date, ₹"), hint=_("Empty: the trip's own price"), least=100),
        Spec("holiday_price", _("Holiday price: no group discount"), "yes"),
        Spec("status", _("State"), "choice", most=10),
        Spec("note", _("Note"), most=300),
    )
}
TRANSLATION = (
    Spec("language", _("Language"), needed=True, most=12),
    words("question", _("Question"), needed=True, most=20_000),
    words("answer", _("Answer"), needed=True, most=20_000),
)
FAQ: Mapping[str | Promise, Sequence[Spec]] = {
    _("Question and answer"): (
        words("question", _("Question"), needed=True, most=20_000),
        words("answer", _("Answer"), needed=True, most=20_000),
        Spec("trip_id", _("Only for the trip"), "trip"),
        Spec("language", _("Language"), most=12, hint=_("en, hi, kn, mr, ta, te or hinglish")),
        lines("tags", _("Tags")),
    ),
    _("Is it still true?"): (
        Spec("stale", _("Out of date: never quoted"), "yes"),
        words("stale_reason", _("What is wrong with it")),
    ),
    _("In other languages"): (Spec("translations", _("Translations"), "rows", most=30, rows=TRANSLATION),),
}
STORY: Mapping[str | Promise, Sequence[Spec]] = {
    _("What the guest said"): (
        Spec("trip_id", _("Trip"), "trip", needed=True),
        Spec("name", _("Guest"), needed=True, most=100),
        Spec("city", _("City"), most=100),
        whole("month", _("Month of the trip"), least=1, most=12),
        whole("year", _("Year"), least=2000, most=2100),
        whole("rating", _("Stars"), least=1, most=5),
        Spec("title", _("Title"), most=300),
        words("text", _("Story"), needed=True, most=20_000),
        Spec("language", _("Language"), most=12),
        Spec("mentions_old_price", _("Names a price that is no longer true"), "yes"),
    )
}
POLICY: Mapping[str | Promise, Sequence[Spec]] = {
    _("What customers may be told"): (
        Spec("title", _("Title"), needed=True, most=200),
        words("text", _("Text"), needed=True, most=20_000),
    )
}
KINDS = {"trip": TRIP, "departure": DEPARTURE, "faq": FAQ, "story": STORY, "policy": POLICY}


def of(kind: str) -> dict[str, Spec]:
    """All fields of a kind by name."""
    return {spec.name: spec for specs in KINDS[kind].values() for spec in specs}
