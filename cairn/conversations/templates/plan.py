"""A template that goes at a time: checked now, and once more when its time has come."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations import planned
from cairn.conversations.models import Conversation, Message, Template
from cairn.conversations.templates.asking import content
from cairn.conversations.templates.fill import Values
from cairn.conversations.templates.send import check


def plan_template(
    conversation: Conversation, template: Template, *, values: Values, at: datetime, user: User, key: str | None = None
) -> Message:
    """Keep it for `at`. The same `key` twice gives the same message. Raises Refused, or what `planned.plan` raises."""
    with transaction.atomic():
        earlier = conversation.messages.filter(idempotency_key=key).first() if key else None
        if earlier:
            return earlier
        check(conversation, template, values)
        return planned.plan(conversation, content=content(template, values), at=at, user=user, key=key)
