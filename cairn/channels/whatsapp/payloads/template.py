"""Templates. Meta: "Send message templates"."""

from __future__ import annotations

from cairn.conversations.events import Json

KEYS = ("name", "language", "components")


def template(content: Json) -> Json:
    """Graph's object; what the thread keeps beside it stays here. A button's index is text to Meta."""
    found = {key: content[key] for key in KEYS if content.get(key)}
    if "components" in found:
        found["components"] = [component(one) for one in found["components"]]
    return found


def component(found: Json) -> Json:
    return {**found, "index": str(found["index"])} if "index" in found else found
