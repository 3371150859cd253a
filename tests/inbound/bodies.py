"""The recorded webhooks, and ways to send the same news in other envelopes."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from cairn.conversations.models import Channel, Contact, Identity, Message, WaitingReceipt
from cairn.inbound import filing
from cairn.journal.models import Entry
from cairn.leads.models import Lead, Task

FOLDER = Path(__file__).resolve().parent.parent / "payloads" / "webhooks"
FILES = sorted(FOLDER.glob("*.json"))
NUMBERS = ("106540352242922", "106540352242923", "106540352242924")


def bodies() -> list[bytes]:
    return [path.read_bytes() for path in FILES]


def arrive(*bodies: bytes) -> None:
    """Store and file, as intake and worker do."""
    for body in bodies:
        row = Entry(body=body, sha256=hashlib.sha256(body).digest(), received_at=timezone.now())
        Entry.objects.bulk_create([row], ignore_conflicts=True)
    filing.file_new()


def split(body: bytes) -> list[bytes]:
    """One body for each message, status or echo."""
    parts = []
    for entry in json.loads(body).get("entry") or []:
        for change in entry.get("changes") or []:
            parts += [wrap([{**entry, "changes": [one]}]) for one in single(change)]
    return parts


def single(change: dict[str, Any]) -> list[dict[str, Any]]:
    value = change.get("value")
    lists = [
        key
        for key in ("messages", "statuses", "message_echoes")
        if isinstance(value, dict) and isinstance(value.get(key), list)
    ]
    if not lists:
        return [change]
    alone = []
    for key in lists:
        for item in value[key]:
            one = copy.deepcopy(change)
            for other in lists:
                del one["value"][other]
            one["value"][key] = [item]
            alone.append(one)
    return alone


def merged(bodies: Iterable[bytes]) -> bytes:
    """All of them in one body, as Meta may batch them."""
    return wrap([entry for body in bodies for entry in json.loads(body).get("entry") or []])


def wrap(entries: list[dict[str, Any]]) -> bytes:
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}, separators=(",", ":")).encode()


def own_numbers() -> None:
    from cairn.channels import numbers

    for number in NUMBERS:
        Channel.objects.get_or_create(number=number)
    numbers.forget()


def rows() -> dict[str, Any]:
    """What the database holds about the world, without ids and without the time of filing."""
    people = []
    for contact in Contact.objects.filter(merged_into=None):
        lines = Identity.objects.filter(contact=contact).values_list("channel__number", "kind", "value")
        messages = Message.objects.filter(conversation__contact=contact).values_list(
            "wamid", "direction", "type", "text", "status", "revoked_at", "edited_at"
        )
        leads = Lead.objects.filter(contact=contact, merged_into=None)
        open_tasks = Task.objects.filter(lead__in=leads, status="pending").count()
        people.append((sorted(lines), sorted(map(str, messages)), leads.count(), open_tasks))
    waiting = WaitingReceipt.objects.values_list("wamid", "kind", "participant")
    return {"people": sorted(people), "waiting": sorted(waiting)}
