"""We wrote last and nobody answers: after the last follow-up the loss of the lead is suggested, once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from cairn.automation.models import Enrolment, Silence
from cairn.automation.transitions import Trigger
from cairn.leads.models import Lead, Task
from cairn.lib import clock

PATIENCE = timedelta(days=3)  # from our last words on
BATCH = 200


def begin(lead_id: int) -> None:
    """We said something; from now on an answer is waited for."""
    due = clock.now() + PATIENCE
    Silence.objects.update_or_create(lead_id=lead_id, defaults={"due_at": due})


def suggest_losses() -> int:
    """Deal with the silences that have lasted long enough. Returns how many; each counts once."""
    due = Silence.objects.filter(due_at__lte=clock.now()).order_by("due_at").values_list("lead_id", flat=True)
    return sum(end(lead_id) for lead_id in list(due[:BATCH]))


def end(lead_id: int) -> bool:
    """The lead is locked before its silence, as in filing. While a follow-up is still to come the silence goes on."""
    from cairn.automation.carry_out import happened

    with transaction.atomic():
        locked = Lead.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=lead_id)
        lead = locked.select_related("contact", "trip", "conversation").first()
        silence = Silence.objects.filter(lead=lead_id, due_at__lte=clock.now())
        if lead is None or not silence.exists():
            return False
        if goes_on(lead):
            silence.update(due_at=clock.now() + PATIENCE)
        elif silence.delete()[0] and not answered(lead):
            happened(lead, Trigger.SILENCE)
    return True


def goes_on(lead: Lead) -> bool:
    planned = Task.objects.open().filter(lead=lead, type=Task.Type.FOLLOW_UP, due_at__gt=clock.now())
    return planned.exists() or Enrolment.objects.filter(lead=lead, state__in=["running", "held"]).exists()


def answered(lead: Lead) -> bool:
    """Whether the customer has had the last word."""
    said = lead.conversation.messages.exclude(status="planned")
    newest = said.order_by("-pk").values_list("direction", flat=True).first()
    return newest == "in"
