"""What WhatsApp would refuse, said before it is sent, under Meta's own codes. Meta: "Error codes, template errors"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from cairn.conversations.models import Attachment, Template
from cairn.conversations.templates import fill as filling
from cairn.conversations.templates.fill import Values
from cairn.conversations.templates.shape import (
    LONGEST_BODY,
    LONGEST_CODE,
    LONGEST_HEADER,
    LONGEST_URL,
    MEDIA,
    VARIABLE,
    Shape,
    Slot,
    shape,
    units,
)

COUNT, MISSING, LONG, POLICY, FORMAT = 132000, 132001, 132005, 132007, 132012
PAUSED, DISABLED, VALUE = 132015, 132016, 132018
STATES = {
    "draft": (MISSING, "This template is a draft: submit it first."),
    "pending": (MISSING, "WhatsApp has not approved this template yet."),
    "in_appeal": (MISSING, "WhatsApp is looking at this template again."),
    "rejected": (MISSING, "WhatsApp rejected this template."),
    "paused": (PAUSED, "WhatsApp paused this template, because customers blocked or reported it."),
    "disabled": (DISABLED, "WhatsApp switched this template off for good. Use another one."),
}
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Flaw:
    """`code` is the one Meta would answer with; `key` the slot it is about, or empty; `words` are for a person."""

    code: int
    words: str
    key: str = ""


def preflight(template: Template, values: Values) -> list[Flaw]:
    """Everything that Meta would refuse of this template with these values; empty when it may go out."""
    made = shape(template.components)
    found = [*state(template), *count(made, values), *contents(made, values), *files(made, values)]
    # Its length means something only once everything is filled in.
    return found if any(flaw.code == COUNT for flaw in found) else [*found, *lengths(template, made, values)]


def standing(template: Template) -> str:
    """Why WhatsApp does not send it as things are, in a sentence; empty when it does."""
    return next((flaw.words for flaw in state(template)), "")


def state(template: Template) -> Iterator[Flaw]:
    if template.removed_at:
        yield Flaw(MISSING, f"{template.name} in {template.language} is no longer at WhatsApp.")
    elif template.status == "rejected" and "policy" in template.reason.lower():
        yield Flaw(POLICY, f"WhatsApp rejected this template for its policy: {template.reason}")
    elif template.status != "approved":
        fallback = (MISSING, f"WhatsApp does not send this template now: it is {template.status.replace('_', ' ')}.")
        yield Flaw(*STATES.get(template.status, fallback))


def count(made: Shape, values: Values) -> Iterator[Flaw]:
    for slot in made.slots:
        if slot.key not in values and needed(slot) and slot.key != "header.media":
            yield Flaw(COUNT, f"{slot.label}: nothing is filled in.", slot.key)
    for key in values:
        if made.slot(key) is None:
            is_button = key.startswith("button.") or key in ("header.media", "header.latitude", "header.longitude")
            yield Flaw(FORMAT if is_button else COUNT, f"The template has no place for “{key}”.", key)


def needed(slot: Slot) -> bool:
    return slot.key not in ("header.name", "header.address") or slot.name.isdecimal()


def contents(made: Shape, values: Values) -> Iterator[Flaw]:
    for slot in made.slots:
        value = values.get(slot.key)
        if value is None or slot.key == "header.media":
            continue
        if not value.strip():
            if slot.part != "header" or made.header_kind != "location" or needed(slot):
                yield Flaw(VALUE, f"{slot.label}: it is empty.", slot.key)
        elif UNFIT.search(value):
            yield Flaw(POLICY, f"{slot.label}: it holds a character that WhatsApp does not take.", slot.key)
        elif "\n" in value or "\t" in value or "     " in value:
            yield Flaw(VALUE, f"{slot.label}: no line break, tab or more than 4 spaces in a row.", slot.key)
        elif slot.part == "button" and re.search(r"\s|^https?://", value):
            yield Flaw(FORMAT, f"{slot.label}: only the end of the address, without spaces.", slot.key)


def files(made: Shape, values: Values) -> Iterator[Flaw]:
    if made.header_kind in MEDIA:
        yield from file(made.header_kind, values.get("header.media", ""))
    elif made.header_kind == "location":
        for name, most in (("latitude", 90.0), ("longitude", 180.0)):
            if not within(values.get(f"header.{name}", ""), most):
                words = f"{name.capitalize()}: a number between -{most:.0f} and {most:.0f}."
                yield Flaw(FORMAT, words, f"header.{name}")


def file(kind: str, value: str) -> Iterator[Flaw]:
    """A link or Meta's id is taken on trust; of a file that we hold we know what it is."""
    article = "an" if kind == "image" else "a"
    if not value:
        yield Flaw(FORMAT, f"This template needs {article} {kind} on top: choose one.", "header.media")
    elif not value.startswith("https://") and not value.isdecimal():
        held = Attachment.objects.filter(key=value).first() if is_key(value) else None
        if held is None:
            yield Flaw(FORMAT, "The file on top is not there; choose it again.", "header.media")
        elif held.kind != kind:
            words = f"This template needs {article} {kind} on top; this is of another kind: {held.kind}."
            yield Flaw(FORMAT, words, "header.media")


def lengths(template: Template, made: Shape, values: Values) -> Iterator[Flaw]:
    filled = filling.fill(template, values)
    header = units("".join(piece.text for piece in filled.header))
    if header > LONGEST_HEADER:
        yield Flaw(LONG, f"The header has {header} characters with these values; {LONGEST_HEADER} are allowed.")
    if units(filled.text) > LONGEST_BODY:
        yield Flaw(LONG, f"The text has {units(filled.text):,} characters with these values; 1,024 are allowed.")
    for button in made.buttons:
        key, value = f"button.{button.index}", values.get(f"button.{button.index}", "")
        if button.kind == "copy_code" and units(value) > LONGEST_CODE:
            yield Flaw(LONG, f"The code has {units(value)} characters; 15 are allowed.", key)
        if button.kind == "url" and button.takes and units(VARIABLE.split(button.target)[0] + value) > LONGEST_URL:
            yield Flaw(LONG, "The address is longer than 2,000 characters.", key)


def within(value: str, most: float) -> bool:
    try:
        return -most <= float(value) <= most
    except ValueError:
        return False


def is_key(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False
