"""What we asked a customer to tap: the buttons, rows or link under our words."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.dashboard.contents import Json, inner, objects, words

ICONS = {"button": "undo", "list": "sort", "cta_url": "open", "location_request_message": "pin"}


@dataclass(frozen=True, slots=True)
class Asked:
    """`taps`: titles with what stands under each; `opener`: the button that opens a list."""

    header: str
    footer: str
    icon: str
    opener: str
    taps: list[tuple[str, str]]


def asked(content: Json) -> Asked:
    kind, action = words(content, "type"), inner(content, "action")
    return Asked(
        header=words(inner(content, "header"), "text"),
        footer=words(inner(content, "footer"), "text"),
        icon=ICONS.get(kind, "question"),
        opener=words(action, "button"),
        taps=taps(kind, action),
    )


def taps(kind: str, action: Json) -> list[tuple[str, str]]:
    if kind == "button":
        return [(words(inner(one, "reply"), "title"), "") for one in objects(action, "buttons")]
    if kind == "list":
        found = [row for section in objects(action, "sections") for row in objects(section, "rows")]
        return [(words(row, "title"), words(row, "description")) for row in found]
    if kind == "cta_url":
        link = inner(action, "parameters")
        return [(words(link, "display_text"), words(link, "url"))]
    return [("Send location", "")] if kind == "location_request_message" else [("Share my number", "")]
