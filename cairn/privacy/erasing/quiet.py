"""First of all nothing more is said to the person, and nobody goes on answering them."""

from __future__ import annotations

from django.db.models import F

from cairn.automation.models import Enrolment
from cairn.conversations.models import Conversation, Message
from cairn.privacy import copies
from cairn.privacy.models import Erasure
from cairn.privacy.person import Person

UNSENT = (Message.Status.QUEUED, Message.Status.PARKED, Message.Status.PLANNED)


def hush(erasure: Erasure, person: Person) -> None:
    """Without Events: they would only tell of the person again. The epoch stops whoever writes an answer just now."""
    Conversation.objects.filter(pk__in=person.talks).update(
        assistant=Conversation.Assistant.OFF,
        waiting_since=None,
        quiet_at=None,
        lease_until=None,
        lease_epoch=F("lease_epoch") + 1,
    )
    Message.objects.filter(conversation__in=person.talks, status__in=UNSENT).delete()
    Enrolment.objects.filter(lead__in=person.leads).delete()
    copies.remove_of(person)
