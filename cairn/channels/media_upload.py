"""Files that we send: handed to Meta once for each number, before the message that carries them is under way.

Dying between upload and send costs nothing: the id is in the row and the message is still queued. Meta: "Media".
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from cairn.channels.clients import client
from cairn.channels.whatsapp.client import Refused, Unknown, Unreachable, Uploaded
from cairn.channels.whatsapp.errors import OURS
from cairn.conversations import outgoing
from cairn.conversations.attachments import storage
from cairn.conversations.events import Problem
from cairn.conversations.models import Attachment, Channel, Message
from cairn.conversations.outgoing.media import check_file
from cairn.lib import clock

KEPT = timedelta(days=30)  # Meta keeps an uploaded file so long
SPARE = timedelta(hours=12)  # an id that ends sooner is not used any more
LEASE = timedelta(minutes=2)

Failure = Refused | Unreachable | Unknown


def missing(message: Message) -> Attachment | None:
    """The file of this message that Meta has not got for its number."""
    keys = list(outgoing.attachments(message.content))
    rows = Attachment.objects.filter(key__in=keys).exclude(usable(message.channel_id)) if keys else []
    return next(iter(rows), None)


def usable(channel_id: int) -> Q:
    return Q(channel=channel_id, media_id_until__gt=clock.now() + SPARE) & ~Q(media_id="")


def ids(message: Message) -> dict[str, str]:
    """Meta's ids of the files that this message names, by our keys."""
    keys = list(outgoing.attachments(message.content))
    if not keys:
        return {}
    rows = Attachment.objects.filter(usable(message.channel_id), key__in=keys)
    return {str(key): media_id for key, media_id in rows.values_list("key", "media_id")}


def upload(file: Attachment, channel: Channel) -> Failure | None:
    """Hand the file over, outside any transaction. None when Meta has it now, or somebody else is handing it over."""
    if not lease(file, channel):
        return None
    try:
        outcome = post(file, channel)
    except (OSError, outgoing.Unsendable) as error:
        words = str(error) if isinstance(error, outgoing.Unsendable) else "The file is not there any more."
        outcome = Refused(Problem(OURS, words))
    return keep(file, channel, outcome)


def lease(file: Attachment, channel: Channel) -> bool:
    """One uploads, the others wait; a lease that ran out belongs to somebody who died."""
    now = clock.now()
    free = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    rows = Attachment.objects.filter(free, pk=file.pk).exclude(usable(channel.pk))
    return bool(rows.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1))


def post(file: Attachment, channel: Channel) -> Uploaded | Failure:
    path = storage.path(file.key)
    check_file(file.kind, file.mime, path.stat().st_size)
    name = file.filename or f"{file.kind}-{file.pk}"
    with path.open("rb") as content:
        return client(channel).upload(channel.number, content, mime=file.mime, name=name)


def keep(file: Attachment, channel: Channel, outcome: Uploaded | Failure) -> Failure | None:
    row = Attachment.objects.filter(pk=file.pk)
    if isinstance(outcome, Uploaded):
        until = clock.now() + KEPT
        row.update(channel=channel, media_id=outcome.media_id, media_id_until=until, next_attempt_at=None)
        return None
    row.update(next_attempt_at=None)
    return outcome
