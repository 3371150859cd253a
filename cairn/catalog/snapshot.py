"""The whole catalogue in memory, never older than the last commit.

One query sums the versions of all rows (Postgres gives each row version a new place and transaction id), so an edit by
any road, also a bulk update or plain SQL, is in the next answer. Of the team only the names count: when somebody was
last seen changes all the time.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, LiteralString

from cairn.accounts.models import Firm, User
from cairn.catalog.models import Departure, Faq, Policy, Trip
from cairn.lib import hot

TABLES = (Firm, Trip, Departure, Faq, Policy)
VERSION = "t.xmin::text || t.ctid::text"
TEAM = "t.name || t.is_active::text"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the firm sells and says. Read only: rows are shared by all threads."""

    version: str
    firm: Firm
    trips: tuple[Trip, ...]
    departures: dict[int, tuple[Departure, ...]]
    faqs: tuple[Faq, ...]
    policies: dict[str, Policy]
    people: tuple[str, ...]

    _kept: ClassVar[Snapshot | None] = None

    @classmethod
    def current(cls) -> Snapshot:
        """The present catalogue: one cheap query, and five more after a change."""
        kept, version = Snapshot._kept, version_now()
        if kept is None or kept.version != version:
            kept = Snapshot._kept = read(version)
        return kept

    def upcoming(self, trip: Trip, today: date) -> list[Departure]:
        """Departures that have not started yet, soonest first, full and cancelled ones too."""
        return [d for d in self.departures.get(trip.pk, ()) if d.start > today]

    def trip(self, pk: int) -> Trip | None:
        return next((t for t in self.trips if t.pk == pk), None)

    def rules(self, slug: str) -> dict[str, Any]:
        policy = self.policies.get(slug)
        return dict(policy.rules) if policy else {}


def version_now() -> str:
    row = hot.fetch_one(version_statement(), {})
    return str(row[0]) if row else ""


@lru_cache(maxsize=1)
def version_statement() -> LiteralString:
    watched = [(User, TEAM), *((table, VERSION) for table in TABLES)]
    parts = " UNION ALL ".join(
        f"SELECT {number} AS n, count(*) AS c, coalesce(sum(hashtextextended({what}, 0)), 0) AS s "  # noqa: S608  names of our own models
        f'FROM "{table._meta.db_table}" t'
        for number, (table, what) in enumerate(watched)
    )
    return f"SELECT string_agg(c || ':' || s, ',' ORDER BY n) FROM ({parts}) v"  # noqa: S608  the parts above


def read(version: str) -> Snapshot:
    departures: dict[int, list[Departure]] = defaultdict(list)
    for row in Departure.objects.order_by("start"):
        departures[row.trip_id].append(row)
    return Snapshot(
        version=version,
        firm=Firm.current(),
        trips=tuple(Trip.objects.filter(active=True)),
        departures={key: tuple(rows) for key, rows in departures.items()},
        faqs=tuple(Faq.objects.filter(stale=False).exclude(trip__active=False).order_by("pk")),
        people=tuple(
            name.split()[0] for name in User.objects.filter(is_active=True).values_list("name", flat=True) if name
        ),
        policies={policy.slug: policy for policy in Policy.objects.all()},
    )
