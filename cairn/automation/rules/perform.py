"""The actions of a rule, on a lead whose conversation the caller has locked. Each says in words what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from cairn.accounts import hours
from cairn.accounts.models import Firm, User
from cairn.automation.decide import forward
from cairn.automation.hooks import outbox
from cairn.automation.models import Rule, Sequence
from cairn.automation.rules.facts import Case
from cairn.automation.say import say
from cairn.automation.sequences import enrol
from cairn.automation.sequences.plan import Moment, window_until
from cairn.automation.sequences.send import queue_template
from cairn.automation.transitions import CLOSED
from cairn.conversations.models import Template
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads import assign, stages, tags, tasks
from cairn.leads.models import Lead, Stage
from cairn.lib import clock, later

Data = Mapping[str, Any]


def mark(rule: Rule) -> str:
    """Names the rule in the Events of what it did."""
    return f"rule-{rule.pk}"


def perform(rule: Rule, case: Case) -> list[str]:
    """Do all actions in order; raises what goes wrong, so that none of them is done by half."""
    assert case.lead
    return [DO[action["kind"]](rule, case, case.lead, action) for action in rule.actions]


def stage(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    """Never backwards, never out of won or lost, and not where a person took this rule's move back."""
    to = Stage(data["to"])
    if lead.stage in CLOSED or lead.stage == to or not forward(lead.stage, to):
        return f"stays {Stage(lead.stage).label}: rules never move a lead back"
    moved = Event.objects.filter(lead_id=lead.pk, type="stage_changed", data__rule=mark(rule), data__undone=True)
    if moved.exists():
        return f"not moved to {to.label}: a person undid that here"
    why = f"of the rule “{rule.name}”"
    more = {"confidence": 1.0, "tasks": [], "priority": []}
    stages.move(
        lead, to=to, actor="rule", by="rule", reason=why, rule=mark(rule), message_id=case.event.message_id, more=more
    )
    return f"moved to {to.label}"


def task(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    due = hours.due(Firm.current(), clock.now(), timedelta(hours=data["hours"]))
    tasks.add(lead, type=data["type"], title=filled(data["title"], lead), due_at=due, reason=mark(rule))
    return f"task “{data['title']}”"


def tag(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    tags.add([lead.pk], data["tag"], user=None)
    return f"tag “{data['tag']}”"


def owner(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    to = User.objects.get(pk=data["user"], is_active=True)
    assign.give([lead.pk], to=to, user=None, by="rule", actor="rule")
    return f"given to {to.name}"


def notify(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    record(
        "notification",
        actor="rule",
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        message_id=case.event.message_id,
        why=filled(data["text"], lead),
        rule=mark(rule),
    )
    return "told the team"


def text(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    sent = say(lead, data["text"], key=f"{mark(rule)}-{case.event.pk}")
    return "sent a text" if sent else "no text: the 24-hour window is closed, or the customer wants no messages"


def template(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    """Raises Unsendable with the reason where WhatsApp would not take it."""
    row = Template.objects.filter(pk=data["template"], removed_at=None).first()
    if row is None or not row.sendable:
        return "no template: it is not approved any more"
    if lead.contact.opted_out_at:
        return "no template: the customer wants no messages"
    at = Moment(clock.now(), Firm.current(), window_until(lead.conversation, clock.now()), None)
    key = f"rule-{mark(rule)}-{case.event.pk}"
    queue_template(lead, lead.conversation, row, values=list(data.get("values", [])), key=key, at=at)
    later.wake("deliver", conversation=lead.conversation_id)
    return f"sent the template {row.name}"


def sequence(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    row = Sequence.objects.get(pk=data["sequence"])
    with suppress(enrol.NotStarted):
        enrol.start(lead, row, rule=mark(rule), key=f"{mark(rule)}-{case.event.pk}", replace=False)
        return f"started “{row.name}”"
    return f"did not start “{row.name}”: another runs, or it is off"


def webhook(rule: Rule, case: Case, lead: Lead, data: Data) -> str:
    outbox.put(rule, case, url=data["url"])
    return "called a webhook"


def filled(words: str, lead: Lead) -> str:
    from cairn.automation.sequences.words import fill

    return fill(words, lead, Firm.current())[:300]


DO: dict[str, Callable[[Rule, Case, Lead, Data], str]] = {
    "stage": stage,
    "task": task,
    "tag": tag,
    "assign": owner,
    "notify": notify,
    "text": text,
    "template": template,
    "sequence": sequence,
    "webhook": webhook,
}
