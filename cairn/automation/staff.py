"""What people do, and what follows from it by rule: the doors call these instead of the plain acts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from cairn.accounts.models import User
from cairn.assistant.helping import taken
from cairn.automation.carry_out import happened, staff_replied, task_completed
from cairn.automation.transitions import Trigger
from cairn.conversations import reply as replies
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Content
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads import capture, todo
from cairn.leads.models import Lead, Task


def reply(
    conversation: Conversation,
    *,
    user: User | None,
    text: str = "",
    content: Content | None = None,
    reply_to: str = "",
    key: str | None = None,
) -> Message:
    """Send a person's words; the tasks they fulfil close and a follow-up appears. Raises what `replies.reply` raises."""
    with transaction.atomic():
        message = replies.reply(conversation, text=text, content=content, user=user, key=key, reply_to=reply_to)
        taken.settle(message)
        lead = capture.current(conversation)
        if lead:
            staff_replied(lead, user, message)
    return message


def payment_received(lead: Lead, *, user: User, amount: int | None = None, reference: str = "") -> bool:
    """A person saw the money: the lead is won, with what follows. `amount` in paise. False for a reference told before."""
    key = f"payment-{lead.pk}-{reference.strip().lower()}"[:120] if reference.strip() else None
    with transaction.atomic():
        lead = Lead.objects.select_for_update(of=("self",)).select_related("contact").get(pk=lead.pk)
        if key and Event.objects.filter(key=key).exists():
            return False
        record(
            "payment_received",
            actor="staff",
            user_id=user.pk,
            lead_id=lead.pk,
            conversation_id=lead.conversation_id,
            key=key,
            amount=amount,
            reference=reference.strip()[:80],
        )
        happened(lead, Trigger.PAYMENT_RECEIVED, user=user)
    return True


def complete(task: Task, *, user: User | None) -> None:
    """Mark a task done, and move the lead if that was the first contact."""
    act([task.pk], todo.Done(), user=user)


def act(ids: Iterable[int], what: todo.Act, *, user: User | None) -> todo.Batch:
    """One act on many tasks, and for those done what follows from that by rule, once for each lead."""
    with transaction.atomic():
        batch = todo.act(ids, what, user=user)
        if isinstance(what, todo.Done):
            for lead in Lead.objects.filter(pk__in=batch.leads):
                task_completed(lead, user)
    return batch
