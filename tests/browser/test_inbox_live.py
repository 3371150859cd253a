"""The inbox in a real browser: live, without losing a typed word, and healing by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import numbers, opened, words, write_in
from tests.desk import wait_for

pytestmark = pytest.mark.browser


def announce(desk, *names: str) -> None:
    for name in names:
        desk.sql("SELECT pg_notify('cairn_live', %s)", name)


def test_a_new_customer_appears_without_a_reload(desk, inbox, customer):
    expect(inbox.locator(".row", has_text=customer[1])).to_be_visible(timeout=10_000)


def test_a_message_appears_in_the_open_thread(desk, inbox, customer):
    opened(inbox, desk, customer)
    desk.says(customer[0], "And is there one in August?")
    expect(inbox.locator("#messages")).to_contain_text("And is there one in August?", timeout=10_000)


def test_a_draft_survives_a_live_update_and_a_reload(desk, inbox, customer):
    opened(inbox, desk, customer)
    words(inbox).fill("Let me ask")
    desk.says(customer[0], "Are you there?")
    expect(inbox.locator("#messages")).to_contain_text("Are you there?", timeout=10_000)
    expect(words(inbox)).to_have_value("Let me ask")
    expect(words(inbox)).to_be_focused()
    inbox.reload()
    expect(words(inbox)).to_have_value("Let me ask")


def test_a_draft_stays_with_its_own_conversation(desk, inbox, customer):
    first = opened(inbox, desk, customer)
    words(inbox).fill("Only for the first")
    opened(inbox, desk, write_in(desk, f"Rahul {next(numbers)}", "Hi"))
    expect(words(inbox)).to_have_value("")
    inbox.locator(f"#conversation-{first} a").click()
    expect(words(inbox)).to_have_value("Only for the first")


def test_a_reply_reaches_the_customer_and_empties_the_box(desk, inbox, customer):
    opened(inbox, desk, customer)
    words(inbox).fill("Hello, this is Asha.")
    words(inbox).press("Control+Enter")
    expect(words(inbox)).to_have_value("")
    expect(inbox.locator('.said[data-author="staff"]')).to_contain_text("Hello, this is Asha.")
    wait_for(lambda: "Hello, this is Asha." in desk.replies(customer[0]), what="reply on the phone")


def test_words_typed_while_the_server_is_away_are_kept_and_everything_heals(desk, inbox, customer):
    opened(inbox, desk, customer)
    words(inbox).fill("Not lost")
    desk.stop_web()
    words(inbox).press("Control+Enter")
    expect(inbox.locator("[data-pending]")).to_contain_text("Not lost")
    expect(inbox.locator("live-state [role=status]")).to_contain_text("Live updates stopped", timeout=10_000)
    expect(inbox.locator("[data-pending]")).to_contain_text("Not lost")
    desk.start_web()
    desk.says(customer[0], "Written after the restart")
    expect(inbox.locator("#messages")).to_contain_text("Written after the restart", timeout=40_000)
    expect(inbox.get_by_text("Live updates stopped")).to_be_hidden()
    expect(inbox.locator('#messages .said[data-author="staff"]')).to_contain_text("Not lost", timeout=40_000)
    expect(inbox.locator("[data-pending]")).to_have_count(0)


def test_what_was_missed_while_the_server_was_away_is_fetched(desk, inbox, customer):
    number = opened(inbox, desk, customer)
    desk.stop_web()
    desk.sql(
        "UPDATE conversations_contact SET name = name || ' Menon' FROM conversations_conversation c WHERE c.contact_id = conversations_contact.id AND c.id = %s",
        int(number),
    )
    desk.start_web()
    expect(inbox.get_by_role("heading", name=f"{customer[1]} Menon")).to_be_visible(timeout=15_000)


def put_away(page: Page, hidden: bool) -> None:
    """What a browser does with a tab behind another one; headless pages all believe that they are in front."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_tab_that_was_put_away_is_up_to_date_when_it_is_looked_at_again(desk, inbox, customer):
    number = opened(inbox, desk, customer)
    inbox.wait_for_timeout(1000)
    put_away(inbox, True)
    fetches: list[str] = []
    inbox.on("request", lambda request: fetches.append(request.url) if "/thread" in request.url else None)
    desk.says(customer[0], "Look at me")
    said = "SELECT count(*) FROM conversations_message WHERE conversation_id = %s AND text = 'Look at me'"
    wait_for(lambda: desk.sql(said, int(number))[0][0], what="the message in the database")
    inbox.wait_for_timeout(1000)
    assert not fetches
    put_away(inbox, False)
    expect(inbox.locator("#messages")).to_contain_text("Look at me", timeout=10_000)


def test_a_burst_of_changes_costs_few_fetches(desk, inbox, customer):
    number = opened(inbox, desk, customer)
    inbox.wait_for_timeout(1500)
    fetches: list[str] = []
    inbox.on("request", lambda request: fetches.append(request.url) if "/thread" in request.url else None)
    for _ in range(30):
        announce(desk, f"conversation-{number}")
    inbox.wait_for_timeout(1000)
    assert 1 <= len(fetches) <= 4
