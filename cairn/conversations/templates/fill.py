"""A template with its values: as the phone shows it, and as Graph wants it. Meta: "Send message templates"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cairn.conversations.models import Template
from cairn.conversations.templates.shape import MEDIA, VARIABLE, Shape, names, shape

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of the text: the template's own words, a value, or a blank that has none yet."""

    text: str
    value: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What the customer sees."""

    header_kind: str
    header: list[Piece]
    body: list[Piece]
    footer: str
    buttons: list[str]

    @property
    def text(self) -> str:
        """The body as a person reads it."""
        return "".join(piece.text for piece in self.body)

    def shown(self) -> dict[str, Any]:
        """What the thread keeps of it."""
        header = "".join(piece.text for piece in self.header)
        return {
            "header_kind": self.header_kind,
            "header": header,
            "body": self.text,
            "footer": self.footer,
            "buttons": self.buttons,
        }


def fill(template: Template, values: Values) -> Filled:
    """The template as the phone shows it. What has no value yet stays a blank, so that it can be seen."""
    made = shape(template.components)
    return Filled(
        header_kind=made.header_kind,
        header=list(pieces(made.header, "header", values)),
        body=list(pieces(made.body, "body", values)),
        footer=made.footer,
        buttons=[button.text for button in made.buttons],
    )


def pieces(text: str, part: str, values: Values) -> Iterator[Piece]:
    """A value is put in as it is: what looks like a variable inside of one stays text."""
    end = 0
    for found in VARIABLE.finditer(text):
        if found.start() > end:
            yield Piece(text[end : found.start()])
        value = values.get(f"{part}.{found[1]}", "")
        yield Piece(value, value=True) if value else Piece(found[0], blank=True)
        end = found.end()
    if end < len(text):
        yield Piece(text[end:])


def wire(template: Template, values: Values) -> dict[str, Any]:
    """Graph's template object. A header's file that we hold is named by its key, until delivery has uploaded it."""
    made = shape(template.components)
    parts = [*header(made, values, template.named), *body(made, values, template.named), *buttons(made, values)]
    sent: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    return {**sent, "components": parts} if parts else sent


def header(made: Shape, values: Values, named: bool) -> Iterator[dict[str, Any]]:
    if made.header_kind in MEDIA:
        kind = made.header_kind
        yield {"type": "header", "parameters": [{"type": kind, kind: file(values.get("header.media", ""))}]}
    elif made.header_kind == "location":
        place = {name: values.get(f"header.{name}", "") for name in ("latitude", "longitude", "name", "address")}
        yield {"type": "header", "parameters": [{"type": "location", "location": place}]}
    elif known := names(made.header):
        yield {"type": "header", "parameters": [text(name, values[f"header.{name}"], named) for name in known]}


def body(made: Shape, values: Values, named: bool) -> Iterator[dict[str, Any]]:
    known = names(made.body)
    if not named and all(name.isdecimal() for name in known):
        known = sorted(known, key=int)  # Meta reads {{1}}, {{2}} by their numbers, wherever they stand
    if known:
        yield {"type": "body", "parameters": [text(name, values[f"body.{name}"], named) for name in known]}


def buttons(made: Shape, values: Values) -> Iterator[dict[str, Any]]:
    for button in made.buttons:
        if button.takes:
            value = values[f"button.{button.index}"]
            code = {"type": "coupon_code", "coupon_code": value}
            parameter = code if button.kind == "copy_code" else {"type": "text", "text": value}
            yield {"type": "button", "sub_type": button.kind, "index": str(button.index), "parameters": [parameter]}


def text(name: str, value: str, named: bool) -> dict[str, str]:
    return {"type": "text", **({"parameter_name": name} if named else {}), "text": value}


def file(value: str) -> dict[str, str]:
    """A link, Meta's own id (digits), or the key of a file that we hold."""
    if value.startswith("https://"):
        return {"link": value}
    return {"id": value} if value.isdecimal() else {"attachment": value}
