"""Taking back what a rule did: the stage, the tasks and the priority that came with the move."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cairn.accounts.models import User
from cairn.automation.models import Enrolment
from cairn.automation.sequences.stop import stop
from cairn.journal.models import Event
from cairn.leads import stages, tasks
from cairn.leads.models import Lead, Task

WHY = "an automatic move was undone"


def undo(event: Event, user: User) -> bool:
    """Put the lead back where this `stage_changed` found it. False when it was undone before.

    A lead that has moved on since keeps its stage; the tasks and the sequence that came with the move end all the same.
    Raises stages.AnotherOpen when putting it back would open a second lead of the conversation.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk, type="stage_changed")
        if event.data.get("undone"):
            return False
        lead = Lead.objects.select_for_update().get(pk=event.lead_id or 0)
        put_back(lead, event, user)
        for task in Task.objects.open().filter(pk__in=event.data.get("tasks", [])).select_related("lead"):
            tasks.cancel(task, user=user)
        stop(Enrolment.objects.filter(pk=event.data.get("sequence") or 0), why=WHY, user=user)
        Event.objects.filter(pk=event.pk).update(data=event.data | {"undone": True, "undone_by": user.pk})
    return True


def put_back(lead: Lead, event: Event, user: User) -> None:
    data: dict[str, Any] = event.data
    if lead.stage == data["to"]:
        stages.move(
            lead,
            to=data["from"],
            actor="staff",
            user=user,
            by="undo",
            reason=WHY,
            message_id=event.message_id,
            more={"undoes": event.pk},
        )
    if len(raised := data.get("priority") or []) == 2:
        before, after = raised
        Lead.objects.filter(pk=lead.pk, priority=after).update(priority=before)
