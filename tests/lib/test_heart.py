"""A process says that it lives while all of its parts do, and keeps silent when one stands still."""

from __future__ import annotations

import os
import socket
import time

import pytest

from cairn.console.child import Child, Ear
from cairn.journal import heartbeat
from cairn.journal.models import Process
from cairn.lib import probe
from cairn.lib.heart import Heart
from cairn.lib.notify import notify


@pytest.fixture
def ear(tmp_path, monkeypatch):
    made = Ear(tmp_path / "ear")
    monkeypatch.setenv("NOTIFY_SOCKET", str(made.path))
    yield made
    made.way.close()


@pytest.fixture
def committed():
    """The row is written over a connection of its own, so it has to be taken back."""
    yield
    probe.ask(["DELETE FROM journal_process RETURNING key"], deadline=5)


def old(heart: Heart, part: str) -> None:
    heart.beats[part] = time.monotonic() - heart.patience


def test_a_part_that_stands_still_is_named():
    heart = Heart()
    heart.beat("loop")
    old(heart, "sweeper")
    assert heart.still(database=True) == ["sweeper"]
    heart.beat("sweeper")
    assert heart.still(database=True) == []


def test_a_database_that_is_away_excuses_those_who_need_it_and_nobody_else():
    heart = Heart()
    for part in ("sweeper", "queue", "filer"):
        old(heart, part)
    assert heart.still(database=False) == []
    assert heart.excused
    old(heart, "loop")
    assert heart.still(database=False) == ["loop"]


def test_a_part_that_rests_is_not_waited_for():
    heart = Heart()
    old(heart, "filer")
    heart.rest("filer")
    assert heart.still(database=True) == []


def test_the_words_go_to_whoever_listens_and_to_nobody_otherwise(ear, monkeypatch):
    notify("READY=1", "WATCHDOG=1")
    assert ear.heard().split() == ["READY=1", "WATCHDOG=1"]
    monkeypatch.setenv("NOTIFY_SOCKET", str(ear.path) + "-gone")
    notify("WATCHDOG=1")
    assert ear.heard() == ""


@pytest.mark.skipif(not os.path.exists("/proc"), reason="abstract sockets are Linux's own")
def test_systemds_abstract_socket_is_understood(monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0cairn-test-{os.getpid()}")
        systemd.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@cairn-test-{os.getpid()}")
        notify("READY=1")
        assert systemd.recv(100) == b"READY=1"


def test_a_silent_child_is_given_time_to_start_and_little_afterwards(ear):
    child = Child("work", ear, patience=20, heard_at=0.0)
    assert not child.silent(60.0)
    notify("READY=1")
    child.listen(60.0)
    assert not child.silent(79.0)
    assert child.silent(81.0)
    assert not Child("simulator").silent(1e6)


@pytest.mark.django_db
def test_the_heartbeat_is_one_row_of_a_process(committed):
    write, heart = heartbeat.writer("work"), Heart()
    assert write(heart)
    heart.sweeper_late = 4.5
    assert write(heart)
    row = Process.objects.get()
    assert (row.name, row.sweeper_late) == ("work", 4.5)
    assert row.beat_at > row.started_at
