"""Does it live, and can it do its work? Asked every few seconds by whatever watches this installation."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from typing import Any, LiteralString

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from ninja import Router

from cairn import __version__
from cairn.api.probe import Away, ask
from cairn.knowledge.embed import MODEL
from cairn.lib import clock

router = Router(tags=["Health"])
DEADLINE = 0.8  # seconds
HEARTBEAT = 10.0  # seconds a worker may be silent
NEEDED = ("database", "worker")
HISTORY: deque[dict[str, Any]] = deque(maxlen=60)
STATEMENTS: tuple[LiteralString, ...] = (
    "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers",
    """SELECT count(*) FILTER (WHERE type = 'message_sent'), count(*) FILTER (WHERE type = 'delivery_failed')
    FROM journal_event WHERE type IN ('message_sent', 'delivery_failed') AND at > now() - interval '10 minutes'""",
)


def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives. Nothing else is looked at."""
    return JsonResponse({"status": "ok", "version": __version__})


def readyz(request: HttpRequest) -> JsonResponse:
    """Each part of it; 503 when there is no database or no worker."""
    found = look()
    return JsonResponse(found, status=200 if found["status"] == "ok" else 503)


@router.get("/health")
def health(request: HttpRequest) -> JsonResponse:
    """As /readyz, with the last sixty checks of this process, newest last."""
    found = look()
    return JsonResponse({**found, "history": list(HISTORY)}, status=200 if found["status"] == "ok" else 503)


def look() -> dict[str, Any]:
    parts = {**rows(), "assistant": assistant(), "spool": spool(), "sync": {"ok": True, "state": "off"}}
    ready = all(parts[name]["ok"] for name in NEEDED)
    found = {"status": "ok" if ready else "unavailable", "version": __version__, "at": stamp(), **parts}
    failing = [name for name, part in parts.items() if not part["ok"]]
    HISTORY.append({"at": found["at"], "status": found["status"], "failing": failing})
    return found


def stamp() -> str:
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rows() -> dict[str, Any]:
    """The parts that are read from the database; none is known while it is away."""
    try:
        beats, sent = ask(STATEMENTS, deadline=DEADLINE)
    except Away:
        unknown = {"ok": False, "state": "unknown"}
        away = {"ok": False, "state": "away", "detail": "It does not answer. Webhooks are kept on disk meanwhile."}
        return {"database": away, "worker": unknown, "whatsapp": unknown}
    silent = beats[0][0] if beats else None
    return {"database": {"ok": True, "state": "ok"}, "worker": worker(silent), "whatsapp": whatsapp(sent)}


def worker(silent: float | None) -> dict[str, Any]:
    if silent is None:
        return {"ok": False, "state": "missing", "detail": "No worker runs. Start one: cairn work"}
    alive = silent <= HEARTBEAT
    return {"ok": alive, "state": "ok" if alive else "silent", "heartbeat_seconds": round(silent, 1)}


def whatsapp(sent: list[tuple[Any, ...]] | None) -> dict[str, Any]:
    """Judged by what became of the last ten minutes' messages; nobody is called for this."""
    accepted, failed = sent[0] if sent else (0, 0)
    configured = bool(settings.WHATSAPP_ACCESS_TOKEN and settings.WHATSAPP_PHONE_NUMBER_ID)
    ok = configured and (accepted > 0 or failed == 0)
    state = "unconfigured" if not configured else "ok" if ok else "failing"
    return {"ok": ok, "state": state, "accepted": accepted, "failed": failed, "simulated": settings.SIMULATED}


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
