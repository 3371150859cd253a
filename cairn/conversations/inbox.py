"""What the inbox shows, and in which order: who waits for a person first, then the newest."""

from __future__ import annotations

from django.db.models import Count, F, Q

from cairn.accounts.models import User
from cairn.conversations.models import Conversation
from cairn.conversations.models import ConversationQuerySet as Conversations
from cairn.lib import later, live

VIEWS = ("open", "needs", "mine", "archive")


def listed(user: User, *, view: str = "open", q: str = "") -> Conversations:
    """The conversations of one view that `user` may see, found by `q`. The caller cuts the list."""
    rows = in_view(Conversation.objects.visible_to(user), view, user).search(q)
    return rows.select_related("contact", "channel", "owner").order_by(
        F("needs_person_since").asc(nulls_last=True), F("last_message_at").desc(nulls_last=True), "-pk"
    )


def in_view(rows: Conversations, view: str, user: User) -> Conversations:
    if view == "archive":
        return rows.filter(status=Conversation.Status.ARCHIVED)
    rows = rows.exclude(status=Conversation.Status.ARCHIVED)
    if view == "mine":
        return rows.filter(owner=user)
    return rows.filter(needs_person_since__isnull=False) if view == "needs" else rows


def counts(user: User) -> dict[str, int]:
    """How many conversations each view holds: `open`, `needs`, `mine`."""
    rows = in_view(Conversation.objects.visible_to(user), "open", user)
    return rows.aggregate(
        open=Count("pk"),
        needs=Count("pk", filter=Q(needs_person_since__isnull=False)),
        mine=Count("pk", filter=Q(owner=user)),
    )


def mark_read(conversation: Conversation) -> None:
    """Somebody of the firm has seen it. Says nothing when it was read already."""
    if Conversation.objects.filter(pk=conversation.pk, unread__gt=0).update(unread=0):
        live.announce("inbox")
        later.wake("mark_read", conversation=conversation.pk)
