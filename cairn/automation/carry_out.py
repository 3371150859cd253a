"""News about a lead is acted on: what the customer said, what a person did, what the bank told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cairn.accounts import hours
from cairn.accounts.models import Firm, User
from cairn.assistant.answer import Reply
from cairn.assistant.frame import Understanding
from cairn.assistant.understand import read, understand
from cairn.automation import silence
from cairn.automation.decide import Facts, decide
from cairn.automation.models import Enrolment
from cairn.automation.modes import LOOSEST, speaks, stored
from cairn.automation.perform import Performance
from cairn.automation.quotes import SURE, quote
from cairn.automation.say import say
from cairn.automation.sequences.stop import stop
from cairn.automation.transitions import IN_24, KEEP_IN_TOUCH, OPEN, WELCOME, Mode, Trigger
from cairn.automation.undo import undo
from cairn.catalog.snapshot import Snapshot
from cairn.conversations.models import Message
from cairn.journal.record import record
from cairn.leads import hold, tasks
from cairn.leads.models import Lead, Stage, Task
from cairn.lib import clock, hot

__all__ = ["happened", "overhear", "react", "staff_replied", "task_completed", "undo"]

BY_ITSELF = ("rule", "assistant")
# What a person's own words to the customer settle, as long as no person had asked for it.
SETTLED = (Task.Type.INITIAL_CONTACT, Task.Type.HANDOVER, Task.Type.BOOKING, Task.Type.CALL)
PHONE = "Somebody on the phone"
# What the firm chose for each transition, and, without a mode, the rules that a person took back on this lead.
CHOSEN = """
SELECT rule, mode FROM automation_transitionmode
UNION ALL SELECT data ->> 'rule', NULL FROM journal_event
WHERE lead_id = %(lead)s::bigint AND type = 'stage_changed' AND data -> 'undone' = 'true'
"""
OVERHEARD = 0.8  # how sure the understanding of a message is that the assistant did not answer


def react(
    lead: Lead, reply: Reply, message: Message, *, modes: Mapping[str, Mode] | None = None, held: bool = False
) -> None:
    """Act on what the customer said. In the transaction of the reply; `message` is the last one it answers.

    `modes` stands for what the firm chose, which is read otherwise. `held`: the lead is locked and will be written
    (leads.hold).
    """
    said = understood(reply, message) | {"modes": modes, "bargains": bargains(lead, message)}
    act(lead, said, since=known_since(message), held=held)


def staff_replied(lead: Lead, user: User | None, message: Message) -> None:
    """A person wrote to the customer (`user` None: from the phone): what waited for that is done, the next is planned."""
    with transaction.atomic():
        settle(lead, user, message)
        running = Enrolment.objects.filter(lead=lead, sequence__stops_on_reply=True)
        stop(running, why=f"{user.name if user else PHONE} replied", user=user)
        silence.begin(lead.pk)
        until = hours.next_open(Firm.current(), known_since(message) + timedelta(hours=24))
        tasks.put_off(lead, type=IN_24.type, reason=KEEP_IN_TOUCH, until=until)
        happened(lead, Trigger.FIRST_REPLY, user=user, message=message)
        quoted(lead, user, message)


def quoted(lead: Lead, user: User | None, message: Message) -> None:
    """A quote in a person's words moves the lead; what only may be one is suggested."""
    found = quote(message.text, upi_id=Firm.current().upi_id)
    if found and lead.stage in OPEN:
        modes = stored()
        if found.sure < SURE and modes.get(Trigger.QUOTE_SENT) is not Mode.OFF:
            modes[Trigger.QUOTE_SENT.value] = Mode.SUGGEST
        happened(lead, Trigger.QUOTE_SENT, user=user, message=message, modes=modes, sure=found.sure)


def overhear(lead: Lead, question: str, message: Message, *, silent: bool) -> None:
    """Act on what the customer said while a person has the conversation, or (`silent`) the assistant is switched off.

    In the transaction that marks the message handled. Where the firm wants it, the rules then speak instead of the assistant.
    """
    person, silent = not silent, silent and speaks()
    snapshot = Snapshot.current()
    today = clock.now().astimezone(snapshot.firm.zone).date()
    heard = understand(question, [], snapshot=snapshot, today=today)
    remember(lead, heard, message)
    said = {
        "intents": frozenset(heard.intents),
        "sentiment": heard.sentiment,
        "trip": heard.trip.name if heard.trip else "",
        "dates": tuple(str(period) for period in heard.periods),
        "people": heard.people,
        "budget": heard.budget,
        "message_id": message.pk,
        "confidence": OVERHEARD,
        "modes": None,
        "bargains": bargains(lead, message),
        "person": person,
        "silent": silent,
    }
    act(lead, said, since=known_since(message))
    if silent and not lead.conversation.messages.filter(direction=Message.Direction.OUT).exists():
        say(lead, WELCOME, key=f"welcome-{lead.pk}")


