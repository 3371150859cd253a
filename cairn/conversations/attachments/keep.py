"""A complete file becomes an attachment's: looked into, given its thumbnail, moved to its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cairn.conversations.attachments import picture, sniff, storage

MEGA = 1024 * 1024
# Bytes. Meta passes on 100 MB at most; what people send as photos and voice notes is far smaller.
MOST = {"image": 25 * MEGA, "sticker": 5 * MEGA, "audio": 50 * MEGA, "video": 100 * MEGA, "document": 100 * MEGA}
PICTURES = ("image", "sticker")


@dataclass(frozen=True, slots=True)
class Kept:
    mime: str
    size: int
    width: int | None = None
    height: int | None = None
    thumbnail: bool = False


def keep(draft: Path, *, key: UUID, kind: str) -> Kept:
    """Store the draft under `key`. Raises sniff.Disguised when it is not of its kind, OSError when the disk refuses."""
    mime, size = sniff.sniff(draft, kind), draft.stat().st_size
    shape = small(draft, key) if kind in PICTURES else None
    storage.keep(draft, storage.path(key))
    width, height = shape or (None, None)
    return Kept(mime, size, width, height, thumbnail=shape is not None)


def small(draft: Path, key: UUID) -> tuple[int, int] | None:
    target = storage.thumbnail(key)
    unfinished = draft.with_suffix(".thumb-part")
    shape = picture.shrink(draft, unfinished)
    if shape:
        storage.keep(unfinished, target)
    return shape
