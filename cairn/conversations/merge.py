"""Two contacts turned out to be one person: everything of the one becomes the other's. Nothing is thrown away."""

from __future__ import annotations

from django.db.models import F, Max, Q, Sum

from cairn.conversations.models import Contact, Conversation, Identity, Message, Note


def merge_contacts(into: Contact, other: Contact) -> list[tuple[Conversation, Conversation]]:
    """Move identities and conversations. Returns (kept, emptied) for each pair of conversations that became one."""
    Identity.objects.filter(contact=other).update(contact=into)
    merged = []
    for conversation in Conversation.objects.filter(contact=other).select_related("channel"):
        kept = Conversation.objects.filter(contact=into, channel=conversation.channel).first()
        if kept is None:
            conversation.contact = into
            conversation.save(update_fields=["contact"])
        else:
            merge_conversations(kept, conversation)
            merged.append((kept, conversation))
    for name in ("name", "phone", "username", "language"):
        if not getattr(into, name):
            setattr(into, name, getattr(other, name))
    into.opted_out_at = into.opted_out_at or other.opted_out_at
    into.save()
    other.merged_into = into
    other.save(update_fields=["merged_into"])
    return merged


def merge_conversations(kept: Conversation, other: Conversation) -> None:
    Message.objects.filter(conversation=other).update(conversation=kept)
    Note.objects.filter(conversation=other).update(conversation=kept)
    both = Conversation.objects.filter(Q(pk=kept.pk) | Q(pk=other.pk))
    sums = both.aggregate(unread=Sum("unread"), inbound=Max("last_inbound_at"), last=Max("last_message_at"))
    newest = both.order_by(F("last_message_at").desc(nulls_last=True)).first()
    Conversation.objects.filter(pk=kept.pk).update(
        unread=sums["unread"],
        last_inbound_at=sums["inbound"],
        last_message_at=sums["last"],
        last_words=newest.last_words if newest else "",
        last_author=newest.last_author if newest else "",
        waiting_since=kept.waiting_since or other.waiting_since,
        quiet_at=kept.quiet_at or other.quiet_at,
    )
    # Whoever is answering one of the two right now must not write into what it was.
    both.update(lease_until=None, lease_epoch=F("lease_epoch") + 1)
    Conversation.objects.filter(pk=other.pk).update(unread=0, waiting_since=None, status="archived")
    kept.refresh_from_db()
