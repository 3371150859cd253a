"""The rows: everything that points to the person in batches, and at the end the person, while nothing is filed."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from cairn.conversations.models import Contact, Conversation, Identity
from cairn.inbound.merging import wait_for_filer
from cairn.leads.models import Lead
from cairn.lib import live
from cairn.privacy.erasing import webhooks
from cairn.privacy.held import HELD, Held
from cairn.privacy.models import Erasure
from cairn.privacy.person import Person, find

BATCH = 300
LAST: tuple[type[Model], ...] = (Conversation, Identity, Contact)


def clear(erasure: Erasure, person: Person) -> None:
    for held in HELD:
        if held.model not in LAST:
            empty(held, erasure, person)


def empty(held: Held, erasure: Erasure, person: Person) -> None:
    """A few hundred rows a transaction, so that nobody waits long for a lock."""
    while ids := list(free(held, person).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        held.model._default_manager.filter(pk__in=ids).delete()
        erasure.counts[held.name] = erasure.counts.get(held.name, 0) + len(ids)
        erasure.save(update_fields=["counts"])


def free(held: Held, person: Person) -> QuerySet[Any]:
    """Leads that others were merged into go after those."""
    rows = held.rows(person)
    return (
        rows.exclude(pk__in=Lead.objects.exclude(merged_into=None).values("merged_into"))
        if held.model is Lead
        else rows
    )


def end(erasure: Erasure, person: Person) -> None:
    """Under the filer's lock: what came in since the first look is looked through, then nothing knows them any more.
    Who writes from now on is somebody new."""
    with transaction.atomic():
        wait_for_filer()
        person = find(erasure.contact_id)
        webhooks.journal(erasure, person)
        clear(erasure, person)
        for held in HELD:
            if held.model in LAST:
                raze(held, erasure, person)
    live.announce("inbox", "pipeline", "pipeline-totals", "notices")


def raze(held: Held, erasure: Erasure, person: Person) -> None:
    """In one statement: contacts point to each other."""
    ids = list(held.rows(person).values_list("pk", flat=True))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {held.model._meta.db_table} WHERE id = ANY(%s)", [ids])  # noqa: S608  a model's own table
        erasure.counts[held.name] = erasure.counts.get(held.name, 0) + len(ids)
