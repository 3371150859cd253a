"""The bodies we post to Graph. Meta: "Messages API", "Text messages", "Business-scoped user IDs"."""

from __future__ import annotations

import re

from cairn.channels.whatsapp.clean import scrub_text
from cairn.channels.whatsapp.people import is_user_id
from cairn.conversations.events import Json, Person

LONGEST_TEXT = 4096  # UTF-16 units: Meta says characters and not how it counts an emoji, so the stricter way
LONGEST_CALLBACK = 512
_LINK = re.compile(r"https?://\S", re.IGNORECASE)


class Unsendable(ValueError):
    """WhatsApp would not take this message; the text says why, for staff."""


def text_payload(to: Person, body: str, reply_to: str | None = None, callback: str | None = None) -> Json:
    """A free-form text. `callback` comes back in every receipt. Raises Unsendable."""
    text = scrub_text(body)
    if not text.strip():
        raise Unsendable("The message is empty.")
    if units(text) > LONGEST_TEXT:
        raise Unsendable(f"The message is too long for WhatsApp: {units(text)} of {LONGEST_TEXT} characters.")
    payload: Json = {
        **addressed(to),
        "type": "text",
        "text": {"body": text, "preview_url": _LINK.search(text) is not None},
    }
    return {**payload, **_extras(reply_to, callback)}


def addressed(to: Person) -> Json:
    """The envelope of any message. A user id goes into `recipient`: in `to` Meta accepts it and loses the message.

    The phone is preferred where both are known: authentication templates and test numbers take nothing else.
    """
    envelope: Json = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if to.phone and not is_user_id(to.phone):
        return {**envelope, "to": f"+{to.phone.lstrip('+')}"}
    if is_user_id(to.user_id):
        return {**envelope, "recipient": to.user_id}
    raise Unsendable("The customer has neither a phone number nor a WhatsApp user id.")


def units(text: str) -> int:
    """The text's length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _extras(reply_to: str | None, callback: str | None) -> Json:
    extras: Json = {}
    if reply_to:
        extras["context"] = {"message_id": reply_to}
    if callback:
        if units(callback) > LONGEST_CALLBACK:
            raise Unsendable(f"The callback data is longer than {LONGEST_CALLBACK} characters.")
        extras["biz_opaque_callback_data"] = callback
    return extras
