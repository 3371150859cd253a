"""Multipart bodies, as far as a media upload needs them (Starlette's own reader wants another package)."""

from __future__ import annotations

import re
from dataclasses import dataclass

BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    content_type: str
    filename: str
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")


def read(content_type: str, body: bytes) -> dict[str, Part]:
    """Parts by name; empty when this is no multipart body."""
    found = BOUNDARY.search(content_type)
    if not content_type.startswith("multipart/form-data") or not found:
        return {}
    pieces = (b"\r\n" + body).split(b"\r\n--" + found[1].encode())
    return dict(part for piece in pieces[1:-1] if (part := _part(piece)))


def _part(piece: bytes) -> tuple[str, Part] | None:
    head, _, data = piece.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace")
    name = re.search(r'[; ]name="([^"]*)"', lines)
    filename = re.search(r'filename="([^"]*)"', lines)
    kind = re.search(r"^content-type:\s*(.+?)\s*$", lines, re.IGNORECASE | re.MULTILINE)
    if not name:
        return None
    return name[1], Part(kind[1] if kind else "", filename[1] if filename else "", data)
