"""The list of conversations: what each row says, and in which of its two groups it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cairn.accounts.models import User
from cairn.conversations import drafts, inbox, snooze
from cairn.conversations.models import Conversation
from cairn.conversations.ownership import assistant_answers
from cairn.dashboard import times
from cairn.dashboard.happenings import in_words
from cairn.dashboard.inbox.filters import MOST, PAGE, Wanted, only
from cairn.dashboard.inbox.words import View, views
from cairn.dashboard.window import Window, window
from cairn.leads.models import Lead, Stage
from cairn.lib import clock

# The promised answer of a person, and two thirds of it.
LATE = timedelta(minutes=12)
SOON = timedelta(minutes=8)

BROKEN = ("not delivered", "failed", "payment", "complain", "urgent")
READY = ("ready", "book")


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as the list shows it."""

    conversation: Conversation
    lead: Lead | None
    window: Window
    since: datetime | None
    begun: bool = False  # this person has begun to write

    @property
    def waits(self) -> bool:
        return self.since is not None and not self.snoozed

    @property
    def waited(self) -> timedelta:
        return clock.now() - self.since if self.since else timedelta(0)

    @property
    def wait(self) -> str:
        return times.length(self.waited) if self.waits else times.stamp(self.conversation.last_message_at)

    @property
    def pressure(self) -> str:
        """`late`, `soon` or nothing, as the colour of the wait."""
        return "late" if self.waited >= LATE else "soon" if self.waited >= SOON else ""

    @property
    def why(self) -> str:
        if self.conversation.needs_person_since is None:
            return _("Unanswered")
        return _(self.reason) if self.reason else _("Needs a person")

    @property
    def reason(self) -> str:
        """The reason in English: what the colours and other rules go by."""
        return in_words(self.conversation.needs_person_why)

    @property
    def back(self) -> str:
        """Why it has come back from being snoozed, where the reason does not say it already."""
        if self.reason in ("Back from snooze", "Wrote while snoozed"):
            return ""
        return {snooze.OVER: _("back from snooze"), snooze.WROTE: _("wrote while snoozed")}.get(
            self.conversation.back, ""
        )

    @property
    def snoozed(self) -> str:
        """Until when, in words; empty once it is back."""
        until = self.conversation.snoozed_until
        return times.moment(until) if until else ""

    @property
    def closed(self) -> bool:
        return self.conversation.status == Conversation.Status.ARCHIVED

    @property
    def assistant(self) -> bool:
        return assistant_answers(self.conversation)

    @property
    def hours_left(self) -> int:
        return int(self.window.hours)

    @property
    def shown(self) -> tuple[object, ...]:
        """All that the row says: as long as this is the same, so is the row."""
        talk, lead, window = self.conversation, self.lead, self.window
        said = (talk.unread, talk.last_words, talk.last_author, talk.last_type, talk.needs_person_why)
        whose = (talk.contact.title, talk.channel.kind, talk.owner_id, talk.owner.name if talk.owner else "")
        waits = (self.since, self.wait, self.pressure, self.why, self.back, self.snoozed, self.closed, self.assistant)
        free = (window.state, window.hours, window.left if window.state == "closing" else "")
        sells = (lead.stage, lead.trip.name if lead.trip else "") if lead else ()
        return (talk.pk, get_language(), self.begun, *said, *whose, *waits, *free, *sells)

    @property
    def tone(self) -> str:
        """The colour of the reason. Red is broken or money, green is a sale, amber everything else."""
        why = (self.reason if self.conversation.needs_person_since else "").lower()
        return "red" if said(why, BROKEN) else "green" if said(why, READY) else "amber"


@dataclass(frozen=True, slots=True)
class Listing:
    """One view of the inbox, cut to as many rows as were asked for."""

    wanted: Wanted
    rows: list[Row]
    counts: dict[str, int]
    more: bool

    @property
    def view(self) -> str:
        return self.wanted.view

    @property
    def q(self) -> str:
        return self.wanted.q

    @property
    def grouped(self) -> bool:
        """Those that wait on top, the others below. Where somebody chose an order it is one list."""
        return self.wanted.view in ("open", "mine") and not self.wanted.sort

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.waits] if self.grouped else []

    @property
    def calm(self) -> list[Row]:
        return [row for row in self.rows if not row.waits] if self.grouped else self.rows

    @property
    def first(self) -> Row | None:
        return next((row for row in self.rows if row.waits), None)

    @property
    def views(self) -> list[View]:
        return views(self.wanted, self.counts)

    @property
    def here(self) -> View:
        return next(view for view in self.views if view.name == self.view)

    @property
    def params(self) -> str:
        """This list as a query string: what its live region asks for."""
        return f"{self.wanted.query}&show={self.wanted.show}".lstrip("&")

    @property
    def query(self) -> str:
        """What the links to conversations carry on, so that the list stays what it is."""
        return self.wanted.address(show=self.wanted.show).removeprefix("/inbox")

    @property
    def more_url(self) -> str:
        return self.wanted.address(show=min(MOST, self.wanted.show + PAGE))

    @property
    def by_oldest(self) -> str:
        return self.wanted.address(sort="" if self.view in ("needs", "person") else "old")

    @property
    def by_newest(self) -> str:
        return self.wanted.address(sort="new" if self.view in ("needs", "person") else "")

    @property
    def sort(self) -> str:
        """The order that is shown: `old` or `new`."""
        return self.wanted.sort or ("old" if self.view in ("needs", "person") else "new")


def listing(user: User, wanted: Wanted) -> Listing:
    leads = Prefetch("leads", Lead.objects.filter(merged_into=None).select_related("trip", "owner"))
    found = inbox.listed(
        user,
        view=wanted.view,
        show=wanted.show + 1,
        sort=wanted.sort,
        only=only(wanted, user),
        everywhere=wanted.everywhere,
    )
    prefetch_related_objects(found, leads)
    begun = drafts.begun(user, [conversation.pk for conversation in found])
    rows = [row(conversation, begun=conversation.pk in begun) for conversation in found[: wanted.show]]
    return Listing(wanted, rows=rows, counts=inbox.counts(user), more=len(found) > wanted.show)


def row(conversation: Conversation, *, begun: bool = False) -> Row:
    since = inbox.waiting_since(conversation) if conversation.status != Conversation.Status.ARCHIVED else None
    return Row(conversation, lead_of(conversation), window(conversation), since, begun)


def lead_of(conversation: Conversation) -> Lead | None:
    """The open lead, or the newest of those that ended. Reads the prefetched leads."""
    leads = sorted(conversation.leads.all(), key=lambda lead: (lead.stage not in (Stage.WON, Stage.LOST), lead.pk))
    return leads[-1] if leads else None


def said(why: str, words: tuple[str, ...]) -> bool:
    return any(word in why for word in words)
