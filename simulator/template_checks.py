"""What Meta finds wrong with a template when it is created: 100 with the reason in error_subcode."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from simulator.errors import GraphError, TemplateError

Json = dict[str, Any]
NAME = re.compile(r"^[a-z0-9_]{1,512}$")
LANGUAGE = re.compile(r"^[a-z]{2,3}(_[A-Z]{2,3})?$")
BLANK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
TYPES = ("HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER")
FORMATS = ("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION")
BUTTONS = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "OTP", "FLOW", "CATALOG", "MPM", "REQUEST_CONTACT_INFO")
MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1}


def check(wish: Json) -> None:
    """Raises GraphError for what is missing, TemplateError for what is wrong."""
    if not NAME.match(str(wish.get("name", ""))):
        raise GraphError(100, message="(#100) name can only have lowercase letters, digits and underscores.")
    if wish.get("category") not in CATEGORIES:
        raise GraphError(100, message=f"(#100) Param category must be one of {{{', '.join(CATEGORIES)}}}.")
    if not isinstance(wish.get("language"), str) or not LANGUAGE.match(wish["language"]):
        raise GraphError(100, message="(#100) Param language must be a language code such as en or en_US.")
    parts = wish.get("components")
    if not isinstance(parts, list) or not all(_get(one, "type") in TYPES for one in parts):
        raise GraphError(100, message="(#100) Param components must be an array of components with a type.")
    _components(wish, {one["type"]: one for one in parts})


def _components(wish: Json, parts: Json) -> None:
    if "BODY" not in parts:
        raise TemplateError(2388043, "Component is missing", "A template needs a component of type BODY.")
    is_authentication = wish["category"] == "AUTHENTICATION"
    if not is_authentication or parts["BODY"].get("text") is not None:
        _body(parts["BODY"], wish.get("parameter_format", "POSITIONAL"))
    if "HEADER" in parts:
        _header(parts["HEADER"], wish.get("parameter_format", "POSITIONAL"))
    if "FOOTER" in parts:
        _footer(parts["FOOTER"])
    if "BUTTONS" in parts:
        _buttons(parts["BUTTONS"].get("buttons"))


def _body(part: Json, style: str) -> None:
    text = _text(part, 1024, "body")
    blanks = _blanks(text, style, "body", 2388072)
    bare = text.strip()
    if blanks and (bare.startswith("{{") or bare.endswith("}}")):
        words = "Variables can't be at the start or end of the template body."
        raise TemplateError(2388299, "Leading or trailing params", words)
    if len(blanks) and len(BLANK.sub("", text).split()) < len(blanks) * 2 + 1:
        words = "This template has too many variables for its length. Use fewer variables or more words."
        raise TemplateError(2388293, "Parameters words ratio exceeds limit", words)
    if blanks and not _example(part, "body", style, len(blanks)):
        words = "Give an example for each variable in the body."
        raise TemplateError(2388072, "Message body format incorrect", words)


def _header(part: Json, style: str) -> None:
    if part.get("format") not in FORMATS:
        raise TemplateError(2388047, "Message header format incorrect", f"Use one of {', '.join(FORMATS)}.")
    if part["format"] == "TEXT":
        blanks = _blanks(_text(part, 60, "header"), style, "header", 2388047)
        if len(blanks) > 1 or (blanks and not _example(part, "header", style, 1)):
            words = "The header can have one variable, with an example."
            raise TemplateError(2388047, "Message header format incorrect", words)
    elif part["format"] != "LOCATION" and not _get(part, "example", "header_handle"):
        words = f"Give a sample of the {part['format'].lower()} as header_handle."
        raise TemplateError(2388047, "Message header format incorrect", words)


def _footer(part: Json) -> None:
    if BLANK.search(_text(part, 60, "footer")):
        raise TemplateError(2388073, "Message footer format incorrect", "The footer can't have variables.")


def _buttons(buttons: Any) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 10:
        raise TemplateError(2388044, "Buttons are not right", "A template can have one to ten buttons.")
    kinds = [str(_get(one, "type")) for one in buttons]
    if not set(kinds) <= set(BUTTONS) or any(kinds.count(kind) > most for kind, most in MOST.items()):
        raise TemplateError(2388044, "Buttons are not right", "At most two links, one phone number and one code.")
    changes = sum((a == "QUICK_REPLY") != (b == "QUICK_REPLY") for a, b in pairwise(kinds))
    if changes > 1:
        raise TemplateError(2388044, "Buttons are not right", "Quick replies must stand together.")
    for one in buttons:
        _button(one)


def _button(button: Json) -> None:
    if button["type"] in ("QUICK_REPLY", "URL", "PHONE_NUMBER"):
        _text(button, 25, "button")
    if button["type"] == "URL":
        address = str(button.get("url", ""))
        blanks = BLANK.findall(address)
        if not address.startswith(("http://", "https://")) or len(address) > 2000:
            raise TemplateError(2388045, "Button URL is not right", "The link must start with https:// or http://.")
        if blanks and (len(blanks) > 1 or not address.endswith("}}") or not button.get("example")):
            words = "A link can have one variable, at its end, with an example."
            raise TemplateError(2388045, "Button URL is not right", words)


def _text(part: Json, most: int, name: str) -> str:
    text = part.get("text")
    if not isinstance(text, str) or not text.strip():
        raise TemplateError(2388043, "Component is missing", f"The {name} needs a text.")
    if len(text.encode("utf-16-le")) // 2 > most:
        raise TemplateError(2388040, "Character limit exceeded", f"The {name} text exceeds {most} characters.")
    return text


def _blanks(text: str, style: str, name: str, subcode: int) -> list[str]:
    """The names of the variables, in order. {{1}}, {{2}}, ... or, when the format is NAMED, words."""
    names = list(dict.fromkeys(BLANK.findall(text)))
    wanted = [str(at + 1) for at in range(len(names))]
    is_right = all(re.fullmatch(r"[a-z][a-z0-9_]*", one) for one in names) if style == "NAMED" else names == wanted
    if not is_right or text.count("{{") != text.count("}}"):
        words = (
            f"The variables of the {name} must be {{{{1}}}}, {{{{2}}}} and so on, or names when the format is NAMED."
        )
        raise TemplateError(subcode, f"Message {name} format incorrect", words)
    return names


def _example(part: Json, name: str, style: str, wanted: int) -> bool:
    if style == "NAMED":
        given = _get(part, "example", f"{name}_text_named_params")
    else:
        given = _get(part, "example", f"{name}_text")
        given = given[0] if name == "body" and isinstance(given, list) and given else given
    return isinstance(given, list) and len(given) == wanted


def _get(thing: Any, *path: str) -> Any:
    for key in path:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing
