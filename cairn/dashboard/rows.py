"""The list of conversations: what each row says, and in which of its two groups it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Prefetch, prefetch_related_objects

from cairn.accounts.models import User
from cairn.conversations import inbox
from cairn.conversations.models import Conversation
from cairn.dashboard import times
from cairn.dashboard.happenings import in_words
from cairn.dashboard.window import Window, window
from cairn.leads.models import Lead, Stage
from cairn.lib import clock

PAGE = 50
MOST = 500
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

    @property
    def waits(self) -> bool:
        return self.conversation.needs_person_since is not None

    @property
    def waited(self) -> timedelta:
        since = self.conversation.needs_person_since
        return clock.now() - since if since else timedelta(0)

    @property
    def wait(self) -> str:
        return times.length(self.waited) if self.waits else times.stamp(self.conversation.last_message_at)

    @property
    def pressure(self) -> str:
        """`late`, `soon` or nothing, as the colour of the wait."""
        return "late" if self.waited >= LATE else "soon" if self.waited >= SOON else ""

    @property
    def why(self) -> str:
        return in_words(self.conversation.needs_person_why) or "Needs a person"

    @property
    def tone(self) -> str:
        """The colour of the reason. Red is broken or money, green is a sale, amber everything else."""
        why = self.why.lower()
        return "red" if said(why, BROKEN) else "green" if said(why, READY) else "amber"


@dataclass(frozen=True, slots=True)
class Listing:
    """One view of the inbox, cut to `show` rows."""

    view: str
    q: str
    show: int
    rows: list[Row]
    counts: dict[str, int]
    more: bool

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.waits]

    @property
    def calm(self) -> list[Row]:
        return [row for row in self.rows if not row.waits]

    @property
    def params(self) -> str:
        """This view as a query string: what its live region and its links carry on."""
        return urlencode({"view": self.view, "q": self.q, "show": self.show})

    @property
    def query(self) -> str:
        """The same, left out where it says nothing."""
        default = (self.view, self.q, self.show) == ("open", "", PAGE)
        return "" if default else f"?{self.params}"

    @property
    def tabs(self) -> dict[str, str]:
        """The other views; what is searched for stays."""
        words = {"q": self.q} if self.q else {}
        return {view: f"/inbox?{urlencode({'view': view} | words)}" for view in inbox.VIEWS}

    @property
    def more_url(self) -> str:
        return f"/inbox?{urlencode({'view': self.view, 'q': self.q, 'show': min(MOST, self.show + PAGE)})}"


def listing(user: User, *, view: str, q: str, show: int = PAGE) -> Listing:
    leads = Prefetch("leads", Lead.objects.filter(merged_into=None).select_related("trip"))
    found = inbox.listed(user, view=view, q=q, show=show + 1)
    prefetch_related_objects(found, leads)
    rows = [Row(conversation, lead_of(conversation), window(conversation)) for conversation in found[:show]]
    return Listing(view=view, q=q, show=show, rows=rows, counts=inbox.counts(user), more=len(found) > show)


def lead_of(conversation: Conversation) -> Lead | None:
    """The open lead, or the newest of those that ended. Reads the prefetched leads."""
    leads = sorted(conversation.leads.all(), key=lambda lead: (lead.stage not in (Stage.WON, Stage.LOST), lead.pk))
    return leads[-1] if leads else None


def said(why: str, words: tuple[str, ...]) -> bool:
    return any(word in why for word in words)
