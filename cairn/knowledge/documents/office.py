"""Text of a Word file (.docx), with its headings and tables. Its zip is looked into before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from cairn.knowledge.documents.blocks import Outline, Text, Unreadable

MOST_FILES = 3000
MOST_UNPACKED = 80 * 1024 * 1024  # bytes
MOST_RATIO = 200  # unpacked bytes to packed ones; text packs to a tenth
HARMFUL = (b"<!DOCTYPE", b"<!ENTITY")


def read(body: bytes) -> Text:
    """Raises Unreadable."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    inspect(body)
    try:
        found = docx.Document(io.BytesIO(body))
        outline = Outline()
        for part in found.iter_inner_content():
            paragraph(part, outline) if hasattr(part, "style") and hasattr(part, "runs") else table(part, outline)
        outline.text.title = str(found.core_properties.title or "")
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise Unreadable("This Word file is damaged. Open it, save it anew as .docx and add it again.") from error
    if not outline.text.characters:
        raise Unreadable("There is no text in it, only pictures or nothing.")
    return outline.text


def inspect(body: bytes) -> None:
    """Refuse archives that unpack to far more than they are, and XML that defines entities (billion laughs)."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            rows = archive.infolist()
            size = sum(row.file_size for row in rows)
            if len(rows) > MOST_FILES or size > MOST_UNPACKED or size > MOST_RATIO * max(len(body), 10_000):
                raise Unreadable("It unpacks to far more than a document holds, so it was not opened. Save it anew.")
            for row in rows:
                if row.filename.endswith((".xml", ".rels")):
                    check(archive, row)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable("This Word file is damaged or locked. Save it anew as .docx and add it again.") from error


def check(archive: zipfile.ZipFile, row: zipfile.ZipInfo) -> None:
    with archive.open(row) as part:
        head = part.read(4096).replace(b"\0", b"")
    if any(mark in head for mark in HARMFUL):
        raise Unreadable("It contains definitions that no Word file needs and that may be harmful. Save it anew.")


def paragraph(part: Any, outline: Outline) -> None:
    style = str(part.style.name if part.style is not None else "")
    if style == "Title":
        outline.heading(part.text, 0)
    elif style.startswith("Heading"):
        outline.heading(part.text, int(style.split()[-1]) if style.split()[-1].isdigit() else 1)
    else:
        outline.paragraph(part.text)


def table(part: Any, outline: Outline) -> None:
    """Each row a line: "Kedarkantha; 20 December; 6 days"."""
    for row in part.rows:
        cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
        outline.paragraph("; ".join(cell for cell in cells if cell))
