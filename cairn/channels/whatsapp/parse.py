"""From the bytes of one webhook to typed events. Pure: no database, no clock but `received_at`.

It never raises. A part that can't be understood becomes a Poison of its own, and its neighbours go on: Meta batches
many people's messages into one body, and repeats the whole of it for days when one of them makes us fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from cairn.channels.whatsapp.calls import call, preference
from cairn.channels.whatsapp.clean import Malformed, fragment, load
from cairn.channels.whatsapp.envelope import Envelope, one_person, opened
from cairn.channels.whatsapp.fields import CONVERSATION, account_notice, notice
from cairn.channels.whatsapp.history import address, chunk, follow_up
from cairn.channels.whatsapp.identity import user_id_update
from cairn.channels.whatsapp.messages import echo, message
from cairn.channels.whatsapp.reading import kind, sequence, string
from cairn.channels.whatsapp.statuses import status
from cairn.conversations.events import ChannelEvent, Echo, InboundMessage, Json, Poison

Read = Callable[[Json, Envelope, bool], ChannelEvent]

_ITEMS: dict[str, Read] = {
    "messages": message,
    "statuses": status,
    "message_echoes": echo,
    "calls": call,
    "user_preferences": preference,
    "user_id_update": user_id_update,
}
_FOLLOW_UPS: dict[str, Read] = {"messages": follow_up, "message_echoes": follow_up}
_ADDRESSES: dict[str, Read] = {"state_sync": address}
_ORDINARY = frozenset(_ITEMS) | {"messaging_product", "metadata", "contacts", "errors", "conversation_context"}


def parse(body: bytes, received_at: datetime | None = None) -> list[ChannelEvent]:
    """Everything this webhook tells, in its order. `received_at` (aware) caps times that lie in the future."""
    return _apart("body", body, partial(_whole, body, received_at))


def _apart(where: str, part: Any, read: Callable[[], list[ChannelEvent]]) -> list[ChannelEvent]:
    """What `read` finds; a Poison of this part alone when it can't."""
    try:
        return read()
    except Exception as problem:
        return [_aside(where, part, problem)]


def _aside(where: str, part: Any, problem: Exception) -> Poison:
    known = isinstance(problem, Malformed)
    reason = str(problem) if known else f"{type(problem).__name__}: {problem}"[:500]
    return Poison(where, reason, fragment(part))


def _whole(body: bytes, received_at: datetime | None) -> list[ChannelEvent]:
    root = _object(load(body))
    if "entry" not in root:
        raise Malformed("entry is missing")
    events: list[ChannelEvent] = []
    for index, entry in enumerate(sequence(root, "entry")):
        where = f"entry[{index}]"
        events += _apart(where, entry, partial(_entry, entry, where, received_at))
    return events


def _entry(raw: Any, where: str, received_at: datetime | None) -> list[ChannelEvent]:
    entry = _object(raw)
    if "changes" not in entry:
        raise Malformed("changes is missing")
    events: list[ChannelEvent] = []
    for index, change in enumerate(sequence(entry, "changes")):
        here = f"{where}.changes[{index}]"
        events += _apart(here, change, partial(_change, change, entry, here, received_at))
    return events


def _change(raw: Any, entry: Json, where: str, received_at: datetime | None) -> list[ChannelEvent]:
    change = _object(raw)
    value, field = change.get("value"), string(change, "field")
    if not isinstance(value, dict):
        raise Malformed(f"value is {kind(value)}, not an object")
    envelope = opened(field, value, entry, received_at)
    if field in CONVERSATION or (not field and not _ITEMS.keys().isdisjoint(value)):
        return _conversation(envelope, f"{where}.value")
    special = _SPECIAL.get(field)
    return (special(envelope, f"{where}.value") if special else []) or [account_notice(envelope)]


def _history(envelope: Envelope, where: str) -> list[ChannelEvent]:
    """Chats from before; their photos come later, alone."""
    events = _lists(envelope, where, _FOLLOW_UPS)
    for index, raw in enumerate(sequence(envelope.value, "history")):
        here = f"{where}.history[{index}]"
        events += _apart(here, raw, lambda raw=raw, here=here: list(chunk(_object(raw), envelope, here, _aside)))  # type: ignore[misc]
    return events


def _addresses(envelope: Envelope, where: str) -> list[ChannelEvent]:
    return _lists(envelope, where, _ADDRESSES)


def _standby(envelope: Envelope, where: str) -> list[ChannelEvent]:
    """One level deeper: another handler has this chat, and we read along. Its echoes hold what it asked Graph to send."""
    inner = envelope.value.get("standby")
    if not isinstance(inner, dict):
        return []
    echoes = [_flat(raw) for raw in sequence(inner, "message_echoes")]
    value = {**inner, **({"message_echoes": echoes} if echoes else {})}
    found = _lists(replace(envelope, value=value), f"{where}.standby", _ITEMS)
    return [replace(event, standby=True) if isinstance(event, InboundMessage | Echo) else event for event in found]


def _flat(raw: Any) -> Any:
    if not isinstance(raw, dict) or not isinstance(raw.get("message"), dict):
        return raw
    return {**raw["message"], **{key: value for key, value in raw.items() if key != "message"}}


_SPECIAL: dict[str, Callable[[Envelope, str], list[ChannelEvent]]] = {
    "history": _history,
    "smb_app_state_sync": _addresses,
    "standby": _standby,
}


def _conversation(envelope: Envelope, where: str) -> list[ChannelEvent]:
    events = _lists(envelope, where, _ITEMS)
    events += _apart(f"{where}.errors", envelope.value.get("errors"), partial(_errors, envelope))
    if not events and not envelope.value.keys() <= _ORDINARY:
        return [notice(envelope, envelope.field, envelope.value, known=False)]
    return events


def _lists(envelope: Envelope, where: str, readers: dict[str, Read]) -> list[ChannelEvent]:
    events: list[ChannelEvent] = []
    for key, read in readers.items():
        if key in envelope.value:
            here = f"{where}.{key}"
            events += _apart(here, envelope.value[key], partial(_items, key, read, envelope, here))
    return events


def _items(key: str, read: Read, envelope: Envelope, where: str) -> list[ChannelEvent]:
    items = sequence(envelope.value, key)
    alone = one_person(items)
    events: list[ChannelEvent] = []
    for index, item in enumerate(items):
        events += _apart(f"{where}[{index}]", item, partial(_item, read, item, envelope, alone))
    return events


def _item(read: Read, raw: Any, envelope: Envelope, alone: bool) -> list[ChannelEvent]:
    return [read(_object(raw), envelope, alone)]


def _errors(envelope: Envelope) -> list[ChannelEvent]:
    """Errors of the value that no single item of it explains."""
    errors = sequence(envelope.value, "errors")
    return [notice(envelope, "errors", {"errors": errors})] if errors and not envelope.errors else []


def _object(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise Malformed(f"{kind(raw)}, not an object")
    return raw
