"""The board's filter: read from the address, told in words, applied to rows."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.conversations import search
from cairn.conversations.models import WINDOW
from cairn.dashboard import sources
from cairn.dashboard.window import CLOSING
from cairn.leads.gates import OPEN, PLANS
from cairn.leads.models import Lead, LeadQuerySet, Priority, Task
from cairn.lib import clock
from cairn.lib.digits import is_id, whole

BANDS = {"high": (70, 101), "middle": (40, 70), "low": (0, 40)}
SWITCHES = {
    "needs": gettext_noop("Needs you"),
    "stale": gettext_noop("Stale"),
    "closing": gettext_noop("Window closing"),
    "nonext": gettext_noop("No next step"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for; empty says nothing. `owner` is an id, `me` or `none`; `month` is 1 to 12."""

    owner: str = ""
    trip: str = ""
    month: str = ""
    source: str = ""
    priority: str = ""
    band: str = ""
    q: str = ""
    on: frozenset[str] = field(default=frozenset())

    @property
    def values(self) -> dict[str, str]:
        named = ("owner", "trip", "month", "source", "priority", "band", "q")
        return {name: value for name in named if (value := getattr(self, name))} | dict.fromkeys(sorted(self.on), "1")

    @property
    def query(self) -> str:
        return urlencode(self.values)

    def without(self, name: str) -> str:
        return urlencode({key: value for key, value in self.values.items() if key != name})

    def switched(self, name: str) -> str:
        """This filter with one of the switches turned the other way."""
        return replace(self, on=self.on ^ {name}).query


def read(query: QueryDict) -> Filter:
    """Only what means something is taken; the rest of an address is ignored."""
    given = {name: query.get(name, "").replace("\0", "").strip()[:100] for name in ALLOWED}
    known = {name: value for name, value in given.items() if value and ALLOWED[name](value)}
    return Filter(**known, on=frozenset(name for name in SWITCHES if query.get(name) == "1"))


ALLOWED: dict[str, Callable[[str], bool]] = {
    "owner": lambda value: value in ("me", "none") or is_id(value),
    "trip": is_id,
    "month": lambda value: whole(value, least=1, most=12) is not None,
    "source": lambda value: len(value) <= 20,
    "priority": lambda value: value in Priority.values,
    "band": lambda value: value in BANDS,
    "q": bool,
}


def apply(rows: LeadQuerySet, wanted: Filter, user: User) -> LeadQuerySet:
    rows = by_owner(rows, wanted.owner, user)
    exact = {"trip_id": wanted.trip, "source": wanted.source, "priority": wanted.priority}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.month:
        rows = rows.filter(in_month(int(wanted.month)))
    if wanted.band:
        low, high = BANDS[wanted.band]
        rows = rows.filter(score__gte=low, score__lt=high)
    for name in wanted.on:
        rows = rows.filter(SWITCHED[name]())
    return rows.filter(saying(wanted.q)) if wanted.q else rows


def by_owner(rows: LeadQuerySet, owner: str, user: User) -> LeadQuerySet:
    if owner == "none":
        return rows.filter(owner=None)
    return rows.filter(owner=user.pk if owner == "me" else int(owner)) if owner else rows


def in_month(month: int) -> Q:
    """Dates are kept as "08-12" or "08", or in somebody's own words. Plain comparisons: a pattern costs ten times as much."""
    number, named = f"{month:02d}", calendar.month_abbr[month]
    found = Q(travel_dates=number) | Q(travel_dates__endswith=f" {number}") | Q(travel_dates__icontains=named)
    for mark in "-,":
        found |= Q(travel_dates__startswith=f"{number}{mark}") | Q(travel_dates__contains=f" {number}{mark}")
    return found & ~Q(travel_dates="")


def saying(words: str) -> Q:
    """Whose name, number or last words are so, or whose trip is called so. Found by indexes, a bounded number."""
    trips = Trip.objects.filter(name__icontains=words).values_list("pk", flat=True)
    return Q(conversation__in=search.found(words)) | Q(trip__in=list(trips[:20]))


def stale() -> Q:
    """Silent for longer than its stage allows."""
    found = Q(pk__in=[])
    for stage in OPEN:
        found |= Q(stage=stage, last_contact_at__lt=clock.now() - PLANS[stage].stale)
    return found


def closing() -> Q:
    """The customer's window ends within two hours."""
    now = clock.now()
    oldest, newest = now - WINDOW, now - WINDOW + CLOSING
    return Q(conversation__last_inbound_at__gt=oldest, conversation__last_inbound_at__lt=newest)


def no_next_step() -> Q:
    return ~Q(Exists(Task.objects.open().filter(lead=OuterRef("pk")))) & Q(stage__in=OPEN)


SWITCHED: dict[str, Callable[[], Q]] = {
    "needs": lambda: Q(conversation__needs_person_since__isnull=False),
    "stale": stale,
    "closing": closing,
    "nonext": no_next_step,
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter's form offers. Three queries, whatever the board holds."""

    people: list[User]
    trips: list[Trip]
    sources: list[tuple[str, str]]

    def told(self, wanted: Filter) -> list[tuple[str, str]]:
        """Each part of the filter in words, with the address without it."""
        names = {
            "owner": {"me": _("Mine"), "none": _("Nobody's")} | {str(person.pk): person.name for person in self.people},
            "trip": {str(trip.pk): trip.name for trip in self.trips},
            "month": {str(number): _("%s departures") % name for number, name in MONTHS.items()},
            "source": {wanted.source: _("From: %s") % sources.word(wanted.source)},
            "priority": {wanted.priority: _("Priority %s") % _(wanted.priority)},
            "band": {wanted.band: _("Score %s") % _(wanted.band)},
            "q": {wanted.q: f"“{wanted.q}”"},
        } | {name: {"1": _(words)} for name, words in SWITCHES.items()}
        return [(names[name].get(value, value), wanted.without(name)) for name, value in wanted.values.items()]


# How the choices are called on the screens; the address keeps the English word.
CALLED = (
    gettext_noop("high"),
    gettext_noop("middle"),
    gettext_noop("medium"),
    gettext_noop("low"),
    gettext_noop("urgent"),
    gettext_noop("active"),
    gettext_noop("pending"),
    gettext_noop("archived"),
    gettext_noop("Done otherwise"),
    gettext_noop("Customer lost interest"),
    gettext_noop("Came twice"),
)


def choices() -> Choices:
    people = User.objects.filter(is_active=True).only("name", "role").order_by("name")[:100]
    trips = Trip.objects.only("name").order_by("name")[:200]
    return Choices(list(people), list(trips), sources.choices())


def board(user: User, wanted: Filter) -> LeadQuerySet:
    """All leads of the board that this person may see and that the filter lets through."""
    return apply(Lead.objects.visible_to(user).filter(merged_into=None), wanted, user)
