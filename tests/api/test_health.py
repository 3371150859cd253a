from __future__ import annotations

import socket
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError

from cairn.api import health
from cairn.lib import probe
from tests.api.conftest import TOKEN, problem

PARTS = {"database", "worker", "whatsapp", "assistant", "spool", "sync"}


@contextmanager
def beating(seconds_ago: float):
    """A worker's heartbeat, in a transaction of its own: the health check has its own connection."""
    with psycopg.connect(**probe.address(2000), autocommit=True) as database:
        sql = (
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id"
        )
        (pk,) = database.execute(sql, [seconds_ago]).fetchone()
        try:
            yield
        finally:
            database.execute("DELETE FROM procrastinate_workers WHERE id = %s", [pk])


@pytest.fixture(autouse=True)
def spool(tmp_path, settings):
    settings.SPOOL_DIR = tmp_path / "spool"
    return settings.SPOOL_DIR


@pytest.fixture
def away(monkeypatch):
    """The database's port is closed."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = {"host": "127.0.0.1", "port": closed.getsockname()[1], "dbname": "cairn", "connect_timeout": 2}
        monkeypatch.setattr(probe, "address", lambda patience: address)
        yield


@pytest.fixture
def silent(monkeypatch):
    """Something takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = {"host": "127.0.0.1", "port": server.getsockname()[1], "dbname": "cairn", "connect_timeout": 2}
        monkeypatch.setattr(probe, "address", lambda patience: address)
        yield


def test_it_lives_without_a_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.json()["status"] == "ok"
    assert response.json()["version"]


def test_it_is_ready_with_database_and_worker(client, db):
    with beating(1):
        response = client.get("/readyz")
    found = response.json()
    assert response.status_code == 200, found
    assert set(found) >= PARTS
    assert all(found[part]["ok"] for part in PARTS)


@pytest.mark.parametrize("seconds", [11, 3600])
def test_a_dead_worker_makes_it_unready(client, db, seconds):
    with beating(seconds):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"]["ok"] is False
    assert response.json()["database"]["ok"] is True


def test_without_any_worker_it_says_what_to_do(client, db):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "cairn work" in response.json()["worker"]["detail"]


def test_a_database_that_refuses_makes_it_unready(client, away):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"]["ok"] is False
    assert set(response.json()) >= PARTS


def test_a_database_that_hangs_is_answered_for_within_a_second(client, silent):
    started = time.monotonic()
    response = client.get("/readyz")
    assert time.monotonic() - started < 1
    assert response.status_code == 503


def test_a_full_spool_is_shown_but_it_stays_ready(client, db, spool):
    spool.mkdir()
    (spool / "1-1.body").write_bytes(b"")
    with beating(1):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["spool"] == {"ok": False, "state": "waiting", "files": 1}


def test_health_has_the_last_sixty_checks(api, client):
    health.HISTORY.clear()
    for _ in range(61):
        health.HISTORY.append({"at": "", "status": "ok", "failing": []})
    found = api.get("/health").json()
    assert set(found) >= PARTS | {"history"}
    assert len(found["history"]) == 60
    assert found["history"][-1]["failing"] == ["worker"]


def test_an_operation_without_a_database_is_a_503(api, monkeypatch):
    from cairn.api import leads

    def broken(*args):
        raise OperationalError("connection refused: postgres://secret@host")

    monkeypatch.setattr(leads, "page", broken)
    assert "secret" not in str(problem(api.get("/leads"), 503))


def test_metrics_are_told_to_this_machine(client, db):
    with beating(1):
        response = client.get("/metrics")
    text = response.content.decode()
    assert response.status_code == 200
    assert response["content-type"].startswith("text/plain")
    for line in (
        'cairn_journal_entries{state="new"} 0.0',
        'cairn_outbox_messages{status="queued"} 0.0',
        "cairn_conversations_waiting 0.0",
        "cairn_jobs_todo ",
        "cairn_spool_files 0.0",
        "cairn_worker_heartbeat_age_seconds ",
        "# HELP cairn_assistant_reply_seconds",
        "# HELP cairn_messages ",
        "cairn_database_up 1.0",
    ):
        assert line in text


def test_metrics_without_a_database_say_so(client, away):
    assert b"cairn_database_up 0.0" in client.get("/metrics").content


@pytest.mark.parametrize("how", [{"REMOTE_ADDR": "192.0.2.7"}, {"headers": {"x-forwarded-for": "192.0.2.7"}}])
def test_metrics_are_not_told_to_strangers(client, settings, how):
    settings.CAIRN_API_TOKEN = TOKEN
    problem(client.get("/metrics", **how), 401)


def test_metrics_are_told_to_who_has_the_token(client, settings, db):
    settings.CAIRN_API_TOKEN = TOKEN
    response = client.get("/metrics", REMOTE_ADDR="192.0.2.7", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
