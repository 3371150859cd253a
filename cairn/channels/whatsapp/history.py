"""Chats from before, which the phone app hands over when its number is connected, and its address book.

Meta: "history webhooks reference", "smb_app_state_sync webhooks reference". One body may hold thousands of messages;
photos come later, as ordinary messages under the field `history`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cairn.channels.whatsapp.clean import Malformed
from cairn.channels.whatsapp.contents import contents
from cairn.channels.whatsapp.envelope import Envelope
from cairn.channels.whatsapp.fields import notice
from cairn.channels.whatsapp.people import named, phone
from cairn.channels.whatsapp.reading import identifier, lenient, mapping, required, sequence, string
from cairn.conversations.events import ChannelEvent, Json, Named, Past, PastMessage, Person, Poison

PLACEHOLDER = "media_placeholder"
Aside = Callable[[str, object, Exception], Poison]


def chunk(raw: Json, envelope: Envelope, where: str, aside: Aside) -> Iterator[ChannelEvent]:
    """One chunk: a thread for each person, or the news that the firm declined to share."""
    if raw.get("errors"):
        yield notice(envelope, "history", {"history": [raw]})
    for index, part in enumerate(sequence(raw, "threads")):
        here = f"{where}.threads[{index}]"
        try:
            yield from thread(part, envelope, here, aside)
        except Exception as problem:
            yield aside(here, part, problem)


def thread(raw: Json, envelope: Envelope, where: str, aside: Aside) -> Iterator[ChannelEvent]:
    """One person's messages. What can't be read of them is set aside alone."""
    context = lenient(raw, "context") or {}
    who = named(context.get("wa_id") or raw.get("id"), context.get("user_id"), context.get("parent_user_id"))
    if who.nobody:
        raise Malformed("neither phone nor user id in thread")
    username = string(context, "username") or None
    customer = Person(who.phone, who.user_id, who.parent_user_id, username, envelope.contacts.complete(who).name)
    found = []
    for index, item in enumerate(sequence(raw, "messages")):
        try:
            found.append(past(item, envelope))
        except Exception as problem:
            yield aside(f"{where}.messages[{index}]", item, problem)
    yield Past(envelope.to_number(), customer, found)


def past(raw: Json, envelope: Envelope) -> PastMessage:
    ours = envelope.our_phone is not None and phone(raw.get("from")) == envelope.our_phone
    kind, text, content = contents(raw)
    if raw.get("type") == PLACEHOLDER:
        content = {"placeholder": True}
    return PastMessage(
        wamid=required(raw, "id"),
        at=envelope.at(raw),
        by_customer=not ours,
        type=kind,
        text=text,
        content=content,
        reply_to=identifier(lenient(raw, "context") or {}, "id") or None,
        status=string(mapping(raw, "history_context"), "status").lower(),
    )


def follow_up(raw: Json, envelope: Envelope, alone: bool) -> Past:
    """A photo of a thread from before: an ordinary message, but nobody waits for an answer to it."""
    ours = envelope.our_phone is not None and phone(raw.get("from")) == envelope.our_phone
    customer = envelope.person(raw, "to" if ours else "from", alone=alone)
    return Past(envelope.to_number(), customer, [past(raw, envelope)])


def address(raw: Json, envelope: Envelope, _alone: bool) -> ChannelEvent:
    """An entry of the phone's address book. Who was removed from it keeps the name we know."""
    contact = mapping(raw, "contact")
    who = named(contact.get("phone_number"), contact.get("user_id"), contact.get("parent_user_id"))
    name = string(contact, "full_name") or string(contact, "first_name")
    if who.nobody or string(raw, "action") == "remove":
        return Named(envelope.to_number(), Person())
    username = string(contact, "username") or None
    return Named(envelope.to_number(), Person(who.phone, who.user_id, None, username, name.strip()[:200] or None))
