"""What became of an attempt to fetch a file, for the row and for whoever looks at the thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cairn.conversations.attachments.keep import Kept
from cairn.conversations.attachments.sniff import WORDS
from cairn.conversations.models import Attachment
from cairn.journal.record import record
from cairn.lib import clock, later

State = Attachment.State


def stored(file: Attachment, kept: Kept, sha256: str) -> bool:
    known = {"mime": kept.mime, "size": kept.size, "width": kept.width, "height": kept.height}
    return settle(file, State.STORED, sha256=sha256, thumbnail=kept.thumbnail, error="", stored_at=clock.now(), **known)


def refused(file: Attachment, why: str) -> bool:
    """It is not to be kept, and trying again would not change that."""
    return settle(file, State.REFUSED, error=why)


def failed(file: Attachment, why: str) -> bool:
    """Given up; a person may ask for another try."""
    return settle(file, State.FAILED, error=f"The {WORDS[file.kind]} could not be fetched: {why}."[:300])


def tries_again(file: Attachment, why: str, *, at: datetime) -> bool:
    return settle(file, State.WAITING, error=why[:300], next_attempt_at=at)


def settle(file: Attachment, state: str, **fields: Any) -> bool:
    """Write it down, unless another attempt has begun since. Announced in the same transaction."""
    fields = {"next_attempt_at": None} | fields | {"state": state}
    mine = Attachment.objects.filter(pk=file.pk, state=State.WAITING, attempts=file.attempts)
    with transaction.atomic():
        if not mine.update(**fields):
            return False
        for name, value in fields.items():
            setattr(file, name, value)
        tell(file)
    return True


def tell(file: Attachment) -> None:
    message = file.message
    record(
        "message_status",
        actor="system",
        conversation_id=message.conversation_id if message else None,
        message_id=file.message_id,
        kind="file",
        state=str(file.state),
    )


def fetch_again(file: Attachment) -> bool:
    """A person asks for another try. Nothing to do when one is under way or the file is there."""
    rows = Attachment.objects.filter(pk=file.pk, state=State.FAILED)
    with transaction.atomic():
        if not rows.update(state=State.WAITING, error="", next_attempt_at=None):
            return False
        file.state = State.WAITING
        tell(file)
        later.wake("fetch", attachment=file.pk)
    return True
