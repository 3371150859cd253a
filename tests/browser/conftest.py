"""Asha at the running desk, and a customer who has just written."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.desk import wait_for

numbers = itertools.count(10_000)


@pytest.fixture
def inbox(desk, browser: Page) -> Page:
    browser.goto(f"{desk.url}/sign-in")
    browser.get_by_label("E-mail").fill(desk.email)
    browser.get_by_label("Password").fill(desk.password)
    browser.get_by_role("button", name="Sign in").click()
    browser.wait_for_url("**/inbox")
    return browser


@pytest.fixture
def customer(desk):
    """Somebody new who has just written."""
    return write_in(desk, f"Priya {next(numbers)}", "Hello, which treks do you have?")


def write_in(desk, name: str, text: str) -> tuple[str, str]:
    who = desk.customer(name, phone=f"+9198450{next(numbers)}")
    desk.says(who, text)
    known = "SELECT count(*) FROM conversations_contact WHERE name = %s"
    wait_for(lambda: desk.sql(known, name)[0][0], what=f"{name} in the database")
    return who, name


def opened(page: Page, desk, customer) -> str:
    """Open the customer's conversation; gives its id."""
    row = page.locator(".row", has_text=customer[1])
    expect(row).to_be_visible(timeout=10_000)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=customer[1])).to_be_visible()
    found = re.search(r"/inbox/(\d+)", page.url)
    assert found
    return found[1]


def words(page: Page):
    return page.get_by_role("textbox", name="Message")
