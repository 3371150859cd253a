"""Events as they are recorded: what ends a sequence does so in the transaction of what happened, wherever it came from."""

from __future__ import annotations

from cairn.journal.models import Event
from cairn.journal.record import watch

TOOK_OVER = "a person took over"
MOVED = "the lead moved on"


def begin() -> None:
    watch("message_received", customer_wrote)
    watch("opted_out", opted_out)
    watch("stage_changed", stage_changed)
    watch("assigned", taken_over)
    watch("merged", merged)


def customer_wrote(event: Event) -> None:
    from cairn.automation.sequences import stop

    if event.conversation_id:
        stop.customer_wrote(event.conversation_id, event.lead_id)


def opted_out(event: Event) -> None:
    """On every number of the firm, and whatever the sequence is for."""
    from cairn.automation.models import Enrolment
    from cairn.automation.sequences.decide import ASKED_FOR_NONE
    from cairn.automation.sequences.stop import stop

    same_person = Enrolment.objects.filter(conversation__contact__conversations=event.conversation_id)
    stop(same_person, why=ASKED_FOR_NONE)


def stage_changed(event: Event) -> None:
    """The sequence that this very move started goes on."""
    from cairn.automation.sequences.stop import lead_moved

    lead_moved(event.lead_id or 0, but=event.data.get("sequence") or 0, why=MOVED)


def taken_over(event: Event) -> None:
    from cairn.automation.models import Enrolment
    from cairn.automation.sequences.stop import stop

    if event.data.get("assistant") in ("paused", "off"):
        here = Enrolment.objects.filter(conversation=event.conversation_id, sequence__stops_on_reply=True)
        stop(here, why=TOOK_OVER)


def merged(event: Event) -> None:
    from cairn.automation.models import Enrolment
    from cairn.automation.sequences.stop import stop

    stop(Enrolment.objects.filter(lead=event.data.get("lead") or 0), why="two conversations became one")
