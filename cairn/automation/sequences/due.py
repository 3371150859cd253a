"""Steps that are due: claimed, decided and queued in one transaction, under the lock of the conversation.

Any number of workers may drain at once. Nobody waits for a row that another one holds: it is skipped and found again. So
an answer that is being filed, or a stop, is either seen or comes after the message, and withdraws it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from cairn.accounts.models import Firm
from cairn.automation.models import Enrolment, Step
from cairn.automation.sequences import plan
from cairn.automation.sequences.decide import (
    Hold,
    Outcome,
    SendTemplate,
    SendText,
    Skip,
    Stop,
    Wait,
    decide,
)
from cairn.automation.sequences.plan import Moment
from cairn.automation.sequences.send import queue_template, queue_text
from cairn.automation.sequences.stop import mark, stop
from cairn.automation.silence import begin
from cairn.conversations import ownership
from cairn.conversations.models import Message, Template
from cairn.conversations.reply import Unsendable
from cairn.journal.record import record, together
from cairn.lib import clock, later, logs

log = logs.logger("sequences")
BATCH = 100
MOST = 5_000  # in one run, so that others get their turn
FAILED = "Something went wrong with this step"

CLAIM = """
SELECT enrolment.id FROM automation_enrolment AS enrolment
JOIN conversations_conversation AS conversation ON conversation.id = enrolment.conversation_id
WHERE enrolment.state = 'running' AND enrolment.due_at <= %s
ORDER BY enrolment.due_at LIMIT %s FOR UPDATE OF conversation SKIP LOCKED
"""


def drain() -> int:
    """Deal with what is due now. Returns how many enrolments went on."""
    total = 0
    while total < MOST and (done := drain_some()):
        total += done
    return total


def waits() -> bool:
    return Enrolment.objects.filter(state=Enrolment.State.RUNNING, due_at__lte=clock.now()).exists()


def drain_some() -> int:
    now = clock.now()
    with transaction.atomic(), together():
        rows = claim(now)
        steps, templates, firm = steps_of(rows), Templates(), Firm.current()
        sent = {row.conversation_id for row in rows if go_on(row, steps, templates, firm, now)}
        later.wake_each("deliver", "conversation", sorted(sent))
    return len(rows)


def claim(now: datetime) -> list[Enrolment]:
    """Some that are due, with their conversations locked. Read after the lock: what ended meanwhile is left out."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, BATCH])
        ids = [row[0] for row in cursor.fetchall()]
    rows = Enrolment.objects.filter(pk__in=ids, state=Enrolment.State.RUNNING, due_at__lte=now)
    related = rows.select_related(
        "lead__contact", "lead__trip", "sequence", "conversation__contact", "conversation__channel"
    )
    return list(related.order_by("due_at").select_for_update(of=("self",), skip_locked=True))


def steps_of(rows: list[Enrolment]) -> dict[tuple[int, int], list[Step]]:
    found: dict[tuple[int, int], list[Step]] = {(row.sequence_id, row.version): [] for row in rows}
    for step in Step.objects.filter(sequence__in={row.sequence_id for row in rows}):
        found.get((step.sequence_id, step.version), []).append(step)
    return found


class Templates:
    """The templates of the steps of one batch, each looked up once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Template | None] = {}

    def of(self, step: Step) -> Template | None:
        if not step.template:
            return None
        key = (step.template, step.language)
        if key not in self.known:
            named = Template.objects.filter(name=step.template, removed_at=None)
            self.known[key] = (named.filter(language=step.language) if step.language else named).first()
        return self.known[key]


def go_on(
    row: Enrolment, steps: dict[tuple[int, int], list[Step]], templates: Templates, firm: Firm, now: datetime
) -> bool:
    """One enrolment. True when a message was queued. What goes wrong with one is shown to people and stops no other."""
    own = steps[row.sequence_id, row.version]
    start = (
        plan.start_of(row.lead, now.astimezone(firm.zone).date()) if any(s.anchor == "departure" for s in own) else None
    )
    at = Moment(now, firm, plan.window_until(row.conversation, now), start)
    try:
        with transaction.atomic():
            step = next((step for step in own if step.position == row.position), None)
            outcome = decide(step, row.lead, at, templates.of(step)) if step else Skip()
            return apply(outcome, row, own, at)
    except Unsendable as refusal:
        hold(row, str(refusal))
    except Exception as error:
        log.warning("step failed", enrolment=row.pk, position=row.position, error=type(error).__name__)
        hold(row, FAILED)
    return False


def apply(outcome: Outcome, row: Enrolment, steps: list[Step], at: Moment) -> bool:
    match outcome:
        case Wait():
            Enrolment.objects.filter(pk=row.pk).update(due_at=outcome.until)
        case Hold():
            hold(row, outcome.why)
        case Stop():
            stop(Enrolment.objects.filter(pk=row.pk), why=outcome.why)
        case _:
            message = say(outcome, row, at)
            advance(row, steps, at, sent=message is not None)
            return message is not None
    return False


def say(outcome: Outcome, row: Enrolment, at: Moment) -> Message | None:
    key = f"{mark(row)}{row.position}"
    match outcome:
        case SendText():
            return queue_text(row.lead, row.conversation, outcome.text, key=key, at=at)
        case SendTemplate():
            return queue_template(row.lead, row.conversation, outcome.template, values=outcome.values, key=key, at=at)
    return None


def advance(row: Enrolment, steps: list[Step], at: Moment, *, sent: bool) -> None:
    """On to the next step that still has a time, or to the end."""
    following = plan.following(steps, row.position + 1, at)
    row.sent += sent
    if following:
        row.position, row.due_at = following
    else:
        row.state, row.due_at, row.ended_at = Enrolment.State.FINISHED, None, at.now
        begin(row.lead_id)
    row.save(update_fields=["position", "due_at", "state", "ended_at", "sent"])


def hold(row: Enrolment, why: str) -> None:
    """Nothing is sent until a person decides; they are told once."""
    Enrolment.objects.filter(pk=row.pk).update(state=Enrolment.State.HELD, why=why[:200], due_at=None)
    words = f"“{row.sequence.name}” waits: {why[0].lower()}{why[1:]}"
    ownership.call_person(row.conversation, why=words)
    record(
        "lead_updated",
        actor="rule",
        lead_id=row.lead_id,
        conversation_id=row.conversation_id,
        sequence=row.sequence.name,
        enrolment=row.pk,
        state="held",
        why=why,
    )


def resume(row: Enrolment) -> None:
    """A held one is tried again at once."""
    rows = Enrolment.objects.filter(pk=row.pk, state=Enrolment.State.HELD)
    rows.update(state=Enrolment.State.RUNNING, why="", due_at=clock.now())
