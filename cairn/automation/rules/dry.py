"""What a rule would have done in the last thirty days. Reads, and writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cairn.accounts.models import Firm
from cairn.automation.rules.facts import cases
from cairn.automation.rules.match import matches
from cairn.journal.models import Event
from cairn.leads.models import Lead
from cairn.lib import clock

DAYS = 30
MOST = 5_000  # Events, the newest
SHOWN = 50  # leads


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`looked`: Events looked at; `cut`: there were more; `leads`: whom it would have touched and how often."""

    looked: int
    cut: bool
    times: int
    leads: list[tuple[Lead, int]]


def rehearse(event: str, conditions: Mapping[str, Any]) -> Rehearsal:
    """By the leads as they are now: what they were at the time is not kept, but for the stage of a move."""
    since = clock.now() - timedelta(days=DAYS)
    rows = list(Event.objects.filter(type=event, at__gte=since).order_by("-at")[: MOST + 1])
    found = cases(rows[:MOST], Firm.current())
    hits = [case.lead for case in found if case.lead and case.known and matches(conditions, case.known)]
    times = Counter(lead.pk for lead in hits)
    leads = {lead.pk: lead for lead in hits}
    most = [(leads[pk], count) for pk, count in times.most_common(SHOWN)]
    return Rehearsal(min(len(rows), MOST), len(rows) > MOST, len(hits), most)
