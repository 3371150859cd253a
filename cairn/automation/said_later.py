"""What follows when a planned message goes: the same as when a person sends it by hand."""

from __future__ import annotations

from django.db import transaction

from cairn.accounts.models import User
from cairn.automation.carry_out import staff_replied
from cairn.conversations import planned, planned_due
from cairn.conversations.models import Message
from cairn.leads import capture
from cairn.lib import logs

log = logs.logger("planned")


def send_due() -> int:
    """One pass over what is due, each in a transaction of its own. Returns how many went, wait or ended."""
    return sum(send_one(pk) for pk in planned_due.due())


def send_one(pk: int) -> bool:
    with transaction.atomic():
        message = planned_due.release(pk)
        if message is None:
            return False
        follow(message, message.user)
    log.info("planned", message=pk, outcome=str(message.status))
    return True


def send_now(message: Message, *, user: User) -> None:
    """Before its time, because a person says so. Raises what `planned.send_now` raises."""
    with transaction.atomic():
        follow(planned.send_now(message, user=user), user)


def follow(message: Message, user: User | None) -> None:
    lead = capture.current(message.conversation) if message.status == Message.Status.QUEUED else None
    if lead and user:
        staff_replied(lead, user, message)
