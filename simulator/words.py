"""What a message says, in plain words: for the chat list, the ledger and whoever reads the chat by program."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def words(kind: str, content: Any) -> str:
    """The readable text of any message type; empty when it has none."""
    if kind == "contacts":
        return ", ".join(str(_deep(card, "name", "formatted_name") or "") for card in content)
    if not isinstance(content, dict):
        return ""
    match kind:
        case "text":
            return str(content.get("body", ""))
        case "reaction":
            return str(content.get("emoji", ""))
        case "location":
            return str(content.get("name") or f"{content.get('latitude')}, {content.get('longitude')}")
        case "interactive":
            return _interactive(content)
        case "button":
            return str(content.get("text", ""))
        case "document":
            return str(content.get("caption") or content.get("filename") or "")
        case _:
            return str(content.get("caption") or content.get("body") or content.get("text") or "")


def _interactive(content: Json) -> str:
    answer = content.get(str(content.get("type")))
    if isinstance(answer, dict) and "title" in answer:
        return str(answer["title"])
    return str(_deep(content, "body", "text") or "")


def _deep(thing: Any, *path: str) -> Any:
    for key in path:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing
