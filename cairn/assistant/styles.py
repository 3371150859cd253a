"""How an answer is dressed: its opening line, its closing question, its length. Never what it states."""

from __future__ import annotations

from typing import Any

from cairn.assistant.draft import Draft
from cairn.assistant.lexicon import data

# A refusal, an emergency, a "which trip?" stay as they are: only plain answers have a style.
DRESSED = "answer"


def names() -> list[str]:
    return list(data("styles"))


def about(name: str) -> dict[str, Any]:
    """What the firm reads of a style: `name` and `about`."""
    found: dict[str, Any] = data("styles").get(name, {"name": "Plain", "about": "As the assistant writes by itself."})
    return found


def dress(draft: Draft) -> None:
    """Change the words around the facts. In a language that the style has no words for, nothing is added."""
    style = data("styles").get(draft.style)
    if not style or draft.expect != DRESSED or draft.handover or draft.writer != "composer" or not draft.parts:
        return
    if style.get("bare"):
        draft.opening, draft.ask = "", ""
        return
    draft.opening = draft.opening or said(style, "opening", draft, after=" ")
    draft.ask = draft.ask or said(style, "closing", draft)


def said(style: dict[str, Any], part: str, draft: Draft, *, after: str = "") -> str:
    options = style[part].get(draft.language, [])
    return options[draft.seed % len(options)] + after if options else ""
