"""Today's queue: one order of four kinds of things, explained."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.accounts.models import Firm
from cairn.automation import queue as acts
from cairn.conversations.models import Conversation
from cairn.journal.models import Event
from cairn.leads import idle, todo
from cairn.leads.models import Task
from cairn.leads.rank import Group, Kind, Thing, place
from cairn.leads.today import queue
from cairn.lib import clock
from tests.leads.conftest import lead_of, task_of

NOW = datetime(2026, 7, 9, 10, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 7, 9, 18, 30, tzinfo=UTC)


def at(**ago) -> datetime:
    return NOW - timedelta(**ago)


def put(kind, when, **more):
    return place(Thing(kind, when, **more), now=NOW, midnight=MIDNIGHT)


@pytest.mark.parametrize(
    ("kind", "when", "group", "why"),
    [
        (Kind.REPLY, at(minutes=5), Group.WAITING, "waits 5 min"),
        (Kind.REPLY, at(minutes=25), Group.WAITING, "waits 25 min, over the target of 12 min"),
        (Kind.TASK, at(minutes=18), Group.LATE, "18 min late"),
        (Kind.TASK, at(minutes=-11), Group.SOON, "due in 11 min"),
        (Kind.TASK, at(hours=-5), Group.TODAY, "due later"),
        (Kind.TASK, at(hours=-30), Group.AFTER, "due later"),
        (Kind.QUIET, at(days=5), Group.QUIET, "silent for 5 days, and no next step"),
    ],
)
def test_each_thing_has_its_group_and_its_reason(kind, when, group, why):
    found = put(kind, when)
    assert (found.group, found.why) == (group, why)


def test_people_who_wait_come_before_all_and_the_longest_wait_first():
    things = [
        put(Kind.REPLY, at(minutes=30)), put(Kind.REPLY, at(minutes=3)), put(Kind.TASK, at(days=2), priority="urgent"),
        put(Kind.TASK, at(days=9)), put(Kind.TASK, at(minutes=-20)), put(Kind.HOT, at(days=1), score=90),
        put(Kind.HOT, at(days=1), score=70), put(Kind.TASK, at(hours=-3)), put(Kind.QUIET, at(days=4)),
        put(Kind.TASK, at(days=-2)),
    ]  # fmt: skip
    assert sorted(things, key=lambda thing: (thing.group, thing.order)) == things


@pytest.mark.django_db
class TestTheQueue:
    def keys(self, user, who="all"):
        return [item.key for item in queue(user, who=who, firm=Firm.current()).items]

    def wait(self, lead, minutes=20, why="human_request"):
        since = clock.now() - timedelta(minutes=minutes)
        Conversation.objects.filter(pk=lead.conversation_id).update(needs_person_since=since, needs_person_why=why)

    def test_all_kinds_stand_in_one_order(self, channel, asha):
        waits, late = lead_of(channel), task_of(lead_of(channel), hours=-1)
        hot, soon = lead_of(channel, score=80), task_of(lead_of(channel), hours=0.5)
        quiet = lead_of(channel, hours=24 * 5, stage="interested")
        self.wait(waits)
        assert self.keys(asha) == [
            f"reply-{waits.conversation_id}", f"task-{late.pk}", f"task-{soon.pk}", f"lead-{hot.pk}", f"lead-{quiet.pk}",
        ]  # fmt: skip

    def test_what_has_a_next_step_closed_or_opted_out_is_left_alone(self, channel, asha):
        planned = lead_of(channel, score=80)
        task_of(planned, hours=24 * 9, status="snoozed")
        lead_of(channel, score=90, stage="won")
        lead_of(channel, score=90, merged_into=planned)
        out = lead_of(channel, score=90)
        out.contact.opted_out_at = clock.now()
        out.contact.save()
        assert self.keys(asha) == []

    def test_a_customer_who_waits_is_one_row_and_not_two(self, priya, asha):
        self.wait(priya)
        task_of(priya, type="handover", hours=-1)
        assert self.keys(asha) == [f"reply-{priya.conversation_id}"]

    def test_mine_everyones_and_nobodys(self, channel, asha, rohan):
        mine, his = task_of(lead_of(channel), assignee=asha), task_of(lead_of(channel), assignee=rohan)
        free = task_of(lead_of(channel))
        assert self.keys(asha, "mine") == [f"task-{mine.pk}"]
        assert self.keys(asha, "nobody") == [f"task-{free.pk}"]
        assert set(self.keys(asha)) == {f"task-{task.pk}" for task in (mine, his, free)}

    def test_the_queue_costs_the_same_for_one_and_for_fifty(self, channel, asha, django_assert_num_queries):
        firm = Firm.current()
        for size in (1, 25):
            for _ in range(size):
                self.wait(lead_of(channel))
                task_of(lead_of(channel), hours=-1)
                lead_of(channel, score=80)
            with django_assert_num_queries(6):
                queue(asha, firm=firm)

    def test_leads_without_a_next_step_are_looked_for_among_the_hottest_alone(self, channel, asha, monkeypatch):
        for score in (99, 98):
            task_of(lead_of(channel, score=score), hours=50)
        third = lead_of(channel, score=97)
        assert f"lead-{third.pk}" in self.keys(asha)
        monkeypatch.setattr(idle, "LOOKED_AT", 2)
        assert f"lead-{third.pk}" not in self.keys(asha)

    @pytest.mark.parametrize(("way", "index"), [(idle.hot, "lead_hot"), (idle.quiet, "lead_quiet")])
    def test_they_are_met_along_an_index_in_their_order(self, way, index, asha):
        with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            way(asha, "all", *([clock.now()] if way is idle.quiet else []))
            cursor.execute(f"EXPLAIN {asked[-1]['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert re.search(rf"Limit.*\n *->  Index Scan using {index} ", plan), plan

    def test_the_queue_is_bounded_and_says_so(self, priya, asha):
        for _ in range(120):
            task_of(priya, hours=-1)
        found = queue(asha, firm=Firm.current())
        assert len(found.items) < 120 and found.more

    def test_done_is_one_act_for_everything(self, channel, asha):
        waits, task, hot = lead_of(channel), task_of(lead_of(channel)), lead_of(channel, score=80)
        self.wait(waits)
        keys = [f"reply-{waits.conversation_id}", f"task-{task.pk}", f"lead-{hot.pk}"]
        assert acts.act(keys, todo.Done(), user=asha, firm=Firm.current()).number == 3
        assert Conversation.objects.get(pk=waits.conversation_id).needs_person_since is None
        assert Task.objects.open().get(lead=hot).reason == "look_again"
        assert f"task-{Task.objects.open().get(lead=hot).pk}" in self.keys(asha)

    def test_done_twice_is_done_once(self, priya, asha):
        self.wait(priya)
        keys = [f"reply-{priya.conversation_id}", "lead-1", "task-999", "nonsense", "task-²"]
        acts.act(keys, todo.Done(), user=asha, firm=Firm.current())
        assert acts.act(keys, todo.Done(), user=asha, firm=Firm.current()).number == 0
        assert Event.objects.filter(type="lead_updated").count() == 1

    def test_a_reply_put_off_comes_back_as_a_task(self, priya, asha):
        self.wait(priya)
        until = clock.now() + timedelta(hours=5)
        acts.act([f"reply-{priya.conversation_id}"], todo.Snoozed(until), user=asha, firm=Firm.current())
        assert Task.objects.get(lead=priya).due_at == until

    def test_a_row_given_away_is_theirs_with_its_lead(self, priya, asha, rohan):
        self.wait(priya)
        acts.act([f"reply-{priya.conversation_id}"], todo.Given(rohan), user=asha, firm=Firm.current())
        priya.refresh_from_db()
        assert (priya.owner, priya.conversation.owner) == (rohan, rohan)
        assert self.keys(rohan, "mine") == [f"reply-{priya.conversation_id}"]
