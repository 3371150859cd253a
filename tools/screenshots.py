"""Make docs/inbox.png and look at the pages: `python tools/screenshots.py [FOLDER]` writes every page at three widths."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.conftest import CHROMIUM, chromium_path
from tests.desk import ROOT, Desk, opened, wait_for

TALK = {
    "Priya Nair": [
        "Hi, I'm interested in trekking in Maharashtra. What options do you have?",
        "The 7-day trip sounds perfect! What exactly is included in ₹15,000?",
    ],
    "Rahul Mehta": [
        "Is Kedarkantha open in the last week of December?",
        "We are 6 people. Yes, I want to book! How do I proceed?",
    ],
    "आशा शर्मा": ["कुमार पर्वत ट्रेक कितने का है?"],
    "Joseph D'Souza": ["I want to talk to a person please"],
    "Neha Joshi": ["bhai 2 log ke liye rajmachi fireflies ka total kitna hoga"],
    "Vikram Shetty": ["Do you have anything in Ladakh?"],
}
WIDTHS = ((1440, 900), (820, 1180), (390, 844))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with opened() as desk, sync_playwright() as playwright:
        talk(desk)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM))
        for width, height in WIDTHS:
            for scheme in ("light", "dark"):
                look(browser, desk, folder, width=width, height=height, scheme=scheme)
        browser.close()
    (ROOT / "docs" / "inbox.png").write_bytes((folder / "inbox-1440-light.png").read_bytes())


def talk(desk: Desk) -> None:
    for place, (name, lines) in enumerate(TALK.items()):
        customer = desk.customer(name, f"+9198450{place:05d}")
        for count, line in enumerate(lines, 1):
            desk.says(customer, line)
            wait_for(lambda customer=customer, count=count: len(desk.replies(customer)) >= count, what=name)


def look(browser: Browser, desk: Desk, folder: Path, *, width: int, height: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{desk.url}/sign-in")
    page.screenshot(path=folder / f"sign-in-{width}-{scheme}.png")
    page.get_by_label("E-mail").fill(desk.email)
    page.get_by_label("Password").fill(desk.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox")
    page.wait_for_timeout(700)
    page.screenshot(path=folder / f"list-{width}-{scheme}.png")
    page.locator(".row", has_text="Priya Nair").get_by_role("link").click()
    page.wait_for_timeout(900)
    page.screenshot(path=folder / f"inbox-{width}-{scheme}.png")
    page.goto(f"{desk.url}/tasks")
    page.wait_for_timeout(500)
    page.screenshot(path=folder / f"today-{width}-{scheme}.png")
    page.goto(desk.simulator_url)
    page.wait_for_timeout(700)
    page.screenshot(path=folder / f"phone-{width}-{scheme}.png")
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "test-results"))
