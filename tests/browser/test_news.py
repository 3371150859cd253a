"""The bell in real browsers: live, in the title, aloud for what is urgent, and quiet once read."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import write_in
from tests.desk import wait_for

pytestmark = pytest.mark.browser
numbers = itertools.count(1)
HOT = "Hot lead ready to book - immediate action needed"
LISTEN = """() => {
  window.played = [];
  HTMLMediaElement.prototype.play = function () { played.push(this.src); return Promise.resolve(); };
}"""
TELL = """
WITH told AS (
  INSERT INTO journal_event (type, at, actor, lead_id, conversation_id, data)
  SELECT 'notification', now(), 'rule', l.id, l.conversation_id, %s::jsonb FROM leads_lead l
  JOIN conversations_contact c ON c.id = l.contact_id WHERE c.name = %s
)
SELECT pg_notify('cairn_live', 'notices')
"""


def hot(desk, name: str) -> None:
    desk.sql(TELL, json.dumps({"why": HOT, "urgent": True, "rule": "booking_intent"}), name)


def bell(page: Page):
    return page.locator("#bell-button")


@pytest.fixture
def calm(inbox: Page) -> Page:
    """An inbox whose bell has nothing new."""
    expect(bell(inbox)).to_be_visible()
    inbox.evaluate("htmx.ajax('POST', '/notifications/read', {swap: 'none'})")
    expect(inbox.locator("#bell-count")).to_be_hidden(timeout=10_000)
    return inbox


def test_a_hot_lead_rings_in_both_windows(desk, calm, customer):
    expect(calm.locator(".row", has_text=customer[1])).to_be_visible(timeout=10_000)
    other = calm.context.new_page()
    other.goto(f"{desk.url}/tasks")
    expect(bell(other)).to_be_visible()
    hot(desk, customer[1])
    for page in (calm, other):
        expect(page.locator("#news-toasts")).to_contain_text(f"{HOT}. {customer[1]}", timeout=10_000)
        expect(page.locator("#bell-count")).to_be_visible()
    expect(calm).to_have_title(re.compile(r"^\(\d+\) Inbox · Cairn$"))


def test_a_customer_who_wants_to_book_rings_the_bell_word_for_word(desk, calm):
    """The whole chain: phone, webhook, assistant, rule, news."""
    who, name = write_in(desk, f"Rahul {next(numbers)} Deshmukh", "What does the 5-Day Waterfall Edition cost?")
    wait_for(lambda: desk.replies(who), 30, "the first reply")
    desk.says(who, "Yes, I want to book! How do I proceed?")
    expect(calm.locator("#news-toasts")).to_contain_text(f"{HOT}. {name}, 5-Day Waterfall Edition", timeout=30_000)


def test_the_list_behind_the_bell_leads_to_the_conversation_and_is_read_then(desk, calm, customer):
    hot(desk, customer[1])
    expect(calm.locator("#bell-count")).to_be_visible(timeout=10_000)
    bell(calm).click()
    line = calm.locator("#bell-news li.new", has_text=HOT)
    expect(line).to_contain_text(customer[1])
    line.get_by_role("link").click()
    calm.wait_for_url("**/inbox/*")
    expect(calm.locator("#bell-news li.new", has_text=HOT)).to_have_count(0, timeout=10_000)


def test_reading_in_one_window_calms_the_other(desk, calm, customer):
    hot(desk, customer[1])
    other = calm.context.new_page()
    other.goto(f"{desk.url}/notifications")
    expect(other.locator("#bell-count")).to_be_visible(timeout=10_000)
    other.locator("#main").get_by_role("button", name="Mark all as read").click()
    expect(calm.locator("#bell-count")).to_be_hidden(timeout=10_000)


def test_what_was_there_before_is_not_told_aloud_again(desk, calm, customer):
    hot(desk, customer[1])
    expect(calm.locator("#news-toasts .toast")).to_have_count(1, timeout=10_000)
    calm.reload()
    expect(bell(calm)).to_be_visible()
    calm.wait_for_timeout(700)
    expect(calm.locator("#news-toasts .toast")).to_have_count(0)


def test_the_sound_is_played_only_for_who_wants_it(desk, calm, customer):
    calm.evaluate(LISTEN)
    hot(desk, customer[1])
    expect(calm.locator("#news-toasts .toast")).to_have_count(1, timeout=10_000)
    played = calm.evaluate("played")
    assert all("knock.wav" in address for address in played)
    asleep = calm.locator("#bell-news [data-rings]").count() == 0  # it may be night at the firm while this runs
    assert len(played) == (0 if asleep else 1)


def test_what_reaches_me_is_chosen_and_kept(desk, calm):
    calm.goto(f"{desk.url}/settings/notifications")
    box = calm.get_by_role("checkbox", name="A new lead: push")
    was = box.is_checked()
    box.click()
    calm.get_by_role("button", name="Save").click()
    expect(calm.get_by_text("Saved.")).to_be_visible()
    assert calm.get_by_role("checkbox", name="A new lead: push").is_checked() is not was


def test_the_worker_for_pushes_takes_the_whole_desk(desk, calm):
    calm.goto(f"{desk.url}/settings/notifications")
    scope = calm.evaluate("navigator.serviceWorker.register('/sw.js', {scope: '/'}).then(made => made.scope)")
    assert scope == f"{desk.url}/"
    assert (
        calm.evaluate("fetch('/manifest.webmanifest').then(answer => answer.json()).then(made => made.icons.length)")
        == 2
    )
