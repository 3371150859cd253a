"""The inbox's filter: read from the address, told in words, applied to conversations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.conversations import inbox, search
from cairn.conversations.models import WINDOW, Conversation
from cairn.dashboard.window import CLOSING
from cairn.leads.models import Lead, Priority, Stage
from cairn.lib import clock
from cairn.lib.digits import is_id

PAGE = 50
MOST = 500
SORTS = ("old", "new")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations, in which order, and how many. `owner` is an id, `me` or `none`; empty says nothing."""

    view: str = "open"
    q: str = ""
    status: str = ""
    priority: str = ""
    tag: str = ""
    owner: str = ""
    stage: str = ""
    trip: str = ""
    closing: str = ""
    sort: str = ""
    show: int = PAGE
    filters: tuple[str, ...] = field(
        default=("status", "priority", "tag", "owner", "stage", "trip", "closing"), init=False
    )

    @property
    def filtering(self) -> dict[str, str]:
        return {name: value for name in self.filters if (value := getattr(self, name))}

    @property
    def values(self) -> dict[str, str]:
        """All that differs from the plain inbox; what a saved view keeps, but for `show`."""
        view = {"view": self.view} if self.view != "open" else {}
        return view | {name: value for name in ("q", *self.filters, "sort") if (value := getattr(self, name))}

    @property
    def everywhere(self) -> bool:
        """What is searched for may be closed."""
        return bool(self.q) or self.status == Conversation.Status.ARCHIVED

    @property
    def query(self) -> str:
        return urlencode(self.values)

    def address(self, **changes: str | int) -> str:
        """The inbox with something else about it, from its beginning."""
        changed = replace(self, **{"show": PAGE} | changes)  # type: ignore[arg-type]
        more = {"show": str(changed.show)} if changed.show != PAGE else {}
        query = urlencode(changed.values | more)
        return f"/inbox?{query}" if query else "/inbox"

    @property
    def plain(self) -> str:
        """Without search and filters."""
        return self.address(q="", **dict.fromkeys(self.filters, ""))


def read(query: QueryDict) -> Wanted:
    """Only what means something is taken; the rest of an address is ignored."""
    given = {name: query.get(name, "").replace("\0", "").strip()[:100] for name in ALLOWED}
    known = {name: value for name, value in given.items() if value and ALLOWED[name](value)}
    show = query.get("show", "")
    return Wanted(**known, show=min(MOST, max(PAGE, int(show))) if is_id(show) else PAGE)


ALLOWED: dict[str, Callable[[str], bool]] = {
    "view": lambda value: value in inbox.VIEWS,
    "q": bool,
    "status": lambda value: value in Conversation.Status.values,
    "priority": lambda value: value in Priority.values,
    "tag": lambda value: len(value) <= 40,
    "owner": lambda value: value in ("me", "none") or is_id(value),
    "stage": lambda value: value in Stage.values,
    "trip": is_id,
    "closing": lambda value: value == "1",
    "sort": lambda value: value in SORTS,
}


def only(wanted: Wanted, user: User) -> Q:
    """The words and the filter, without the view."""
    found = said(wanted.q) if wanted.q else Q()
    if wanted.status:
        found &= Q(status=wanted.status)
    if wanted.owner:
        found &= Q(owner=None if wanted.owner == "none" else user.pk if wanted.owner == "me" else int(wanted.owner))
    if wanted.closing:
        now = clock.now()
        found &= Q(last_inbound_at__gt=now - WINDOW, last_inbound_at__lt=now - WINDOW + CLOSING)
    asked = {"priority": wanted.priority, "stage": wanted.stage, "trip_id": wanted.trip}
    exact: dict[str, object] = {name: value for name, value in asked.items() if value}
    if wanted.tag:
        exact["tags__contains"] = [wanted.tag]
    if exact:
        found &= Q(pk__in=Lead.objects.filter(merged_into=None, **exact).values("conversation"))
    return found


def said(words: str) -> Q:
    """Name, number, what was said, or the trip; the newest few hundred of each."""
    trips = list(Trip.objects.filter(name__icontains=words).values_list("pk", flat=True)[:20])
    about = Lead.objects.filter(trip__in=trips, merged_into=None).order_by("-last_contact_at")
    ids = list(about.values_list("conversation", flat=True)[: search.MOST]) if trips else []
    return Q(pk__in=search.found(words).union(ids))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter and the menus let one choose from. Two queries, whatever the inbox holds."""

    people: list[User]
    trips: list[Trip]

    def told(self, wanted: Wanted) -> list[tuple[str, str]]:
        """Each part of the filter in words, with the address without it."""
        people = {"me": _("Mine"), "none": _("Nobody’s")} | {str(one.pk): one.name for one in self.people}
        trips = {str(trip.pk): trip.name for trip in self.trips}
        words: dict[str, str] = {
            "status": wanted.status.capitalize(),
            "priority": _("Priority %(priority)s") % {"priority": wanted.priority},
            "tag": f"#{wanted.tag}",
            "owner": people.get(wanted.owner, wanted.owner),
            "stage": str(Stage(wanted.stage).label) if wanted.stage else "",
            "trip": trips.get(wanted.trip, _("Another trip")),
            "closing": _("Window closing"),
        }
        return [(words[name], wanted.address(**{name: ""})) for name in wanted.filtering]


def choices() -> Choices:
    people = User.objects.filter(is_active=True).exclude(role="viewer").only("name", "role").order_by("name")[:100]
    return Choices(list(people), list(Trip.objects.only("name").order_by("name")[:200]))
