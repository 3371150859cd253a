"""The files that the person sent and was sent."""

from __future__ import annotations

from cairn.conversations.attachments import storage
from cairn.privacy.held import HELD
from cairn.privacy.models import Erasure
from cairn.privacy.person import Person

BATCH = 500
MEDIA = next(one for one in HELD if one.name == "media")


def remove(erasure: Erasure, person: Person) -> None:
    """The file first, then its row: killed in between, the next run finds the row again."""
    while batch := list(MEDIA.rows(person).order_by("pk")[:BATCH]):
        for row in batch:
            for path in storage.folder(row.key).glob(f"{row.key.hex}*"):
                path.unlink(missing_ok=True)
        MEDIA.rows(person).filter(pk__in=[row.pk for row in batch]).delete()
        erasure.counts["media"] = erasure.counts.get("media", 0) + len(batch)
        erasure.save(update_fields=["counts"])
