"""The inbox under many hands: acts on many rows, what arrives while one reads, seven tabs, two people at one customer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import numbers, opened, words, write_in
from tests.desk import wait_for

pytestmark = pytest.mark.browser


def row(page, name: str):
    return page.locator(".list .row", has_text=name)


def colleague(desk, email: str, name: str) -> None:
    """Somebody else of the team, with the same password as Asha."""
    desk.sql(
        "INSERT INTO accounts_user SELECT (jsonb_populate_record(u, jsonb_build_object('id', 9000, 'email', %s::text, "
        "'name', %s::text, 'role', 'agent', 'calendar_key', NULL))).* FROM accounts_user u WHERE email = %s ON CONFLICT DO NOTHING",
        email, name, desk.email,
    )  # fmt: skip


def test_many_are_closed_and_come_back_by_one_undo_and_the_keys_do_the_rest(desk, inbox):
    names = [f"Meera {next(numbers)}" for _ in range(3)]
    for name in names:
        write_in(desk, name, "Hello")
        expect(row(inbox, name)).to_be_visible()
    row(inbox, names[0]).get_by_role("link").focus()
    inbox.keyboard.press("x")
    expect(inbox.get_by_role("toolbar", name="With those picked")).to_contain_text("1 picked")
    for name in names[1:]:
        row(inbox, name).get_by_role("link").focus()
        inbox.keyboard.press("x")
    inbox.keyboard.press("e")
    for name in names:
        expect(row(inbox, name)).to_have_count(0)
    expect(inbox.locator(".toast")).to_contain_text("Closed: 3")
    inbox.keyboard.press("Control+z")
    for name in names:
        expect(row(inbox, name)).to_be_visible()

    row(inbox, names[0]).get_by_role("link").click()
    expect(inbox.get_by_role("heading", name=names[0])).to_be_visible()
    inbox.locator("#main").evaluate("() => document.activeElement.blur()")
    inbox.keyboard.press("s")
    inbox.keyboard.press("4")
    expect(inbox.locator("#lead .stage-name")).to_have_text("Qualified")
    inbox.keyboard.press("m")
    expect(inbox.locator(".thread .top .sub")).to_contain_text("Owner")
    inbox.keyboard.press("h")
    inbox.keyboard.press("2")
    expect(inbox.locator(".thread .top .sub")).to_contain_text("Snoozed until")
    expect(row(inbox, names[0])).to_have_count(0)
    inbox.keyboard.press("Control+k")
    inbox.keyboard.type(names[0])
    expect(inbox.get_by_role("option", name=re.compile("Conversation|New|Qualified")).first).to_be_visible()
    inbox.keyboard.press("Escape")
    words(inbox).fill("e m x")
    expect(words(inbox)).to_have_value("e m x")
    expect(inbox.get_by_role("heading", name=names[0])).to_be_visible()


def test_what_arrives_while_one_reads_waits_behind_a_pill_and_nothing_moves(desk, inbox):
    for _ in range(14):
        write_in(desk, f"Crowd {next(numbers)}", "Hi")
    inbox.reload()
    scroller = inbox.locator("#conversations")
    inbox.mouse.move(900, 300)
    scroller.evaluate("list => list.scrollTop = 300")
    held = scroller.evaluate("list => list.scrollTop")
    top = inbox.locator(".list .row").first.get_attribute("id")
    _, name = write_in(desk, f"Late {next(numbers)}", "Are there seats?")
    expect(inbox.get_by_role("button", name="1 new")).to_be_visible()
    assert scroller.evaluate("list => list.scrollTop") == held
    assert inbox.locator(".list .row").first.get_attribute("id") == top
    inbox.get_by_role("button", name="1 new").click()
    expect(row(inbox, name)).to_be_visible()
    expect(inbox.get_by_role("button", name="1 new")).to_be_hidden()

    inbox.context.set_offline(True)
    expect(inbox.locator("live-state .stripe")).to_be_visible()
    _, missed = write_in(desk, f"Missed {next(numbers)}", "Hello")
    inbox.context.set_offline(False)
    expect(row(inbox, missed)).to_be_visible(timeout=15_000)
    expect(inbox.locator("live-state .stripe")).to_be_hidden()
    live = inbox.locator(".list .row").evaluate_all("rows => rows.map(row => row.id)")
    inbox.reload()
    assert inbox.locator(".list .row").evaluate_all("rows => rows.map(row => row.id)") == live


def test_two_people_at_one_customer_see_each_other_and_the_second_is_asked(desk, inbox, customer, chromium):
    number = opened(inbox, desk, customer)
    colleague(desk, "nisha@trekandstay.test", "Nisha Rao")
    other = chromium.new_context()
    page = other.new_page()
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("E-mail").fill("nisha@trekandstay.test")
    page.get_by_label("Password").fill(desk.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox")
    page.goto(f"{desk.url}/inbox/{number}")
    expect(inbox.get_by_text("Nisha Rao is looking at this")).to_be_visible()
    words(inbox).press_sequentially("It is 15,000")
    expect(page.get_by_text("is typing")).to_be_visible()
    words(page).press_sequentially("From me: 15,000")
    words(page).press("Control+Enter")
    expect(inbox.locator("#messages")).to_contain_text("From me: 15,000")
    words(inbox).press("Control+Enter")
    expect(inbox.get_by_role("alert").filter(has_text="Nisha Rao answered since you began")).to_be_visible()
    expect(words(inbox)).to_have_value("It is 15,000")
    inbox.get_by_role("button", name="Send anyway").click()
    expect(inbox.locator("#messages")).to_contain_text("It is 15,000")
    expect(words(inbox)).to_have_value("")
    other.close()


def test_seven_tabs_looked_at_by_one_person_all_stay_live(desk, inbox, customer):
    number = opened(inbox, desk, customer)
    tabs = [inbox]
    for _ in range(6):
        tabs.append(inbox.context.new_page())
        tabs[-1].goto(f"{desk.url}/inbox/{number}")
    desk.says(customer[0], "To all seven")
    for tab in tabs:
        expect(tab.locator("#messages")).to_contain_text("To all seven")
    opened_tabs = [tab for tab in tabs if tab.evaluate("!document.hidden")]
    assert len(opened_tabs) == 7
    desk.stop_web()
    desk.start_web()
    desk.says(customer[0], "And after the restart")
    for tab in tabs:
        expect(tab.locator("#messages")).to_contain_text("And after the restart", timeout=20_000)
    wait_for(lambda: tabs[-1].locator("live-state .stripe").is_hidden(), what="the stripe gone")
