"""Write down what happened, and tell whoever is looking. Call it in the transaction of the change itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cairn.journal.models import Event
from cairn.lib import clock, live


def record(
    type: str,
    *,
    actor: str,
    lead_id: int | None = None,
    conversation_id: int | None = None,
    message_id: int | None = None,
    user_id: int | None = None,
    at: datetime | None = None,
    key: str | None = None,
    **data: Any,
) -> None:
    """Record one Event and announce the screens it changes.

    `key` makes it happen once: a second record with the same key is dropped without a trace.
    """
    event = Event(
        type=type,
        at=at or clock.now(),
        actor=actor,
        user_id=user_id,
        lead_id=lead_id,
        conversation_id=conversation_id,
        message_id=message_id,
        data=data,
        key=key,
    )
    Event.objects.bulk_create([event], ignore_conflicts=key is not None)
    live.announce(*topics(conversation_id, lead_id))


def topics(conversation_id: int | None, lead_id: int | None) -> list[str]:
    names = ["inbox"]
    if conversation_id:
        names.append(f"conversation-{conversation_id}")
    if lead_id:
        names.append(f"lead-{lead_id}")
    return names
