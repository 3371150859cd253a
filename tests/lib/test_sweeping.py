from __future__ import annotations

import os
import socket
import subprocess
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from cairn import sweeping
from cairn.conversations import lease
from cairn.conversations.models import Contact, Conversation
from cairn.journal.models import Part, Process
from cairn.lib import clock


def broken() -> int:
    raise ValueError("this step has a fault")


def slow() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 20")
        try:
            cursor.execute("SELECT pg_sleep(5)")
        finally:
            cursor.execute("RESET statement_timeout")
    return 1


def cut_off() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return 1


def test_a_step_that_fails_stops_none_of_the_others(monkeypatch):
    monkeypatch.setattr(sweeping, "STEPS", {"first": broken, "second": lambda: 3})
    assert sweeping.sweep() == {"first": 0, "second": 3}


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_its_own_steps_trouble(monkeypatch):
    monkeypatch.setattr(sweeping, "STEPS", {"first": slow, "second": lambda: 3})
    assert sweeping.sweep() == {"first": 0, "second": 3}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_ends_the_pass(monkeypatch):
    monkeypatch.setattr(sweeping, "STEPS", {"first": cut_off, "second": broken})
    with pytest.raises(OperationalError):
        sweeping.sweep()
    connection.close()


@pytest.mark.django_db
def test_a_pass_over_nothing_finds_nothing(channel):
    always = ("templates", "minutes", "days")  # these count what the product does, and nothing is a count too
    assert not any(count for name, count in sweeping.sweep().items() if name not in always)


@pytest.mark.django_db
def test_several_workers_take_turns(monkeypatch):
    monkeypatch.setattr(sweeping, "STEPS", {"first": lambda: 1})
    assert [sweeping.sweep_in_turn(), sweeping.sweep_in_turn()] == [{"first": 1}, {}]
    Part.objects.update(since=clock.now() - timedelta(seconds=sweeping.SECONDS))
    assert sweeping.sweep_in_turn() == {"first": 1}


@pytest.fixture
def held(channel, monkeypatch):
    """A conversation that another worker was answering."""
    monkeypatch.setattr(sweeping, "STEPS", {})
    contact, now = Contact.objects.create(name="Priya"), clock.now()
    made = Conversation.objects.create(channel=channel, contact=contact, waiting_since=now, quiet_at=now)
    assert lease.claim(made.pk)
    return made


def worker(machine: str, pid: int) -> None:
    now = clock.now()
    Process.objects.create(key=f"work@{machine}:{pid}", name="work", started_at=now, beat_at=now)


def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.mark.django_db
def test_the_only_worker_takes_up_at_once_what_a_dead_one_held(held):
    worker(socket.gethostname()[:60], dead())
    sweeping.begin()
    taken = lease.claim(held.pk)
    assert taken and taken.epoch == 2  # so the one before could not write any more, were it alive


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_what_a_worker_holds_that_may_live_stays_with_it(held, where):
    worker(socket.gethostname()[:60], os.getppid()) if where == "here" else worker("another-machine", 1)
    sweeping.begin()
    assert lease.claim(held.pk) is None


@pytest.mark.django_db
def test_jobs_of_a_worker_that_died_are_dropped_and_those_of_a_living_one_are_not():
    with connection.cursor() as cursor:
        for seconds in (31, 1):
            cursor.execute(
                """
                WITH worker AS (
                    INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id
                )
                INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, worker_id)
                SELECT 'interactive', 'cairn.jobs.reflect', 0, '{}', 'doing', id FROM worker
                """,
                [seconds],
            )
    assert sweeping.drop_orphaned_jobs() == 1
    assert sweeping.drop_orphaned_jobs() == 0
