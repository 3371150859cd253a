"""Follow-ups that go out by themselves: when, in which form, and what ends them."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta

import pytest

from cairn.accounts.models import Firm
from cairn.automation import carry_out
from cairn.automation.models import Enrolment, Sequence, Step
from cairn.automation.sequences import due, edit, enrol, load
from cairn.automation.sequences.edit import StepIdea
from cairn.conversations.models import Channel, Conversation, Message, Template
from cairn.journal.models import Event
from cairn.leads import stages
from cairn.leads.models import Lead
from cairn.lib import clock
from simulator.starter import STARTERS
from tests.automation.test_undo import a_lead, understood

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = datetime.fromisoformat("2026-11-24T12:00:00+05:30")


class Time:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span
        due.drain()


@pytest.fixture
def hands(monkeypatch, demo):
    moving = Time()
    monkeypatch.setattr(clock, "now", moving)
    Firm.objects.update(time_zone="Asia/Kolkata", quiet_from=time(21), quiet_until=time(8, 30))
    return moving


@pytest.fixture
def lead(channel, hands) -> Lead:
    made = a_lead(channel)
    Conversation.objects.update(last_inbound_at=hands.now)
    return made


def a_sequence(*ideas: StepIdea, **fields: object) -> Sequence:
    made = Sequence.objects.create(slug=str(fields.pop("slug", "reminders")), name="Reminders", **fields)
    return edit.write(made, list(ideas))


def start(lead: Lead, sequence: Sequence, **more: object) -> Enrolment:
    return enrol.start(lead, sequence, replace=False, **more)


def said(lead: Lead) -> list[str]:
    return list(lead.conversation.messages.filter(author="rule").order_by("pk").values_list("text", flat=True))


FIRST, SECOND = StepIdea(minutes=60, text="Hi {name}"), StepIdea(minutes=120, text="Still there?")


def test_steps_go_out_one_after_the_other_and_then_it_is_over(lead, hands):
    row = start(lead, a_sequence(FIRST, SECOND))
    due.drain()
    assert said(lead) == []
    hands.pass_by(HOUR)
    hands.pass_by(HOUR)
    assert said(lead) == ["Hi Meera"]
    hands.pass_by(HOUR)
    row.refresh_from_db()
    assert (said(lead), row.state, row.sent) == (["Hi Meera", "Still there?"], "finished", 2)
    hands.pass_by(24 * HOUR)
    assert len(said(lead)) == 2


def test_a_second_sequence_is_refused_and_the_same_occasion_starts_once(lead):
    one, other = a_sequence(FIRST), a_sequence(FIRST, slug="other")
    start(lead, one, key="payment-7")
    with pytest.raises(enrol.NotStarted, match="in “Reminders” already"):
        start(lead, other)
    enrol.start(lead, other, replace=True)
    with pytest.raises(enrol.NotStarted, match="before"):
        enrol.start(lead, one, key="payment-7", replace=True)
    assert list(Enrolment.objects.order_by("pk").values_list("state", flat=True)) == ["stopped", "running"]


def test_nothing_is_written_at_night(lead, hands):
    hands.now = NOON.replace(hour=20, minute=30)
    Conversation.objects.update(last_inbound_at=hands.now)
    row = start(lead, a_sequence(FIRST))
    assert row.due_at == NOON.replace(hour=8, minute=30) + timedelta(days=1)
    Enrolment.objects.update(due_at=hands.now + HOUR)  # the firm changed its hours meanwhile
    hands.pass_by(2 * HOUR)
    assert said(lead) == []
    hands.pass_by(10 * HOUR)
    assert said(lead) == ["Hi Meera"]


def test_the_last_free_nudge_comes_before_the_window_closes_and_before_the_night(lead, hands):
    nudge = StepIdea(anchor="window", minutes=60, text="Last one")
    row = start(lead, a_sequence(nudge))
    assert row.due_at == NOON + 23 * HOUR
    Conversation.objects.update(last_inbound_at=NOON.replace(hour=6) - timedelta(days=1) + 24 * HOUR)
    row.delete()
    row = start(lead, Sequence.objects.get())
    assert row.due_at == NOON.replace(hour=20, minute=55)


def test_a_nudge_whose_window_has_closed_is_left_out(lead, hands):
    nudge = StepIdea(anchor="window", minutes=60, text="Last one")
    row = start(lead, a_sequence(nudge, FIRST))
    hands.now += 30 * HOUR
    due.drain()
    row.refresh_from_db()
    assert (row.position, said(lead)) == (2, [])


def template(**fields: object) -> Template:
    body = [{"type": "BODY", "text": "Hello {{1}}, about {{2}}"}]
    return Template.objects.create(
        account=Channel.objects.get().account,
        name="reminder",
        language="en",
        components=body,
        **{"status": "approved", **fields},
    )


def test_outside_the_window_an_approved_template_goes_out(lead, hands):
    template()
    step = StepIdea(minutes=60, text="Hi", template="reminder", language="en", values=["{name}", "{trip}"])
    start(lead, a_sequence(step))
    hands.now += 26 * HOUR
    due.drain()
    message = lead.conversation.messages.get(author="rule")
    assert (message.type, message.text) == ("template", "Hello Meera, about your trip")
    assert message.content["components"][0]["parameters"][0] == {"type": "text", "text": "Meera"}


@pytest.mark.parametrize("status", ["paused", "pending", None])
def test_without_a_sendable_template_it_is_held_and_people_are_told_once(lead, hands, status):
    if status:
        template(status=status)
    row = start(lead, a_sequence(StepIdea(minutes=60, text="Hi", template="reminder", language="en")))
    hands.now += 26 * HOUR
    due.drain()
    hands.pass_by(HOUR)
    row.refresh_from_db()
    assert (row.state, said(lead)) == ("held", [])
    assert Event.objects.filter(type="notification", conversation_id=lead.conversation_id).count() == 1
    lead.conversation.refresh_from_db()
    assert "no approved template" in lead.conversation.needs_person_why
    due.resume(row)
    Conversation.objects.update(last_inbound_at=hands.now)
    due.drain()
    assert said(lead) == ["Hi"]


def test_a_reply_ends_it_and_withdraws_what_is_queued(lead, hands):
    row = start(lead, a_sequence(FIRST, SECOND))
    hands.pass_by(HOUR)
    assert lead.conversation.messages.get(author="rule").status == "queued"
    customer_writes(lead)
    row.refresh_from_db()
    assert (row.state, row.why, row.answered, row.sent) == ("stopped", "the customer answered", True, 0)
    assert said(lead) == []
    hands.pass_by(24 * HOUR)
    assert said(lead) == []


def customer_writes(lead: Lead) -> None:
    from cairn.conversations.events import InboundMessage, Person
    from cairn.conversations.models import Identity
    from cairn.inbound.events import handle

    Identity.objects.get_or_create(
        channel=lead.conversation.channel, contact=lead.contact, kind="phone", value="+919812345678"
    )
    number = Message.objects.count()
    event = InboundMessage(
        number=lead.conversation.channel.number,
        sender=Person(phone="+919812345678"),
        wamid=f"wamid.S{number}",
        type="text",
        at=clock.now(),
        text="Yes",
    )
    handle(event, lead.conversation.channel)


def test_one_that_goes_on_in_spite_of_answers_is_let_go_when_the_window_opens(lead, hands):
    row = start(lead, a_sequence(FIRST, SECOND, stops_on_reply=False))
    hands.now += 26 * HOUR
    due.drain()
    row.refresh_from_db()
    assert row.state == "held"
    customer_writes(lead)
    due.drain()
    row.refresh_from_db()
    assert (row.state, said(lead)) == ("running", ["Hi Meera"])


def test_an_opt_out_a_move_and_a_person_end_it(lead, asha):
    from cairn.conversations.reply import reply
    from cairn.journal.record import record

    sequence = a_sequence(FIRST)
    ends = [
        lambda: record("opted_out", actor="customer", conversation_id=lead.conversation_id),
        lambda: stages.move(Lead.objects.get(pk=lead.pk), to="interested", actor="staff", user=asha),
        lambda: carry_out.staff_replied(lead, asha, reply(lead.conversation, text="Hello", user=asha)),
        lambda: record("assigned", actor="staff", conversation_id=lead.conversation_id, assistant="off"),
    ]
    for end in ends:
        row = start(lead, sequence)
        end()
        row.refresh_from_db()
        assert row.state == "stopped" and row.why and row.ended_at


def test_whoever_asked_for_no_messages_gets_none(lead, hands):
    row = start(lead, a_sequence(FIRST, stops_on_reply=False))
    lead.contact.opted_out_at = clock.now()
    lead.contact.save()
    hands.pass_by(HOUR)
    row.refresh_from_db()
    assert (row.state, said(lead)) == ("stopped", [])
    with pytest.raises(enrol.NotStarted, match="no more messages"):
        start(Lead.objects.get(pk=lead.pk), Sequence.objects.get())


def test_whoever_is_in_it_goes_on_with_the_steps_they_started_with(lead, hands, channel):
    sequence = a_sequence(FIRST)
    start(lead, sequence)
    edit.write(sequence, [StepIdea(minutes=60, text="New words")])
    other = a_lead(channel)
    Conversation.objects.update(last_inbound_at=hands.now)
    start(other, Sequence.objects.get())
    hands.pass_by(HOUR)
    assert (said(lead), said(other)) == (["Hi Meera"], ["New words"])
    assert Step.objects.count() == 2


def test_a_step_that_fails_holds_its_lead_and_no_other(lead, hands, channel, monkeypatch):
    sequence = a_sequence(FIRST)
    other = a_lead(channel)
    Conversation.objects.update(last_inbound_at=hands.now)
    rows = [start(lead, sequence), start(other, sequence)]
    from cairn.automation.sequences import send

    fill = send.fill
    broken = lambda text, who, *rest: 1 / 0 if who.pk == lead.pk else fill(text, who, *rest)  # noqa: E731
    monkeypatch.setattr(send, "fill", broken)
    hands.pass_by(HOUR)
    assert [Enrolment.objects.get(pk=row.pk).state for row in rows] == ["held", "finished"]


@pytest.mark.parametrize(
    ("idea", "says"),
    [
        (StepIdea(), "says nothing"),
        (StepIdea(text="{surname}"), "no {surname}"),
        (StepIdea(text="x" * 4097), "longer"),
        (StepIdea(text="x", anchor="window", minutes=2000), "window"),
    ],
)
def test_a_step_that_could_not_be_sent_is_refused_when_it_is_written(demo, idea, says):
    with pytest.raises(edit.Unusable, match=says):
        a_sequence(idea)


def test_what_looks_like_code_in_a_text_stays_text(lead, hands):
    lead.contact.name = "{upi}"
    lead.contact.save()
    start(lead, a_sequence(StepIdea(minutes=1, text="{name} {name.__class__} 100%")))
    hands.pass_by(HOUR)
    assert said(lead) == ["{upi} {name.__class__} 100%"]


def test_scenario_3_starts_the_follow_up_and_undo_ends_it(lead, asha, hands):
    load.load_demo()
    assert load.load_demo() == 0
    carry_out.react(lead, understood("booking"), customer_message(lead))
    row = Enrolment.objects.get(lead=lead)
    assert (row.sequence.slug, row.state, row.rule) == ("ready-to-book", "running", "booking_intent")
    moved = Event.objects.get(type="stage_changed")
    assert moved.data["sequence"] == row.pk
    carry_out.undo(moved, asha)
    row.refresh_from_db()
    assert row.state == "stopped"


def customer_message(lead: Lead) -> Message:
    return Message.objects.create(
        conversation=lead.conversation, channel=lead.conversation.channel, direction="in", author="customer",
        text="Yes", status="received", at=clock.now(),
    )  # fmt: skip


def test_scenario_5_a_payment_confirms_and_prepares(lead, hands):
    load.load_demo()
    carry_out.react(lead, understood("booking"), customer_message(lead))
    carry_out.happened(lead, carry_out.Trigger.PAYMENT_RECEIVED)
    running = Enrolment.objects.get(state="running")
    assert (Lead.objects.get().stage, running.sequence.slug) == ("won", "before-departure")
    due.drain()
    assert said(lead)[0].startswith("Thank you, Meera. Your payment has arrived")


def test_silence_after_the_last_follow_up_suggests_a_loss_once(lead, hands):
    from cairn.automation import silence

    start(lead, a_sequence(FIRST))
    hands.pass_by(HOUR)
    assert silence.suggest_losses() == 0
    hands.now += timedelta(days=4)
    assert silence.suggest_losses() == 1
    assert silence.suggest_losses() == 0
    assert Event.objects.get(type="stage_suggested").data["to"] == "lost"


def test_an_answer_breaks_the_silence(lead, hands):
    from cairn.automation import silence

    silence.begin(lead.pk)
    customer_writes(lead)
    hands.now += timedelta(days=9)
    assert silence.suggest_losses() == 0


def test_the_demos_templates_are_those_that_its_number_has():
    held = {
        one["name"]: next((part["text"] for part in one["components"] if part["type"] == "BODY"), "")
        for one in STARTERS
    }
    steps = [step for sequence in json.loads(load.DEMO.read_text(encoding="utf-8")) for step in sequence["steps"]]
    for step in (step for step in steps if "template" in step):
        assert len(step["values"]) == held[step["template"]].count("{{"), step
