"""What follows when a person says something in any form: words, a file, a template, an answer that waits."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from cairn.accounts.models import User
from cairn.assistant.helping import taken
from cairn.automation.carry_out import staff_replied
from cairn.conversations.models import Conversation, Message
from cairn.leads import capture


def by_staff(conversation: Conversation, *, user: User, say: Callable[[], Message]) -> Message:
    """Say it, close the tasks it fulfils and plan the next, in one transaction. Raises what `say` raises."""
    with transaction.atomic():
        message = say()
        taken.settle(message)
        if lead := capture.current(conversation):
            staff_replied(lead, user, message)
    return message
