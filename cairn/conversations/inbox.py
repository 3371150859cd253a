"""What the inbox shows, and in which order: who waits for a person first, then the newest."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from cairn.accounts.models import User
from cairn.conversations.models import Conversation
from cairn.conversations.models import ConversationQuerySet as Conversations
from cairn.lib import clock, later, live

VIEWS = ("needs", "person", "mine", "bot", "snoozed", "open", "archive")
ENOUGH = 100  # counting stops here: "99+" says as much, and costs the same with a hundred thousand conversations
LOOKED_AT = 5000  # of the newest, when it is counted with how many the assistant talks
NEWEST = (F("last_message_at").desc(nulls_last=True), OrderBy(F("id"), descending=True))
LONGEST = (Coalesce("needs_person_since", "last_inbound_at").asc(nulls_last=True), OrderBy(F("id")))
SOONEST = (F("snoozed_until").asc(), OrderBy(F("id")))

HERE = ~Q(status=Conversation.Status.ARCHIVED) & Q(snoozed_until=None)
# Somebody was called, or the customer spoke last where the assistant does not answer.
UNANSWERED = Q(last_author="customer", assistant__in=["paused", "off"])
NEEDS = Q(needs_person_since__isnull=False) | UNANSWERED
CALM = Q(needs_person_since=None) & ~UNANSWERED


def bot() -> Q:
    """The assistant has the conversation; a pause that has run out counts as on."""
    on = Q(assistant="on") | Q(assistant="paused", paused_until__lte=clock.now())
    return on & Q(needs_person_since=None)


def listed(
    user: User, *, view: str = "open", show: int = 50, sort: str = "", only: Q | None = None, everywhere: bool = False
) -> list[Conversation]:
    """The first `show` conversations of one view that `user` may see and that the filter `only` lets through.

    `everywhere`: the view "open" has the closed and snoozed ones too, as whoever searches may not know that it was closed.
    `sort`: "old" for the longest wait first, "new" for the newest first, or the view's own order. Those that wait and those
    that do not are two walks along two indexes; as one order it would be a sort of them all.
    """
    rows = in_view(Conversation.objects.visible_to(user), view, user, everywhere=everywhere)
    rows = rows.filter(only) if only is not None else rows
    rows = rows.select_related("contact", "channel", "owner")
    if view != "open" or sort:
        return list(rows.order_by(*order(view, sort))[:show])
    waiting = list(rows.filter(NEEDS).order_by(*LONGEST)[:show])
    if len(waiting) >= show:
        return waiting
    return waiting + list(rows.filter(CALM).order_by(*NEWEST)[: show - len(waiting)])


def order(view: str, sort: str) -> tuple[OrderBy, ...]:
    if view == "snoozed" and not sort:
        return SOONEST
    return LONGEST if (sort or {"needs": "old", "person": "old"}.get(view)) == "old" else NEWEST


def in_view(rows: Conversations, view: str, user: User, *, everywhere: bool = False) -> Conversations:
    if view == "archive" or (view == "open" and everywhere):
        # What was merged into another conversation is empty: its messages are there.
        rows = rows.filter(contact__merged_into=None)
        return rows.filter(status=Conversation.Status.ARCHIVED) if view == "archive" else rows
    if view == "snoozed":
        return rows.filter(~Q(status=Conversation.Status.ARCHIVED), snoozed_until__isnull=False)
    rows = rows.filter(HERE)
    wanted = {"needs": NEEDS, "person": Q(needs_person_since__isnull=False), "mine": Q(owner=user)}
    return rows.filter(bot() if view == "bot" else wanted.get(view, Q()))


def waiting_since(conversation: Conversation) -> datetime | None:
    """Since when somebody of the firm is waited for: they were called, or the customer spoke last to no assistant."""
    if conversation.needs_person_since or conversation.last_author != "customer":
        return conversation.needs_person_since
    return conversation.last_inbound_at if conversation.assistant in ("paused", "off") else None


TALKS = "FROM conversations_conversation WHERE NOT (status = 'archived')"
UNTOUCHED = f"{TALKS} AND snoozed_until IS NULL"
COUNT = "(SELECT count(*) FROM (SELECT 1 {rows} LIMIT %(enough)s) AS found)"
COUNTS = {
    "open": UNTOUCHED,
    "needs": f"{UNTOUCHED} AND (needs_person_since IS NOT NULL OR (last_author = 'customer' AND assistant IN ('paused', 'off')))",
    "person": f"{UNTOUCHED} AND needs_person_since IS NOT NULL",
    "mine": f"{UNTOUCHED} AND owner_id = %(user)s",
    "snoozed": f"{TALKS} AND snoozed_until IS NOT NULL",
    "bot": f"""FROM (SELECT assistant, paused_until {UNTOUCHED} AND needs_person_since IS NULL
        ORDER BY last_message_at DESC NULLS LAST, id DESC LIMIT {LOOKED_AT}) AS newest
        WHERE assistant = 'on' OR (assistant = 'paused' AND paused_until <= %(now)s)""",
}


def counts(user: User) -> dict[str, int]:
    """How many conversations each view holds; at most ENOUGH, which means "or more". One statement."""
    if not (user.is_authenticated and user.is_active):
        return dict.fromkeys(COUNTS, 0)
    parts = ", ".join(COUNT.format(rows=rows) for rows in COUNTS.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", {"enough": ENOUGH, "user": user.pk, "now": clock.now()})
        return dict(zip(COUNTS, cursor.fetchone(), strict=True))


def mark_read(conversation: Conversation) -> None:
    """Somebody of the firm has seen it. Says nothing when it was read already."""
    if Conversation.objects.filter(pk=conversation.pk, unread__gt=0).update(unread=0):
        live.announce("inbox")
        later.wake("mark_read", conversation=conversation.pk)


def mark_all(ids: list[int], *, read: bool) -> int:
    """Read or unread, for many at once. Customers are told that they were read as with one."""
    rows = Conversation.objects.filter(pk__in=ids)
    rows = rows.filter(unread__gt=0) if read else rows.filter(unread=0)
    found = list(rows.values_list("pk", flat=True))
    if found:
        rows.filter(pk__in=found).update(unread=0 if read else 1)
        live.announce("inbox")
        if read:
            later.wake_each("mark_read", "conversation", found)
    return len(found)
