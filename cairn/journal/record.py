"""Write down what happened, and tell whoever is looking. Call it in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from cairn.journal.models import NEWS, Event
from cairn.lib import clock, hot, live

# What changes the board beyond the words on a card.
ON_BOARD = ("lead_created", "lead_updated", "stage_suggested", "assigned", "trip_linked", "merged")

COLUMNS = ("type", "actor", "user_id", "lead_id", "conversation_id", "message_id", "data", "key")
# Every change writes Events, so they and their announcement (as live.announce) are one statement.
WRITE = """
WITH written AS (
    INSERT INTO journal_event (type, at, actor, user_id, lead_id, conversation_id, message_id, data, key)
    SELECT * FROM jsonb_to_recordset(%(events)s::jsonb) AS event (
        type text, at timestamptz, actor text, user_id bigint, lead_id bigint, conversation_id bigint, message_id bigint,
        data jsonb, key text
    ) ON CONFLICT DO NOTHING
)
SELECT pg_notify(%(channel)s::text, name) FROM unnest(%(names)s::text[]) AS name
"""
_batch: ContextVar[list[Event] | None] = ContextVar("batch", default=None)
_watchers: dict[str, list[Callable[[Event], None]]] = {}


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
    waiting = _batch.get()
    if waiting is None:
        write([event])
    else:
        waiting.append(event)


@contextmanager
def together() -> Iterator[None]:
    """Write all Events of the block at its end: one insert and one announcement instead of many."""
    events: list[Event] = []
    token = _batch.set(events)
    try:
        yield
    finally:
        _batch.reset(token)
    write(events)


def watch(type: str, step: Callable[[Event], None]) -> None:
    """Call `step` with each Event of this type, in the transaction that records it. It may see one twice, or one whose
    key was known already, and must then change nothing. For what stands above the journal and has to be true at once."""
    _watchers.setdefault(type, []).append(step)


def write(events: list[Event]) -> None:
    if not events:
        return
    rows = [{**row(event), "at": event.at.isoformat()} for event in events]
    names = {name: None for event in events for name in topics(event)}
    hot.fetch_one(WRITE, {"events": Jsonb(rows), "channel": live.CHANNEL, "names": list(names)})
    for event in events:
        for step in _watchers.get(event.type, ()):
            step(event)


def row(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in COLUMNS}


def topics(event: Event) -> list[str]:
    names = ["inbox"]
    if event.conversation_id:
        names.append(f"conversation-{event.conversation_id}")
    if event.lead_id:
        names.append(f"lead-{event.lead_id}")
    if event.type in NEWS:
        names.append("notices")
    return names + board_topics(event)


def board_topics(event: Event) -> list[str]:
    """A move changes two columns and the totals; what else the board shows may stand in any column."""
    if event.type == "stage_changed":
        return [f"pipeline-{event.data.get(end)}" for end in ("from", "to")] + ["pipeline-totals"]
    return ["pipeline"] if event.type in ON_BOARD and event.lead_id else []
