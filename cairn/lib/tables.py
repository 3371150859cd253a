"""A CSV file as rows, whatever programme wrote it: the encoding and the delimiter are guessed from what is there."""

from __future__ import annotations

import csv
import io
from collections import Counter

LARGEST = 5 * 1024 * 1024  # bytes
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST = 10_000  # characters of one cell
DELIMITERS = ",;\t|"
FORMULA = "=+-@\t\r"


class Unreadable(Exception):
    """The file can't be read. The message says why, and what to do."""


def decode(body: bytes) -> str:
    """The text of the file. Raises Unreadable for what is no text, too large, or empty."""
    if len(body) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 1024 // 1024} MB. Split it and import the parts.")
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("This is a spreadsheet, not a CSV file. Save it as CSV (UTF-8) and choose that.")
    text = unpacked(body).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable("The file is empty.")
    return text


def unpacked(body: bytes) -> str:
    try:
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return body.decode("utf-16")
        if b"\0" in body:
            raise Unreadable("This is not a text file. Save the list as CSV (UTF-8) and choose that.")
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older spreadsheets write the Windows code page; a stray byte becomes a mark that people see in the preview.
        return body.decode("cp1252", errors="replace")


def delimiter(text: str) -> str:
    """The one that cuts the first lines most often, and each of them alike."""
    lines = [line for line in text.split("\n")[:10] if line.strip()]
    counts = {mark: [line.count(mark) for line in lines] for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: (min(counts[mark]), Counter(counts[mark]).most_common(1)[0][0]))


def rows(text: str, longest: int = LONGEST) -> list[list[str]]:
    """All rows, the first one too, without the empty ones. Raises Unreadable."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter(text))
    found: list[list[str]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append([clean(cell, longest) for cell in row])
            if len(found) > MOST_ROWS + 1:
                raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it and import the parts.")
    except csv.Error as error:
        raise Unreadable(
            f"Row {len(found) + 1} can't be read: a quotation mark is open or a cell is too long."
        ) from error
    if found and max(len(row) for row in found) > MOST_COLUMNS:
        raise Unreadable(f"A row has more than {MOST_COLUMNS} columns. Keep those that matter.")
    if len(found) < 2:
        raise Unreadable("The file needs a first row with the names of the columns, and rows below it.")
    return found


def clean(cell: str, longest: int = LONGEST) -> str:
    """Trimmed and cut; the apostrophe that an export put before a formula comes off again."""
    text = cell.replace("\0", "").strip()[:longest]
    return text[1:] if text[:1] == "'" and text[1:2] in tuple(FORMULA) else text


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(tuple(FORMULA)) else cell
