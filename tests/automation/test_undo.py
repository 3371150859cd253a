"""What a rule did can be taken back, whole and once; what happens twice changes nothing the second time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairn.assistant.answer import Reply
from cairn.automation import carry_out
from cairn.automation.accept import accept
from cairn.automation.transitions import CLOSED, LADDER, Mode, Trigger
from cairn.conversations.models import Contact, Conversation, Message
from cairn.journal.models import Event
from cairn.journal.record import together
from cairn.leads import stages, tasks
from cairn.leads.models import Lead, Stage, Task
from cairn.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(channel):
    return a_lead(channel)


def a_lead(channel) -> Lead:
    contact = Contact.objects.create(name="Meera")
    conversation = Conversation.objects.create(channel=channel, contact=contact)
    return Lead.objects.create(contact=contact, conversation=conversation, last_contact_at=clock.now())


def says(lead: Lead, text: str = "") -> Message:
    return Message.objects.create(
        conversation=lead.conversation, channel=lead.conversation.channel, direction="in", author="customer",
        text=text, status="received", at=clock.now(),
    )  # fmt: skip


def understood(*intents: str, expect: str = "answer", **entities: object) -> Reply:
    entities.setdefault("trip", {"id": 1, "name": "Sunrise Ridge", "slug": "sunrise-ridge"})
    return Reply(
        text="", sources=[], intents=list(intents), language="en", sentiment="neutral", entities=entities,
        confidence=0.9, expect=expect, handover=None, writer="composer", took_ms=1,
    )  # fmt: skip


def all_rows(lead: Lead) -> object:
    return (
        Lead.objects.values_list("stage", "priority").get(pk=lead.pk),
        sorted(Task.objects.values_list("pk", "type", "reason", "status", "due_at")),
        Event.objects.count(),
    )


@pytest.mark.parametrize("intent", ["pricing", "booking", "itinerary"])
def test_reacting_twice_changes_nothing_the_second_time(lead, intent):
    message = says(lead)
    carry_out.react(lead, understood(intent), message)
    before = all_rows(lead)
    carry_out.react(Lead.objects.get(pk=lead.pk), understood(intent), message)
    assert all_rows(lead) == before
    Task.objects.update(status="done")
    before = all_rows(lead)
    carry_out.react(Lead.objects.get(pk=lead.pk), understood(intent), message)
    assert all_rows(lead) == before


def test_reacting_on_what_was_known_earlier_moves_nothing_back(lead):
    stale = Lead.objects.get(pk=lead.pk)
    carry_out.react(lead, understood("booking"), says(lead))
    carry_out.react(stale, understood("pricing"), says(lead))
    assert stale.stage == "qualified"
    assert Event.objects.filter(type="stage_changed").count() == 1


def test_small_talk_costs_no_query(lead, django_assert_num_queries):
    with django_assert_num_queries(0):
        carry_out.react(lead, understood("smalltalk"), Message(pk=1, created_at=clock.now()))


def test_undo_puts_back_stage_priority_and_tasks(lead, asha):
    kept = tasks.add(lead, type="call", title="Call", due_at=clock.now())
    with together():
        carry_out.react(lead, understood("pricing"), says(lead))
    moved = Event.objects.get(type="stage_changed")
    assert len(moved.data["tasks"]) == 2
    assert carry_out.undo(moved, asha)
    lead.refresh_from_db()
    assert (lead.stage, lead.priority) == ("inquiry", "medium")
    assert list(Task.objects.open()) == [kept]
    moved.refresh_from_db()
    assert moved.data["undone"] is True
    back = Event.objects.filter(type="stage_changed").last()
    assert (back.data["from"], back.data["to"], back.data["by"]) == ("interested", "inquiry", "undo")
    assert back.user_id == asha.pk


def test_a_second_undo_does_nothing(lead, asha):
    carry_out.react(lead, understood("pricing"), says(lead))
    moved = Event.objects.get(type="stage_changed")
    carry_out.undo(moved, asha)
    before = all_rows(lead)
    assert not carry_out.undo(moved, asha)
    assert all_rows(lead) == before


def test_undo_leaves_a_lead_that_went_on(lead, asha):
    carry_out.react(lead, understood("pricing"), says(lead))
    moved = Event.objects.get(type="stage_changed")
    stages.move(lead, to="proposal", actor="staff", user=asha)
    carry_out.undo(moved, asha)
    lead.refresh_from_db()
    assert lead.stage == "proposal"
    assert not Task.objects.open().exists()


def test_what_was_taken_back_is_not_done_again_but_suggested(lead, asha):
    message = says(lead)
    carry_out.react(lead, understood("pricing"), message)
    carry_out.undo(Event.objects.get(type="stage_changed"), asha)
    for again in (message, says(lead)):
        carry_out.react(Lead.objects.get(pk=lead.pk), understood("pricing"), again)
    lead.refresh_from_db()
    assert (lead.stage, lead.priority) == ("inquiry", "medium")
    assert not Task.objects.open().exists()
    assert Event.objects.filter(type="stage_suggested").count() == 1


def test_a_task_that_was_done_stays_done_after_undo(lead, asha):
    carry_out.react(lead, understood("pricing"), says(lead))
    tasks.complete(Task.objects.get(type="pricing"), user=asha)
    carry_out.undo(Event.objects.get(type="stage_changed"), asha)
    assert sorted(Task.objects.values_list("status", flat=True)) == ["cancelled", "done"]


ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("says"), st.sampled_from(["pricing", "booking", "itinerary", "policy", "complaint", "smalltalk"])
        ),
        st.tuples(st.just("told"), st.sampled_from([name for name in Trigger if name is not Trigger.FIRST_REPLY])),
        st.tuples(st.just("replies"), st.none()),
        st.tuples(st.just("does"), st.integers(0, 5)),
        st.tuples(st.just("undoes"), st.integers(0, 5)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_happens_leads_go_forward_and_tasks_stay_single(channel, asha, acts):
    lead = a_lead(channel)
    for kind, what in acts:
        before = Lead.objects.get(pk=lead.pk).stage
        act(lead, asha, kind, what)
        after = Lead.objects.get(pk=lead.pk).stage
        if kind != "undoes":
            assert after == before or (
                before not in CLOSED and LADDER.index(Stage(after)) > LADDER.index(Stage(before))
            )
        keys = list(Task.objects.open().filter(lead=lead).values_list("type", "reason"))
        assert len(keys) == len(set(keys))
    for move in Event.objects.filter(lead_id=lead.pk, type="stage_changed", data__by="rule"):
        assert move.data["rule"] and move.data["reason"] and move.data["confidence"] > 0


def act(lead: Lead, user, kind: str, what) -> None:
    """Each act is done twice: the second time changes nothing."""
    message, fresh = says(lead), Lead.objects.get(pk=lead.pk)
    moves = list(Event.objects.filter(lead_id=lead.pk, type="stage_changed", data__by="rule"))
    todo = list(Task.objects.open().filter(lead=lead))
    doing = {
        "says": lambda: carry_out.react(fresh, understood(str(what)), message),
        "told": lambda: carry_out.happened(fresh, what, user=user, message=message),
        "replies": lambda: carry_out.staff_replied(fresh, user, message),
        "does": lambda: [tasks.complete(task, user=user) for task in todo[:what]],
        "undoes": lambda: [carry_out.undo(move, user) for move in moves[what : what + 1]],
    }[kind]
    doing()
    before = all_rows(lead)
    doing()
    assert all_rows(lead) == before


def test_a_suggestion_is_taken_up_once_with_all_that_follows(lead, asha):
    carry_out.react(
        lead, understood("pricing"), says(lead), modes={"pricing_asked": Mode.SUGGEST, "trip_asked": Mode.OFF}
    )
    suggested = Event.objects.get(type="stage_suggested")
    assert Lead.objects.get(pk=lead.pk).stage == "inquiry" and not Task.objects.exists()
    assert accept(suggested, asha)
    assert not accept(suggested, asha)
    assert Lead.objects.get(pk=lead.pk).stage == "interested"
    assert sorted(Task.objects.values_list("type", flat=True)) == ["follow_up", "pricing"]
    assert carry_out.undo(Event.objects.get(type="stage_changed"), asha)
    assert not Task.objects.open().exists()


def test_a_suggestion_that_is_out_of_date_does_nothing(lead, asha):
    carry_out.happened(lead, Trigger.SILENCE)
    stages.move(lead, to="qualified", actor="staff", user=asha)
    assert not accept(Event.objects.get(type="stage_suggested"), asha)
    assert Lead.objects.get(pk=lead.pk).stage == "qualified"
