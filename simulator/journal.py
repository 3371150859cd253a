"""What outlives a restart: an append-only journal, and a list of every accepted send that is on disk before the answer."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from simulator.people import Customer, Message, as_record
from simulator.world import World

Json = dict[str, Any]


class Journal:
    """Remembers in `folder`; with no folder it forgets, at no cost. `ledger`: the accepted sends elsewhere than there."""

    def __init__(self, folder: Path | None, ledger: Path | None = None) -> None:
        self.folder = folder
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._log = _appending(folder / "journal.jsonl") if folder else None
        path = ledger or (folder / "accepted.jsonl" if folder else None)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._accepted = Ledger(path) if path else None

    def note(self, kind: str, record: Json) -> None:
        if self._log is not None:
            os.write(self._log, _line({"kind": kind} | record))

    def note_thing(self, thing: Customer | Message) -> None:
        if self._log is not None:
            self.note(type(thing).__name__.lower(), as_record(thing))

    async def accept(self, record: Json) -> None:
        """Returns once the line is on disk: chaos tests compare it with what Cairn believes it sent."""
        if self._accepted:
            await self._accepted.add(_line(record))

    def replay(self, world: World) -> list[Json]:
        """Rebuild the world; what the journal holds besides it (templates, media) is handed back."""
        if not self.folder:
            return []
        records = [_read(line) for line in (self.folder / "journal.jsonl").read_bytes().splitlines()]
        return [record for record in records if record and not _restore(world, record)]


class Ledger:
    """Group commit: lines that arrive while one fsync runs share the next one."""

    def __init__(self, path: Path) -> None:
        self._file = _appending(path)
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def add(self, line: bytes) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((line, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await asyncio.to_thread(self._commit, b"".join(line for line, _ in batch))
            for _, done in batch:
                if not done.done():
                    done.set_result(None)

    def _commit(self, lines: bytes) -> None:
        os.write(self._file, lines)
        os.fsync(self._file)


def _appending(path: Path) -> int:
    return os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)


def _line(record: Json) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _read(line: bytes) -> Json | None:
    """A line cut short by a kill is the last one: it is passed over."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _restore(world: World, record: Json) -> bool:
    match record.pop("kind"):
        case "customer":
            world.keep_customer(Customer(**record))
        case "message":
            world.keep_message(Message(**record))
        case "status":
            _restore_status(world, record)
        case "clock":
            world.shift = record["shift"]
        case other:
            record["kind"] = other
            return False
    return True


def _restore_status(world: World, record: Json) -> None:
    message = world.by_wamid.get(record["id"])
    if message:
        message.status, message.error = record["status"], record.get("error")
