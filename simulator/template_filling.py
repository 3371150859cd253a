"""A template with its blanks filled: what the customer reads, and what Meta refuses on the way there."""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import GraphError
from simulator.template_checks import BLANK

Json = dict[str, Any]
BAD_VALUE = re.compile(r"[\n\t]| {5}")
MOST = {"header": 60, "body": 1024}
ACTIONS = {"QUICK_REPLY": "payload", "COPY_CODE": "coupon_code", "FLOW": "action", "OTP": "text", "CATALOG": "action"}


def fill(template: Json, content: Json) -> Json:
    """{"header", "body", "footer", "buttons"} as the phone shows them. Raises 132000, 132005, 132012, 132018, 131008."""
    parts = {one["type"]: one for one in template["components"]}
    shown: Json = {"header": _header(parts.get("HEADER"), content), "body": _text(parts.get("BODY"), "body", content)}
    shown["footer"] = parts.get("FOOTER", {}).get("text", "")
    shown["buttons"] = _buttons(parts.get("BUTTONS", {}).get("buttons", []), content)
    return shown


def words(shown: Json) -> str:
    """The whole as plain text."""
    head = shown["header"].get("text", "")
    return "\n\n".join(filter(None, (f"*{head}*" if head else "", shown["body"], shown["footer"])))


def _header(part: Json | None, content: Json) -> Json:
    if part is None:
        if _values("header", content):
            raise GraphError(
                132000, "header: number of localizable_params (1) does not match the expected number of params (0)"
            )
        return {}
    kind = part["format"].lower()
    if kind == "text":
        return {"type": "text", "text": _text(part, "header", content)}
    values = _values("header", content)
    given = str(values[0].get("type", "unknown")) if values else "unknown"
    inner = values[0].get(given) if values else None
    if given != kind or not isinstance(inner, dict):
        received = given.upper() if given != kind else "UNKNOWN"
        raise GraphError(132012, f"header: Format mismatch, expected {kind.upper()}, received {received}")
    if kind != "location" and not (inner.get("id") or inner.get("link")):
        raise GraphError(131008, f"header: {kind} needs an id or a link")
    return {"type": kind, kind: inner}


def _text(part: Json | None, name: str, content: Json) -> str:
    if part is None or not part.get("text"):
        return ""
    blanks = list(dict.fromkeys(BLANK.findall(part["text"])))
    values = _values(name, content)
    if len(values) != len(blanks):
        counts = f"({len(values)}) does not match the expected number of params ({len(blanks)})"
        raise GraphError(132000, f"{name}: number of localizable_params {counts}")
    is_named = any(not blank.isdecimal() for blank in blanks)
    if is_named and any("parameter_name" not in value for value in values):
        raise GraphError(132012, f"{name}: parameter_name is missing for a template with named parameters")
    named = {
        value.get("parameter_name", blank): _value(value, name) for blank, value in zip(blanks, values, strict=True)
    }
    if set(named) != set(blanks):
        raise GraphError(132012, f"{name}: parameter names do not match the template")
    text = BLANK.sub(lambda found: named[found[1]], part["text"])
    if len(text) > MOST[name]:
        raise GraphError(132005, f"{name}: hydrated text is {len(text)} characters long, {MOST[name]} are allowed")
    return text


def _values(kind: str, content: Json) -> list[Json]:
    parts = [one for one in content.get("components", []) if str(one.get("type", "")).lower() == kind]
    return [value for part in parts for value in part.get("parameters", [])]


def _value(value: Json, name: str) -> str:
    kind = value.get("type", "text")
    if kind not in ("text", "currency", "date_time"):
        raise GraphError(132012, f"{name}: Format mismatch, expected TEXT, received {str(kind).upper()}")
    inner = value.get(kind)
    text = inner.get("fallback_value", "") if isinstance(inner, dict) else str(inner or "")
    if BAD_VALUE.search(str(text)):
        raise GraphError(132018)
    if not text:
        raise GraphError(131008, f"{name}: parameter of type {kind} is empty")
    return str(text)


def _buttons(buttons: list[Json], content: Json) -> list[Json]:
    given = {_index(one): one for one in content.get("components", []) if str(one.get("type", "")).lower() == "button"}
    for index in given:
        if not 0 <= index < len(buttons):
            raise GraphError(132018, f"buttons: there is no button at index {index}")
    return [_button(index, button, given.get(index)) for index, button in enumerate(buttons)]


def _index(component: Json) -> int:
    index = str(component.get("index", ""))
    if not index.isdecimal():
        raise GraphError(131008, "buttons: index is missing")
    return int(index)


def _button(index: int, button: Json, given: Json | None) -> Json:
    kind = button["type"]
    if given and str(given.get("sub_type", "")).lower() not in (
        ("url", "copy_code") if kind == "OTP" else (kind.lower(),)
    ):
        received = str(given.get("sub_type", "")).upper()
        raise GraphError(132012, f"buttons: Button at index {index}: expected {kind}, received {received}")
    value: Json = next(iter(given.get("parameters", [])), {}) if given else {}
    shown = {"type": kind, "text": button.get("text", "Copy code")}
    if kind == "URL":
        return shown | {"url": _link(index, button, value)}
    if kind == "QUICK_REPLY":
        return shown | {"payload": str(value.get("payload", button["text"]))}
    if kind == "PHONE_NUMBER":
        return shown | {"phone_number": button.get("phone_number", "")}
    return shown | {"value": value.get(ACTIONS.get(kind, "text"))}


def _link(index: int, button: Json, value: Json) -> str:
    if not BLANK.search(button["url"]):
        return str(button["url"])
    if not isinstance(value.get("text"), str) or not value["text"]:
        raise GraphError(131008, f"buttons: Button at index {index} of type Url requires a parameter")
    return BLANK.sub(lambda _: value["text"], button["url"])
