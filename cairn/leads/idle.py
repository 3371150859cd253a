"""Open leads for which nothing is planned and whose customer does not wait: the hottest, and those that fell silent last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.leads.models import Lead, Stage
from cairn.leads.score import HOT

FEW = 8  # more would bury the rest of what Today shows
# So many leads are looked at: where every hot one has its next step, the walk to one without would never end.
LOOKED_AT = 500
QUIET_FROM, QUIET_UNTIL = timedelta(days=3), timedelta(days=30)
IN_TALKS = (Stage.INTERESTED, Stage.QUALIFIED, Stage.PROPOSAL, Stage.NEGOTIATION)
# A row says the trip's name and the lead's score; the rest would be most of what is fetched and read.
UNSAID = (
    *(f"trip__{one.name}" for one in Trip._meta.concrete_fields if one.name not in ("id", "name")),
    *("extra", "score_parts", "source_detail", "first_message", "newest_message", "tags", "closed_reason"),
)
IDLE = """
SELECT id FROM (
    SELECT id, conversation_id, contact_id, score, last_contact_at FROM leads_lead
    WHERE merged_into_id IS NULL AND NOT (stage IN ('won', 'lost')) AND {which} ORDER BY {order} LIMIT %s
) AS looked_at
WHERE NOT EXISTS (SELECT FROM leads_task AS task
                  WHERE task.lead_id = looked_at.id AND task.status IN ('pending', 'snoozed'))
  AND EXISTS (SELECT FROM conversations_conversation AS talk
              WHERE talk.id = looked_at.conversation_id AND talk.needs_person_since IS NULL)
  AND EXISTS (SELECT FROM conversations_contact AS contact
              WHERE contact.id = looked_at.contact_id AND contact.opted_out_at IS NULL)
ORDER BY {order} LIMIT %s
"""
WHOSE = {"mine": " AND owner_id = %s", "nobody": " AND owner_id IS NULL"}


def hot(user: User, who: str) -> list[Lead]:
    rows = idle(user, who, "score >= %s", HOT, order="score DESC, id DESC")
    return list(rows.order_by("-score", "-pk"))


def quiet(user: User, who: str, now: datetime) -> list[Lead]:
    """The ones that fell silent last: of those there is most to be hoped."""
    which = "last_contact_at < %s AND last_contact_at > %s AND stage = ANY(%s) AND score < %s"
    values = (now - QUIET_FROM, now - QUIET_UNTIL, [stage.value for stage in IN_TALKS], HOT)
    rows = idle(user, who, which, *values, order="last_contact_at DESC, id DESC")
    return list(rows.order_by("-last_contact_at", "-pk"))


def idle(user: User, who: str, which: str, *values: Any, order: str) -> QuerySet[Lead]:
    """The first few; `which` and `order` are by columns of the lead alone, so that an index leads to them."""
    mine = [user.pk] if who == "mine" else []
    statement = IDLE.format(which=which + WHOSE.get(who, ""), order=order)
    first = RawSQL(statement, [*values, *mine, LOOKED_AT, FEW])  # noqa: S611  our own words alone
    return Lead.objects.visible_to(user).filter(pk__in=first).select_related("contact", "trip", "owner").defer(*UNSAID)
