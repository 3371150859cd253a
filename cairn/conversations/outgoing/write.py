"""Make the richer messages from plain values; each is checked when it is queued. Meta: "Messages API"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cairn.conversations.models import Attachment
from cairn.conversations.outgoing.content import Content
from cairn.conversations.outgoing.media import CAPTIONED, PLAYABLE

ASK_CONTACT = {"name": "request_contact_info"}
ASK_PLACE = {"name": "send_location"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or a row of a list; `id` comes back when the customer taps it. Only rows have a description."""

    id: str
    title: str
    description: str = ""


def file(attachment: Attachment, *, caption: str = "") -> Content:
    """A file that we hold; it is uploaded before it is sent."""
    content: dict[str, Any] = {"attachment": str(attachment.key)}
    if caption and attachment.kind in CAPTIONED:
        content["caption"] = caption
    if attachment.kind == "document" and attachment.filename:
        content["filename"] = attachment.filename
    if attachment.kind == "audio" and is_voice_note(attachment):
        content["voice"] = True
    return Content(attachment.kind, caption, content)


def is_voice_note(attachment: Attachment) -> bool:
    return attachment.mime.startswith("audio/ogg") and (attachment.size or 0) <= PLAYABLE


def buttons(body: str, choices: Iterable[Choice], *, header: str = "", footer: str = "") -> Content:
    """Up to three reply buttons."""
    made = [{"type": "reply", "reply": {"id": choice.id, "title": choice.title}} for choice in choices]
    return interactive("button", body, {"buttons": made}, header=header, footer=footer)


def list_of(
    body: str, sections: Iterable[tuple[str, Iterable[Choice]]], *, button: str, header: str = "", footer: str = ""
) -> Content:
    """A list of up to ten rows behind one button; `sections` are titles with their rows."""
    made = [{**({"title": title} if title else {}), "rows": [row(one) for one in rows]} for title, rows in sections]
    return interactive("list", body, {"button": button, "sections": made}, header=header, footer=footer)


def row(choice: Choice) -> dict[str, str]:
    shown = {"description": choice.description} if choice.description else {}
    return {"id": choice.id, "title": choice.title, **shown}


def link(body: str, *, button: str, url: str, header: str = "", footer: str = "") -> Content:
    """One button that opens an address."""
    action = {"name": "cta_url", "parameters": {"display_text": button, "url": url}}
    return interactive("cta_url", body, action, header=header, footer=footer)


def ask_place(body: str) -> Content:
    """A button with which the customer sends where they are."""
    return interactive("location_request_message", body, ASK_PLACE)


def ask_number(body: str) -> Content:
    """A button with which somebody whose number is hidden shares it. Meta: "Business-scoped user IDs"."""
    return interactive("request_contact_info", body, ASK_CONTACT)


def interactive(kind: str, body: str, action: dict[str, Any], *, header: str = "", footer: str = "") -> Content:
    content: dict[str, Any] = {"type": kind, "body": {"text": body}, "action": action}
    if header:
        content["header"] = {"type": "text", "text": header}
    if footer:
        content["footer"] = {"text": footer}
    return Content("interactive", body, content)


def place(latitude: float, longitude: float, *, name: str = "", address: str = "") -> Content:
    more = {key: value for key, value in (("name", name), ("address", address)) if value}
    return Content("location", name or address, {"latitude": latitude, "longitude": longitude, **more})


def card(full_name: str, *, phone: str, first_name: str = "") -> Content:
    """One contact card with one number."""
    named = {"formatted_name": full_name, "first_name": first_name or full_name.split(" ")[0]}
    return Content("contacts", full_name, {"contacts": [{"name": named, "phones": [{"phone": phone, "type": "WORK"}]}]})


def template(name: str, language: str, *, components: list[dict[str, Any]] | None = None, text: str = "") -> Content:
    """A template with its values; `text` is how it reads, for the thread."""
    content: dict[str, Any] = {"name": name, "language": {"code": language}}
    return Content("template", text, {**content, "components": components} if components else content)
