"""The envelope of any message: to whom, as an answer to what, and our own id with it. Meta: "Business-scoped user IDs"."""

from __future__ import annotations

from cairn.channels.whatsapp.people import is_user_id
from cairn.conversations.events import Json, Person
from cairn.conversations.outgoing.refusal import Unsendable, units

LONGEST_CALLBACK = 512


def addressed(to: Person) -> Json:
    """A user id goes into `recipient`: in `to` Meta accepts it and loses the message.

    The phone is preferred where both are known: authentication templates and test numbers take nothing else.
    """
    envelope: Json = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if to.phone and not is_user_id(to.phone):
        return {**envelope, "to": f"+{to.phone.lstrip('+')}"}
    if is_user_id(to.user_id):
        return {**envelope, "recipient": to.user_id}
    raise Unsendable("The customer has neither a phone number nor a WhatsApp user id.")


def extras(reply_to: str | None, callback: str | None) -> Json:
    """`callback` comes back in every receipt (Meta: biz_opaque_callback_data)."""
    found: Json = {}
    if reply_to:
        found["context"] = {"message_id": reply_to}
    if callback:
        if units(callback) > LONGEST_CALLBACK:
            raise Unsendable(f"The callback data is longer than {LONGEST_CALLBACK} characters.")
        found["biz_opaque_callback_data"] = callback
    return found
