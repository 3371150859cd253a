"""What a file really is, by its first bytes. What it says of itself, and what it is called, decide nothing."""

from __future__ import annotations

from pathlib import Path

import puremagic

HEAD = 4096  # bytes
# What WhatsApp sends of each kind (Meta: "Media, supported types"), by the endings that the bytes stand for.
TYPES: dict[str, dict[str, str]] = {
    "image": {
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".jfif": "image/jpeg",
        ".png": "image/png",
        ".webp": "image/webp",
        ".gif": "image/gif",
    },
    "sticker": {".webp": "image/webp", ".png": "image/png"},
    "video": {
        ".mp4": "video/mp4",
        ".m4v": "video/mp4",
        ".3gp": "video/3gpp",
        ".3ga": "video/3gpp",
        ".mov": "video/mp4",
    },
    "audio": {
        ".ogg": "audio/ogg",
        ".oga": "audio/ogg",
        ".opus": "audio/ogg",
        ".mp3": "audio/mpeg",
        ".mpga": "audio/mpeg",
        ".m4a": "audio/mp4",
        ".f4a": "audio/mp4",
        ".mp4": "audio/mp4",
        ".aac": "audio/aac",
        ".amr": "audio/amr",
    },
}
# A document may be anything. These are given out under their own name, whatever else as a stream of bytes.
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
UNKNOWN = "application/octet-stream"
INLINE = frozenset(mime for types in TYPES.values() for mime in types.values())
WORDS = {"image": "photo", "sticker": "sticker", "video": "video", "audio": "sound", "document": "file"}


class Disguised(Exception):
    """The file is not what it was called; its argument says what it should have been."""

    def __str__(self) -> str:
        return f"This is no {WORDS[self.args[0]]} on the inside. It was not kept, because it may be harmful."


def sniff(path: Path, kind: str) -> str:
    """The MIME type of the file. Raises Disguised when its bytes are not of this kind."""
    endings = found(path)
    if kind == "document":
        return next((DOCUMENTS[ending] for ending in endings if ending in DOCUMENTS), UNKNOWN)
    known = next((TYPES[kind][ending] for ending in endings if ending in TYPES[kind]), None)
    if known is None:
        raise Disguised(kind)
    return known


def found(path: Path) -> list[str]:
    """The endings that these bytes may stand for, the likeliest first."""
    with open(path, "rb") as file:
        head = file.read(HEAD)
    try:
        return [match.extension for match in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        return []
