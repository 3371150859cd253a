"""How much may be asked of the language model: per customer and for the firm, within a day."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum

from cairn.assistant.models import Answer
from cairn.lib import clock

DAY = timedelta(days=1)


def allows(conversation_id: int) -> bool:
    """Whether this customer's next message may go to the model. True without a query where no model is set.

    ASSISTANT_DAILY_CALLS per customer, ASSISTANT_DAILY_DOLLARS for all together; both over the last 24 hours.
    """
    if not settings.OPENROUTER_API_KEY:
        return True
    asked = Answer.objects.filter(created_at__gt=clock.now() - DAY).exclude(model="")
    found = asked.aggregate(mine=Count("pk", filter=Q(conversation=conversation_id)), spent=Sum("dollars", default=0.0))
    return bool(found["mine"] < settings.ASSISTANT_DAILY_CALLS and found["spent"] < settings.ASSISTANT_DAILY_DOLLARS)
