"""Into a sequence: by a transition, a rule or a person. Never two sequences on one lead."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cairn.accounts.models import Firm, User
from cairn.automation.models import Enrolment, Sequence, Step
from cairn.automation.sequences.plan import Moment, following, start_of, window_until
from cairn.automation.sequences.stop import stop
from cairn.conversations.models import Conversation
from cairn.journal.record import record
from cairn.leads.models import Lead
from cairn.lib import clock

OPEN = (Enrolment.State.RUNNING, Enrolment.State.HELD)


class NotStarted(Exception):
    """The sequence was not started."""


def start(
    lead: Lead, sequence: Sequence, *, rule: str = "", user: User | None = None, key: str | None = None, replace: bool
) -> Enrolment:
    """Put the lead into the sequence, in the caller's transaction or one of its own.

    `key` makes one occasion start it once; `replace` ends another sequence that runs. Raises NotStarted with a sentence.
    """
    refuse(lead, sequence, key)
    steps = list(sequence.steps.filter(version=sequence.version))
    first = following(steps, 1, moment(lead, clock.now()))
    if first is None:
        raise NotStarted(f"No step of “{sequence.name}” has a time that is still to come.")
    with transaction.atomic():
        make_room(lead, sequence, replace=replace)
        made = insert(lead, sequence, rule=rule, user=user, key=key, first=first)
        tell(made, "running", user=user)
    return made


def refuse(lead: Lead, sequence: Sequence, key: str | None) -> None:
    if not sequence.active:
        raise NotStarted(f"“{sequence.name}” is switched off.")
    if lead.contact.opted_out_at:
        raise NotStarted("This customer asked for no more messages.")
    if key and Enrolment.objects.filter(key=key).exists():
        raise NotStarted("This was started before.")


def make_room(lead: Lead, sequence: Sequence, *, replace: bool) -> None:
    other = Enrolment.objects.filter(lead=lead, state__in=OPEN).select_related("sequence").first()
    if other is None:
        return
    if other.sequence_id == sequence.pk or not replace:
        raise NotStarted(f"This lead is in “{other.sequence.name}” already.")
    stop(Enrolment.objects.filter(pk=other.pk), why=f"“{sequence.name}” took its place")


def insert(
    lead: Lead, sequence: Sequence, *, rule: str, user: User | None, key: str | None, first: tuple[int, datetime]
) -> Enrolment:
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                lead=lead,
                conversation_id=lead.conversation_id,
                sequence=sequence,
                version=sequence.version,
                position=first[0],
                due_at=first[1],
                rule=rule,
                user=user,
                key=key,
            )
    except IntegrityError as error:  # somebody else was quicker
        raise NotStarted("This lead is in a sequence already.") from error


def moment(lead: Lead, now: datetime) -> Moment:
    """What counts for this lead now. The window is read anew: a message may have opened it a moment ago."""
    rows = Conversation.objects.select_related("contact", "channel")
    conversation = rows.get(pk=lead.conversation_id)
    firm = Firm.current()
    today = now.astimezone(firm.zone).date()
    return Moment(now, firm, window_until(conversation, now), start_of(lead, today))


def tell(enrolment: Enrolment, state: str, *, user: User | None = None, why: str = "") -> None:
    record(
        "lead_updated",
        actor="staff" if user else "rule",
        user_id=user.pk if user else None,
        lead_id=enrolment.lead_id,
        conversation_id=enrolment.conversation_id,
        sequence=enrolment.sequence.name,
        enrolment=enrolment.pk,
        state=state,
        why=why,
    )


def steps_of(enrolment: Enrolment) -> list[Step]:
    """The steps of the version that it started with."""
    return list(Step.objects.filter(sequence=enrolment.sequence_id, version=enrolment.version))
