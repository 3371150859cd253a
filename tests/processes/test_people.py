"""Opting out and changing the number on the simulated phone, through real processes."""

from __future__ import annotations

import httpx
import pytest

from tests.desk import Desk, wait_for

pytestmark = pytest.mark.processes
CONFIRMED = "You will get no more messages from us."


def known(desk: Desk, name: str) -> list[tuple]:
    return desk.sql(
        "SELECT id, phone, opted_out_at FROM conversations_contact WHERE name = %s AND merged_into_id IS NULL", name
    )


def conversation(desk: Desk, name: str) -> int:
    contact = wait_for(lambda: known(desk, name), what=name)[0][0]
    return desk.sql("SELECT id FROM conversations_conversation WHERE contact_id = %s", contact)[0][0]


def test_three_stops_are_confirmed_once_also_with_the_assistant_off(desk: Desk):
    maya = desk.customer("Maya Stops", "+919845088001")
    desk.says(maya, "Hi")
    wait_for(lambda: desk.replies(maya), what="a first reply")
    talk = conversation(desk, "Maya Stops")
    desk.sql("UPDATE conversations_conversation SET assistant = 'off' WHERE id = %s", talk)
    for words in ("STOP", "Stop!", "stop messaging me"):
        desk.says(maya, words)
    counted = "SELECT count(*) FROM conversations_consent c JOIN conversations_contact p ON p.id = c.contact_id WHERE p.name = %s"
    wait_for(lambda: desk.sql(counted, "Maya Stops")[0][0] == 3, what="three lines of the ledger")
    wait_for(lambda: any(words.startswith(CONFIRMED) for words in desk.replies(maya)), what="the confirmation")
    assert sum(words.startswith(CONFIRMED) for words in desk.replies(maya)) == 1
    assert known(desk, "Maya Stops")[0][2]


def test_a_new_number_keeps_the_person_the_thread_and_the_lead(desk: Desk):
    ravi = desk.customer("Ravi Moves", "+919845088002")
    desk.says(ravi, "Hello from my old number")
    wait_for(lambda: known(desk, "Ravi Moves"), what="Ravi")
    moved = httpx.post(f"{desk.simulator_url}/sim/customers/{ravi}/number", json={"phone": "+919845088003"})
    assert moved.status_code < 300, moved.text
    wait_for(lambda: [row for row in known(desk, "Ravi Moves") if row[1] == "+919845088003"], what="the new number")
    desk.says(ravi, "And from my new one")
    talk = conversation(desk, "Ravi Moves")
    said = "SELECT count(*) FROM conversations_message WHERE conversation_id = %s AND text LIKE '%%my %% one' OR text LIKE '%%old number'"
    wait_for(lambda: desk.sql(said, talk)[0][0] >= 2, what="both messages in one thread")
    assert len(known(desk, "Ravi Moves")) == 1
    assert (
        desk.sql("SELECT count(*) FROM leads_lead WHERE conversation_id = %s AND merged_into_id IS NULL", talk)[0][0]
        == 1
    )
