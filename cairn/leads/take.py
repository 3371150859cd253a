"""A person takes a lead for their own."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cairn.accounts.models import User
from cairn.journal.record import record
from cairn.leads.models import Lead


def take(lead: Lead, user: User) -> bool:
    """False, and nothing is recorded, when it is theirs already."""
    with transaction.atomic():
        if not Lead.objects.filter(pk=lead.pk).exclude(owner=user).update(owner=user):
            return False
        about: dict[str, Any] = {"lead_id": lead.pk, "conversation_id": lead.conversation_id}
        record("assigned", actor="staff", user_id=user.pk, to=user.pk, **about)
    return True
