"""Message templates of the account: some to begin with, new ones reviewed after a moment."""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import GraphError
from simulator.ids import digits

Json = dict[str, Any]
NAME = re.compile(r"^[a-z0-9_]{1,512}$")
BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
BAD_VALUE = re.compile(r"[\n\t]| {5}")
CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
DEFAULTS = {"name", "parameter_format", "components", "language", "status", "category", "id"}
REFUSALS = {"PAUSED": 132015, "DISABLED": 132016}


class Templates:
    def __init__(self) -> None:
        self._all: dict[str, Json] = {}

    def keep(self, template: Json) -> Json:
        self._all[template["id"]] = template
        return template

    def get(self, template_id: str) -> Json | None:
        return self._all.get(template_id)

    def find(self, name: str, language: str) -> Json | None:
        same = (one for one in self._all.values() if one["name"] == name and one["language"] == language)
        return next(same, None)

    def matching(self, filters: dict[str, str]) -> list[Json]:
        wanted = {key: value for key, value in filters.items() if key in ("name", "language", "category", "status")}
        return [one for one in self._all.values() if all(one.get(key) == value for key, value in wanted.items())]

    def create(self, wish: Json) -> Json:
        _check(wish)
        if self.find(wish["name"], wish["language"]):
            message = "There is already content in this language: it can be edited, not created again."
            raise GraphError(100, message=message, subcode=2388024)
        return self.keep(_node(wish | {"id": digits(16), "status": "PENDING"}))

    def edit(self, template: Json, wish: Json) -> None:
        changes = {key: wish[key] for key in ("components", "category") if key in wish}
        self.keep(template | changes | {"status": "PENDING"})

    def delete(self, name: str) -> bool:
        gone = [one["id"] for one in self._all.values() if one["name"] == name]
        for template_id in gone:
            del self._all[template_id]
        return bool(gone)

    def review(self, template_id: str) -> Json | None:
        """A name with `reject` in it is refused: so a test can see that road too."""
        template = self._all.get(template_id)
        if template is None or template["status"] != "PENDING":
            return None
        refused = {"status": "REJECTED", "rejected_reason": "INVALID_FORMAT"}
        return self.keep(template | (refused if "reject" in template["name"] else {"status": "APPROVED"}))

    def render(self, content: Json) -> tuple[Json, str]:
        """The template that a send names, and what the customer will read. Refuses what Meta refuses."""
        name, language = content["name"], content["language"]["code"]
        template = self.find(name, language)
        if template is None or template["status"] not in ("APPROVED", *REFUSALS):
            raise GraphError(132001, f"template name ({name}) does not exist in {language}")
        if template["status"] in REFUSALS:
            raise GraphError(REFUSALS[template["status"]])
        return template, "\n\n".join(filter(None, (_fill(part, content) for part in template["components"])))


def _fill(part: Json, content: Json) -> str:
    if part["type"] not in ("HEADER", "BODY", "FOOTER") or not part.get("text"):
        return ""
    blanks = list(dict.fromkeys(BLANK.findall(part["text"])))
    values = _values(part["type"].lower(), content)
    if len(values) != len(blanks):
        counts = f"({len(values)}) does not match the expected number of params ({len(blanks)})"
        raise GraphError(132000, f"{part['type'].lower()}: number of localizable_params {counts}")
    named = {value.get("parameter_name", blank): _value(value) for blank, value in zip(blanks, values, strict=True)}
    if set(named) != set(blanks):
        raise GraphError(132012, f"{part['type'].lower()}: parameter names do not match the template")
    text = BLANK.sub(lambda found: named[found[1]], part["text"])
    return f"*{text}*" if part["type"] == "HEADER" else text


def _values(kind: str, content: Json) -> list[Json]:
    parts = [one for one in content.get("components", []) if str(one.get("type", "")).lower() == kind]
    return [value for part in parts for value in part.get("parameters", [])]


def _value(value: Json) -> str:
    kind = value.get("type", "text")
    inner = value.get(kind)
    text = inner.get("fallback_value", "") if isinstance(inner, dict) else str(inner or "")
    if BAD_VALUE.search(text):
        raise GraphError(132018)
    return str(text)


def _check(wish: Json) -> None:
    if not NAME.match(str(wish.get("name", ""))):
        message = "Name must be lowercase letters, digits and underscores."
        raise GraphError(100, message=f"(#100) {message}")
    if wish.get("category") not in CATEGORIES or not wish.get("language"):
        raise GraphError(
            100, message=f"(#100) category must be one of {{{', '.join(CATEGORIES)}}}, language is needed."
        )
    components = wish.get("components")
    if not isinstance(components, list) or not any(one.get("type") == "BODY" for one in components):
        raise GraphError(100, message="(#100) A template needs a BODY component.")


def _node(wish: Json) -> Json:
    quality = {"quality_score": {"score": "UNKNOWN"}, "parameter_format": wish.get("parameter_format", "POSITIONAL")}
    keys = ("id", "name", "language", "status", "category", "components")
    return {key: wish[key] for key in keys} | quality


def demo() -> list[Json]:
    return [_node({"status": "APPROVED", "language": "en"} | one) for one in DEMO]


DEMO: list[Json] = [
    {
        "id": "1192339204654487",
        "name": "hello_world",
        "language": "en_US",
        "category": "UTILITY",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
            {"type": "BODY", "text": "Welcome and congratulations!!"},
            {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"},
        ],
    },
    {
        "id": "1192339204654488",
        "name": "follow_up",
        "category": "MARKETING",
        "components": [
            {"type": "BODY", "text": "Hi {{1}}, are you still thinking about {{2}}? Just reply and we will help."},
            {"type": "FOOTER", "text": "Reply STOP to hear no more of this"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Tell me more"}]},
        ],
    },
    {
        "id": "1192339204654489",
        "name": "booking_confirmed",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Hi {{1}}, your seat on {{2}} from {{3}} is confirmed."}],
    },
    {
        "id": "1192339204654490",
        "name": "payment_reminder",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Hi {{1}}, {{2}} for {{3}} is due by {{4}}."}],
    },
    {
        "id": "1192339204654491",
        "name": "trip_reminder",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Hi {{1}}, {{2}} starts on {{3}}. Pickup: {{4}}."}],
    },
    {
        "id": "1192339204654492",
        "name": "reply_waiting",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "Hi {{1}}, we have an answer to your question. Reply here to read it."},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Show me"}]},
        ],
    },
]
