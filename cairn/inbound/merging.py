"""Two contacts become one person with everything that is theirs, by WhatsApp's word or by a person's; and two again."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from cairn.accounts.models import User
from cairn.assistant.models import Answer
from cairn.conversations import merge as contacts
from cairn.conversations.merge import CantMerge
from cairn.conversations.models import Contact, Conversation, Merge
from cairn.inbound.filing_lock import FILER
from cairn.journal.record import record
from cairn.leads import merge as leads
from cairn.leads.models import Lead
from cairn.lib import live

__all__ = ["CantMerge", "merge", "undo"]


def merge(into: Contact, other: Contact, *, user: User | None = None, reason: str = "") -> Merge:
    """Join `other` into `into`. No message is filed meanwhile. Raises CantMerge with a sentence for whoever asked."""
    with transaction.atomic():
        wait_for_filer()
        made = contacts.join(into, other, user=user, reason=reason, along=along)
        Lead.objects.filter(conversation__in=made.moved["conversations"]).update(contact=into)
        tell(made, user, undone=False)
    return made


def undo(made: Merge, *, user: User | None) -> bool:
    """Two contacts again. False when somebody did it before. Raises CantMerge."""
    with transaction.atomic():
        wait_for_filer()
        if not contacts.part(made, user=user):
            return False
        Lead.objects.filter(conversation__in=made.moved["conversations"]).update(contact=made.merged_id)
        for pair in made.moved["pairs"]:
            leads.unmerge_leads(pair["along"]["leads"])
            Answer.objects.filter(pk__in=pair["along"]["answers"]).update(conversation=pair["emptied"])
        tell(made, user, undone=True)
    return True


def along(kept: Conversation, emptied: Conversation) -> dict[str, Any]:
    """What belongs to the thread that goes: its leads with their tasks, and how its answers came about."""
    answers = list(Answer.objects.filter(conversation=emptied).order_by("pk").values_list("pk", flat=True))
    Answer.objects.filter(pk__in=answers).update(conversation=kept)
    return {"leads": leads.merge_leads(kept, emptied), "answers": answers}


def wait_for_filer() -> None:
    """The lock under which webhooks are filed: a message is filed wholly before a merge or wholly after it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FILER])


def tell(made: Merge, user: User | None, *, undone: bool) -> None:
    talks = list(Conversation.objects.filter(contact__in=[made.kept_id, made.merged_id]).values_list("pk", flat=True))
    about: dict[str, Any] = {"merge": made.pk, "reason": made.reason, "undone": undone}
    key = f"merge-{made.pk}{'-undone' if undone else ''}"
    first = min(talks, default=None)
    actor = "staff" if user else "system"
    record("merged", actor=actor, user_id=user.pk if user else None, conversation_id=first, key=key, **about)
    live.announce(*(f"conversation-{pk}" for pk in talks), "inbox")
