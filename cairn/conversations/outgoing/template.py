"""What a template's values may be. Meta: "Send message templates"; error 132018.

What the template itself asks for (how many values, which files) is known to `conversations.templates`.
"""

from __future__ import annotations

import re
from typing import Any

from cairn.conversations.outgoing.places import check_location
from cairn.conversations.outgoing.refusal import Unsendable, file_key, part, words

LONGEST_NAME, LONGEST_HEADER, LONGEST_BODY, LONGEST_CODE, LONGEST_URL = 512, 60, 1024, 15, 2000
LONGEST_PAYLOAD = 128
FILES = ("image", "video", "document")
MOST = {"header": LONGEST_HEADER, "body": LONGEST_BODY, "button": LONGEST_URL}
GAP = re.compile(r"[\n\r\t]| {5}")


def check(text: str, content: dict[str, Any]) -> None:
    words(content.get("name"), "The template's name", most=LONGEST_NAME)
    words(part(content.get("language"), "The template's language").get("code"), "The template's language", most=20)
    components = content.get("components", [])
    if not isinstance(components, list):
        raise Unsendable("The template's values have to be a list.")
    for component in components:
        check_component(part(component, "A part of the template"))


def check_component(component: dict[str, Any]) -> None:
    place = str(component.get("type", "")).lower()
    if place not in MOST:
        raise Unsendable("A template's values belong to its header, its body or one of its buttons.")
    if place == "button" and not isinstance(component.get("index"), str | int):
        raise Unsendable("A value for a button has to say which button, by its index.")
    parameters = component.get("parameters", [])
    if not isinstance(parameters, list):
        raise Unsendable("The template's values have to be a list.")
    for parameter in parameters:
        check_parameter(part(parameter, "A value of the template"), place)


def check_parameter(parameter: dict[str, Any], place: str) -> None:
    kind = parameter.get("type", "text")
    if kind == "text":
        value(parameter.get("text"), place, MOST[place])
        words(parameter.get("parameter_name"), "A value's name", most=LONGEST_NAME, needed=False)
    elif kind in FILES and place == "header":
        file = part(parameter.get(kind), "The header's file")
        if not any(file.get(key) for key in ("attachment", "id", "link")):
            raise Unsendable("Choose the file for the template's header.")
        file_key(file.get("attachment"))
    elif kind == "location" and place == "header":
        check_location("", part(parameter.get("location"), "The header's place"))
    elif kind == "coupon_code":
        value(parameter.get("coupon_code"), "code", LONGEST_CODE)
    elif kind == "payload":
        words(parameter.get("payload"), "A button's payload", most=LONGEST_PAYLOAD)
    elif kind not in ("currency", "date_time", "action"):
        raise Unsendable("WhatsApp does not know this kind of template value.")


def value(text: Any, place: str, most: int) -> None:
    """Meta's rule 132018: one line, no tab, no gap of five blanks."""
    found = words(text, f"A value of the template's {place}", most=most)
    if GAP.search(found):
        raise Unsendable("A template's value can't hold a line break, a tab or more than four blanks in a row.")
