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
from cairn.lib.saying import said, spelt

SKEW, TOO_MUCH = timedelta(seconds=5), timedelta(seconds=60)
HEARTBEAT = 15.0  # seconds
GIGABYTE = 1024**3
LEAST, LITTLE = 0.5, 2.0  # gigabytes
SET_CLOCK = _("Switch on time synchronisation (NTP) on this machine.")


def paused(patient: Patient) -> Finding:
    name, channel = _("Sending"), patient.channel
    if channel.paused_at is None:
        return good(name, _("Messages leave."))
    why = channel.paused_why or _("WhatsApp refused the account.")
    since = f"{channel.paused_at:%Y-%m-%d %H:%M} UTC"
    return bad(
        name,
        said(_("Nothing is sent since %(since)s. %(why)s"), since=since, why=why),
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
            name, said(_("The clocks are %(span)s apart: windows would close wrongly."), span=spelt(far)), SET_CLOCK
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
        says = said(_("None for %(span)s, although messages are accepted."), span=spelt(clock.now() - since))
        return bad(name, says, step)
    if last is None:
        return unknown(name, _("None has come yet."), _("Write to the number from a phone."))
    return good(name, said(_("The last one came %(span)s ago."), span=spelt(clock.now() - last)))


def spool(patient: Patient) -> Finding:
    name, waiting = _("Spool"), 0
    with suppress(FileNotFoundError):
        waiting = sum(path.suffix == ".body" for path in settings.SPOOL_DIR.iterdir())
    if waiting:
        step = _(
            "They are taken up by themselves when the database answers. If this stays, look at the web process's log."
        )
        return warn(name, said(_("%(number)s webhooks wait on disk for the database."), number=waiting), step)
    return good(name, _("Empty: everything is in the database."))


def worker(patient: Patient) -> Finding:
    name = _("Worker")
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers")
        silent = cursor.fetchone()[0]
    if silent is None or silent > HEARTBEAT:
        says = (
            _("None runs. Nothing is filed, answered or sent.")
            if silent is None
            else said(_("It was last heard of %(span)s ago. Nothing is filed, answered or sent."), span=seconds(silent))
        )
        return bad(name, says, _("Start one: cairn work"))
    return good(name, said(_("Alive %(span)s ago."), span=seconds(silent)))


def seconds(number: float) -> str:
    return spelt(timedelta(seconds=number))


def disk(patient: Patient) -> Finding:
    name = _("Disk")
    free = shutil.disk_usage(settings.DATA_DIR).free / GIGABYTE
    if free < LITTLE:
        tell = bad if free < LEAST else warn
        return tell(
            name, said(_("%(size)s GB are free."), size=f"{free:.1f}"), _("Make room: webhooks and media need it.")
        )
    return good(name, said(_("%(size)s GB are free."), size=f"{free:.0f}"))
