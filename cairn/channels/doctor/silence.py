"""No webhook comes although WhatsApp accepts what we send: then receipts are missing, and customers' messages too.

A number that nobody writes to is silent as well, so only sends that succeeded make a silence suspicious.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import LiteralString

from django.db import transaction

from cairn.conversations.events import OWN_KNOCK
from cairn.conversations.models import Channel
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.lib import clock, hot

SUSPICIOUS = timedelta(minutes=10)
LOOK_BACK = timedelta(days=2)
FLAG = "silent"  # stands in the first number's health while the alarm does
BEGINS = "No webhook comes although WhatsApp accepts messages. Open the doctor"
ENDS = "Webhooks come again"

# The doctor's own knocks are no sign of life. Only the beginning of a body is read, and mostly of one.
LAST: LiteralString = """
SELECT received_at FROM journal_entry
WHERE source = 'whatsapp' AND position(%(knock)s::bytea IN substring(body FROM 1 FOR 400)) = 0
ORDER BY id DESC LIMIT 1
"""


def last_webhook() -> datetime | None:
    """When WhatsApp last told us something."""
    row = hot.fetch_one(LAST, {"knock": OWN_KNOCK.encode()})
    return row[0] if row else None


def silent_since() -> datetime | None:
    """The first accepted message of ten minutes ago or more that no webhook followed."""
    known = max(filter(None, [last_webhook(), clock.now() - LOOK_BACK]))
    sent = Event.objects.filter(type="message_sent", at__gt=known, at__lt=clock.now() - SUSPICIOUS)
    return sent.order_by("at").values_list("at", flat=True).first()


def watch() -> int:
    """For the sweeper: one notification when a silence begins, one when it ends. Returns 1 while it lasts."""
    silent = silent_since() is not None
    if known_flag() == silent:
        return int(silent)
    with transaction.atomic():
        first = Channel.objects.select_for_update().order_by("pk").first()
        if first and silent != bool(first.health.get(FLAG)):
            first.health = {**first.health, FLAG: silent}
            first.save(update_fields=["health"])
            record("notification", actor="system", why=BEGINS if silent else ENDS, kind="connection", channel=first.pk)
    return int(silent)


def known_flag() -> bool:
    health = Channel.objects.order_by("pk").values_list("health", flat=True).first()
    return bool(health and health.get(FLAG))
