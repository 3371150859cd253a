"""Who else looks at a conversation or writes in it, and whether somebody answered while one was writing.

A row a person and conversation, that runs out by itself: nobody has to say goodbye. It is written at most every few
seconds, and told to others only when it changes what they see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from cairn.accounts.models import User
from cairn.conversations.models import Conversation, Message, Presence
from cairn.lib import clock, live

LOOKS = timedelta(seconds=45)  # a page that is looked at says so every twenty
WRITES = timedelta(seconds=9)  # one that is written in every four
MOST = 5  # names that are told

# Says what it was before, so that only changes are announced. The clock is ours, as for all that is compared with it.
NOTE = """
WITH before AS (
    SELECT seen_at > %(now)s::timestamptz - %(looks)s::interval AS looked, coalesce(writes_until > %(now)s, false) AS wrote
    FROM conversations_presence WHERE conversation_id = %(conversation)s AND user_id = %(user)s
), kept AS (
    INSERT INTO conversations_presence (conversation_id, user_id, seen_at, writes_until)
    VALUES (%(conversation)s, %(user)s, %(now)s, %(until)s)
    ON CONFLICT (conversation_id, user_id) DO UPDATE SET seen_at = excluded.seen_at, writes_until = excluded.writes_until
)
SELECT looked, wrote FROM before
"""


@dataclass(frozen=True, slots=True)
class Others:
    """Who else is here. `until` is when this may have changed by itself."""

    writing: list[str]
    looking: list[str]
    until: datetime | None


def note(conversation: Conversation, user: User, *, writes: bool) -> None:
    """This person looks at it now, or writes."""
    now = clock.now()
    values: dict[str, Any] = {
        "conversation": conversation.pk,
        "user": user.pk,
        "now": now,
        "until": now + WRITES if writes else None,
        "looks": LOOKS,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE, values)
        before = cursor.fetchone()
    if before is None:
        # Whoever comes here has left somewhere else: nobody needs rows of other days.
        Presence.objects.filter(user=user, seen_at__lt=now - timedelta(days=1)).delete()
    if before is None or before != (True, writes):
        live.announce(f"presence-{conversation.pk}")


def leave(conversation: Conversation, user: User) -> None:
    """The page was closed; told to those who saw the name."""
    if Presence.objects.filter(conversation=conversation, user=user).delete()[0]:
        live.announce(f"presence-{conversation.pk}")


def others(conversation: Conversation, user: User) -> Others:
    now = clock.now()
    rows = Presence.objects.filter(conversation=conversation, seen_at__gt=now - LOOKS).exclude(user=user)
    found = list(rows.filter(user__is_active=True).select_related("user").order_by("user__name")[:MOST])
    writing = [row for row in found if row.writes_until and row.writes_until > now]
    ends = [row.writes_until for row in writing if row.writes_until] + [row.seen_at + LOOKS for row in found]
    return Others(names(writing), names(row for row in found if row not in writing), min(ends) if ends else None)


def names(rows: Iterable[Presence]) -> list[str]:
    return [row.user.name for row in rows]


def answered_since(conversation: Conversation, *, seen: int, user: User) -> Message | None:
    """What somebody else of the firm said after message `seen`; None when nobody did, or when it is not known what was seen."""
    if not seen:
        return None
    rows = conversation.messages.filter(pk__gt=seen, author__in=[Message.Author.STAFF, Message.Author.PHONE])
    rows = rows.exclude(user=user).exclude(type="reaction").exclude(status=Message.Status.PLANNED)
    return rows.select_related("user").order_by("-pk").first()


def warning(found: Message) -> str:
    """The sentence for whoever was about to answer too."""
    who = found.user.name if found.user else "Somebody on the phone"
    words = found.text.replace("\n", " ").strip()
    said = f": “{words[:80]}{'…' if len(words) > 80 else ''}”" if words else ""
    return f"{who} answered since you began{said}. Send yours too?"
