"""The cast and the stage: Asha owns the firm, Rohan is on the team, Vera may only look, a stranger knows nobody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import seed
from tests.desk import Desk, free_port, opened, wait_for

CHROMIUM = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
)


def pytest_configure() -> None:
    from django.conf import settings

    # Signing in is tested with real hashes by the running desk; here they would cost a third of a second each.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in this thread, beside which no other can start."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The demo firm is read once and put aside, so that every test finds it, in any order."""
    with django_db_blocker.unblock():
        load_firm()
        seed.keep()
    empty = TransactionTestCase._fixture_teardown

    def refill(case: TransactionTestCase) -> None:
        empty(case)
        seed.restore()

    TransactionTestCase._fixture_teardown = refill


@pytest.fixture
def demo(db):
    """The demo firm with its passages. Says that a test needs it; it is always there."""


def load_firm() -> None:
    from cairn.catalog.load import load_demo
    from cairn.knowledge import passages

    load_demo()
    passages.refresh()


@pytest.fixture
def channel(db):
    from cairn.channels import breaker, numbers

    numbers.forget()
    breaker.forget()
    return numbers.ensure_first()


@pytest.fixture
def asha(db):
    return person("asha@trekandstay.test", "Asha Kulkarni", "owner")


@pytest.fixture
def rohan(db):
    return person("rohan@trekandstay.test", "Rohan Naik", "agent")


@pytest.fixture
def vera(db):
    return person("vera@trekandstay.test", "Vera Iyer", "viewer")


def person(email: str, name: str, role: str):
    from cairn.accounts.models import User

    return User.objects.create_user(email, "a-long-test-password", name=name, role=role)


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """One running Cairn for all tests that only talk to it."""
    with opened() as running:
        yield running


def chromium_path() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)
    assert path, "Chromium is missing: make setup-dev"
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=10_000)  # machines are busy
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Page]:
    """A fresh page that fails the test on a script error or a broken content policy."""
    # Without page transitions: leaving a page while one runs is reported as an error by the browser itself.
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert not wrong


@pytest.fixture(scope="session")
def whatsapp() -> Iterator[str]:
    """A simulator of its own that Cairn can send to; its webhooks go nowhere."""
    port = free_port()
    environment = {**os.environ, "SIMULATOR_PORT": str(port), "SIMULATOR_WEBHOOK_URL": "http://127.0.0.1:9/"}
    process = subprocess.Popen([sys.executable, "-m", "simulator"], env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: httpx.get(f"{url}/sim/customers").status_code == 200, what="simulator")
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def graph(whatsapp: str, settings) -> Iterator[httpx.Client]:
    """Cairn sends to the simulator; the client talks to its bench API. Faults end with the test."""
    from cairn.channels import delivery

    settings.WHATSAPP_GRAPH_URL = whatsapp
    delivery.client.cache_clear()
    with httpx.Client(base_url=whatsapp) as client:
        yield client
        client.delete("/sim/faults")
    delivery.client.cache_clear()
