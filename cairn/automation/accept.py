"""A person takes up what a rule only suggested."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from cairn.accounts.models import User
from cairn.automation.carry_out import facts
from cairn.automation.decide import decide
from cairn.automation.perform import Performance
from cairn.automation.transitions import Mode, Trigger
from cairn.journal.models import Event
from cairn.leads import hold
from cairn.leads.models import Lead
from cairn.lib import clock


def accept(event: Event, user: User) -> bool:
    """Do what this `stage_suggested` says, with all that follows. False when it was taken up, or the lead went on."""
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk, type="stage_suggested")
        rows = Lead.objects.select_for_update(of=("self",)).select_related("contact", "trip")
        lead = rows.get(pk=event.lead_id or 0)
        if event.data.keys() & {"accepted_by", "declined_by"} or lead.stage != event.data["from"]:
            return False
        Performance(lead, clock.now()).run(decide(replace(facts(lead, told(event, user)), undone=frozenset())))
        hold.keep(lead)
        Event.objects.filter(pk=event.pk).update(data=event.data | {"accepted_by": user.pk})
    return True


def told(event: Event, user: User) -> dict[str, object]:
    rule = Trigger(event.data["rule"])
    return {
        "occasion": rule,
        "who": user.name,
        "message_id": event.message_id,
        "confidence": event.data["confidence"],
        "modes": {rule.value: Mode.DO},
    }
