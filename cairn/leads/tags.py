"""Tags: short words that the team puts on leads, completed from those that are there."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from cairn.accounts.models import User
from cairn.journal.record import record, together
from cairn.leads.models import Lead

MOST = 20  # tags of one lead
LONGEST = 40
RECENT = 5000  # leads that completion looks at


def clean(words: Iterable[str]) -> list[str]:
    """Trimmed, each once whatever its capitals, in the order given."""
    found: dict[str, str] = {}
    for word in words:
        tag = " ".join(word.replace(",", " ").split()).lstrip("#")[:LONGEST]
        if tag:
            found.setdefault(tag.casefold(), tag)
    return list(found.values())[:MOST]


def known(start: str = "", *, most: int = 12) -> list[str]:
    """Tags in use that begin with these letters, the most used first, among the leads that were heard of last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tag FROM (SELECT tags FROM leads_lead WHERE tags <> '{}' ORDER BY last_contact_at DESC LIMIT %s) AS l, "
            "unnest(l.tags) AS tag WHERE starts_with(lower(tag), lower(%s)) GROUP BY tag ORDER BY count(*) DESC, tag LIMIT %s",
            [RECENT, start, most],
        )
        return [row[0] for row in cursor.fetchall()]


def add(ids: Iterable[int], tag: str, *, user: User | None) -> list[int]:
    """Put one tag on these leads. Those that have it stay as they are; returns the others."""
    wanted = clean([tag])
    if not wanted:
        return []
    with transaction.atomic(), together():
        rows = Lead.objects.filter(pk__in=list(ids)[:500], merged_into=None).exclude(tags__contains=wanted)
        leads = [lead for lead in rows.order_by("pk").select_for_update() if len(lead.tags) < MOST]
        for lead in leads:
            before, lead.tags = lead.tags, [*lead.tags, *wanted]
            tell(lead, before, user)
        Lead.objects.bulk_update(leads, ["tags"])
    return [lead.pk for lead in leads]


def tell(lead: Lead, before: list[str], user: User | None) -> None:
    record(
        "lead_updated",
        actor="staff" if user else "rule",
        user_id=user.pk if user else None,
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        fields=["tags"],
        changed={"tags": [before, lead.tags]},
    )
