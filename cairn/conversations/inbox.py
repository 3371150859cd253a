"""What the inbox shows, and in which order: who waits for a person first, then the newest."""

from __future__ import annotations

from django.db import connection
from django.db.models import F

from cairn.accounts.models import User
from cairn.conversations.models import Conversation
from cairn.conversations.models import ConversationQuerySet as Conversations
from cairn.lib import later, live

VIEWS = ("open", "needs", "mine", "archive")
ENOUGH = 100  # counting stops here: "99+" says as much, and costs the same with a hundred thousand conversations
NEWEST = (F("last_message_at").desc(nulls_last=True), "-pk")

COUNT = """
SELECT count(*) FROM (
    SELECT 1 FROM conversations_conversation WHERE NOT (status = 'archived') {also} LIMIT %(enough)s
) AS found
"""
COUNTS = {"open": "", "needs": "AND needs_person_since IS NOT NULL", "mine": "AND owner_id = %(user)s"}


def listed(user: User, *, view: str = "open", q: str = "", show: int = 50) -> list[Conversation]:
    """The first `show` conversations of one view that `user` may see, found by `q`.

    Those that wait and those that do not are two walks along two indexes; as one order it would be a sort of them all.
    """
    rows = in_view(Conversation.objects.visible_to(user), view, user).search(q)
    rows = rows.select_related("contact", "channel", "owner")
    waiting = list(rows.filter(needs_person_since__isnull=False).order_by("needs_person_since", "-pk")[:show])
    if view == "needs" or len(waiting) >= show:
        return waiting
    return waiting + list(rows.filter(needs_person_since=None).order_by(*NEWEST)[: show - len(waiting)])


def in_view(rows: Conversations, view: str, user: User) -> Conversations:
    if view == "archive":
        # What was merged into another conversation is empty: its messages are there.
        return rows.filter(status=Conversation.Status.ARCHIVED, contact__merged_into=None)
    rows = rows.exclude(status=Conversation.Status.ARCHIVED)
    if view == "mine":
        return rows.filter(owner=user)
    return rows.filter(needs_person_since__isnull=False) if view == "needs" else rows


def counts(user: User) -> dict[str, int]:
    """How many conversations each view holds: `open`, `needs`, `mine`; at most ENOUGH, which means "or more"."""
    if not (user.is_authenticated and user.is_active):
        return dict.fromkeys(COUNTS, 0)
    parts = ", ".join(f"({COUNT.format(also=also)})" for also in COUNTS.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", {"enough": ENOUGH, "user": user.pk})
        return dict(zip(COUNTS, cursor.fetchone(), strict=True))


def mark_read(conversation: Conversation) -> None:
    """Somebody of the firm has seen it. Says nothing when it was read already."""
    if Conversation.objects.filter(pk=conversation.pk, unread__gt=0).update(unread=0):
        live.announce("inbox")
        later.wake("mark_read", conversation=conversation.pk)
