"""Buttons, lists, a link button, and asking for a place or a number. Meta: "Interactive messages"."""

from __future__ import annotations

from typing import Any

from cairn.conversations.outgoing.refusal import Unsendable, file_key, items, part, words

LONGEST_BODY, LONGEST_LIST_BODY, LONGEST_EDGE = 1024, 4096, 60
MOST_BUTTONS, LONGEST_BUTTON, LONGEST_BUTTON_ID = 3, 20, 256
MOST_SECTIONS, MOST_ROWS, LONGEST_SECTION = 10, 10, 24
LONGEST_ROW, LONGEST_DESCRIPTION, LONGEST_ROW_ID = 24, 72, 200
LONGEST_URL = 2000
ASKING = {"location_request_message": "send_location", "request_contact_info": "request_contact_info"}


def check(text: str, content: dict[str, Any]) -> None:
    kind = content.get("type")
    known = {"button": buttons, "list": rows, "cta_url": link}
    if not isinstance(kind, str) or (kind not in known and kind not in ASKING):
        raise Unsendable("WhatsApp does not know this kind of interactive message.")
    edges(content, kind)
    action = part(content.get("action"), "The action")
    if kind in known:
        known[kind](action)
    elif action.get("name") != ASKING[kind]:
        raise Unsendable(f"The action of this message has to be {ASKING[kind]}.")


def edges(content: dict[str, Any], kind: str) -> None:
    body = part(content.get("body"), "The text")
    words(body.get("text"), "The text", most=LONGEST_LIST_BODY if kind == "list" else LONGEST_BODY)
    if content.get("footer") is not None:
        words(part(content["footer"], "The footer").get("text"), "The footer", most=LONGEST_EDGE)
    if content.get("header") is not None:
        header(part(content["header"], "The header"), kind)


def header(found: dict[str, Any], kind: str) -> None:
    """Text for all of them; a picture, a video or a document only above buttons or a link."""
    if found.get("type") == "text":
        words(found.get("text"), "The header", most=LONGEST_EDGE)
    elif found.get("type") not in ("image", "video", "document") or kind == "list":
        raise Unsendable("The header has to be text here.")
    else:
        file_key(part(found.get(found["type"]), "The header's file").get("attachment"))


def buttons(action: dict[str, Any]) -> None:
    titles, ids = [], []
    for button in items(action.get("buttons"), "buttons", most=MOST_BUTTONS):
        reply = part(part(button, "A button").get("reply"), "A button")
        ids.append(words(reply.get("id"), "A button's id", most=LONGEST_BUTTON_ID))
        titles.append(words(reply.get("title"), "A button's title", most=LONGEST_BUTTON))
    if len(set(titles)) < len(titles) or len(set(ids)) < len(ids):
        raise Unsendable("Two buttons have the same title; give each its own.")


def rows(action: dict[str, Any]) -> None:
    words(action.get("button"), "The list's button", most=LONGEST_BUTTON)
    sections = items(action.get("sections"), "sections", most=MOST_SECTIONS)
    found = [row for section in sections for row in items(part(section, "A section").get("rows"), "rows", most=10**6)]
    items(found, "rows in this list", most=MOST_ROWS)
    for section in sections:
        words(section.get("title"), "A section's title", most=LONGEST_SECTION, needed=len(sections) > 1)
    ids = [check_row(part(row, "A row")) for row in found]
    if len(set(ids)) < len(ids):
        raise Unsendable("Two rows have the same id; give each its own.")


def check_row(row: dict[str, Any]) -> str:
    words(row.get("title"), "A row's title", most=LONGEST_ROW)
    words(row.get("description"), "A row's description", most=LONGEST_DESCRIPTION, needed=False)
    return words(row.get("id"), "A row's id", most=LONGEST_ROW_ID)


def link(action: dict[str, Any]) -> None:
    parameters = part(action.get("parameters"), "The link")
    words(parameters.get("display_text"), "The link's button", most=LONGEST_BUTTON)
    address = words(parameters.get("url"), "The link", most=LONGEST_URL)
    if not address.startswith(("https://", "http://")):
        raise Unsendable("The link has to begin with https://.")
