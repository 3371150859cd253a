"""The first days in a real browser: somebody writes, somebody joins, and the bar tells when the worker is away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
LONG = 45_000  # a worker counts as silent after ten seconds, and the page asks every ten


def test_a_made_up_customer_comes_in_live_and_ticks_the_first_step(desk, inbox: Page):
    inbox.goto(f"{desk.url}/start")
    inbox.get_by_role("button", name="Send as Maya Iyer").click()
    expect(inbox.get_by_text("Sent. It comes in by itself.")).to_be_visible()
    expect(inbox.locator("#step-write")).to_have_class(re.compile("done"))
    inbox.goto(f"{desk.url}/inbox")
    expect(inbox.locator(".row", has_text="Maya Iyer")).to_be_visible()


def test_a_colleague_joins_by_a_link_without_any_mail(desk, inbox: Page):
    inbox.goto(f"{desk.url}/settings/team")
    inbox.locator("#invite-name").fill("Isha Rao")
    inbox.get_by_role("button", name="Invite", exact=True).click()
    link = inbox.get_by_label("Link to pass on").first.input_value()
    newcomer = inbox.context.browser.new_context().new_page()
    newcomer.goto(link)
    newcomer.get_by_label("E-mail").fill("isha@trekandstay.test")
    newcomer.get_by_label("Password, at least ten letters").fill("a-good-long-one")
    newcomer.get_by_role("button", name="Join").click()
    expect(newcomer.get_by_role("heading", name="Inbox")).to_be_visible()
    newcomer.context.close()
    inbox.reload()
    expect(inbox.get_by_role("heading", name="Isha Rao").first).to_be_visible()


def test_the_bar_comes_when_the_worker_stops_and_goes_when_it_is_back(desk, inbox: Page):
    inbox.goto(f"{desk.url}/insights")
    bar = inbox.locator("#state-stripe")
    expect(bar).to_have_count(0)
    desk.kill("work")
    try:
        expect(bar).to_contain_text("The worker has stopped.", timeout=LONG)
        expect(inbox.get_by_role("heading", name="Insights")).to_be_visible()
    finally:
        desk.start("work")
    desk.ready()
    expect(bar).to_have_count(0, timeout=LONG)
