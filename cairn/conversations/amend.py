"""Edits, deletions and reactions: what happens to a message after it was sent. They may come before it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from cairn.conversations import receipts
from cairn.conversations.events import Edit, Reaction, Revoke
from cairn.conversations.models import Channel, Message, WaitingReceipt

EARLIER = 20  # versions that are kept
Amendment = Edit | Revoke | Reaction


def amend(channel: Channel, event: Amendment) -> Message | None:
    """Apply it to its message, or keep it until the message is there. The newest of a kind wins."""
    found = Message.objects.filter(channel=channel, wamid=event.target).only("pk", "conversation_id").first()
    if found is None:
        keep(channel, event)
        return None
    message = receipts.lock(found)
    return message if apply(message, kind(event), data(event)) else None


def kind(event: Amendment) -> str:
    return type(event).__name__.lower()


def data(event: Amendment) -> dict[str, Any]:
    stamp = {"at": event.at.isoformat()}
    if isinstance(event, Edit):
        return stamp | {"text": event.text, "content": event.content}
    if isinstance(event, Reaction):
        return stamp | {"emoji": event.emoji, "by": who(event), "name": event.sender.name or ""}
    return stamp


def who(event: Amendment) -> str:
    return event.sender.user_id or event.sender.phone or "customer"


def keep(channel: Channel, event: Amendment) -> None:
    row = {"at": event.at, "data": data(event)}
    key = {"channel": channel, "wamid": event.target, "kind": kind(event), "participant": who(event)[:200]}
    try:
        with transaction.atomic():
            WaitingReceipt.objects.create(**key, **row)
    except IntegrityError:
        WaitingReceipt.objects.filter(**key, at__lt=event.at).update(**row)


def apply(message: Message, kind: str, data: dict[str, Any]) -> bool:
    """Change the row; False when it says so already or something newer was said."""
    if kind == "revoke":
        return bool(Message.objects.filter(pk=message.pk, revoked_at=None).update(revoked_at=data["at"]))
    if kind == "edit":
        if message.edited_at and message.edited_at.isoformat() >= data["at"]:
            return False
        content = message.content | data["content"] | {"earlier": earlier_words(message)}
        return bool(
            Message.objects.filter(pk=message.pk).update(text=data["text"], content=content, edited_at=data["at"])
        )
    earlier = message.reactions.get(data["by"], {})
    if earlier.get("at", "") >= data["at"]:
        return False
    message.reactions = message.reactions | {
        data["by"]: {"emoji": data["emoji"], "at": data["at"], "name": data.get("name", "")}
    }
    message.save(update_fields=["reactions"])
    return True


def earlier_words(message: Message) -> list[dict[str, Any]]:
    """What it said before, with this version at the end."""
    known = message.content.get("earlier")
    said = {"text": message.text, "at": (message.edited_at or message.at).isoformat()}
    return [*(known if isinstance(known, list) else []), said][-EARLIER:]


def apply_waiting(message: Message) -> None:
    """The message is here now: apply what came before it."""
    rows = WaitingReceipt.objects.filter(
        channel=message.channel_id, wamid=message.wamid, kind__in=["edit", "revoke", "reaction"]
    )
    found = list(rows)
    for row in found:
        apply(message, row.kind, row.data)
    if found:
        rows.delete()
