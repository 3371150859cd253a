"""What a trip is, which trips there are, and which of them fits."""

from __future__ import annotations

import re

from cairn.assistant.dates import MONTHS
from cairn.assistant.draft import Draft
from cairn.assistant.facts import dates, listed, money
from cairn.assistant.lexicon import words
from cairn.assistant.writers.choose import Wish, fitting, lacks, wish
from cairn.assistant.writers.departures import open_ones
from cairn.assistant.writers.faqs import say_faq
from cairn.catalog.models import Trip
from cairn.lib.money import grouped

CARDS, SHORT = 2, 3


def overview(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    draft.say(
        "overview", trip=trip.name, days=trip.days, region=trip.region, difficulty=trip.difficulty, special=trip.special
    )
    draft.say("highlights", list=listed(trip.highlights))
    draft.say("overview_facts", price=money(trip.price), advance=money(trip.advance), dates=next_dates(draft, trip))
    draft.question("ask_dates")


def next_dates(draft: Draft, trip: Trip, most: int = 3) -> str:
    rows = open_ones(draft.upcoming(trip))
    asked = [d for d in rows if any(p.near(d.start, d.end) for p in draft.understanding.periods)]
    return listed(dates(d, draft.today) for d in (asked or rows)[:most]) or draft.words("none")


def options(draft: Draft, trip: Trip | None = None) -> None:
    """Trips that fit what is wished for: featured ones in full, the others named."""
    wanted = wish(draft)
    trips, exact = fitting(draft, wanted)
    if not exact and wanted.stated:
        draft.say("nothing_fits")
    elif wanted.region:
        draft.say("options_in", region=wanted.region)
    else:
        draft.say("options")
    lead = [t for t in trips if t.featured] if not wanted.narrow else trips[:SHORT]
    lead = lead or trips[:SHORT]
    for option in lead:
        card(draft, option, full=not wanted.narrow)
        if not exact and (missing := lacks(draft, option, wanted)):
            draft.parts[-1] += f" ({', '.join(missing)})"
    rest = [t for t in trips if t not in lead]
    mention(draft, rest, wanted)
    draft.question("ask_dates")


def card(draft: Draft, trip: Trip, *, full: bool) -> None:
    draft.cite_trip(trip)
    values = {"trip": trip.name, "days": trip.days, "price": money(trip.price)}
    if full:
        lead = listed(trip.highlights[:6])
        draft.say("trip_card", dates=next_dates(draft, trip), highlights=lead, advance=money(trip.advance), **values)
    else:
        draft.say("trip_card_short", difficulty=trip.difficulty, dates=next_dates(draft, trip, 2), **values)


def mention(draft: Draft, rest: list[Trip], wanted: Wish) -> None:
    if not rest:
        return
    if wanted.region:
        draft.say("also", region=wanted.region, names=listed(f"{t.name} ({money(t.price)})" for t in rest[:8]))
    else:
        draft.say("also_sold", names=listed(t.name for t in rest[:8]))


def difficulty(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    draft.say("difficulty", trip=trip.name, difficulty=trip.difficulty, note=trip.difficulty_note)
    if trip.fitness:
        draft.say("fitness", fitness=trip.fitness)
    if trip.requires:
        draft.say("requires", requires=trip.requires)


def altitude(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    if trip.max_altitude_m:
        draft.say("altitude", trip=trip.name, height=grouped(trip.max_altitude_m))


def distance(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    if trip.trek_km:
        draft.say("distance", trip=trip.name, km=f"{trip.trek_km:g}")


def season(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    draft.say("season", trip=trip.name, season=trip.season_text)


def snow(draft: Draft, trip: Trip) -> None:
    """Snow in the month that was named, in the firm's own words."""
    draft.cite_trip(trip)
    months = {p.month for p in draft.understanding.periods}
    rows = [f for f in draft.snapshot.faqs if f.trip_id == trip.pk and "snow" in f.tags]
    named = [f for f in rows if any(MONTHS[m - 1] in f.question.lower() for m in months)]
    general = [f for f in rows if not any(month in f.question.lower() for month in MONTHS)]
    if best := named or general or rows:
        say_faq(draft, best[0])
    else:
        season(draft, trip)
        draft.say("dont_know_detail", words='"snow"')


def group_size(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    if trip.group_min:
        draft.say("group_size", trip=trip.name, low=trip.group_min, high=trip.group_max)


def experience(draft: Draft, trip: Trip) -> None:
    """What must have been done before, or that nothing must."""
    draft.cite_trip(trip)
    if trip.requires:
        draft.say("requires", requires=trip.requires)
    else:
        draft.say("no_requirement", trip=trip.name, difficulty=trip.difficulty, note=trip.difficulty_note)
    if trip.fitness:
        draft.say("fitness", fitness=trip.fitness)


def languages(draft: Draft, trip: Trip) -> None:
    """What the leaders speak; yes or no where a language was named."""
    draft.cite_trip(trip)
    if not trip.leader_languages:
        draft.say("dont_know_detail", words='"languages"')
        return
    asked = [
        w for w in re.findall(r"[a-z]+", draft.understanding.message.glossed) if w in words("vocabulary", "languages")
    ]
    spoken = {language.lower() for language in trip.leader_languages}
    if asked:
        draft.say("yes_word" if asked[0] in spoken else "no_word")
    draft.say("languages", trip=trip.name, list=listed(trip.leader_languages))
