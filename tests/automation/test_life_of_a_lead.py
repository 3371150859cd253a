"""A lead through messages, people, the clock and restarts, in any order: what must hold after every step.

More examples on demand: CAIRN_EXAMPLES=500 pytest tests/automation/test_life_of_a_lead.py; the seed is printed.
"""

from __future__ import annotations

import contextlib
import os
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cairn.accounts.models import Firm
from cairn.automation import carry_out, silence
from cairn.automation.accept import accept
from cairn.automation.decline import decline
from cairn.automation.models import Enrolment, Sequence
from cairn.automation.sequences import due, enrol, load
from cairn.automation.transitions import CLOSED, LADDER, Trigger
from cairn.conversations.models import Conversation, Message
from cairn.journal.models import Event
from cairn.journal.record import record, together
from cairn.leads import replay, stages, tasks
from cairn.leads.models import Lead, Stage, Task
from cairn.lib import clock
from tests.automation.test_undo import a_lead, says, understood
from tests.conftest import person

EXAMPLES = int(os.environ.get("CAIRN_EXAMPLES", "12"))
INTENTS = ["pricing", "booking", "itinerary", "policy", "complaint", "smalltalk", "recommendation"]
TOLD = [
    Trigger.QUOTE_SENT,
    Trigger.PAYMENT_RECEIVED,
    Trigger.BOOKING_CONFIRMED,
    Trigger.SILENCE,
    Trigger.TASK_COMPLETED,
]
NEVER_BACK = "nothing moves a lead back by itself"


