"""A message's file as its bubble shows it: a picture, a player, a name to save, or what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat

from cairn.conversations.models import Attachment, Message
from cairn.dashboard import times
from cairn.lib import clock

EDGE = 288  # CSS pixels, the longer side of a picture in the thread
STICKER = 128
SHOWN = {"image": "picture", "sticker": "picture", "audio": "sound", "video": "film", "document": "paper"}


@dataclass(frozen=True, slots=True)
class File:
    row: Attachment

    @property
    def part(self) -> str:
        """Which template shows it."""
        row = self.row
        if row.state != Attachment.State.STORED or (row.kind in ("image", "sticker") and not row.thumbnail):
            return "paper"
        return SHOWN.get(row.kind, "paper")

    @property
    def stored(self) -> bool:
        return self.row.state == Attachment.State.STORED

    @property
    def lost(self) -> bool:
        return self.row.state in (Attachment.State.FAILED, Attachment.State.REFUSED)

    @property
    def may_try(self) -> bool:
        return self.row.state == Attachment.State.FAILED

    @property
    def size(self) -> str:
        return filesizeformat(self.row.size).replace("\xa0", " ") if self.row.size else ""

    @property
    def state(self) -> str:
        """What is said under the name."""
        row = self.row
        if self.stored or self.lost:
            return row.error if self.lost else " · ".join(part for part in (self.ending, self.size) if part)
        if row.error and row.next_attempt_at:
            return f"{row.error}. Next try at {times.moment(max(row.next_attempt_at, clock.now()))}"
        return f"Coming in, {self.size}" if self.size else "Coming in"

    @property
    def ending(self) -> str:
        """`PDF` of `ticket.pdf`."""
        ending = self.row.filename.rpartition(".")[2] if "." in self.row.filename else ""
        return ending.upper() if 0 < len(ending) <= 5 and ending.isalnum() else ""

    @property
    def width(self) -> int:
        return self.scaled[0]

    @property
    def height(self) -> int:
        return self.scaled[1]

    @property
    def scaled(self) -> tuple[int, int]:
        """The picture's place in the thread, kept free before it is loaded so that nothing jumps."""
        width, height = self.row.width or EDGE, self.row.height or EDGE
        most = STICKER if self.row.kind == "sticker" else EDGE
        scale = min(1.0, most / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


def file_of(message: Message) -> File | None:
    """The file, if the message has one; read with the message."""
    row: Attachment | None = getattr(message, "attachment", None)
    return File(row) if row else None
