"""One body of the journal for people: its bytes as they came and as JSON, and what came of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cairn.conversations.models import Message
from cairn.dashboard.ops.kinds import kind
from cairn.journal import find
from cairn.journal.models import Entry, Event, Quarantined
from cairn.leads.models import Lead

MOST_SHOWN = 200_000  # bytes on the page; the whole can be saved
MOST = 50  # messages, and Events, of one entry
WAMID = re.compile(rb'"id"\s*:\s*"(wamid\.[^"\\]{1,290})"')
FAULT = re.compile(r"^([A-Z]\w+(?:Error|Exception))\b:? ?(.*)$", re.DOTALL)
STATES: dict[str, tuple[str, str | Promise]] = {
    "new": ("amber", _("waiting")),
    "filed": ("green", _("filed")),
    "quarantined": ("red", _("could not be filed")),
    "aside": ("", _("set aside")),
}


@dataclass(frozen=True, slots=True)
class EntryLine:
    entry: Entry
    kind: str
    size: int
    tone: str
    state: str | Promise
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`pretty` is empty when the bytes are no JSON."""

    tone: str
    state: str | Promise
    size: int
    sha256: str
    pretty: str
    raw: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Came:
    messages: list[Message]
    leads: list[Lead]
    events: list[Event]
    wrong: list[dict[str, str]]


def lines(entries: list[Entry]) -> list[EntryLine]:
    """Rows of the list, with the first reason of those that could not be filed: one query more."""
    wrong = [one.pk for one in entries if one.state == Entry.State.QUARANTINED]
    reasons: dict[int, str] = {}
    for row in Quarantined.objects.filter(entry__in=wrong).order_by("pk")[: MOST * 4]:
        reasons.setdefault(row.entry_id, reason(row.reason))
    return [line(one, reasons.get(one.pk, "")) for one in entries]


def line(entry: Entry, why: str) -> EntryLine:
    known: Any = entry  # with what find.headed adds
    tone, state = STATES[entry.state]
    return EntryLine(entry, kind(find.kinds(known.head)), known.size, tone, state, why)


def shown(entry: Entry) -> Shown:
    body = bytes(entry.body)
    tone, state = STATES[entry.state]
    cut = body[:MOST_SHOWN]
    return Shown(
        tone,
        state,
        len(body),
        bytes(entry.sha256).hex(),
        pretty(body),
        cut.decode("utf-8", "replace"),
        len(body) > MOST_SHOWN,
    )


def pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)[:MOST_SHOWN]
    except (ValueError, RecursionError):
        return ""


def came_of(entry: Entry) -> Came:
    """The messages named in it, their leads and Events: four queries, each bounded."""
    ids = list(dict.fromkeys(match.decode("ascii", "ignore") for match in WAMID.findall(bytes(entry.body))))[:MOST]
    messages = list(Message.objects.filter(wamid__in=ids).select_related("conversation__contact").order_by("pk")[:MOST])
    talks = {message.conversation_id for message in messages}
    leads = list(
        Lead.objects.filter(conversation__in=talks, merged_into=None).select_related("contact").order_by("-pk")[:MOST]
    )
    events = list(Event.objects.filter(**of(messages)).order_by("pk")[:MOST]) if messages else []
    wrong = [
        {"where": row.where, "reason": reason(row.reason), "detail": row.reason}
        for row in entry.quarantined.order_by("pk")[:MOST]
    ]
    return Came(messages, leads, events, wrong)


def of(messages: Iterable[Message]) -> dict[str, Any]:
    """Events are found by conversation, where they have an index, and then by message."""
    known = list(messages)
    return {
        "conversation_id__in": {one.conversation_id for one in known},
        "message_id__in": [one.pk for one in known],
        "at__gte": min(one.at for one in known),
    }


def reason(told: str) -> str:
    """In words: an error of ours is named as one."""
    found = FAULT.match(told)
    return gettext("Filing it failed (%s). It may work after an update.") % found[1] if found else told
