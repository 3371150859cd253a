"""How much may be asked of the language model: per customer and for the firm, within a day."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum

from cairn.assistant.model import trouble
from cairn.assistant.models import Answer, ModelCall, Trouble
from cairn.lib import clock

DAY = timedelta(days=1)


def allows(conversation_id: int) -> bool:
    """Whether this customer's next message may go to the model. True without a query where no model is set.

    ASSISTANT_DAILY_CALLS per customer, ASSISTANT_DAILY_DOLLARS for all together; both over the last 24 hours.
    Staff are told when the firm's budget is used up.
    """
    if not settings.OPENROUTER_API_KEY:
        return True
    mine, dollars = used(conversation_id)
    if dollars >= settings.ASSISTANT_DAILY_DOLLARS:
        trouble.begin(Trouble.Kind.BUDGET)
        return False
    return mine < int(settings.ASSISTANT_DAILY_CALLS)


def used(conversation_id: int | None = None) -> tuple[int, float]:
    """Calls for this customer and US dollars for all, in the last 24 hours."""
    since, mine = clock.now() - DAY, Q(conversation=conversation_id)
    answers = Answer.objects.filter(created_at__gt=since).exclude(model="")
    others = ModelCall.objects.filter(at__gt=since)
    found = [
        rows.aggregate(mine=Count("pk", filter=mine), spent=Sum("dollars", default=0.0)) for rows in (answers, others)
    ]
    return sum(int(one["mine"]) for one in found), sum(float(one["spent"]) for one in found)
