"""Asha at the running desk, and a customer who has just written."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk import wait_for

numbers = itertools.count(10_000)


cookies: dict[str, list[Any]] = {}  # by desk: who signs in does so once


@pytest.fixture
def asha_in(desk, browser: Page) -> Page:
    """Signed in at the desk; on no page yet, but for the first who asks."""
    if desk.url not in cookies:
        sign_in(desk, browser)
        cookies[desk.url] = browser.context.cookies()
    browser.context.add_cookies(cookies[desk.url])
    return browser


@pytest.fixture
def inbox(desk, asha_in: Page) -> Page:
    asha_in.goto(f"{desk.url}/inbox")
    if "/sign-in" in asha_in.url:  # a test signed all of Asha's devices out
        sign_in(desk, asha_in)
        cookies[desk.url] = asha_in.context.cookies()
    return asha_in


def sign_in(desk, page: Page) -> None:
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("E-mail").fill(desk.email)
    page.get_by_label("Password").fill(desk.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox")


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
