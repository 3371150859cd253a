"""Where webhooks wait while the database is away: one fsynced file each, replayed in the order they came.

A file is written under another name, fsynced, renamed, and the folder fsynced, so that neither a killed process nor a
power cut leaves half a file or loses an acknowledged one. Replaying twice does no harm: the journal drops what it has.
"""

from __future__ import annotations

import os
import struct
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HEADER = struct.Struct("<d")


class SpoolFull(Exception):
    """The spool holds as many webhooks as it may; the sender has to keep the next one."""


@dataclass(frozen=True, slots=True)
class Spooled:
    path: Path
    received_at: datetime
    body: bytes


class Spool:
    """One folder of waiting webhooks. `limit` is the number of files it may hold."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self._lock = threading.Lock()
        self._last = 0
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, body: bytes, received_at: datetime) -> None:
        """Store one body durably. Raises SpoolFull at the limit and OSError when the disk refuses."""
        if self.size() >= self.limit:
            raise SpoolFull
        path = self.folder / f"{self._next():020d}-{os.getpid()}.body"
        draft = path.with_suffix(".draft")
        with open(draft, "wb") as file:
            file.write(HEADER.pack(received_at.timestamp()) + body)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        self._sync_folder()

    def waiting(self, limit: int = 200) -> list[Spooled]:
        """The oldest `limit` bodies, oldest first. Unreadable files are set aside, never replayed and never deleted."""
        found = []
        for path in sorted(self.folder.glob("*.body"))[:limit]:
            raw = path.read_bytes()
            if len(raw) < HEADER.size:
                path.rename(path.with_suffix(".corrupt"))
                continue
            received_at = datetime.fromtimestamp(HEADER.unpack_from(raw)[0], UTC)
            found.append(Spooled(path, received_at, raw[HEADER.size :]))
        return found

    def done(self, spooled: list[Spooled]) -> None:
        for item in spooled:
            item.path.unlink(missing_ok=True)

    def size(self) -> int:
        with os.scandir(self.folder) as entries:
            return sum(entry.name.endswith(".body") for entry in entries)

    def _next(self) -> int:
        """A name that is later than every earlier one, also when the clock stands still or steps back."""
        with self._lock:
            self._last = max(time.time_ns(), self._last + 1)
            return self._last

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
