"""A message that has a file says so in a row of its own; the worker fetches the bytes. Filing never waits for them."""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import timedelta
from typing import Any

from cairn.conversations.models import Message
from cairn.lib import clock, hot, later

KINDS = frozenset({"image", "video", "audio", "document", "sticker"})
MEDIA_ID_LIVES = timedelta(days=7)  # Meta: ids from webhooks, since 9 October 2025
LONGEST_NAME = 255

INSERT = """
INSERT INTO conversations_attachment (channel_id, message_id, key, kind, media_id, media_id_until, mime, filename, sha256,
    thumbnail, state, error, attempts, created_at)
VALUES (%(channel)s, %(message)s, %(key)s, %(kind)s, %(media_id)s, %(until)s, %(mime)s, %(filename)s, %(sha256)s,
    false, 'waiting', '', 0, clock_timestamp())
ON CONFLICT (message_id) DO NOTHING RETURNING id
"""


def expect(message: Message, *, soon: bool = True) -> None:
    """Write down that this message's file is to be fetched, in the caller's transaction. Twice is once.

    `soon`: wake the worker for it; otherwise the sweeper gets to it, as befits thousands of old files.
    """
    media_id = message.content.get("id")
    if message.type not in KINDS or not isinstance(media_id, str) or not media_id:
        return
    row = hot.fetch_one(INSERT, values(message, media_id))
    if row and soon:
        later.wake("fetch", attachment=row[0])


def values(message: Message, media_id: str) -> dict[str, Any]:
    told = message.content
    return {
        "channel": message.channel_id,
        "message": message.pk,
        "key": uuid.uuid4(),
        "kind": message.type,
        "media_id": media_id[:200],
        "until": clock.now() + MEDIA_ID_LIVES,
        "mime": bare(text(told, "mime_type")),
        "filename": safe_name(text(told, "filename")),
        "sha256": hexed(text(told, "sha256")),
    }


def text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def bare(mime: str) -> str:
    """`audio/ogg; codecs=opus` is audio/ogg."""
    return mime.partition(";")[0].strip().lower()[:120]


def hexed(sha256: str) -> str:
    """Webhooks tell the hash in base64, Graph in hex; empty when it is neither."""
    try:
        raw = base64.b64decode(sha256, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""


def safe_name(name: str) -> str:
    """The last part of a name, without what hides its true ending or leads elsewhere. It never names a file on disk."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    return plain.strip(" .")[-LONGEST_NAME:]