class LifeOfALead(RuleBasedStateMachine):
    """One lead. `before` is its stage at the end of the last step; `by_hand`: a person moved it or undid a move."""

    channel: object = None

    @initialize()
    def begins(self) -> None:
        self.now = clock.now()
        self.asha = person(f"asha{Lead.objects.count()}@trekandstay.test", "Asha", "owner")
        self.lead = a_lead(self.channel)
        self.before, self.by_hand = Stage.INQUIRY.value, False
        self.must_stop: list[int] = []

    def fresh(self) -> Lead:
        return Lead.objects.select_related("contact", "conversation").get(pk=self.lead.pk)

    def running(self) -> list[int]:
        rows = Enrolment.objects.filter(lead=self.lead, state__in=["running", "held"])
        return list(rows.values_list("pk", flat=True))

    def may_be_stopped_by_words(self) -> list[int]:
        rows = Enrolment.objects.filter(lead=self.lead, state__in=["running", "held"], sequence__stops_on_reply=True)
        return list(rows.values_list("pk", flat=True))

    @rule(intent=st.sampled_from(INTENTS), twice=st.booleans())
    def customer_writes(self, intent: str, twice: bool) -> None:
        self.must_stop = self.may_be_stopped_by_words()
        message = says(self.lead, intent)
        Conversation.objects.filter(pk=self.lead.conversation_id).update(last_inbound_at=clock.now())
        record("message_received", actor="customer", lead_id=self.lead.pk, conversation_id=self.lead.conversation_id, message_id=message.pk)  # fmt: skip
        for _ in range(1 + twice):
            with together():
                carry_out.react(self.fresh(), understood(intent), message)

    @rule(text=st.sampled_from(["Hello, how may I help?", "The total is ₹30,000 for two people", "The trek is ₹9,000"]))
    def person_replies(self, text: str) -> None:
        self.must_stop = self.may_be_stopped_by_words()
        message = Message.objects.create(
            conversation=self.lead.conversation, channel=self.lead.conversation.channel, direction="out", author="staff",
            user=self.asha, text=text, status="sent", at=clock.now(),
        )  # fmt: skip
        carry_out.staff_replied(self.fresh(), self.asha, message)

    @rule(occasion=st.sampled_from(TOLD))
    def is_told(self, occasion: Trigger) -> None:
        carry_out.happened(self.fresh(), occasion, user=self.asha)

    @rule()
    def customer_wants_no_messages(self) -> None:
        self.must_stop = self.running()
        self.lead.contact.opted_out_at = clock.now()
        self.lead.contact.save()
        record("opted_out", actor="customer", conversation_id=self.lead.conversation_id)

    @rule()
    def customer_wants_messages_again(self) -> None:
        self.lead.contact.opted_out_at = None
        self.lead.contact.save()

    @rule(stage=st.sampled_from(Stage.values))
    def person_moves(self, stage: str) -> None:
        if stage != self.fresh().stage:
            self.must_stop = self.running()
        self.by_hand = True
        stages.move(self.fresh(), to=stage, actor="staff", user=self.asha, reason="by hand")

    @rule(which=st.integers(0, 3))
    def person_does_a_task(self, which: int) -> None:
        todo = list(Task.objects.open().filter(lead=self.lead).select_related("lead").order_by("pk"))
        for task in todo[which : which + 1]:
            tasks.complete(task, user=self.asha)

    @rule()
    def person_undoes(self) -> None:
        """The last automatic move: stage, priority, tasks and sequence are what they were."""
        moves = Event.objects.filter(lead_id=self.lead.pk, type="stage_changed", data__by="rule")
        move = moves.exclude(data__undone=True).order_by("-pk").first()
        if move is None:
            return
        lead, self.by_hand = self.fresh(), True
        here = lead.stage == move.data["to"]
        assert carry_out.undo(move, self.asha)
        after = self.fresh()
        assert after.stage == (move.data["from"] if here else lead.stage)
        if len(raised := move.data.get("priority") or []) == 2 and lead.priority == raised[1]:
            assert after.priority == raised[0]
        assert not Task.objects.open().filter(pk__in=move.data["tasks"]).exists()
        self.must_stop = [move.data.get("sequence") or 0]
        assert not carry_out.undo(move, self.asha)

    @rule(take=st.booleans())
    def person_answers_a_suggestion(self, take: bool) -> None:
        found = Event.objects.filter(lead_id=self.lead.pk, type="stage_suggested").order_by("-pk").first()
        if found:
            (accept if take else decline)(found, self.asha)

    @rule(slug=st.sampled_from(["ready-to-book", "after-quote", "before-departure"]), replace=st.booleans())
    def person_starts_a_sequence(self, slug: str, replace: bool) -> None:
        with contextlib.suppress(enrol.NotStarted):
            enrol.start(self.fresh(), Sequence.objects.get(slug=slug), user=self.asha, replace=replace)

    @rule(hours=st.integers(1, 120))
    def time_passes(self, hours: int) -> None:
        type(self).skipped += timedelta(hours=hours)
        due.drain()
        silence.suggest_losses()

    @precondition(lambda self: self.running())
    @rule()
    def worker_dies_half_way(self) -> None:
        """All that it did is gone, and done by the next one."""
        count = Message.objects.count()
        try:
            with transaction.atomic():
                Enrolment.objects.filter(lead=self.lead, state="running").update(due_at=clock.now())
                due.drain()
                raise ConnectionError
        except ConnectionError:
            pass
        assert Message.objects.count() == count

    skipped = timedelta()

    @invariant()
    def goes_forward(self) -> None:
        if not hasattr(self, "lead"):
            return
        after = self.fresh().stage
        if not self.by_hand and after != self.before:
            assert self.before not in CLOSED, NEVER_BACK
            assert after == Stage.LOST or LADDER.index(Stage(after)) > LADDER.index(Stage(self.before)), NEVER_BACK
        self.before, self.by_hand = after, False

    @invariant()
    def one_open_task_for_each_reason(self) -> None:
        if hasattr(self, "lead"):
            keys = list(Task.objects.open().filter(lead=self.lead).values_list("type", "reason"))
            assert len(keys) == len(set(keys))

    @invariant()
    def one_sequence_and_it_stops_when_it_must(self) -> None:
        if hasattr(self, "lead"):
            assert len(self.running()) <= 1
            assert not set(self.running()) & set(self.must_stop)
            self.must_stop = []
            queued = Message.objects.filter(conversation=self.lead.conversation_id, author="rule", status="queued")
            ended = Enrolment.objects.filter(lead=self.lead, state="stopped").values_list("pk", flat=True)
            assert not [pk for pk in ended for row in queued if str(row.idempotency_key).startswith(f"sequence-{pk}-")]

    @invariant()
    def each_step_was_said_once(self) -> None:
        if hasattr(self, "lead"):
            keys = list(Message.objects.filter(conversation=self.lead.conversation_id, author="rule").values_list("idempotency_key", flat=True))  # fmt: skip
            assert len(keys) == len(set(keys))

    @invariant()
    def the_journal_tells_the_same(self) -> None:
        if hasattr(self, "lead"):
            assert replay.replay().differences == 0

    @invariant()
    def each_move_says_why(self) -> None:
        if hasattr(self, "lead"):
            for move in Event.objects.filter(lead_id=self.lead.pk, type="stage_changed", data__by="rule"):
                assert move.data["rule"] and move.data["reason"] and move.data["confidence"] > 0


@pytest.mark.django_db
def test_whatever_happens_a_lead_keeps_its_promises(demo, channel, monkeypatch):
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + LifeOfALead.skipped)
    Firm.objects.update(quiet_from="00:00", quiet_until="00:00")
    load.load_demo()
    LifeOfALead.channel = channel
    how = settings(
        max_examples=EXAMPLES,
        stateful_step_count=25,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LifeOfALead, settings=how)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM automation_enrolment")
        print(f"{EXAMPLES} lives, {cursor.fetchone()[0]} sequences, {Event.objects.count()} events")
