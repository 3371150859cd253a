"""What became of our messages. Receipts come twice, late and in any order; the outcome is the same.

Ranks decide: a status never goes back, but a failure after `sent` is believed, and a delivery after a "failure" too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cairn.conversations import doubts, ownership
from cairn.conversations.events import Problem, Receipt
from cairn.conversations.models import Channel, Message, WaitingReceipt
from cairn.journal.record import record
from cairn.lib import clock, hot

Status = Message.Status
RANK = {
    Status.PARKED: 0,
    Status.QUEUED: 0,
    Status.SENDING: 1,
    Status.UNKNOWN: 1,
    Status.ACCEPTED: 2,
    Status.SENT: 3,
    Status.FAILED: 4,
    Status.DELIVERED: 5,
    Status.READ: 6,
}
KEPT = timedelta(days=8)  # WhatsApp repeats a webhook for seven
MEANS = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "played": Status.READ,
    "failed": Status.FAILED,
}


# By WhatsApp's id, else by our own, which answers for sends whose outcome we never heard.
FIND = """
SELECT id, conversation_id, status, wamid FROM conversations_message
WHERE channel_id = %(channel)s::bigint AND direction = 'out' AND (wamid = %(wamid)s::text OR callback = %(callback)s::uuid)
ORDER BY wamid = %(wamid)s::text DESC NULLS LAST LIMIT 1
"""
# Conversation first, then message: everybody locks in this order, so nobody waits for each other in a circle.
LOCK = "SELECT 1 FROM conversations_conversation WHERE id = %(conversation)s::bigint FOR UPDATE"


def apply(channel: Channel, receipt: Receipt) -> Message | None:
    """Apply one receipt, or keep it until its message is there. Returns the message if that changed it."""
    callback = receipt.callback if receipt.callback and is_uuid(receipt.callback) else None
    row = hot.fetch_one(FIND, {"channel": channel.pk, "wamid": receipt.wamid, "callback": callback})
    if row is None:
        wait(channel, receipt)
        return None
    status = MEANS.get(receipt.status)
    if row[3] and (status is None or RANK[status] <= RANK[Status(row[2])]):
        return None  # a status never goes back, so what says nothing now never will
    message = Message(pk=row[0], conversation_id=row[1], status=row[2])
    if row[3] and status in (Status.SENT, Status.DELIVERED, Status.READ) and arrived(message, status):
        return message
    return advance(message, status, wamid=receipt.wamid, problem=receipt.problem)


# The ordinary receipt: the message is known, nothing went wrong, and nobody changed it meanwhile.
ARRIVED = """
UPDATE conversations_message SET status = %(status)s::text, sending_since = NULL, error_code = NULL, error = ''
WHERE id = %(message)s::bigint AND status = %(seen)s::text RETURNING id
"""


def arrived(message: Message, status: Status) -> bool:
    """Raise it in one statement; False when it is not that simple."""
    if RANK[Status(message.status)] < RANK[Status.ACCEPTED]:
        return False
    lock_conversation(message.conversation_id)
    values = {"message": message.pk, "status": status.value, "seen": message.status}
    if hot.fetch_one(ARRIVED, values) is None:
        return False
    message.status = status
    tell(message)
    return True


def is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def lock_conversation(conversation_id: int) -> bool:
    """False when it is not there any more."""
    return hot.fetch_one(LOCK, {"conversation": conversation_id}) is not None


def lock(message: Message) -> Message:
    lock_conversation(message.conversation_id)
    return Message.objects.select_for_update().get(pk=message.pk)


def advance(
    message: Message, status: Status | None, *, wamid: str = "", problem: Problem | None = None
) -> Message | None:
    """Raise the message to `status` if that outranks what it has. None when that changed nothing."""
    return raise_locked(lock(message), status, wamid=wamid, problem=problem)


def raise_locked(
    message: Message, status: Status | None, *, wamid: str = "", problem: Problem | None = None
) -> Message | None:
    """The same for a message that is locked already."""
    changes: dict[str, Any] = {}
    if wamid and message.wamid is None:
        changes["wamid"] = wamid
    before = Status(message.status)
    if status and RANK[status] > RANK[before]:
        changes |= {"status": status, "sending_since": None, "error_code": None, "error": ""}
        if status is Status.FAILED and problem:
            # A failure without a reason must not look like Graph's code 0, a dead token.
            changes |= {"error_code": problem.code if problem.code or problem.details else None}
            changes |= {"error": problem.details or (problem.title if problem.code else "")}
    if not changes:
        return None
    for name, value in changes.items():
        setattr(message, name, value)
    message.save(update_fields=list(changes))
    if "status" in changes and message.type != "reaction":
        tell(message)
        if RANK[before] < RANK[Status.ACCEPTED]:
            tell_sent(message)
    return message


def tell(message: Message) -> None:
    record(
        "message_status",
        actor="system",
        conversation_id=message.conversation_id,
        message_id=message.pk,
        key=f"status-{message.pk}-{message.status}",
        status=message.status,
    )


def tell_sent(message: Message, *, doubted: bool = True) -> None:
    """WhatsApp has it, by its answer or by the first receipt; a doubt about it is over, if there may be one."""
    record(
        "message_sent",
        actor=message.author,
        user_id=message.user_id,
        conversation_id=message.conversation_id,
        message_id=message.pk,
        key=f"sent-{message.pk}",
    )
    if doubted:
        doubts.calm(message.conversation_id)


def tell_failure(message: Message) -> None:
    """A message did not arrive: the team is told, in the transaction that found it out."""
    record(
        "delivery_failed",
        actor="system",
        conversation_id=message.conversation_id,
        message_id=message.pk,
        key=f"failed-{message.pk}",
        code=message.error_code,
    )
    ownership.call_person(message.conversation, why="Not delivered")


def wait(channel: Channel, receipt: Receipt) -> None:
    problem = receipt.problem
    row = WaitingReceipt(
        channel=channel,
        wamid=receipt.wamid,
        kind=receipt.status[:12],
        participant=(receipt.participant or "")[:200],
        at=receipt.at,
        data={"code": problem.code, "title": problem.title, "details": problem.details} if problem else {},
    )
    WaitingReceipt.objects.bulk_create([row], ignore_conflicts=True)


def apply_waiting(message: Message) -> None:
    """The message is known now, and locked: apply what came before it."""
    found = list(WaitingReceipt.objects.filter(channel=message.channel_id, wamid=message.wamid, kind__in=list(MEANS)))
    for row in found:
        problem = Problem(row.data["code"], row.data["title"], row.data["details"]) if row.data else None
        raise_locked(message, MEANS[row.kind], problem=problem)
    if found:
        WaitingReceipt.objects.filter(pk__in=[row.pk for row in found]).delete()


def match_waiting() -> int:
    """Receipts whose message was recorded in the same moment, so that neither saw the other. Old ones are dropped."""
    WaitingReceipt.objects.filter(at__lt=clock.now() - KEPT).delete()
    known = Message.objects.filter(channel=OuterRef("channel"), wamid=OuterRef("wamid"), direction="out")
    rows = WaitingReceipt.objects.filter(Exists(known), kind__in=list(MEANS))[:100]
    for row in rows:
        with transaction.atomic():
            message = lock(Message.objects.get(channel=row.channel_id, wamid=row.wamid))
            apply_waiting(message)
            if message.status == Status.FAILED:
                tell_failure(message)
    return len(rows)
