"""The live stream: who may hear it, what it says, and when it ends."""

from __future__ import annotations

import asyncio
from http import cookies

import pytest

from cairn.dashboard import stream as live
from tests.dashboard.conftest import signed_in


class Tab:
    """The other side of one stream: collects what is sent, leaves when told."""

    def __init__(self):
        self.sent = []
        self.left = asyncio.Event()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    @property
    def heard(self):
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    @property
    def names(self):
        return [line.removeprefix("event: ") for line in self.heard.splitlines() if line.startswith("event: ")]


def scope(cookie=""):
    return {"type": "http", "path": "/live", "headers": [(b"cookie", cookie.encode())]}


def listening(monkeypatch, act, **limits):
    """Open a stream for somebody known, do `act` beside it, and give what was heard."""
    monkeypatch.setattr(live, "listener", lambda scope: 1)
    monkeypatch.setattr(live, "note", lambda user: None)
    for name, value in limits.items():
        monkeypatch.setattr(live, name, value)

    async def run():
        tab = Tab()
        task = asyncio.create_task(live.stream(scope(), tab.receive, tab.send))
        await asyncio.sleep(0.05)
        await act(tab)
        await asyncio.wait_for(task, 2)
        return tab

    return asyncio.run(run())


@pytest.mark.django_db(transaction=True)
def test_only_a_signed_in_person_may_listen(asha):
    client = signed_in(asha)
    cookie = cookies.SimpleCookie({"sessionid": client.session.session_key}).output(header="").strip()
    assert live.listener(scope(cookie))
    asha.is_active = False
    asha.save()
    assert not live.listener(scope(cookie))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=madeup", "sessionid=\x00; =;;", "x" * 5000])
def test_a_stranger_gets_401_and_no_stream(cookie):
    tab = Tab()
    asyncio.run(live.stream(scope(cookie), tab.receive, tab.send))
    assert [message.get("status") for message in tab.sent] == [401, None]


def test_the_first_word_is_resync_and_nothing_may_be_kept(monkeypatch):
    async def leave(tab):
        tab.left.set()

    tab = listening(monkeypatch, leave)
    headers = dict(tab.sent[0]["headers"])
    assert tab.names == ["resync"]
    assert headers[b"cache-control"] == b"no-cache"
    assert headers[b"x-accel-buffering"] == b"no"
    assert not live.closing
    assert not live.fanout.queues


def test_a_burst_of_the_same_name_is_one_event(monkeypatch):
    async def burst(tab):
        for _ in range(30):
            live.fanout.publish("inbox")
            live.fanout.publish("conversation-7")
        await asyncio.sleep(0.15)
        tab.left.set()

    assert listening(monkeypatch, burst).names == ["resync", "inbox", "conversation-7"]


def test_a_name_that_could_break_the_stream_is_dropped(monkeypatch):
    async def inject(tab):
        live.fanout.publish("inbox\n\nevent: evil")
        await asyncio.sleep(0.1)
        tab.left.set()

    assert listening(monkeypatch, inject).names == ["resync"]


def test_a_quiet_stream_is_kept_open_by_comments(monkeypatch):
    async def wait(tab):
        await asyncio.sleep(0.1)
        tab.left.set()

    assert ": still here" in listening(monkeypatch, wait, HEARTBEAT=0.02).heard


def test_it_ends_by_itself_so_that_who_left_the_firm_stops_hearing(monkeypatch):
    async def nothing(tab):
        pass

    tab = listening(monkeypatch, nothing, HEARTBEAT=0.02, LIFETIME=0.05)
    assert tab.sent[-1] == {"type": "http.response.body", "body": b""}


def test_it_ends_when_the_server_stops(monkeypatch):
    async def stop(tab):
        live.chained(asyncio.get_running_loop(), lambda number, frame: None)(15, None)

    assert listening(monkeypatch, stop).names == ["resync"]


def test_when_somebody_begins_to_write_only_their_own_screens_hear_it():
    assert [name for name in ("inbox", "drafts-7", "drafts-77", "conversation-7") if live.theirs(name, 7)] == [
        "inbox",
        "drafts-7",
        "conversation-7",
    ]
