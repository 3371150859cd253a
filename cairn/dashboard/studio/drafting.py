"""A form about a template becomes a template, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cairn.conversations.events import Json
from cairn.conversations.models import Template
from cairn.conversations.templates.shape import VARIABLE, names, shape

BUTTONS = 4
KINDS = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE")
LANGUAGES = ["en", "en_US", "en_GB", "hi", "mr", "kn", "ta", "te", "gu", "bn", "ml", "pa"]


def components(form: Mapping[str, Any]) -> list[Json]:
    """Meta's components out of the fields of the form, with their samples."""
    found = [header(form), body(form), footer(form), buttons(form)]
    return [part for part in found if part]


def header(form: Mapping[str, Any]) -> Json:
    words = text(form, "header").strip()
    part: Json = {"type": "HEADER", "format": "TEXT", "text": words} if words else {}
    return part | sampled(form, "header", words) if part else {}


def body(form: Mapping[str, Any]) -> Json:
    words = text(form, "body").replace("\r\n", "\n").strip()
    return {"type": "BODY", "text": words} | sampled(form, "body", words)


def footer(form: Mapping[str, Any]) -> Json:
    words = text(form, "footer").strip()
    return {"type": "FOOTER", "text": words} if words else {}


def buttons(form: Mapping[str, Any]) -> Json:
    rows = [row for number in range(BUTTONS) if (row := button(form, number))]
    return {"type": "BUTTONS", "buttons": rows} if rows else {}


def button(form: Mapping[str, Any], number: int) -> Json:
    kind, words = text(form, f"kind.{number}"), text(form, f"words.{number}").strip()
    target = text(form, f"target.{number}").strip()
    if kind not in KINDS or not (words or target):
        return {}
    match kind:
        case "URL":
            sample = text(form, f"sample.button.{number}").strip()
            example = {"example": [VARIABLE.sub(lambda _: sample, target)]} if sample and names(target) else {}
            return {"type": kind, "text": words, "url": target, **example}
        case "PHONE_NUMBER":
            return {"type": kind, "text": words, "phone_number": target.replace(" ", "")}
        case "COPY_CODE":
            return {"type": kind, "example": target}
    return {"type": kind, "text": words}


def sampled(form: Mapping[str, Any], part: str, words: str) -> Json:
    """The examples in the form that Meta wants: by name, in a list, or in a list of lists."""
    known = names(words)
    if not known:
        return {}
    samples = [text(form, f"sample.{part}.{name}").strip() for name in known]
    if not all(name.isdecimal() for name in known):
        pairs = [{"param_name": name, "example": one} for name, one in zip(known, samples, strict=True)]
        return {"example": {f"{part}_text_named_params": pairs}}
    return {"example": {f"{part}_text": [samples] if part == "body" else samples}}


def apply(template: Template, form: Mapping[str, Any]) -> Template:
    """Put the form's fields into the template. What Meta fixed with the first submission stays."""
    if not template.meta_id:
        template.name = text(form, "name").strip()[:512]
        template.language = text(form, "language").strip()[:20]
    if not template.meta_id or template.status != "approved":
        template.category = text(form, "category")[:16]
    template.components = components(form)
    blanks = [name for part in (text(form, "header"), text(form, "body")) for name in names(part)]
    template.named = bool(blanks) and not all(name.isdecimal() for name in blanks)
    return template


def fields(template: Template) -> dict[str, str]:
    """The form's fields of a template that is there."""
    made = shape(template.components)
    found = {"name": template.name, "language": template.language, "category": template.category}
    found |= {"header": made.header, "body": made.body, "footer": made.footer}
    found |= {f"sample.{slot.key}": slot.sample for slot in made.slots}
    for number, row in enumerate(made.buttons[:BUTTONS]):
        words = "" if row.kind == "copy_code" else row.text
        target = row.sample if row.kind == "copy_code" else row.target
        found |= {f"kind.{number}": row.kind.upper(), f"words.{number}": words, f"target.{number}": target}
    return found


def editable(template: Template) -> bool:
    """Whether this form can hold all of it. Files, places and rare buttons are edited in Meta's manager."""
    made = shape(template.components)
    known = all(row.kind.upper() in KINDS for row in made.buttons) and len(made.buttons) <= BUTTONS
    return made.header_kind in ("", "text") and known and template.category != "authentication"


def text(form: Mapping[str, Any], name: str) -> str:
    return str(form.get(name, "")).replace("\0", "")[:5000]
