"""Reads one document in a process of its own, within limits: what a hostile file may break is only this process.

Bytes come in on stdin, JSON goes out on stdout: {"title", "pages", "blocks": [[text, [headings]]]} or {"error"}.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Callable

from cairn.knowledge.documents import office, portable, web
from cairn.knowledge.documents.blocks import Outline, Text, Unreadable

SECONDS = 40  # of the processor
MEMORY = 1024 * 1024 * 1024  # bytes


def plain(body: bytes) -> Text:
    """Paragraphs lie between empty lines; a line that begins with # is a heading."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    outline = Outline()
    for part in text.replace("\r\n", "\n").split("\n\n"):
        head, _, rest = part.strip().partition("\n")
        marks = len(head) - len(head.lstrip("#"))
        outline.heading(head.lstrip("# "), marks) if marks else None
        outline.paragraph(rest if marks else part)
    if not outline.text.characters:
        raise Unreadable("The file is empty.")
    return outline.text


READERS: dict[str, Callable[[bytes], Text]] = {
    "pdf": portable.read,
    "docx": office.read,
    "html": web.read,
    "txt": plain,
}


def kind_of(body: bytes, told: str = "") -> str:
    """What it is by its first bytes: pdf, docx, html or txt. `told` is the web server's word. Raises Unreadable."""
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body[:4] == b"PK\x03\x04":
        if b"word/" in body:
            return "docx"
        raise Unreadable("This is an archive or a table, not a text. Save it as PDF and add that.")
    if body[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable("This is an old Word file. Save it as .docx or PDF and add that.")
    if "html" in told or body[:500].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if b"\0" in body[:4000]:
        raise Unreadable("This is no document. PDF, Word (.docx), text and web pages can be read.")
    return "txt"


def limit() -> None:
    """Not every system knows every limit; the parent's own clock stands behind them."""
    for name, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (most, most))


def answer(body: bytes, told: str) -> dict[str, object]:
    try:
        text = READERS[kind_of(body, told)](body)
    except Unreadable as reason:
        return {"error": str(reason)}
    except (MemoryError, RecursionError):
        return {"error": "It is too large or too deeply nested to be read. Save it anew, or in parts."}
    blocks = [[block.text, list(block.headings)] for block in text.blocks]
    return {"title": text.title, "pages": text.pages, "blocks": blocks}


if __name__ == "__main__":
    limit()
    json.dump(answer(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else ""), sys.stdout)
