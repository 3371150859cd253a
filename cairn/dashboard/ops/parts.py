"""Each part of the product in words: what it does now, since when, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cairn.journal.models import Part

Words = str | Promise
NAMES: dict[str, Words] = {
    "database": _("Database"),
    "worker": _("Worker"),
    "whatsapp": _("WhatsApp"),
    "assistant": _("Assistant"),
    "spool": _("Messages on disk"),
    "sync": _("Firestore"),
}
# What a state means, and the next step where there is one.
SAYS: dict[tuple[str, str], tuple[Words, Words]] = {
    ("database", "ok"): (_("It answers."), ""),
    ("database", "away"): (
        _("It does not answer. Messages are kept on disk meanwhile."),
        _("It starts again by itself. If not, look at the machine it runs on."),
    ),
    ("worker", "ok"): (_("It files, answers and sends."), ""),
    ("worker", "late"): (
        _("It works, but messages wait longer than they should."),
        _("Wait a minute. If it stays late, start a second one beside it: cairn work."),
    ),
    ("worker", "silent"): (
        _("It has not been heard of. Messages are kept, nothing is answered."),
        _("It is started again by itself. If not, start Cairn again."),
    ),
    ("worker", "missing"): (_("None runs. Messages are kept, nothing is answered."), _("Start one: cairn work.")),
    ("worker", "unknown"): (_("Not known while the database is away."), ""),
    ("whatsapp", "ok"): (_("It takes our messages."), ""),
    ("whatsapp", "failing"): (
        _("Every message of the last ten minutes failed."),
        _("Open the doctor and follow what it says."),
    ),
    ("whatsapp", "away"): (
        _("It does not answer. Messages wait and go out by themselves as soon as it does."),
        _("Wait. If other numbers and the phone work, open the doctor."),
    ),
    ("whatsapp", "unconfigured"): (_("No number is connected."), _("Connect one under WhatsApp numbers.")),
    ("whatsapp", "unknown"): (_("Not known while the database is away."), ""),
    ("assistant", "ok"): (_("It is ready."), ""),
    ("assistant", "model missing"): (
        _("The file it understands words with is missing."),
        _("Install Cairn again; the file belongs to the package."),
    ),
    ("spool", "ok"): (_("Nothing waits."), ""),
    ("spool", "waiting"): (
        _("They came while the database was away."),
        _("They are filed by themselves, in order. If the number stays, start Cairn again."),
    ),
    ("sync", "off"): (_("Not connected; trips are edited here."), ""),
    ("sync", "ok"): (_("Here and there are the same."), ""),
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """`tone` is that of the doctor's lines: good, bad, warn or unknown."""

    key: str
    name: Words
    tone: str
    says: Words
    step: Words
    since: datetime | None
    link: str
    note: str


def lines(found: Mapping[str, Any], since: Mapping[str, Part]) -> list[PartLine]:
    """What is wrong first."""
    rows = [one(key, found[key], since.get(key)) for key in NAMES]
    order = ("bad", "warn", "good", "unknown")
    return sorted(rows, key=lambda row: order.index(row.tone))


def one(key: str, part: Mapping[str, Any], known: Part | None) -> PartLine:
    state = str(part["state"])
    says, step = SAYS.get((key, state), (state, ""))
    link = "/settings/doctor" if key == "whatsapp" and state in ("failing", "away") else ""
    since = known.since if known and known.state == state else None
    return PartLine(key, NAMES[key], tone(part, state), says, step, since, link, note(key, part))


def tone(part: Mapping[str, Any], state: str) -> str:
    if state in ("unknown", "off"):
        return "unknown"
    if state in ("late", "waiting", "unconfigured"):
        return "warn"
    return "good" if part["ok"] else "bad"


def note(key: str, part: Mapping[str, Any]) -> str:
    """The number that belongs to it."""
    if key == "spool":
        return str(part.get("files", 0))
    if key == "whatsapp" and "waiting" in part:
        return str(part["waiting"])
    if key == "worker" and "heartbeat_seconds" in part:
        return f"{part['heartbeat_seconds']} s"
    return ""
