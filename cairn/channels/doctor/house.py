"""This installation: clocks, worker, spool, disk, and whether WhatsApp fell silent."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop as _

from cairn.channels.doctor import silence
from cairn.channels.doctor.finding import Finding, bad, good, unknown, warn
from cairn.channels.doctor.patient import Patient
from cairn.lib import clock

SKEW, TOO_MUCH = timedelta(seconds=5), timedelta(seconds=60)
HEARTBEAT = 15.0  # seconds
GIGABYTE = 1024**3
LEAST, LITTLE = 0.5, 2.0  # gigabytes
SET_CLOCK = _("Switch on time synchronisation (NTP) on this machine.")


def paused(patient: Patient) -> Finding:
    name, channel = _("Sending"), patient.channel
    if channel.paused_at is None:
        return good(name, _("Messages leave."))
    why = channel.paused_why or "WhatsApp refused the account."
    return bad(
        name,
        f"Nothing is sent since {channel.paused_at:%d %b %H:%M} UTC. {why}",
        _("Mend the cause, then resume."),
        "resume",
    )


def clocks(patient: Patient) -> Finding:
    name, theirs = _("Clock"), graph_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        database = abs(cursor.fetchone()[0] - clock.now())
    far = max(database, abs(theirs - clock.now()) if theirs else timedelta(0))
    if far > SKEW:
        tell = bad if far > TOO_MUCH else warn
        return tell(
            name, f"The clocks are {round(far.total_seconds())} s apart: windows would close wrongly.", SET_CLOCK
        )
    if theirs is None:
        return unknown(name, _("The database's clock agrees; WhatsApp's could not be read."))
    return good(name, _("This machine, the database and WhatsApp agree."))


def graph_time() -> datetime | None:
    """Whole seconds, from the Date header of any answer; no token is needed for it."""
    with suppress(httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError):
        answer = httpx.get(settings.WHATSAPP_GRAPH_URL, timeout=5, trust_env=False)
        return parsedate_to_datetime(answer.headers["Date"]) if "Date" in answer.headers else None
    return None


def last_webhook(patient: Patient) -> Finding:
    name, last, since = _("Last webhook"), silence.last_webhook(), silence.silent_since()
    if since:
        step = _("See the lines above: the app's subscription, the address at Meta, the signature.")
        minutes = silence.minutes(since)
        return bad(name, f"None for {minutes} minutes, although messages are accepted.", step)
    if last is None:
        return unknown(name, _("None has come yet."), _("Write to the number from a phone."))
    return good(name, f"The last one came {ago(clock.now() - last)}.")


def spool(patient: Patient) -> Finding:
    name, waiting = _("Spool"), 0
    with suppress(FileNotFoundError):
        waiting = sum(path.suffix == ".body" for path in settings.SPOOL_DIR.iterdir())
    if waiting:
        step = _(
            "They are taken up by themselves when the database answers. If this stays, look at the web process's log."
        )
        return warn(name, f"{waiting} webhooks wait on disk for the database.", step)
    return good(name, _("Empty: everything is in the database."))


def worker(patient: Patient) -> Finding:
    name = _("Worker")
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers")
        silent = cursor.fetchone()[0]
    if silent is None or silent > HEARTBEAT:
        says = "None runs." if silent is None else f"It was last heard of {round(silent)} s ago."
        return bad(name, f"{says} Nothing is filed, answered or sent.", _("Start one: cairn work"))
    return good(name, f"Alive {round(silent)} s ago.")


def disk(patient: Patient) -> Finding:
    name = _("Disk")
    free = shutil.disk_usage(settings.DATA_DIR).free / GIGABYTE
    if free < LITTLE:
        tell = bad if free < LEAST else warn
        return tell(name, f"{free:.1f} GB are free.", _("Make room: webhooks and media need it."))
    return good(name, f"{free:.0f} GB are free.")


def ago(span: timedelta) -> str:
    seconds = max(0, round(span.total_seconds()))
    if seconds < 90:
        return f"{seconds} s ago"
    return f"{seconds // 60} min ago" if seconds < 5400 else f"{seconds // 3600} h ago"
