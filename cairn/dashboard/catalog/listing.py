"""What the lists show: trips with their next date and free seats, dates by month, questions, stories."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from cairn.catalog.models import Departure, Faq, Story, Trip, TripImage
from cairn.dashboard.desk import DeskRequest
from cairn.knowledge.models import Passage
from cairn.lib import clock
from cairn.lib.digits import whole

MOST = 200
# A picture until the firm has a photo: one of seven drawings, one of ten colours, the same for the same trip.
ART = ("falls", "fort", "ridge", "forest", "coast")
TINTS = ("lagoon", "tarn", "moss", "petal", "clay", "sea", "meadow", "forest", "monsoon")


@dataclass(frozen=True, slots=True)
class TripRow:
    trip: Trip
    next: Departure | None
    image: TripImage | None = None

    @property
    def art(self) -> str:
        return "snow" if self.trip.zone == "Himalaya" else ART[self.trip.pk % len(ART)]

    @property
    def tint(self) -> str:
        return "ice" if self.trip.zone == "Himalaya" else TINTS[self.trip.pk % len(TINTS)]

    @property
    def price(self) -> int:
        return self.next.price if self.next and self.next.price else self.trip.price

    @property
    def sold(self) -> str:
        return share(self.next)


def share(row: Departure | None) -> str:
    """Sold seats as a width."""
    return f"{100 * row.seats_sold / row.seats_total:.1f}%" if row and row.seats_total else "0%"


def words(request: DeskRequest, name: str = "q") -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:100]


def number(request: DeskRequest, name: str) -> int | None:
    return whole(request.GET.get(name, ""))


def today(request: DeskRequest) -> date:
    return clock.now().astimezone(request.firm.zone).date()


def trips(request: DeskRequest) -> list[TripRow]:
    q, archived = words(request), request.GET.get("view") == "archived"
    rows = Trip.objects.filter(active=not archived).annotate(called=Cast("aliases", TextField()))
    for word in q.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(region__icontains=word) | Q(called__icontains=word))
    found = list(rows.only("name", "slug", "zone", "price", "price_expired", "active", "featured")[:MOST])
    return dressed(found, today(request))


def dressed(found: Sequence[Trip], day: date) -> list[TripRow]:
    """Each trip with its next date that is sold and its first photo: two queries for all."""
    dates = (
        Departure.objects.filter(trip__in=found, start__gt=day).exclude(status="cancelled").order_by("trip_id", "start")
    )
    images = TripImage.objects.filter(trip__in=found).order_by("trip_id", "position", "pk")
    nexts = {row.trip_id: row for row in dates.distinct("trip_id")}
    firsts = {row.trip_id: row for row in images.distinct("trip_id")}
    return [TripRow(trip, nexts.get(trip.pk), firsts.get(trip.pk)) for trip in found]


@dataclass(frozen=True, slots=True)
class DateRow:
    departure: Departure
    past: bool

    @property
    def sold(self) -> str:
        return share(self.departure)

    @property
    def state(self) -> tuple[str, str]:
        """Colour and word."""
        if self.departure.status == "cancelled":
            return "red", self.departure.status
        if self.past:
            return "hollow", "past"
        tones = {"open": "green", "filling": "amber", "full": "accent"}
        return tones[self.departure.status], self.departure.status


def dates(rows: Iterable[Departure], day: date) -> list[DateRow]:
    return [DateRow(row, row.start <= day) for row in rows]


def departures(request: DeskRequest) -> QuerySet[Departure]:
    """Those of a view (upcoming, past, cancelled), a trip, a month."""
    view, trip, month, day = request.GET.get("view"), number(request, "trip"), words(request, "month"), today(request)
    rows = Departure.objects.select_related("trip").order_by("start", "trip__name")
    if view == "cancelled":
        rows = rows.filter(status="cancelled").order_by("-start")
    elif view == "past":
        rows = rows.filter(start__lte=day).order_by("-start")
    else:
        rows = rows.filter(start__gt=day)
    if trip:
        rows = rows.filter(trip_id=trip)
    year, _, number_of = month.partition("-")
    if year.isdecimal() and number_of.isdecimal() and 0 < int(number_of) < 13 and 2000 <= int(year) <= 2100:
        rows = rows.filter(start__year=int(year), start__month=int(number_of))
    return rows


def by_month(rows: Iterable[DateRow]) -> list[tuple[str, str, list[DateRow]]]:
    """Key, title and dates of each month, in the order they come."""
    found: dict[str, tuple[str, str, list[DateRow]]] = {}
    for row in rows:
        key = f"{row.departure.start:%Y-%m}"
        title = f"{calendar.month_name[row.departure.start.month]} {row.departure.start.year}"
        found.setdefault(key, (key, title, []))[2].append(row)
    return list(found.values())


def faqs(request: DeskRequest) -> list[Faq]:
    rows = Faq.objects.select_related("trip").annotate(said=Cast("translations", TextField())).order_by("-stale", "pk")
    for word in words(request).split()[:6]:
        rows = rows.filter(Q(question__icontains=word) | Q(answer__icontains=word) | Q(said__icontains=word))
    if trip := number(request, "trip"):
        rows = rows.filter(trip_id=trip)
    if language := words(request, "language")[:12]:
        rows = rows.filter(Q(language=language) | Q(translations__has_key=language))
    if request.GET.get("view") == "stale":
        rows = rows.filter(stale=True)
    return marked(list(rows[:MOST]))


def stories(request: DeskRequest) -> list[Story]:
    rows = Story.objects.select_related("trip").order_by("-held", "-pk")
    for word in words(request).split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(name__icontains=word))
    if trip := number(request, "trip"):
        rows = rows.filter(trip_id=trip)
    if request.GET.get("view") == "held":
        rows = rows.filter(held=True)
    return list(rows[:MOST])


def marked(rows: list[Faq]) -> list[Faq]:
    """With what the knowledge found out: `same_as`, the id of a question that says the same, and `doubt`, why it is
    not quoted."""
    keys = [str(row.pk) for row in rows]
    found = Passage.objects.filter(kind="faq", facet="answer", source_id__in=keys)
    marks = {pk: (same, doubt) for pk, same, doubt in found.values_list("source_id", "same_as", "stale_reason")}
    for row in rows:
        same, doubt = marks.get(str(row.pk), ("", ""))
        vars(row).update(same_as=same, doubt=row.stale_reason or doubt)
    return rows


def counts() -> dict[str, int]:
    """How many of each, for the tabs: one query, which the planner answers from four small tables."""
    tables = (
        ("trips", "catalog_trip WHERE active"),
        ("faqs", "catalog_faq"),
        ("stories", "catalog_story"),
        ("policies", "catalog_policy"),
    )
    parts = ", ".join(f"(SELECT count(*) FROM {table})" for _, table in tables)  # noqa: S608  tables named in this file
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}")
        return dict(zip((name for name, _ in tables), cursor.fetchone(), strict=True))
