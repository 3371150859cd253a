"""What each row of the catalogue gives: passages before they have a vector."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cairn.accounts.models import Firm
from cairn.catalog.models import Departure, Faq, Policy, Story, Trip
from cairn.knowledge import stale
from cairn.knowledge.trips import facets
from cairn.lib import clock


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage before it has a vector. `stale_reason` says why it must not be used, or nothing."""

    kind: str
    source_id: str
    facet: str
    title: str
    text: str
    trip_id: int | None = None
    language: str = "en"
    stale_reason: str = ""
    position: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind, self.source_id, self.facet)

    @property
    def stale(self) -> bool:
        return bool(self.stale_reason)

    @property
    def said(self) -> str:
        """What is embedded: the title gives the text its context."""
        return f"{self.title}. {self.text}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


def today() -> date:
    return clock.now().astimezone(Firm.current().zone).date()


def drafts() -> Iterator[Draft]:
    """All that the catalogue gives, with a constant number of queries."""
    day = today()
    trips = list(Trip.objects.prefetch_related("departures"))
    for trip in trips:
        yield from of_trip(trip, list(trip.departures.all()), day)
    by_name = named(trips)
    for faq in Faq.objects.select_related("trip"):
        yield from of_faq(faq, by_name, day)
    for story in Story.objects.filter(held=False).select_related("trip"):
        yield of_story(story)
    for policy in Policy.objects.all():
        yield of_policy(policy)


def drafts_of(kind: str, source_id: str) -> list[Draft]:
    """What one row gives; nothing where the row is gone."""
    day = today()
    if kind == "policy":
        return [of_policy(p) for p in Policy.objects.filter(slug=source_id)]
    if kind == "trip":
        trips = Trip.objects.filter(pk=source_id).prefetch_related("departures")
        return [d for trip in trips for d in of_trip(trip, list(trip.departures.all()), day)]
    if kind == "faq":
        faqs = list(Faq.objects.filter(pk=source_id).select_related("trip"))
        by_name = named(Trip.objects.prefetch_related("departures")) if faqs else {}
        return [d for faq in faqs for d in of_faq(faq, by_name, day)]
    return [of_story(s) for s in Story.objects.filter(pk=source_id, held=False).select_related("trip")]


def named(trips: Iterable[Trip]) -> dict[str, Trip]:
    return {trip.name: trip for trip in trips}


def of_trip(trip: Trip, departures: list[Departure], day: date) -> Iterator[Draft]:
    """A trip that is not sold gives nothing."""
    for facet, heading, text in facets(trip, departures, day) if trip.active else ():
        if text:
            reason = stale.of_facet(facet, trip, departures, day)
            yield Draft(
                "trip", str(trip.pk), facet, f"{trip.name}: {heading}"[:300], text, trip.pk, stale_reason=reason
            )


def of_faq(faq: Faq, trips: dict[str, Trip], day: date) -> Iterator[Draft]:
    reason = stale.of_faq(faq, trips, day)
    yield of_language(faq, "answer", faq.language, {"question": faq.question, "answer": faq.answer}, reason)
    for language, said in faq.translations.items():
        yield of_language(faq, language, language, said, reason)


def of_language(faq: Faq, facet: str, language: str, said: dict[str, str], reason: str) -> Draft:
    title, text = said.get("question", faq.question)[:300], said.get("answer", "")
    return Draft("faq", str(faq.pk), facet, title, text, faq.trip_id, language, reason)


def of_story(story: Story) -> Draft:
    title = f"{story.trip.name}: {story.name} from {story.city}, {story.title}"[:300]
    reason = stale.of_story(story)
    return Draft("story", str(story.pk), "story", title, summary(story.text), story.trip_id, story.language, reason)


MOST_OF_A_STORY = 600  # characters


def summary(text: str) -> str:
    """A long story in its first and last whole sentences: how it began, and what the guest thinks of it."""
    if len(text) <= MOST_OF_A_STORY:
        return text
    head, tail = text[: MOST_OF_A_STORY * 2 // 3], text[-MOST_OF_A_STORY // 3 :]
    begun = head[: head.rfind(". ") + 1] or head
    ended = tail.split(". ", 1)[-1]
    return f"{begun} ... {ended}"


def of_policy(policy: Policy) -> Draft:
    return Draft("policy", policy.slug, "rule", policy.title, policy.text)