def remember(lead: Lead, heard: Understanding, message: Message) -> None:
    """What the lead did not know yet of trip, party and budget. What a person or the assistant noted stays."""
    told = {"trip_id": heard.trip.pk if heard.trip else None, "party_size": heard.people, "budget": heard.budget}
    news = {name: value for name, value in told.items() if value and not getattr(lead, name)}
    if news:
        Lead.objects.filter(pk=lead.pk).update(**news)
    if "trip_id" in news and heard.trip:
        record(
            "trip_linked",
            actor="rule",
            lead_id=lead.pk,
            conversation_id=lead.conversation_id,
            message_id=message.pk,
            trip=heard.trip.pk,
            name=heard.trip.name,
        )


def task_completed(lead: Lead, user: User | None) -> None:
    """A person did a task of this lead, so the lead has been taken care of."""
    silence.begin(lead.pk)
    happened(lead, Trigger.TASK_COMPLETED, user=user)


def happened(
    lead: Lead,
    occasion: Trigger,
    *,
    user: User | None = None,
    message: Message | None = None,
    modes: Mapping[str, Mode] | None = None,
    sure: float = 1.0,
) -> None:
    """Something that is not in a customer's words: a quote was sent, the payment received, the booking confirmed."""
    said = {
        "occasion": occasion,
        "who": user.name if user else PHONE if message else "Somebody",
        "message_id": message.pk if message else None,
        "confidence": sure,
        "modes": modes,
    }
    act(lead, said, since=known_since(message) if message else clock.now())


def act(lead: Lead, said: dict[str, Any], *, since: datetime, held: bool = False) -> None:
    """Decide without a query first: most messages move nothing. What is written is decided on the locked row."""
    if not decide(Facts(stage=lead.stage, priority=lead.priority, **said | {"modes": LOOSEST})):
        return
    if held:
        Performance(lead, since).run(decide(facts(lead, said)))
        return
    with transaction.atomic(savepoint=False):
        row = Lead.objects.select_for_update(of=("self",)).select_related("contact", "trip").get(pk=lead.pk)
        Performance(row, since).run(decide(facts(row, said)))
        hold.keep(row)
    lead.stage, lead.priority = row.stage, row.priority


def facts(lead: Lead, said: dict[str, Any]) -> Facts:
    rows = hot.fetch_all(CHOSEN, {"lead": lead.pk})
    chosen = {rule: Mode(mode) for rule, mode in rows if mode}
    return Facts(
        stage=lead.stage,
        priority=lead.priority,
        name=lead.contact.title,
        # Asked only where the message names no trip itself.
        about="" if said.get("trip") or not lead.trip else lead.trip.name,
        undone=frozenset(rule for rule, mode in rows if not mode),
        **said | {"modes": chosen if said["modes"] is None else said["modes"]},
    )


def understood(reply: Reply, message: Message) -> dict[str, Any]:
    """The reply's understanding as facts."""
    entities = reply.entities
    return {
        "intents": frozenset(reply.intents),
        "expect": reply.expect,
        "sentiment": reply.sentiment,
        "trip": (entities.get("trip") or {}).get("name", ""),
        "dates": tuple(entities.get("dates") or ()),
        "people": entities.get("party_size"),
        "budget": entities.get("budget"),
        "message_id": message.pk,
        "confidence": reply.confidence,
    }


def bargains(lead: Lead, message: Message) -> bool:
    """Read only where it decides something: after a quote."""
    if lead.stage not in (Stage.PROPOSAL, Stage.NEGOTIATION):
        return False
    snapshot = Snapshot.current()
    today = clock.now().astimezone(snapshot.firm.zone).date()
    return "haggle" in read(message.text, snapshot=snapshot, today=today, prior=None).topics


def known_since(message: Message) -> datetime:
    """When we wrote it down; one that was written this moment past the ORM doesn't know it yet."""
    return message.created_at or clock.now()


def settle(lead: Lead, user: User | None, message: Message) -> None:
    """Close what the reply fulfils; tasks that came after it, or that a person set, stay."""
    waiting = Task.objects.open().filter(lead=lead, type__in=SETTLED, created_by__in=BY_ITSELF)
    for task in waiting.filter(created_at__lte=known_since(message)).select_related("lead"):
        tasks.complete(task, user=user)
