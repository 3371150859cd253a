"""What the list shows of a conversation, read again from its messages after some came or went."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Min, Q
from django.db.models.functions import Now

from cairn.conversations.models import Conversation, Message

In = Message.Direction.IN


def refresh(talk: Conversation, *, unread: int) -> None:
    """Bring times, last words and the wait for an answer in step with the messages that are there now."""
    rows = Message.objects.filter(conversation=talk)
    known = rows.aggregate(
        inbound=Max("at", filter=Q(direction=In)), last=Max("at"), waits=Min("created_at", filter=unanswered())
    )
    newest = rows.order_by("-at", "-pk").first()
    changes: dict[str, Any] = {"unread": unread, "last_inbound_at": known["inbound"], "last_message_at": known["last"]}
    changes |= words(newest)
    if known["waits"]:
        changes |= {"waiting_since": known["waits"], "quiet_at": Now(), "status": Conversation.Status.ACTIVE}
    else:
        changes |= {"waiting_since": None, "quiet_at": None}
    Conversation.objects.filter(pk=talk.pk).update(**changes)
    talk.refresh_from_db()


def unanswered() -> Q:
    return Q(direction=In, handled_at=None)


def words(newest: Message | None) -> dict[str, str]:
    if newest is None:
        return {"last_words": "", "last_author": "", "last_type": ""}
    return {"last_words": newest.text[:300], "last_author": str(newest.author), "last_type": newest.type}
