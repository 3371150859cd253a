"""The firm's own rules: when they act, on whom, how often, and what stops them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from cairn.automation.models import Call, Enrolment, News, Rule, RuleRun, Sequence
from cairn.automation.rules import listen
from cairn.automation.rules.dry import rehearse
from cairn.automation.rules.facts import Known
from cairn.automation.rules.match import matches
from cairn.automation.sequences import edit
from cairn.automation.sequences.edit import StepIdea
from cairn.conversations.models import Conversation
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads import stages
from cairn.leads.models import Lead, Task
from cairn.lib import clock
from tests.automation.test_undo import a_lead, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(demo, channel) -> Lead:
    made = a_lead(channel)
    Conversation.objects.update(last_inbound_at=clock.now())
    return made


def a_rule(event: str = "message_received", *actions: dict, **conditions: object) -> Rule:
    return Rule.objects.create(
        name=f"Rule {Rule.objects.count()}", event=event, conditions=conditions, actions=list(actions)
    )


TAG = {"kind": "tag", "tag": "hot"}


def hear(lead: Lead, text: str = "Any discount?", actor: str = "customer", type: str = "message_received") -> None:
    message = says(lead, text)
    record(type, actor=actor, lead_id=lead.pk, conversation_id=lead.conversation_id, message_id=message.pk)


def tags_of(lead: Lead) -> list[str]:
    return Lead.objects.get(pk=lead.pk).tags


def test_a_rule_acts_once_on_what_it_listens_to(lead):
    rule = a_rule("message_received", TAG, words=["discount"])
    hear(lead)
    assert tags_of(lead) == []
    assert listen.drain() == 1
    assert listen.drain() == 0
    run = RuleRun.objects.get(rule=rule)
    assert (tags_of(lead), run.outcome, run.lines, run.lead) == (["hot"], "did", ["tag “hot”"], lead)
    News.objects.create(event=run.event)  # told again
    listen.drain()
    assert RuleRun.objects.count() == 1


def test_nothing_is_noted_where_no_rule_listens(lead):
    a_rule("task_done", TAG)
    Rule.objects.create(name="Off", event="message_received", active=False)
    hear(lead)
    assert not News.objects.exists()


def test_an_event_that_commits_late_is_not_skipped(lead):
    """Its id is lower than that of one which was dealt with before."""
    a_rule("message_received", TAG)
    Event.objects.create(pk=10_000_001, type="message_received", at=clock.now(), actor="customer", lead_id=lead.pk)
    listen.drain()
    Lead.objects.update(tags=[])
    Event.objects.create(pk=10_000_000, type="message_received", at=clock.now(), actor="customer", lead_id=lead.pk)
    listen.drain()
    assert tags_of(lead) == ["hot"]


@pytest.mark.parametrize("who", ["customer", "assistant", "staff", "phone"])
def test_rules_tell_apart_who_it_was(lead, who):
    a_rule("message_sent", TAG, who=[who])
    for actor in {"customer", "assistant", "staff", "phone"} - {who}:
        hear(lead, actor=actor, type="message_sent")
    listen.drain()
    assert tags_of(lead) == []
    hear(lead, actor=who, type="message_sent")
    listen.drain()
    assert tags_of(lead) == ["hot"]


KNOWN = Known(
    "customer", "interested", "ad", 7, "Koi discount milega? सूट?", 60, "high", 3, clock.now().time(), frozenset({"vip"})
)


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        ({}, True),
        ({"stage": ["interested"]}, True),
        ({"stage": ["won"]}, False),
        ({"source": ["ad"], "trip": [7]}, True),
        ({"trip": [8]}, False),
        ({"words": ["discount"]}, True),
        ({"words": ["count"]}, False),
        ({"words": ["सूट"]}, True),
        ({"words": ["(", "disc.*"]}, False),
        ({"score_from": 60}, True),
        ({"score_from": 61}, False),
        ({"priority": ["high"]}, True),
        ({"tag": "VIP"}, True),
        ({"tag": "old"}, False),
        ({"owner": 3}, True),
        ({"owner": "nobody"}, False),
        ({"between": ["00:00", "23:59:59.999999"]}, True),
        ({"between": ["10:00", "10:00"]}, False),
        ({"stage": ["interested"], "tag": "old"}, False),
    ],
)
def test_conditions(conditions, holds):
    assert matches(conditions, KNOWN) is holds


def test_all_actions_by_form(lead, asha):
    sequence = edit.write(Sequence.objects.create(slug="s", name="Reminders"), [StepIdea(minutes=60, text="Hi")])
    a_rule(
        "message_received",
        {"kind": "stage", "to": "interested"},
        {"kind": "task", "type": "call", "title": "Call {name}", "hours": 2},
        TAG,
        {"kind": "assign", "user": asha.pk},
        {"kind": "notify", "text": "{name} asks"},
        {"kind": "text", "text": "Hello {name}"},
        {"kind": "sequence", "sequence": sequence.pk},
        {"kind": "webhook", "url": "https://example.org/hook"},
    )
    hear(lead)
    listen.drain()
    run, lead = RuleRun.objects.get(), Lead.objects.get()
    assert run.outcome == "did", run.lines
    assert (lead.stage, lead.tags, lead.owner) == ("interested", ["hot"], asha)
    assert Task.objects.filter(title="Call Meera", type="call").count() == 1
    assert Event.objects.filter(type="notification", data__why="Meera asks").count() == 1
    assert lead.conversation.messages.get(author="rule").text == "Hello Meera"
    assert Enrolment.objects.get().sequence == sequence
    assert Call.objects.get().state == "waiting"
    moved = Event.objects.get(type="stage_changed")
    assert (moved.data["by"], moved.data["rule"], moved.data["confidence"]) == ("rule", f"rule-{run.rule_id}", 1.0)


def test_no_rule_moves_a_lead_back_or_out_of_won(lead, asha):
    a_rule("message_received", {"kind": "stage", "to": "contacted"})
    for stage in ("qualified", "won"):
        stages.move(Lead.objects.get(pk=lead.pk), to=stage, actor="staff", user=asha, reason="paid in cash")
        hear(lead)
        listen.drain()
        assert Lead.objects.get(pk=lead.pk).stage == stage


def test_what_a_person_took_back_a_rule_does_not_do_again(lead, asha):
    from cairn.automation import carry_out

    a_rule("message_received", {"kind": "stage", "to": "interested"})
    hear(lead)
    listen.drain()
    assert carry_out.undo(Event.objects.get(type="stage_changed"), asha)
    hear(lead)
    listen.drain()
    assert Lead.objects.get(pk=lead.pk).stage == "inquiry"


def test_an_action_that_fails_undoes_the_others_and_five_in_a_row_stop_the_rule(lead):
    rule = a_rule("message_received", TAG, {"kind": "assign", "user": 0})
    other = a_rule("message_received", {"kind": "tag", "tag": "calm"})
    for _ in range(6):
        hear(lead)
        listen.drain()
    rule.refresh_from_db()
    assert (rule.active, rule.failures, tags_of(lead)) == (False, 5, ["calm"])
    assert rule.stopped_why.startswith("It failed 5 times in a row")
    assert RuleRun.objects.filter(rule=other, outcome="did").count() == 6
    assert Event.objects.filter(type="notification", data__rule=f"rule-{rule.pk}").count() == 1


def test_rules_that_set_each_other_off_are_stopped(lead):
    a_rule("task_created", {"kind": "task", "type": "call", "title": "A", "hours": 1})
    a_rule("task_created", {"kind": "task", "type": "follow_up", "title": "B", "hours": 1})
    record("task_created", actor="staff", lead_id=lead.pk, conversation_id=lead.conversation_id)
    for _ in range(20):
        Task.objects.update(status="done")  # so that each makes a new one
        listen.drain()
    assert not News.objects.exists()
    assert not Rule.objects.filter(active=True).exists()
    assert all("set each other off" in why for why in Rule.objects.values_list("stopped_why", flat=True))
    assert RuleRun.objects.filter(outcome="did").count() <= 16


def test_a_rule_that_acts_too_often_on_one_lead_is_stopped(lead):
    rule = a_rule("message_received", TAG)
    for _ in range(listen.PER_HOUR + 2):
        hear(lead)
    listen.drain()
    rule.refresh_from_db()
    assert not rule.active and "more than 20 times within an hour" in rule.stopped_why
    assert RuleRun.objects.filter(rule=rule, outcome="did").count() == listen.PER_HOUR


def test_an_event_over_which_workers_die_is_set_aside(lead):
    a_rule("message_received", TAG)
    hear(lead)
    News.objects.update(attempts=listen.TRIES)
    listen.drain()
    assert (News.objects.count(), tags_of(lead)) == (0, [])


def test_the_rehearsal_writes_nothing_and_counts(lead, django_assert_num_queries):
    for _ in range(3):
        hear(lead)
    hear(lead, "Hello")
    Event.objects.create(
        type="message_received", at=clock.now() - timedelta(days=31), actor="customer", lead_id=lead.pk
    )
    before = Event.objects.count()
    with django_assert_num_queries(4):
        found = rehearse("message_received", {"words": ["discount"]})
    assert (found.looked, found.cut, found.times, found.leads) == (4, False, 3, [(lead, 3)])
    assert (Event.objects.count(), RuleRun.objects.count(), tags_of(lead)) == (before, 0, [])


def test_an_event_without_a_lead_is_looked_at_and_left(lead):
    a_rule("opted_out", TAG)
    record("opted_out", actor="customer", conversation_id=lead.conversation_id)
    record("opted_out", actor="customer")
    listen.drain()
    assert tags_of(lead) == ["hot"] and not News.objects.exists()


def test_depth_ends_with_the_transaction(lead):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('cairn.depth', true)")
        assert cursor.fetchone()[0] in (None, "", "0")
