"""Pictures, sound and papers: kept under an id, fetched through a link that soon expires."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import GraphError, MissingObjectError
from simulator.ids import digits
from simulator.settings import Settings

Json = dict[str, Any]
LINK_LIVES = 300
KEPT = 500
MEGA = 1024 * 1024
DAY = 24 * 3600
# Longest match first. Documents may be anything at all.
MOST = {"image/webp": MEGA // 2, "image/": 5 * MEGA, "audio/": 16 * MEGA, "video/": 16 * MEGA, "": 100 * MEGA}
REFUSED = ("image/bmp", "image/gif", "image/tiff", "image/svg+xml", "video/webm", "audio/wav", "audio/x-wav")


@dataclass(frozen=True)
class Media:
    """`lives` in seconds: 30 days when Cairn uploaded it, 7 when a customer sent it."""

    id: str
    mime_type: str
    data: bytes
    at: float
    lives: float

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.data).digest()


class Shelf:
    """All media by id; the oldest goes when there are too many."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self._settings, self._now = settings, now
        self._folder = settings.data / "media" if settings.data else None
        self._items: dict[str, Media] = {}

    def add(self, mime_type: str, data: bytes, *, days: int) -> Media:
        """Raises 131053 for what WhatsApp doesn't carry."""
        _refuse_odd(mime_type, len(data))
        media = Media(digits(16), mime_type, data, self._now(), days * DAY)
        if self._folder:
            self._folder.mkdir(exist_ok=True)
            (self._folder / media.id).write_bytes(data)
        return self._keep(media)

    def restore(self, record: Json) -> None:
        data = self._file(record["id"]).read_bytes() if self._file(record["id"]).exists() else b""
        self._keep(Media(record["id"], record["mime_type"], data, record["at"], record["lives"]))

    def get(self, media_id: str, method: str = "GET") -> Media:
        media = self._items.get(media_id)
        if media is None or self._now() > media.at + media.lives:
            raise MissingObjectError(media_id, method)
        return media

    def __contains__(self, media_id: str) -> bool:
        return media_id in self._items

    def has(self, media_id: str) -> bool:
        media = self._items.get(media_id)
        return media is not None and self._now() <= media.at + media.lives

    def drop(self, media_id: str) -> None:
        self.get(media_id, "DELETE")
        del self._items[media_id]

    def link(self, media: Media, *, source: str = "") -> str:
        expires = int(self._now()) + LINK_LIVES
        middle = f"&source={source}" if source else ""
        seal = self._seal(media.id, expires)
        base = f"{self._settings.public_url}/whatsapp_business/attachments/"
        return f"{base}?mid={media.id}{middle}&ext={expires}&hash={seal}"

    def open_link(self, media_id: str, expires: str, seal: str) -> Media:
        is_ours = expires.isdecimal() and hmac.compare_digest(self._seal(media_id, int(expires)), seal)
        if not is_ours or int(expires) < self._now() or not self.has(media_id):
            raise MissingObjectError(media_id, status=404, message="Media not found")
        return self._items[media_id]

    def _keep(self, media: Media) -> Media:
        self._items[media.id] = media
        if len(self._items) > KEPT:
            del self._items[next(iter(self._items))]
        return media

    def _file(self, media_id: str) -> Path:
        return (self._folder or Path()) / media_id

    def _seal(self, media_id: str, expires: int) -> str:
        said = f"{media_id} {expires}".encode()
        return hmac.new(self._settings.app_secret.encode(), said, hashlib.sha256).hexdigest()[:32]


def as_record(media: Media) -> Json:
    return {"id": media.id, "mime_type": media.mime_type, "at": media.at, "lives": media.lives}


def as_node(shelf: Shelf, media: Media) -> Json:
    """The answer to GET media id: here the hash is hex, in webhooks base64."""
    facts = {"mime_type": media.mime_type, "sha256": media.digest.hex(), "file_size": len(media.data), "id": media.id}
    return {"messaging_product": "whatsapp", "url": shelf.link(media)} | facts


def in_webhook(shelf: Shelf, media: Media) -> Json:
    sha256 = base64.b64encode(media.digest).decode()
    return {
        "mime_type": media.mime_type,
        "sha256": sha256,
        "id": media.id,
        "url": shelf.link(media, source="webhook"),
    }


def _refuse_odd(mime_type: str, size: int) -> None:
    if mime_type.partition(";")[0] in REFUSED:
        raise GraphError(131053, f"Unsupported {mime_type.partition('/')[0]} mime type {mime_type}.")
    most = next(most for start, most in MOST.items() if mime_type.startswith(start))
    if not 0 < size <= most:
        raise GraphError(131053, f"Media file size must be between 1 and {most} bytes, not {size}.")
