"""Text of a PDF. Headings are guessed: a short line without a full stop, followed by something longer."""

from __future__ import annotations

import io
import re

from cairn.knowledge.documents.blocks import MOST_PAGES, Outline, Text, Unreadable

LONGEST_HEADING = 70  # characters
NUMBERED = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s+[A-Z]")


def read(body: bytes) -> Text:
    """Raises Unreadable."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("It is locked with a password. Save it without one and add it again.")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"It has {len(reader.pages)} pages; {MOST_PAGES} are read at most. Split it.")
        outline = Outline()
        for page in reader.pages:
            lines(page.extract_text() or "", outline)
        told = str((reader.metadata and reader.metadata.title) or "")
    except PyPdfError as error:
        raise Unreadable("This PDF is damaged. Open it, save it anew and add it again.") from error
    outline.text.pages, outline.text.title = len(reader.pages), told
    if not outline.text.characters:
        raise Unreadable("It holds pictures of text only, as scans do. Save it as a searchable PDF and add it again.")
    return outline.text


def lines(text: str, outline: Outline) -> None:
    """Lines become paragraphs; one that ends a sentence, or comes before an empty line, ends a paragraph."""
    rows = [line.strip() for line in text.splitlines()]
    gathered: list[str] = []
    for at, line in enumerate(rows):
        following = next((row for row in rows[at + 1 :] if row), "")
        if heads(line, following) and not (gathered and gathered[-1][-1:] not in ".!?:;"):
            outline.paragraph(" ".join(gathered))
            outline.heading(line, 1)
            gathered = []
        elif not line or line.startswith(("•", "-", "–")):
            outline.paragraph(" ".join(gathered))
            gathered = [line] if line else []
        else:
            gathered.append(line)
    outline.paragraph(" ".join(gathered))


def heads(line: str, following: str) -> bool:
    if not 3 <= len(line) <= LONGEST_HEADING or line[-1] in ".,;:!?" or not following or line[0] in "•-–":
        return False
    words = line.split()
    capital = sum(word[0].isupper() for word in words if word[0].isalpha())
    shouted = line.isupper() and len(words) < 10
    return (
        shouted
        or bool(NUMBERED.match(line))
        or (len(words) <= 8 and line[0].isupper() and len(following) > len(line) * 1.5 and capital >= 1)
    )
