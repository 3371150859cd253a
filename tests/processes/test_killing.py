"""Processes die in the middle: nothing that was acknowledged is lost, and nobody is answered twice."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest

from tests.desk import Desk, opened, wait_for

pytestmark = pytest.mark.processes
PEOPLE = 12


@pytest.fixture(scope="module")
def rig():
    with opened(ASSISTANT_QUIET="0.2") as running:
        yield running


def write(desk: Desk, first: int, words: str = "What does the 7-Day Maharashtra Explorer cost?") -> list[str]:
    customers = [desk.customer(f"Customer {first + n}", f"+9193000{first + n:05d}") for n in range(PEOPLE)]
    for customer in customers:
        desk.says(customer, words)
    return customers


def settled(desk: Desk) -> bool:
    waiting = desk.sql("SELECT count(*) FROM conversations_conversation WHERE waiting_since IS NOT NULL")[0][0]
    moving = desk.sql("SELECT count(*) FROM conversations_message WHERE status IN ('queued', 'sending')")[0][0]
    new = desk.sql("SELECT count(*) FROM journal_entry WHERE state = 'new'")[0][0]
    return (waiting, moving, new) == (0, 0, 0)


def accepted(desk: Desk) -> Counter[str]:
    """How often Graph took a reply for each customer, by the simulator's fsynced ledger."""
    lines = (desk.data / "simulator" / "accepted.jsonl").read_text().splitlines()
    return Counter(str(json.loads(line)["customer_id"]) for line in lines)


def received(desk: Desk, customers: list[str]) -> bool:
    return all(desk.replies(customer) for customer in customers)


def check_once(desk: Desk, customers: list[str]) -> None:
    wait_for(lambda: received(desk, customers), 60, "every reply")
    wait_for(lambda: settled(desk), 30, "everything settled")
    counts = accepted(desk)
    assert {counts[customer] for customer in customers} == {1}


def test_the_worker_dies_again_and_again(rig):
    customers = write(rig, 0)
    for pause in (0.1, 0.5, 0.9):
        time.sleep(pause)
        rig.kill("work")
        rig.start("work")
    # Between the commit of `sending` and the answer of WhatsApp a death leaves an unknown outcome: never sent again,
    # and resolved by the receipt. So every customer has at most one reply, and a lost one is shown to the team.
    wait_for(lambda: settled_or_unknown(rig), 60, "everything settled")
    counts = accepted(rig)
    assert max(counts[customer] for customer in customers) == 1
    silent = [customer for customer in customers if not counts[customer]]
    assert len(silent) == len(unknown(rig))
    assert people(rig, 0) == PEOPLE


def settled_or_unknown(desk: Desk) -> bool:
    desk.sql("UPDATE conversations_message SET sending_since = now() - interval '2 minutes' WHERE status = 'sending'")
    return settled(desk)


def unknown(desk: Desk) -> list[tuple[int]]:
    return desk.sql("SELECT id FROM conversations_message WHERE status = 'unknown'")


def people(desk: Desk, first: int) -> int:
    leads = "SELECT count(DISTINCT lead.id) FROM leads_lead lead JOIN conversations_contact c ON c.id = lead.contact_id WHERE c.phone BETWEEN %s AND %s"
    return int(desk.sql(leads, f"+9193000{first:05d}", f"+9193000{first + PEOPLE - 1:05d}")[0][0])


def test_the_web_process_dies_while_webhooks_arrive(rig):
    customers = [rig.customer(f"Customer {100 + n}", f"+9193000{100 + n:05d}") for n in range(PEOPLE)]
    for place, customer in enumerate(customers):
        rig.says(customer, "Do you have treks in Karnataka?")
        if place % 4 == 1:
            rig.kill("web")
            rig.start("web")
    rig.ready()
    check_once(rig, customers)
    assert people(rig, 100) == PEOPLE


def test_the_database_stops_while_webhooks_arrive(rig):
    customers = [rig.customer(f"Customer {200 + n}", f"+9193000{200 + n:05d}") for n in range(PEOPLE)]
    rig.postgres._stop()
    for customer in customers:
        rig.says(customer, "Do you have treks in Karnataka?")
    spool = rig.data / "spool"
    wait_for(lambda: len(list(spool.glob("*.body"))) >= PEOPLE, 20, "webhooks in the spool")
    rig.postgres.ensure_postgres_running()
    # A worker that lost its database ends; the supervisor of `cairn run` starts it again.
    if rig.processes["work"].poll() is not None:
        rig.start("work")
    wait_for(lambda: not list(spool.glob("*.body")), 20, "the spool to be empty")
    try:
        check_once(rig, customers)
    except AssertionError:
        assert rig.processes["work"].poll() is not None, "the worker lives but does not work"
        rig.start("work")
        check_once(rig, customers)
    assert people(rig, 200) == PEOPLE


def test_an_answer_that_whatsapp_swallowed_is_not_sent_again(rig):
    """Graph accepts and hangs up: unknown, until the receipt with our own id decides."""
    rig.fault(kind="drop_reply", times=1)
    customer = rig.customer("Dropped", "+919300000900")
    rig.says(customer, "Which treks are there in Goa?")
    wait_for(lambda: rig.replies(customer), 20, "the reply on the phone")
    status = "SELECT m.status, m.attempts FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id JOIN conversations_contact p ON p.id = c.contact_id WHERE p.name = 'Dropped' AND m.direction = 'out'"
    wait_for(lambda: rig.sql(status)[0][0] in ("sent", "delivered", "read"), 20, "the receipt to decide")
    assert rig.sql(status)[0][1] == 1
    assert accepted(rig)[customer] == 1


def test_when_whatsapp_is_busy_the_reply_waits_and_goes_out_once(rig):
    rig.fault(kind="error_code", code=130429, times=2)
    customer = rig.customer("Busy", "+919300000901")
    rig.says(customer, "Which treks are there in Goa?")
    wait_for(lambda: rig.replies(customer), 40, "the reply after two refusals")
    assert accepted(rig)[customer] == 1
