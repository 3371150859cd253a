"""What each part of the product is doing now: the parts of /readyz, since when, and one thing to say about it."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from contextlib import suppress
from datetime import datetime
from typing import Any, LiteralString

from django.conf import settings
from django.db import DatabaseError

from cairn import __version__
from cairn.journal.models import Part
from cairn.knowledge.embed import MODEL
from cairn.lib import clock
from cairn.lib.probe import Away, ask

DEADLINE = 0.8  # seconds
HEARTBEAT = 10.0  # seconds a worker may be silent
LATE = 15.0  # seconds that a webhook may wait before the worker counts as late
FRESH = 3.0  # seconds for which one look serves all open tabs of this process
NEEDED = ("database", "worker")
HISTORY: deque[dict[str, Any]] = deque(maxlen=60)
STATEMENTS: tuple[LiteralString, ...] = (
    "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers",
    """SELECT count(*) FILTER (WHERE type = 'message_sent'), count(*) FILTER (WHERE type = 'delivery_failed')
    FROM journal_event WHERE type IN ('message_sent', 'delivery_failed') AND at > now() - interval '10 minutes'""",
    "SELECT extract(epoch FROM now() - min(received_at))::float8 FROM journal_entry WHERE state = 'new'",
    """SELECT min(paused_at), (SELECT count(*) FROM (SELECT 1 FROM conversations_message m JOIN conversations_channel c
        ON c.id = m.channel_id WHERE m.status = 'queued' AND c.paused_code = -2 LIMIT 1000) AS queued)
    FROM conversations_channel WHERE paused_code = -2""",
)
_lock = threading.Lock()
_seen: tuple[float, dict[str, Any]] = (0.0, {})


def recent() -> dict[str, Any]:
    """What the parts were a moment ago: many open tabs ask, one look answers."""
    global _seen
    with _lock:
        if time.monotonic() - _seen[0] > FRESH or not _seen[1]:
            _seen = (time.monotonic(), look())
        return _seen[1]


def forget() -> None:
    """The next look is a new one."""
    global _seen
    _seen = (0.0, {})


def look() -> dict[str, Any]:
    parts = {**rows(), "assistant": assistant(), "spool": spool(), "sync": {"ok": True, "state": "off"}}
    ready = all(parts[name]["ok"] for name in NEEDED)
    found = {"status": "ok" if ready else "unavailable", "version": __version__, "at": stamp(), **parts}
    failing = [name for name, part in parts.items() if not part["ok"]]
    HISTORY.append({"at": found["at"], "status": found["status"], "failing": failing})
    return found


def stamp(at: datetime | None = None) -> str:
    return (at or clock.now()).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rows() -> dict[str, Any]:
    """The parts that are read from the database; none is known while it is away."""
    try:
        beats, sent, waiting, silent_numbers = ask(STATEMENTS, deadline=DEADLINE)
    except Away:
        unknown = {"ok": False, "state": "unknown"}
        away = {"ok": False, "state": "away", "detail": "It does not answer. Webhooks are kept on disk meanwhile."}
        return {"database": away, "worker": unknown, "whatsapp": unknown}
    silent, oldest = beats[0][0] if beats else None, waiting[0][0] if waiting else None
    return {
        "database": {"ok": True, "state": "ok"},
        "worker": worker(silent, oldest),
        "whatsapp": whatsapp(sent, silent_numbers),
    }


def worker(silent: float | None, oldest: float | None = None) -> dict[str, Any]:
    if silent is None:
        return {"ok": False, "state": "missing", "detail": "No worker runs. Start one: cairn work"}
    alive = silent <= HEARTBEAT
    late = alive and oldest is not None and oldest > LATE
    state = "late" if late else "ok" if alive else "silent"
    waits = {"oldest_entry_seconds": round(oldest, 1)} if late and oldest is not None else {}
    return {"ok": alive, "state": state, "heartbeat_seconds": round(silent, 1), **waits}


def whatsapp(sent: list[tuple[Any, ...]] | None, away: list[tuple[Any, ...]] | None = None) -> dict[str, Any]:
    """Judged by whether it answers, and by what became of the last ten minutes' messages; nobody is called for this."""
    accepted, failed = sent[0] if sent else (0, 0)
    configured = bool(settings.WHATSAPP_ACCESS_TOKEN and settings.WHATSAPP_PHONE_NUMBER_ID)
    ok = configured and (accepted > 0 or failed == 0)
    state = "unconfigured" if not configured else "ok" if ok else "failing"
    if away and away[0][0]:
        ok, state = False, "away"
    queued = {"since": stamp(away[0][0]), "waiting": away[0][1]} if away and state == "away" else {}
    return {"ok": ok, "state": state, **queued, "accepted": accepted, "failed": failed, "simulated": settings.SIMULATED}


def assistant() -> dict[str, Any]:
    writer = "llm" if settings.OPENROUTER_API_KEY else "composer"
    present = (MODEL / "model_int8.onnx").is_file()
    return {"ok": present, "state": "ok" if present else "model missing", "writer": writer}


def spool() -> dict[str, Any]:
    waiting = spooled()
    return {"ok": waiting == 0, "state": "ok" if waiting == 0 else "waiting", "files": waiting}


def spooled() -> int:
    """Webhooks that wait on disk for the database. No folder yet means none."""
    with suppress(FileNotFoundError), os.scandir(settings.SPOOL_DIR) as entries:
        return sum(entry.name.endswith(".body") for entry in entries)
    return 0


def note(parts: dict[str, Any]) -> dict[str, Part]:
    """Since when each part is as it is; written only where it changed. Nothing is known while the database is away."""
    if not parts["database"]["ok"]:
        return {}
    with suppress(DatabaseError):
        known = Part.objects.in_bulk()
        for name in PARTS:
            state = str(parts[name]["state"])
            if name not in known or known[name].state != state:
                Part.objects.update_or_create(name=name, defaults={"state": state, "since": clock.now()})
        return Part.objects.in_bulk()
    return {}


PARTS = ("database", "worker", "whatsapp", "assistant", "spool", "sync")
