"""Where the bytes lie: MEDIA_DIR, in folders by the first letters of a random key. Customers' names are never paths."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings


def path(key: UUID) -> Path:
    """Where the file with this key lies once it is stored."""
    return folder(key) / key.hex


def thumbnail(key: UUID) -> Path:
    return folder(key) / f"{key.hex}.thumb"


def folder(key: UUID) -> Path:
    return Path(settings.MEDIA_DIR) / key.hex[:2]


def draft(key: UUID, attempt: int) -> Path:
    """A file of one attempt's own. What an earlier attempt left behind when it was killed is removed."""
    place = folder(key)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in place.glob(f"{key.hex}.*part"):
        if left.name.split(".")[1] < f"{attempt:05d}":
            left.unlink(missing_ok=True)
    return place / f"{key.hex}.{attempt:05d}.part"


def keep(draft: Path, final: Path) -> None:
    """Make a complete draft the file, so that a power cut leaves either all of it or nothing."""
    with open(draft, "rb+") as file:
        os.fsync(file.fileno())
    draft.rename(final)
    handle = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
