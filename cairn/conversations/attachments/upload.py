"""A file that somebody of the team sends: looked into, measured against what WhatsApp takes, kept until it is sent."""

from __future__ import annotations

import hashlib
import mimetypes
import uuid
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from cairn.accounts.models import User
from cairn.conversations.attachments import sniff, storage, webm
from cairn.conversations.attachments.expect import safe_name
from cairn.conversations.attachments.keep import Kept, keep
from cairn.conversations.models import Attachment, Channel
from cairn.conversations.outgoing.media import CAPS, check_file, spell
from cairn.conversations.outgoing.refusal import Unsendable
from cairn.lib import clock

LARGEST = max(cap.most for cap in CAPS.values())  # bytes
UNSENT = timedelta(days=1)  # how long a file waits to be sent
SENDABLE = ("image", "video", "audio")


def upload(chunks: Iterable[bytes], *, channel: Channel, user: User, filename: str, kind: str = "") -> Attachment:
    """Keep a file. Its first bytes say what it is, its name does not; `kind` is the one that is wanted, if any.

    Raises Unsendable with a sentence, OSError when the disk refuses.
    """
    key = uuid.uuid4()
    draft = storage.draft(key, 0)
    try:
        size, sha256 = write(chunks, draft)
        if kind == "audio" and spoken(draft):
            filename, (size, sha256) = ogg_name(filename), write([recoded(draft, size)], draft)
        found = kind_of(draft, filename)
        check_file(found, sniff.sniff(draft, found), size)
        if kind and found != kind:
            raise Unsendable(f"Choose {article(kind)} here; this is {article(found)}.")
        kept = keep(draft, key=key, kind=found)
    finally:
        draft.unlink(missing_ok=True)
    return Attachment.objects.create(
        channel=channel,
        user=user,
        key=key,
        kind=found,
        mime=mime(kept, found, filename),
        filename=safe_name(filename),
        size=size,
        sha256=sha256,
        width=kept.width,
        height=kept.height,
        thumbnail=kept.thumbnail,
        state=Attachment.State.STORED,
        stored_at=clock.now(),
    )


def write(chunks: Iterable[bytes], draft: Path) -> tuple[int, str]:
    """Size and hash of what was written. Stops at the first byte too many."""
    size, digest = 0, hashlib.sha256()
    with open(draft, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise Unsendable(f"WhatsApp takes files of {spell(LARGEST)} at most.")
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise Unsendable("The file is empty.")
    return size, digest.hexdigest()


def spoken(draft: Path) -> bool:
    """Whether it is a recording as Chromium makes it, which WhatsApp does not play."""
    with open(draft, "rb") as file:
        return file.read(4) == webm.START


def recoded(draft: Path, size: int) -> bytes:
    check_file("audio", CAPS["audio"].mimes[-1], size)
    try:
        return webm.as_ogg(draft.read_bytes())
    except webm.Unreadable as problem:
        raise Unsendable(str(problem)) from problem


def ogg_name(filename: str) -> str:
    return filename.removesuffix(".webm") + ".ogg"


def kind_of(draft: Path, filename: str) -> str:
    """Photo, video and sound where WhatsApp shows them as such; anything else goes as a document."""
    wanted = ("audio", "video", "image") if filename.lower().endswith((".m4a", ".oga", ".opus")) else SENDABLE
    for ending in sniff.found(draft):
        for kind in wanted:
            told = sniff.TYPES[kind].get(ending)
            if told in CAPS[kind].mimes:
                return kind
    return "document"


def mime(kept: Kept, kind: str, filename: str) -> str:
    if kind == "document" and kept.mime == sniff.UNKNOWN:
        return mimetypes.guess_type(filename)[0] or sniff.UNKNOWN
    return kept.mime


def article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def drop_unsent() -> int:
    """Files that were uploaded and never sent go after a day."""
    old = Attachment.objects.filter(message=None, user__isnull=False, created_at__lt=clock.now() - UNSENT)
    rows = list(old.order_by("pk")[:50])
    for row in rows:
        storage.path(row.key).unlink(missing_ok=True)
        storage.thumbnail(row.key).unlink(missing_ok=True)
        Attachment.objects.filter(pk=row.pk, message=None).delete()
    return len(rows)
