"""Acts on tasks: one or many, twice, at once, and taken back."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from cairn.automation import staff
from cairn.journal.models import Event
from cairn.leads import alarms, later, tasks, todo
from cairn.leads.models import Stage, Task
from cairn.lib import clock
from tests.leads.conftest import lead_of, task_of

pytestmark = pytest.mark.django_db


def told(kind="task_done"):
    return Event.objects.filter(type=kind).order_by("pk")


def test_several_tasks_are_done_at_once_and_each_is_told(channel, priya, rohan, asha):
    mine = [task_of(priya), task_of(lead_of(channel, "Rahul"))]
    batch = todo.act([task.pk for task in mine], todo.Done(), user=rohan)
    assert batch.tasks == [task.pk for task in mine]
    assert [event.data["status"] for event in told()] == ["done", "done"]


def test_the_same_act_again_changes_nothing(task, rohan):
    todo.act([task.pk], todo.Done(), user=rohan)
    assert todo.act([task.pk], todo.Done(), user=rohan).tasks == []
    assert told().count() == 1


def test_a_hundred_tasks_cost_as_many_statements_as_two(priya, rohan, django_assert_max_num_queries):
    many = [task_of(priya).pk for _ in range(100)]
    with django_assert_max_num_queries(7):
        todo.act(many, todo.Snoozed(clock.now() + timedelta(days=1)), user=rohan)
    assert Task.objects.filter(status="snoozed").count() == 100


def test_a_task_is_given_to_somebody_once(task, rohan, asha):
    todo.act([task.pk], todo.Given(rohan), user=asha)
    todo.act([task.pk], todo.Given(rohan), user=asha)
    task.refresh_from_db()
    assert task.assignee == rohan and told("assigned").count() == 1


def test_a_cancelled_task_keeps_the_reason(task, rohan):
    tasks.cancel(task, user=rohan, reason="She booked elsewhere")
    assert told().get().data["reason"] == "She booked elsewhere"


def test_an_act_is_taken_back_with_time_and_owner(task, rohan):
    before = (task.status, task.due_at, task.assignee)
    batch = todo.act([task.pk], todo.Snoozed(clock.now() + timedelta(days=3)), user=rohan)
    assert todo.undo(batch.key, rohan) == 1
    task.refresh_from_db()
    assert (task.status, task.due_at, task.assignee) == before
    assert todo.undo(batch.key, rohan) == 0


def test_only_who_did_it_can_take_it_back_and_only_soon(task, rohan, asha):
    batch = todo.act([task.pk], todo.Done(), user=rohan)
    assert todo.undo(batch.key, asha) == 0
    told().update(at=clock.now() - timedelta(minutes=1))
    assert todo.undo(batch.key, rohan) == 0


def test_undo_leaves_alone_what_was_changed_since_or_has_a_successor(priya, rohan):
    task = task_of(priya, reason="pricing")
    batch = todo.act([task.pk], todo.Done(), user=rohan)
    task_of(priya, reason="pricing")
    assert todo.undo(batch.key, rohan) == 0
    task.refresh_from_db()
    assert task.status == "done"


def test_doing_tasks_in_bulk_moves_each_lead_once(priya, rohan):
    staff.act([task_of(priya).pk, task_of(priya).pk], todo.Done(), user=rohan)
    priya.refresh_from_db()
    assert priya.stage == Stage.CONTACTED
    assert told("stage_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_done_at_once_are_told_once(demo, task, rohan, asha):
    def press(user):
        try:
            todo.act([task.pk], todo.Done(), user=user)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(user,)) for user in (rohan, asha) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told().count() == 1


def test_an_overdue_task_rings_once_for_ever(task, rohan):
    Task.objects.filter(pk=task.pk).update(due_at=clock.now() - timedelta(minutes=1))
    assert (alarms.raise_overdue(), alarms.raise_overdue()) == (1, 0)
    alarm = told("notification").get()
    assert (alarm.data["kind"], alarm.key, alarm.data["task"]) == ("overdue", f"overdue-{task.pk}", task.pk)
    tasks.snooze(task, until=clock.now() - timedelta(seconds=1), user=rohan)
    assert (alarms.wake(), alarms.raise_overdue()) == (1, 0)


def test_a_snoozed_task_does_not_ring_and_wakes_when_due(task, rohan):
    tasks.snooze(task, until=clock.now() + timedelta(hours=1), user=rohan)
    assert (alarms.wake(), alarms.raise_overdue()) == (0, 0)
    Task.objects.filter(pk=task.pk).update(due_at=clock.now() - timedelta(minutes=1))
    assert alarms.wake() == 1
    task.refresh_from_db()
    assert task.status == "pending"


def test_more_alarms_than_one_pass_takes_are_rung_in_the_next(priya, settings, monkeypatch):
    monkeypatch.setattr(alarms, "AT_ONCE", 2)
    for _ in range(3):
        task_of(priya, hours=-1)
    assert [alarms.raise_overdue() for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("choice", ["later", "tomorrow", "week"])
def test_what_is_put_off_comes_back_when_the_firm_is_open(choice, db):
    from cairn.accounts.hours import next_open
    from cairn.accounts.models import Firm

    firm = Firm.current()
    at = later.until(choice, firm)
    assert at > clock.now() and next_open(firm, at) == at


@pytest.mark.parametrize("choice", ["", "never", "2020-01-01", "2999-01-01", "12:00"])
def test_a_time_that_makes_no_sense_is_refused_in_words(choice, db):
    from cairn.accounts.models import Firm

    with pytest.raises(later.NoSuchTime, match="Choose a day"):
        later.until(choice, Firm.current())


def test_a_pressing_message_raises_the_first_contact_and_never_lowers_it(priya):
    task = task_of(priya, type="initial_contact", priority="high")
    assert tasks.press(priya, "urgent", types=["initial_contact"]) == 1
    assert tasks.press(priya, "high", types=["initial_contact"]) == 0
    task.refresh_from_db()
    assert task.priority == "urgent"
