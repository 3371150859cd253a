"""Limits of interactive messages: buttons, lists and a link button. Other kinds need only a type and an action."""

from __future__ import annotations

from typing import Any

from simulator.errors import GraphError

Json = dict[str, Any]
BODILESS = ("product", "call_permission_request", "request_contact_info", "carousel")


def check(content: Json) -> None:
    kind = content.get("type")
    if not isinstance(kind, str) or not kind:
        raise GraphError(131008, "Parameter 'interactive.type' is mandatory.")
    if not isinstance(content.get("action"), dict):
        raise GraphError(131009, "action['parameters'] cannot be empty.")
    if kind not in BODILESS:
        _short(_get(content, "body", "text"), 4096 if kind == "list" else 1024, "interactive['body']['text']")
    for part in ("header", "footer"):
        if _get(content, part, "text") is not None:
            _short(content[part]["text"], 60, f"interactive['{part}']['text']")
    _action(kind, content["action"])


def _action(kind: str, action: Json) -> None:
    if kind == "button":
        _buttons(action.get("buttons"))
    elif kind == "list":
        _short(action.get("button"), 20, "action['button']")
        _rows(action.get("sections"))
    elif kind == "cta_url":
        _short(_get(action, "parameters", "display_text"), 20, "action['parameters']['display_text']")


def _buttons(buttons: Any) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise GraphError(131009, "Number of buttons must be between 1 and 3.")
    titles = []
    for button in buttons:
        _short(_get(button, "reply", "id"), 256, "buttons['reply']['id']")
        titles.append(_short(_get(button, "reply", "title"), 20, "buttons['reply']['title']"))
    if len(set(titles)) < len(titles):
        raise GraphError(131009, "Duplicate button titles.")


def _rows(sections: Any) -> None:
    rows = [row for section in _list(sections) for row in _list(_get(section, "rows"))]
    if not 1 <= len(rows) <= 10:
        raise GraphError(131009, "Total row count must be between 1 and 10.")
    for row in rows:
        _short(_get(row, "id"), 200, "rows['id']")
        _short(_get(row, "title"), 24, "rows['title']")
        if _get(row, "description") is not None:
            _short(row["description"], 72, "rows['description']")


def _short(value: Any, most: int, name: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise GraphError(131009, f"{name} must be a string of 1 to {most} characters.")
    return value


def _list(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else []


def _get(thing: Any, *path: str) -> Any:
    for key in path:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing
