"""Three web and three worker processes on one Postgres over TCP: as one desk, with nothing lost and nobody answered twice."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.desk import wait_for
from tests.fleet import Fleet, Tab, fleet, signed_in

pytestmark = [pytest.mark.processes, pytest.mark.chaos]
PEOPLE, EACH = 12, 4
SAID = [f"What does the 7-Day Maharashtra Explorer cost? ({n})" for n in range(EACH)]


@pytest.fixture(scope="module")
def three():
    with fleet(3, ASSISTANT_QUIET="0.3") as running:
        yield running


def settled(desk: Fleet) -> bool:
    return desk.sql(
        "SELECT (SELECT count(*) FROM journal_entry WHERE state = 'new') + "
        "(SELECT count(*) FROM conversations_conversation WHERE waiting_since IS NOT NULL) + "
        "(SELECT count(*) FROM conversations_message WHERE status IN ('queued', 'sending'))"
    ) == [(0,)]


def accepted(desk: Fleet) -> Counter[str]:
    lines = (desk.data / "simulator" / "accepted.jsonl").read_text().splitlines()
    return Counter(str(json.loads(line)["customer_id"]) for line in lines)


def test_nothing_is_lost_nobody_is_answered_twice_and_order_is_kept(three):
    customers = [three.customer(f"Customer {n}", f"+9194000{n:05d}") for n in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as phones:
        list(phones.map(lambda customer: [three.says(customer, words) for words in SAID], customers))
    wait_for(lambda: all(three.replies(customer) for customer in customers), 60, "every reply")
    wait_for(lambda: settled(three), 30, "everything settled")
    asked = three.sql(
        "SELECT array_agg(text ORDER BY id) FROM conversations_message WHERE direction = 'in' GROUP BY conversation_id"
    )
    assert [said for (said,) in asked] == [SAID] * PEOPLE
    replies = accepted(three)
    answers = dict(three.sql(
        "SELECT c.name, count(*) FROM conversations_message m JOIN conversations_conversation v ON v.id = m.conversation_id "
        "JOIN conversations_contact c ON c.id = v.contact_id WHERE m.direction = 'out' GROUP BY 1"
    ))  # fmt: skip
    assert [replies[customer] for customer in customers] == [answers[f"Customer {n}"] for n in range(PEOPLE)]
    assert min(three.door.taken.values()) >= PEOPLE * EACH // 3


def test_every_web_shows_what_came_in_through_another(three):
    urls = [f"http://127.0.0.1:{port}" for port in three.ports]
    tabs = [Tab(url, signed_in(three, url).cookies) for url in urls]
    assert all(tab.ready.wait(20) for tab in tabs)
    customer = three.customer("Heard everywhere", "+919400090000")
    three.says(customer, "Hello there")
    find = "SELECT v.id FROM conversations_conversation v JOIN conversations_contact c ON c.id = v.contact_id WHERE c.name = 'Heard everywhere'"
    [(talk,)] = wait_for(lambda: three.sql(find), 20, "the conversation")
    wait_for(lambda: all(f"conversation-{talk}" in tab.heard for tab in tabs), 20, "every tab to hear of it")


def test_one_session_holds_at_every_web(three):
    urls = [f"http://127.0.0.1:{port}" for port in three.ports]
    client = signed_in(three, urls[0])
    assert [client.get(f"{url}/inbox").status_code for url in urls] == [200, 200, 200]


def test_the_others_go_on_when_a_worker_dies(three):
    customers = [three.customer(f"Later {n}", f"+9194001{n:05d}") for n in range(6)]
    for customer in customers[:3]:
        three.says(customer, SAID[0])
    three.kill("work 1")
    for customer in customers[3:]:
        three.says(customer, SAID[0])
    wait_for(lambda: settled_or_unknown(three), 40, "everything settled")
    replies = accepted(three)
    # Killed between the commit of `sending` and the request, one stays unknown and is shown; nobody gets two.
    silent = three.sql("SELECT count(*) FROM conversations_message WHERE status = 'unknown'")[0][0]
    assert [replies[customer] for customer in customers].count(1) == 6 - silent
    assert max(replies[customer] for customer in customers) == 1


def settled_or_unknown(desk: Fleet) -> bool:
    desk.sql("UPDATE conversations_message SET sending_since = now() - interval '2 minutes' WHERE status = 'sending'")
    return settled(desk)
