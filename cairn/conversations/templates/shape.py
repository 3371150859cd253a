"""What a template is made of, read from Meta's components. Meta: "Template components".

Nothing here fails on a component that is odd or new: it is left out, and preflight or Meta says why it can't be sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
MEDIA = ("image", "video", "document")
NO_TEXT = (*MEDIA, "location")
# Longest in UTF-16 units: Meta says characters and not how it counts an emoji, so the stricter way.
LONGEST_NAME, LONGEST_HEADER, LONGEST_BODY, LONGEST_FOOTER = 512, 60, 1024, 60
LONGEST_BUTTON, LONGEST_URL, LONGEST_CODE, LONGEST_PHONE = 25, 2000, 15, 20


@dataclass(frozen=True, slots=True)
class Button:
    """`kind` is Meta's in small letters: quick_reply, url, phone_number, copy_code, flow, ..."""

    index: int
    kind: str
    text: str
    target: str = ""
    sample: str = ""

    @property
    def takes(self) -> bool:
        """Whether a value goes in when it is sent: the end of an address, or a code."""
        return self.kind == "copy_code" or (self.kind == "url" and bool(VARIABLE.search(self.target)))


@dataclass(frozen=True, slots=True)
class Slot:
    """One place that is filled on sending. `key` names it: body.1, header.trip, header.media, button.0."""

    key: str
    part: str
    name: str
    sample: str = ""

    @property
    def label(self) -> str:
        words = {"header.media": "File on top", "header.latitude": "Latitude", "header.longitude": "Longitude"}
        if self.key in words or self.part == "button":
            return words.get(self.key, self.name)
        spoken = self.name.replace("_", " ").capitalize()
        return f"Blank {self.name}" if self.name.isdecimal() else spoken


@dataclass(frozen=True, slots=True)
class Shape:
    """`header_kind` is empty, text, image, video, document or location."""

    header_kind: str = ""
    header: str = ""
    body: str = ""
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    slots: tuple[Slot, ...] = ()

    def slot(self, key: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.key == key), None)


def shape(components: Sequence[Any]) -> Shape:
    """Read a template's components."""
    parts = {str(part.get("type", "")).upper(): part for part in components if isinstance(part, Mapping)}
    header, body = parts.get("HEADER", {}), parts.get("BODY", {})
    kind = str(header.get("format", "text")).lower() if header else ""
    made = Shape(
        header_kind=kind,
        header=_text(header) if kind == "text" else "",
        body=_text(body),
        footer=_text(parts.get("FOOTER", {})),
        buttons=tuple(_buttons(parts.get("BUTTONS", {}))),
    )
    slots = (*_header_slots(made, header), *_body_slots(made, body), *_button_slots(made))
    return Shape(made.header_kind, made.header, made.body, made.footer, made.buttons, slots)


def names(text: str) -> list[str]:
    """The variables in a text, each once, in the order in which they first appear."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def units(text: str) -> int:
    """The text's length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _buttons(part: Mapping[str, Any]) -> Iterator[Button]:
    rows = part.get("buttons")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, Mapping):
            kind = str(row.get("type", "")).lower()
            target = _text(row, "url") or _text(row, "phone_number")
            yield Button(index, kind, _text(row) or kind.replace("_", " ").capitalize(), target, _sample(row))


def _header_slots(made: Shape, part: Mapping[str, Any]) -> Iterator[Slot]:
    if made.header_kind in MEDIA:
        yield Slot("header.media", "header", made.header_kind)
    elif made.header_kind == "location":
        yield from (Slot(f"header.{name}", "header", name) for name in ("latitude", "longitude", "name", "address"))
    samples = _samples(part, "header_text")
    yield from (Slot(f"header.{name}", "header", name, samples.get(name, "")) for name in names(made.header))


def _body_slots(made: Shape, part: Mapping[str, Any]) -> Iterator[Slot]:
    samples = _samples(part, "body_text")
    yield from (Slot(f"body.{name}", "body", name, samples.get(name, "")) for name in names(made.body))


def _button_slots(made: Shape) -> Iterator[Slot]:
    for button in made.buttons:
        if button.takes:
            name = "Code to copy" if button.kind == "copy_code" else f"End of the address of “{button.text}”"
            yield Slot(f"button.{button.index}", "button", name, button.sample)


def _samples(part: Mapping[str, Any], key: str) -> dict[str, str]:
    """The examples given to Meta, by variable: a list, a list in a list, or named ones."""
    example = part.get("example")
    example = example if isinstance(example, Mapping) else {}
    named = example.get(f"{key}_named_params")
    if isinstance(named, list):
        return {_text(one, "param_name"): _text(one, "example") for one in named if isinstance(one, Mapping)}
    found = example.get(key)
    row = found[0] if isinstance(found, list) and found and isinstance(found[0], list) else found
    known = names(_text(part))
    return {name: str(one) for name, one in zip(known, row if isinstance(row, list) else [], strict=False)}


def _sample(row: Mapping[str, Any]) -> str:
    example = row.get("example")
    first = example[0] if isinstance(example, list) and example else example
    if not isinstance(first, str):
        return ""
    start = VARIABLE.split(_text(row, "url"))[0]
    return first.removeprefix(start) if start else first


def _text(part: Mapping[str, Any], key: str = "text") -> str:
    found = part.get(key)
    return found if isinstance(found, str) else ""
