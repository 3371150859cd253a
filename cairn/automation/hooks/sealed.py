"""The secrets that sign outgoing webhooks, sealed anew after a change of SECRET_KEY."""

from __future__ import annotations

from cairn.automation.models import Rule
from cairn.lib import secrets


def reseal() -> int:
    """Returns how many. Raises secrets.Broken."""
    rows = list(Rule.objects.exclude(secret=""))
    for row in rows:
        Rule.objects.filter(pk=row.pk, secret=row.secret).update(secret=secrets.renew(row.secret))
    return len(rows)
