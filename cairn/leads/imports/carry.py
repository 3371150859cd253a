"""Carrying an import out: a hundred lines a transaction, from exactly where it stood, whoever was killed meanwhile.

Nobody is written to, and open screens are told once a batch. A phone number that is known is the same person: what
is missing is filled in, nothing is overwritten.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import IntegrityError, transaction

from cairn.conversations.models import Channel, Contact, Conversation, Identity
from cairn.journal.models import Event
from cairn.leads import scoring, worth
from cairn.leads.fields import Unfit
from cairn.leads.imports import reading
from cairn.leads.imports.lines import Line, Reader
from cairn.leads.models import Import, Lead
from cairn.lib import clock, live

BATCH = 100
PROBLEMS = 200  # of an import that are kept
SECONDS = 1.0  # of one sweep that importing may take


def carry_on() -> int:
    """Go on with whatever import waits, for about a second. Returns how many lines were dealt with."""
    until, total = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        done = batch()
        total += done
        if not done:
            break
    return total


def batch() -> int:
    """The next lines of the oldest import that waits, all or none of them. One import at a time: two would wait for
    each other where the same people stand in both."""
    try:
        with transaction.atomic():
            waiting = Import.objects.filter(state__in=[Import.State.WAITING, Import.State.RUNNING]).order_by("pk")
            job = Import.objects.filter(pk__in=waiting.values("pk")[:1]).select_for_update(skip_locked=True).first()
            return run(job) if job else 0
    except IntegrityError:
        # Somebody on this list wrote to us at this very moment; the next attempt finds them.
        return 0


def run(job: Import) -> int:
    body = reading.rows(job.content)[1:]
    part = body[job.done : job.done + BATCH]
    read(job, part, Reader.of(job.mapping))
    job.done += len(part)
    job.state = Import.State.RUNNING if job.done < len(body) else Import.State.DONE
    if job.state == Import.State.DONE:
        job.finished_at, job.content = clock.now(), ""  # customers' data is not kept twice
    job.save()
    live.announce(f"import-{job.pk}", "inbox")
    return len(part)


def read(job: Import, part: list[list[str]], reader: Reader) -> None:
    lines: dict[str, Line] = {}
    for number, row in enumerate(part, start=job.done + 2):
        try:
            line = reader.read(row)
        except Unfit as refusal:
            problem(job, number, str(refusal))
            continue
        if line.phone in lines:
            problem(job, number, "The same number stands further up.")
        lines.setdefault(line.phone, line)
    if lines:
        write(job, lines)


def problem(job: Import, number: int, why: str) -> None:
    job.skipped += 1
    if len(job.problems) < PROBLEMS:
        job.problems = [*job.problems, {"line": number, "why": why}]


def write(job: Import, lines: dict[str, Line]) -> None:
    channel = Channel.objects.earliest("pk")
    known = known_people(channel, list(lines))
    for line in lines.values():
        if line.phone in known:
            touched = fill(known[line.phone], line)
            job.updated, job.skipped = job.updated + touched, job.skipped + (not touched)
    new = [line for phone, line in lines.items() if phone not in known]
    create(job, channel, new)
    job.created += len(new)


def known_people(channel: Channel, phones: list[str]) -> dict[str, int]:
    """Contact by phone: by what the channel knows, and by what stands on the contact."""
    ids = Identity.objects.filter(channel=channel, kind="phone", retired_at=None, value__in=phones)
    named = Contact.objects.filter(phone__in=phones, merged_into=None)
    return dict(named.values_list("phone", "pk")) | dict(ids.values_list("value", "contact_id"))


def fill(contact: int, line: Line) -> bool:
    """Give the newest lead of somebody known what it lacks. True when that was anything."""
    lead = Lead.objects.filter(contact=contact, merged_into=None).select_related("contact").order_by("-pk").first()
    if lead is None:
        return False
    missing: dict[str, Any] = {
        name: value for name, value in line.facts.items() if name not in ("tags", "extra") and not getattr(lead, name)
    }
    tags = list(dict.fromkeys([*lead.tags, *line.facts.get("tags", [])]))
    extra = line.facts.get("extra", {}) | lead.extra
    missing |= {name: value for name, value in (("tags", tags), ("extra", extra)) if value != getattr(lead, name)}
    if not lead.contact.name and line.name:
        Contact.objects.filter(pk=contact).update(name=line.name)
        missing.setdefault("tags", tags)
    if not missing:
        return False
    for name, value in missing.items():
        setattr(lead, name, value)
    lead.value = worth.value(lead.trip_id, lead.party_size)
    scoring.count(lead)
    lead.save()
    return True


def create(job: Import, channel: Channel, new: list[Line]) -> None:
    now = clock.now()
    contacts = Contact.objects.bulk_create([Contact(name=line.name, phone=line.phone) for line in new])
    Identity.objects.bulk_create(
        [Identity(channel=channel, contact=one, kind="phone", value=one.phone, reason="import") for one in contacts]
    )
    talks = Conversation.objects.bulk_create([Conversation(channel=channel, contact=contact) for contact in contacts])
    leads = []
    for line, contact, talk in zip(new, contacts, talks, strict=True):
        lead = Lead(contact=contact, conversation=talk, source="import", last_contact_at=now, **line.facts)
        lead.source_detail = {"import": job.pk, "file": job.filename[:100]}
        lead.value = worth.value(lead.trip_id, lead.party_size)
        scoring.count(lead)
        leads.append(lead)
    made = Lead.objects.bulk_create(leads)
    # Straight into the journal: `record` would announce every one of them to every open screen.
    Event.objects.bulk_create(
        [
            Event(type="lead_created", at=now, actor="staff", user_id=job.user_id, lead_id=lead.pk,
                  conversation_id=lead.conversation_id, data={"source": "import", "import": job.pk})
            for lead in made
        ]
    )  # fmt: skip
