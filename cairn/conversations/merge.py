"""Two contacts are one person: everything of the one becomes the other's, and can go back. Nothing is thrown away.

Everything moved is listed by id in the Merge row; `part` gives exactly that back. What came after the merge stays, but for
messages of an identity that goes back: they carry their sender (`sign`). The caller holds the filer's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F

from cairn.accounts.models import User
from cairn.conversations import consent
from cairn.conversations.events import Person
from cairn.conversations.models import Consent, Contact, Conversation, Identity, Merge, Message, Note
from cairn.conversations.threads import refresh
from cairn.lib import clock

Moved = dict[str, Any]
# What leads and others move along when one conversation goes into another; their answer is kept for the way back.
Along = Callable[[Conversation, Conversation], Moved]
NAMES = ("name", "phone", "username", "language")


class CantMerge(Exception):
    """These two can't be made one; the text says why."""


def check(into: Contact, other: Contact) -> None:
    """Raises CantMerge."""
    if into.pk == other.pk:
        raise CantMerge("These are the same contact already.")
    if into.merged_into_id or other.merged_into_id:
        raise CantMerge("One of the two was merged already. Load the page again.")
    if Identity.objects.filter(contact__in=[into, other], kind=Identity.Kind.GROUP).exists():
        raise CantMerge("A WhatsApp group is not a person.")


def join(into: Contact, other: Contact, *, user: User | None, reason: str, along: Along) -> Merge:
    """Make `other` part of `into`, in the caller's transaction. Raises CantMerge."""
    rows = {
        row.pk: row for row in Contact.objects.select_for_update().filter(pk__in=[into.pk, other.pk]).order_by("pk")
    }
    into, other = rows[into.pk], rows[other.pk]
    check(into, other)
    moved: Moved = {"before": {name: getattr(into, name) for name in NAMES}}
    moved["identities"] = taken(Identity.objects.filter(contact=other), contact=into)
    moved["consents"] = taken(Consent.objects.filter(contact=other), contact=into)
    moved |= conversations(into, other, along)
    moved["after"] = complete(into, other)
    consent.apply(into)
    Contact.objects.filter(pk=other.pk).update(merged_into=into)
    return Merge.objects.create(kept=into, merged=other, user=user, reason=reason[:300], moved=moved)


def taken(rows: Any, **changes: Any) -> list[int]:
    """Change the rows and say which they were."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=ids).update(**changes)
    return ids


def conversations(into: Contact, other: Contact, along: Along) -> Moved:
    """Where both talked on one number the threads become one; another thread goes over whole."""
    whole: list[int] = []
    pairs: list[Moved] = []
    for talk in Conversation.objects.select_for_update().filter(contact=other).order_by("pk"):
        kept = Conversation.objects.select_for_update().filter(contact=into, channel=talk.channel_id).first()
        if kept is None:
            Conversation.objects.filter(pk=talk.pk).update(contact=into)
            whole.append(talk.pk)
        else:
            pairs.append(pair(kept, talk) | {"along": along(kept, talk)})
    return {"conversations": whole, "pairs": pairs}


def pair(kept: Conversation, emptied: Conversation) -> Moved:
    state = {"status": emptied.status, "unread": emptied.unread, "kept_unread": kept.unread}
    moved = {
        "kept": kept.pk,
        "emptied": emptied.pk,
        "state": state,
        "messages": taken(Message.objects.filter(conversation=emptied), conversation=kept),
        "notes": taken(Note.objects.filter(conversation=emptied), conversation=kept),
    }
    unlease(kept, emptied)
    refresh(kept, unread=kept.unread + emptied.unread)
    Conversation.objects.filter(pk=emptied.pk).update(unread=0, waiting_since=None, quiet_at=None, status="archived")
    return moved


def unlease(*talks: Conversation) -> None:
    """Whoever is answering one of the two right now must not write into what it was."""
    rows = Conversation.objects.filter(pk__in=[talk.pk for talk in talks])
    rows.update(lease_until=None, lease_epoch=F("lease_epoch") + 1)


def complete(into: Contact, other: Contact) -> Moved:
    """What the other knew and this one did not. Returns what was filled in."""
    filled = {name: getattr(other, name) for name in NAMES if not getattr(into, name) and getattr(other, name)}
    if filled:
        Contact.objects.filter(pk=into.pk).update(**filled)
        for name, value in filled.items():
            setattr(into, name, value)
    return filled


def part(merge: Merge, *, user: User | None) -> bool:
    """Give back what the merge moved, in the caller's transaction. False when that was done already. Raises CantMerge."""
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        return False
    if Merge.objects.filter(kept=merge.kept_id, undone_at=None, pk__gt=merge.pk).exists() or merge.kept.merged_into_id:
        raise CantMerge("Undo the newer merge of this person first.")
    kept, other, moved = merge.kept, merge.merged, merge.moved
    Contact.objects.filter(pk=other.pk).update(merged_into=None)
    Identity.objects.filter(pk__in=moved["identities"], contact=kept).update(contact=other)
    Consent.objects.filter(pk__in=moved["consents"], contact=kept).update(contact=other)
    Conversation.objects.filter(pk__in=moved["conversations"], contact=kept).update(contact=other)
    senders = list(Identity.objects.filter(contact=other).values_list("value", flat=True))
    for one in moved["pairs"]:
        unpair(one, senders)
    unfill(kept, moved)
    for contact in Contact.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk"):
        consent.apply(contact)
    merge.undone_at, merge.undone_by = clock.now(), user
    merge.save(update_fields=["undone_at", "undone_by"])
    return True


def unpair(one: Moved, senders: list[str]) -> None:
    talks = {
        talk.pk: talk for talk in Conversation.objects.select_for_update().filter(pk__in=[one["kept"], one["emptied"]])
    }
    kept, emptied = talks[one["kept"]], talks[one["emptied"]]
    unlease(kept, emptied)
    Message.objects.filter(pk__in=one["messages"], conversation=kept).update(conversation=emptied)
    Message.objects.filter(conversation=kept, content__sender__in=senders).update(conversation=emptied)
    Note.objects.filter(pk__in=one["notes"], conversation=kept).update(conversation=emptied)
    unread = one["state"]["unread"] if kept.unread else 0
    Conversation.objects.filter(pk=emptied.pk).update(status=one["state"]["status"])
    refresh(emptied, unread=unread)
    refresh(kept, unread=max(0, kept.unread - unread))


def unfill(kept: Contact, moved: Moved) -> None:
    """Names that came from the other go again, unless they were changed since."""
    for name, value in moved["after"].items():
        Contact.objects.filter(pk=kept.pk, **{name: value}).update(**{name: moved["before"][name]})


def sign(message: Message, sender: Person) -> None:
    """A merged person writes: keep under which identity, so that the message goes back with it."""
    message.content = {**message.content, "sender": sender.user_id or sender.phone}
    Message.objects.filter(pk=message.pk).update(content=message.content)


def is_merged(contact_id: int) -> bool:
    return Merge.objects.filter(kept=contact_id, undone_at=None).exists()


def led_to(conversation_id: int) -> int | None:
    """The conversation that has the messages of this one since it was merged; None when they are still its own."""
    merges = Merge.objects.filter(
        merged__conversations=conversation_id, undone_at=None, moved__pairs__contains=[{"emptied": conversation_id}]
    )
    moved = merges.order_by("-pk").values_list("moved", flat=True).first()
    pairs = moved["pairs"] if moved else []
    return next((pair["kept"] for pair in pairs if pair["emptied"] == conversation_id), None)
