"""Voice calls as lines of the thread: one row for each call, brought up to date as news of it comes in any order.

Meta: "Calling API reference". A call from the customer opens the window like a message, answered or not.
"""

from __future__ import annotations

from typing import Any

from cairn.conversations.events import Call
from cairn.conversations.models import Conversation, Message
from cairn.conversations.receive import insert_once, note_last

# What is known later outranks what was known before; of the same rank the newer holds.
RANK = {"ringing": 1, "accepted": 2, "answered": 3, "missed": 3, "failed": 3, "rejected": 3}
EVENTS = {"connect": "ringing", "call_created": "ringing", "ringing": "ringing", "accepted": "accepted"}
WORDS = {
    ("ringing", True): "Called you",
    ("accepted", True): "Call, you answered",
    ("answered", True): "Call from the customer{length}",
    ("missed", True): "Missed call",
    ("failed", True): "Missed call: it did not come through",
    ("rejected", True): "Call turned down",
    ("ringing", False): "You called",
    ("accepted", False): "You called, the customer answered",
    ("answered", False): "You called{length}",
    ("missed", False): "You called, nobody answered",
    ("failed", False): "Your call did not come through",
    ("rejected", False): "You called, the customer turned it down",
}
LOST = ("missed", "failed")


def note(conversation: Conversation, event: Call) -> tuple[Message, bool]:
    """The call's row, and whether this changed it."""
    told = facts(event)
    inbound = event.by_customer
    message = Message(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=f"{event.call_id}-{'in' if inbound else 'out'}"[:300],
        direction=Message.Direction.IN if inbound else Message.Direction.OUT,
        author=Message.Author.CUSTOMER if inbound else Message.Author.PHONE,
        type="call",
        text=words(told, inbound),
        content={"call": told},
        status=Message.Status.RECEIVED if inbound else Message.Status.SENT,
        at=event.at,
        handled_at=event.at,
    )
    new, _ = insert_once(message)
    changed = new or update(message, told, event)
    if changed:
        note_last(conversation, message)
    return message, changed


def update(message: Message, told: dict[str, Any], event: Call) -> bool:
    stored = Message.objects.select_for_update().get(channel=message.channel_id, wamid=message.wamid)
    known = stored.content.get("call", {})
    if (told["rank"], told["at"]) <= (known.get("rank", 0), known.get("at", "")):
        return False
    message.pk, message.at = stored.pk, min(stored.at, event.at)
    Message.objects.filter(pk=stored.pk).update(text=message.text, content={"call": told}, at=message.at)
    return True


def facts(event: Call) -> dict[str, Any]:
    seconds = event.content.get("duration")
    seconds = seconds if isinstance(seconds, int) and 0 <= seconds < 10**6 else 0
    state = EVENTS.get(event.event) or ended(event, seconds)
    return {"state": state, "rank": RANK[state], "at": event.at.isoformat(), "seconds": seconds}


def ended(event: Call, seconds: int) -> str:
    if event.event == "rejected":
        return "rejected"
    if seconds:
        return "answered"
    return "failed" if event.content.get("status") == "FAILED" else "missed"


def words(told: dict[str, Any], by_customer: bool) -> str:
    seconds = told["seconds"]
    length = f", {seconds // 60} min {seconds % 60:02d} s" if seconds >= 60 else f", {seconds} s"
    return WORDS[told["state"], by_customer].format(length=length)


def lost(message: Message) -> bool:
    """Whether the customer called and nobody spoke to them."""
    return message.direction == Message.Direction.IN and message.content["call"]["state"] in LOST
