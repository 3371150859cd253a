"""An import on its way: taken in, mapped, started, stopped."""

from __future__ import annotations

from collections.abc import Mapping

from cairn.accounts.models import User
from cairn.journal.record import record
from cairn.leads.imports import mapping, reading
from cairn.leads.models import Import


def take(user: User, *, filename: str, body: bytes) -> Import:
    """Keep a file with its guessed mapping. Raises reading.Unreadable."""
    text = reading.decode(body)
    rows = reading.rows(text)
    name = filename.replace("\0", "")[-255:] or "leads.csv"
    return Import.objects.create(
        user=user, filename=name, content=text, mapping=mapping.guess(rows[0]), total=len(rows) - 1
    )


def remap(job: Import, given: Mapping[str, str]) -> None:
    columns = max(len(row) for row in reading.rows(job.content)[:200])
    job.mapping = mapping.checked(given, columns)
    Import.objects.filter(pk=job.pk, state=Import.State.PREVIEW).update(mapping=job.mapping)


def start(job: Import, user: User) -> bool:
    """From now on the worker carries it out. Twice is once; False without a column of phone numbers."""
    if "phone" not in job.mapping.values():
        return False
    if Import.objects.filter(pk=job.pk, state=Import.State.PREVIEW).update(state=Import.State.WAITING):
        record("lead_updated", actor="staff", user_id=user.pk, imported=job.pk, lines=job.total)
    return True


def cancel(job: Import) -> None:
    """Nothing more is read; what was made stays."""
    states = [Import.State.PREVIEW, Import.State.WAITING, Import.State.RUNNING]
    Import.objects.filter(pk=job.pk, state__in=states).update(state=Import.State.CANCELLED, content="")
