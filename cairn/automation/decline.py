"""A person does not want what a rule suggested."""

from __future__ import annotations

from django.db import transaction

from cairn.accounts.models import User
from cairn.journal.models import Event
from cairn.lib import live


def decline(event: Event, user: User) -> bool:
    """Put this `stage_suggested` away for good. False when somebody decided before."""
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk, type="stage_suggested")
        if event.data.get("accepted_by") or event.data.get("declined_by"):
            return False
        Event.objects.filter(pk=event.pk).update(data=event.data | {"declined_by": user.pk})
        live.announce("pipeline", f"conversation-{event.conversation_id}", f"lead-{event.lead_id}")
    return True
