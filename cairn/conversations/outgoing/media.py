"""Files: what a message with one may say, and which files WhatsApp takes. Meta: "Media", "Image messages" and its sisters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cairn.conversations.outgoing.refusal import Unsendable, file_key, words

KINDS = ("image", "video", "audio", "document", "sticker")
CAPTIONED = ("image", "video", "document")
LONGEST_CAPTION = 1024
LONGEST_NAME = 240
KB, MB = 1024, 1024 * 1024
PLAYABLE = 512 * KB  # a voice note up to this size shows a play button
ANIMATED_STICKER = 500 * KB


@dataclass(frozen=True, slots=True)
class Cap:
    """What one kind may be. `mimes` empty: anything."""

    mimes: tuple[str, ...]
    most: int
    words: str


CAPS = {
    "image": Cap(("image/jpeg", "image/png"), 5 * MB, "JPEG or PNG"),
    "video": Cap(("video/mp4", "video/3gpp"), 16 * MB, "MP4 or 3GP"),
    "audio": Cap(
        ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * MB, "AAC, AMR, MP3, M4A or OGG"
    ),
    "document": Cap((), 100 * MB, "any type"),
    "sticker": Cap(("image/webp",), ANIMATED_STICKER, "WebP"),
}


def check(kind: str, text: str, content: dict[str, Any]) -> None:
    """Whether this message may carry its file. The file itself is checked by `check_file`."""
    named = [key for key in ("attachment", "id", "link") if content.get(key)]
    if len(named) != 1:
        raise Unsendable("Choose one file to send.")
    words(content[named[0]], "The file's name", most=2000)
    file_key(content.get("attachment"))
    if named == ["link"] and not content["link"].startswith("https://"):
        raise Unsendable("The file's link has to begin with https://.")
    if kind not in CAPTIONED and content.get("caption"):
        raise Unsendable(f"WhatsApp shows no text with {spoken(kind)}; send the text as a message of its own.")
    words(content.get("caption"), "The text under the file", most=LONGEST_CAPTION, needed=False)
    words(content.get("filename"), "The file's name", most=LONGEST_NAME, needed=False)


def check_file(kind: str, mime: str, size: int) -> None:
    """Whether WhatsApp takes such a file. `size` in bytes. Raises Unsendable."""
    cap = CAPS.get(kind)
    if cap is None:
        raise Unsendable("WhatsApp does not take this kind of file.")
    if cap.mimes and mime.partition(";")[0].strip() not in cap.mimes:
        raise Unsendable(f"WhatsApp takes {spoken(kind)} as {cap.words}; this file is {mime or 'of an unknown type'}.")
    if size <= 0:
        raise Unsendable("The file is empty.")
    if size > cap.most:
        raise Unsendable(f"The file has {spell(size)}; WhatsApp takes {spell(cap.most)} at most for {spoken(kind)}.")


def spoken(kind: str) -> str:
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{article} {'audio file' if kind == 'audio' else kind}"


def spell(size: int) -> str:
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, round(size / KB))} KB"
