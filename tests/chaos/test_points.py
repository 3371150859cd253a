"""A process ends exactly before or behind each commit of the flow: what it leaves, the next one finishes, once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from cairn.lib import failing
from tests.desk import Desk, opened, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.chaos]
LEASES_END = "UPDATE conversations_conversation SET lease_until = now() WHERE lease_until IS NOT NULL"
DOUBTS_AGE = (
    "UPDATE conversations_message SET sending_since = now() - interval '3 minutes' WHERE sending_since IS NOT NULL"
)


@pytest.fixture(scope="module")
def rig() -> Iterator[Desk]:
    with opened("web", "simulator", ASSISTANT_QUIET="0.2") as desk:
        yield desk


def crashed(desk: Desk, name: str, point: str) -> None:
    """Start it, and wait until it ended there."""
    desk.sql(LEASES_END)
    desk.start(name, CAIRN_FAILPOINT=point)
    process = desk.processes.pop(name)
    wait_for(lambda: process.poll() is not None, 60, point)
    assert process.returncode == failing.STATUS, point


def accepted(desk: Desk) -> Counter[str]:
    lines = (desk.data / "simulator" / "accepted.jsonl").read_text().splitlines()
    return Counter(str(json.loads(line)["customer_id"]) for line in lines)


def statuses(desk: Desk, name: str) -> list[str]:
    query = "SELECT m.status FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id JOIN conversations_contact p ON p.id = c.contact_id WHERE p.name = %s AND m.direction = 'out'"
    return [status for (status,) in desk.sql(query, name)]


def test_web_ends_around_each_commit_and_stores_once(rig):
    rig.kill("web")
    rig.says(rig.customer("Ina Intake", "+919300001001"), "Hello")
    for point in ("before storing", "after storing"):
        crashed(rig, "web", point)
    rig.postgres._stop()
    rig.start("web", CAIRN_FAILPOINT="after spooling")
    web = rig.processes.pop("web")
    wait_for(lambda: web.poll() is not None, 60, "after spooling")
    rig.postgres.ensure_postgres_running()
    crashed(rig, "web", "after replaying")
    rig.start("web")
    rig.ready()
    wait_for(lambda: not list((rig.data / "spool").glob("*")), what="the spool to be empty")
    wait_for(lambda: httpx.get(f"{rig.simulator_url}/sim").json()["waiting_webhooks"] == 0, 60, "the last delivery")
    kept = "SELECT count(*) FROM journal_entry WHERE position('Ina Intake'::bytea IN body) > 0"
    assert rig.sql(kept) == [(1,)]
    rig.sql(
        "DELETE FROM journal_entry"
    )  # or workers would end over her answer, not over those to whom it should happen


def test_the_worker_ends_around_each_commit_and_answers_once(rig):
    """Behind `sending` nobody can know whether it left: that one is never sent again, and shown to the team."""
    ravi = rig.customer("Ravi Rows", "+919300001002")
    rig.says(ravi, "What does the 7-Day Maharashtra Explorer cost?")
    for point in ("before filing", "after filing", "after leasing", "before answering", "after answering"):
        crashed(rig, "work", point)
    for point in ("before claiming", "before sending"):
        crashed(rig, "work", point)
    tara = rig.customer("Tara Told", "+919300001003")
    rig.says(tara, "What does the 5-Day Waterfall Edition cost?")
    crashed(rig, "work", "after sending")
    uma = rig.customer("Uma Settled", "+919300001004")
    rig.says(uma, "Do you have treks in Karnataka?")
    crashed(rig, "work", "after settling")
    rig.start("work")
    wait_for(lambda: rig.sql(DOUBTS_AGE) or statuses(rig, "Ravi Rows") == ["unknown"], 60, "the doubt")
    wait_for(lambda: all(set(statuses(rig, name)) == {"delivered"} for name in ("Tara Told", "Uma Settled")), 60)
    called = "SELECT c.needs_person_why FROM conversations_conversation c JOIN conversations_contact p ON p.id = c.contact_id WHERE p.name = 'Ravi Rows'"
    wait_for(lambda: rig.sql(called) == [("Maybe not delivered",)], 60, "the team to be told")
    counts = accepted(rig)
    assert (counts[ravi], counts[tara], counts[uma]) == (0, 1, 1)
    assert [len(statuses(rig, name)) for name in ("Ravi Rows", "Tara Told", "Uma Settled")] == [1, 1, 1]
