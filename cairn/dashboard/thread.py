"""The thread: messages, notes and events of one conversation in the order of time, a page at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from cairn.assistant.models import Translation
from cairn.conversations.models import Conversation, Message, Note
from cairn.dashboard import times
from cairn.dashboard.albums import Album, gathered
from cairn.dashboard.bubbles import Bubble
from cairn.dashboard.happenings import IN_THREAD, Line, teller
from cairn.journal.models import Event

Row = TypeVar("Row", Note, Event)
PAGE = 50
# A tab left open keeps its first message, so that its older pages stay joined to it; beyond this it loads anew.
MOST = 250
SECOND = timedelta(seconds=1)
TOLD = ("system", "call")  # lines between messages, though they are kept as messages


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the thread. `kind` names the template part: day, said, album, told, system, note or unread."""

    kind: str
    at: datetime
    body: Bubble | Album | Line | Note | str | int


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Item]
    first: int
    last: int
    older: bool
    new: int


def live_page(conversation: Conversation, *, since: int = 0, new: int = 0) -> Page:
    """The last page of the thread, or all from message `since` on. `new`: the message under the line "New"."""
    rows = list(since_message(messages(conversation), since)[: MOST if since else PAGE])
    return page(conversation, rows, new=new or first_unread(conversation, rows))


def older_page(conversation: Conversation, *, before: Message) -> Page:
    return page(conversation, list(older(messages(conversation), before)[:PAGE]), until=before.at)


def older(rows: QuerySet[Message], than: Message) -> QuerySet[Message]:
    """By time, then by id: chats from before are filed later than what was said since."""
    return rows.filter(Q(at__lt=than.at) | Q(at=than.at, pk__lt=than.pk))


def since_message(rows: QuerySet[Message], since: int) -> QuerySet[Message]:
    first = rows.filter(pk=since).first() if since else None
    return rows.exclude(Q(at__lt=first.at) | Q(at=first.at, pk__lt=first.pk)) if first else rows


def messages(conversation: Conversation) -> QuerySet[Message]:
    # Our reactions show on the message they belong to, what is planned above the composer.
    rows = conversation.messages.exclude(type="reaction").exclude(status=Message.Status.PLANNED)
    rows = rows.select_related("user", "answer", "attachment", "channel")
    return rows.annotate(translated=translation()).order_by("-at", "-pk")


def translation() -> Subquery:
    """What the thread shows of it, in the same query."""
    shown = JSONObject(id="pk", text="text", why="why", wanted="wanted", language="language")
    rows = Translation.objects.filter(message=OuterRef("pk")).order_by("-pk").annotate(shown=shown)
    return Subquery(rows.values("shown")[:1])


def first_unread(conversation: Conversation, newest_first: list[Message]) -> int:
    inbound = [row.pk for row in newest_first if row.direction == Message.Direction.IN]
    return inbound[: conversation.unread][-1] if conversation.unread and inbound else 0


def page(conversation: Conversation, rows: list[Message], *, until: datetime | None = None, new: int = 0) -> Page:
    first, last = (rows[-1].pk, rows[0].pk) if rows else (0, 0)
    earlier = bool(rows) and older(conversation.messages.all(), rows[-1]).exists()
    # What happened before the page's first message belongs to an older page, if there is one.
    since = min(row.at for row in rows) if earlier else None
    found = [*said(conversation, rows), *notes(conversation, since, until), *lines(conversation, since, until)]
    return Page(
        list(with_albums(with_marks(sorted(found, key=order), new))), first=first, last=last, older=earlier, new=new
    )


def order(item: Item) -> tuple[datetime, int]:
    return item.at, item.body.message.pk if isinstance(item.body, Bubble) else 0


def said(conversation: Conversation, rows: list[Message]) -> Iterator[Item]:
    wamids = {row.reply_to for row in rows if row.reply_to}
    quoted = {row.wamid: row for row in conversation.messages.filter(wamid__in=wamids).select_related("user")}
    latest, keys = None, {row.idempotency_key for row in rows}
    for row in sorted(rows, key=lambda row: row.pk):
        # WhatsApp's times are whole seconds: what was said within one keeps the order in which it came.
        latest = latest if latest and row.at < latest < row.at + SECOND else row.at
        kind, again = "told" if row.type in TOLD else "said", f"resend-{row.pk}" in keys
        yield Item(kind, latest, Bubble(row, quoted.get(row.reply_to), again))


def notes(conversation: Conversation, since: datetime | None, until: datetime | None) -> Iterator[Item]:
    for note in between(conversation.notes.select_related("user"), since, until):
        yield Item("note", note.at, note)


def lines(conversation: Conversation, since: datetime | None, until: datetime | None) -> Iterator[Item]:
    rows = Event.objects.filter(conversation_id=conversation.pk, type__in=IN_THREAD)
    events = list(between(rows, since, until))
    tell = teller(events)
    for event in events:
        yield Item("system", event.at, tell.line(event))


def between(rows: QuerySet[Row], since: datetime | None, until: datetime | None) -> QuerySet[Row]:
    rows = rows.filter(at__gte=since) if since else rows
    rows = rows.filter(at__lt=until) if until else rows
    return rows.order_by("-at")[:MOST]


def with_marks(items: Iterable[Item], new: int) -> Iterator[Item]:
    """Put in the line before the first unread message and one before each day."""
    for _, group in groupby(items, key=lambda item: timezone.localtime(item.at).date()):
        today = list(group)
        yield Item("day", today[0].at, times.day(today[0].at))
        for item in today:
            if new and isinstance(item.body, Bubble) and item.body.message.pk == new:
                yield Item("unread", item.at, new)
            yield item


def with_albums(items: Iterable[Item]) -> Iterator[Item]:
    """Pictures between which nothing else stands become one item."""
    for kind, group in groupby(items, key=lambda item: item.kind):
        if kind != "said":
            yield from group
            continue
        beside = {item.body.message.pk: item for item in group if isinstance(item.body, Bubble)}
        for one in gathered(item.body for item in beside.values() if isinstance(item.body, Bubble)):
            yield Item("album", beside[one.first.pk].at, one) if isinstance(one, Album) else beside[one.message.pk]
