"""Where webhooks wait while the database is away: one fsynced file each, replayed in the order they came.

A file is written under another name, fsynced, renamed, and the folder fsynced, so that neither a killed process nor a
power cut leaves half a file or loses an acknowledged one. Replaying twice does no harm: the journal drops what it has.
"""

from __future__ import annotations

import os
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HEADER = struct.Struct("<d")
BATCH_FILES = 200
BATCH_BYTES = 4 * 1024 * 1024


class SpoolFull(Exception):
    """The spool holds as many webhooks as it may; the sender has to keep the next one."""


@dataclass(frozen=True, slots=True)
class Spooled:
    path: Path
    received_at: datetime
    body: bytes


class Spool:
    """One folder of waiting webhooks, which several processes may share. `limit` is the number of files it may hold."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self._lock = threading.Lock()
        self._last = 0
        self._size, self._counted = 0, 0.0
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, body: bytes, received_at: datetime) -> None:
        """Store one body durably. Raises SpoolFull at the limit and OSError when the disk refuses."""
        if self.size() >= self.limit:
            raise SpoolFull
        path = self.folder / f"{self._next():020d}-{os.getpid()}.body"
        draft = path.with_suffix(".draft")
        try:
            write_durably(draft, HEADER.pack(received_at.timestamp()) + body)
            draft.rename(path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(self.folder)
        self._size += 1

    def batches(self) -> Iterator[list[Spooled]]:
        """All that waits now, oldest first, in batches of bounded size. A file that another process took is skipped."""
        batch, size = [], 0
        for path in sorted(self.folder.glob("*.body")):
            if (spooled := read(path)) is None:
                continue
            batch.append(spooled)
            size += len(spooled.body)
            if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def done(self, spooled: list[Spooled]) -> None:
        for item in spooled:
            item.path.unlink(missing_ok=True)
        self._counted = 0.0

    def empty(self) -> bool:
        """Whether nothing waits; looks no further than the first file."""
        with os.scandir(self.folder) as entries:
            return not any(entry.name.endswith(".body") for entry in entries)

    def size(self) -> int:
        """How many wait, counted at most once a second: others may write here too."""
        if time.monotonic() - self._counted > 1:
            with os.scandir(self.folder) as entries:
                self._size = sum(entry.name.endswith(".body") for entry in entries)
            self._counted = time.monotonic()
        return self._size

    def _next(self) -> int:
        """A name that is later than every earlier one, also when the clock stands still or steps back."""
        with self._lock:
            self._last = max(time.time_ns(), self._last + 1)
            return self._last


def read(path: Path) -> Spooled | None:
    """One file; a torn one is set aside, never replayed and never deleted."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(raw) < HEADER.size:
        path.rename(path.with_suffix(".corrupt"))
        return None
    return Spooled(path, datetime.fromtimestamp(HEADER.unpack_from(raw)[0], UTC), raw[HEADER.size :])


def write_durably(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
