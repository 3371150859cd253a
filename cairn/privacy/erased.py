"""The list of who was erased, in a file beside the database: a backup that is put back brings people back, and by this
list they go again. It holds the number and the birth of a row, nothing of a person."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cairn.conversations.models import Contact

NAME = "erased.jsonl"


def path() -> Path:
    return Path(settings.DATA_DIR) / NAME


def remember(contact: int, made_at: datetime) -> None:
    """Durably, before anything is erased; the same line twice is one."""
    line = json.dumps({"contact": contact, "made_at": made_at.isoformat()})
    if line in lines():
        return
    with open(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def lines(source: Path | None = None) -> list[str]:
    try:
        return [line for line in (source or path()).read_text(encoding="utf-8").splitlines() if line.strip()]
    except FileNotFoundError:
        return []


def join(source: Path) -> None:
    """Take over the list that came with a backup; who is on either of the two stays erased."""
    for line in lines(source):
        if known := read(line):
            remember(*known)


def read(line: str) -> tuple[int, datetime] | None:
    """A line that was cut by a power failure says nothing."""
    try:
        raw = json.loads(line)
        return int(raw["contact"]), datetime.fromisoformat(raw["made_at"])
    except (ValueError, KeyError, TypeError):
        return None


def back() -> list[Contact]:
    """Who is on the list and here all the same. A later row with the number of an erased one is somebody else."""
    known = dict(found for line in lines() if (found := read(line)))
    return [row for row in Contact.objects.filter(pk__in=known) if row.created_at == known[row.pk]]
