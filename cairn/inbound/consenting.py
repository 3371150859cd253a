"""Customers say that they want no more messages, or want them again: honoured while filing, before anybody answers.

So it holds with the assistant off or failing, and while a person has the conversation. One confirmation goes out for each
change of mind; to what changes nothing there is no answer at all.
"""

from __future__ import annotations

from cairn.assistant.answer import Reply
from cairn.conversations import wishes
from cairn.conversations.consent import CONFIRMATION, MARKETING, may_write, newest_line, record_consent
from cairn.conversations.events import InboundMessage, Preference
from cairn.conversations.hush import hush
from cairn.conversations.models import Consent, Contact, Conversation, Message
from cairn.conversations.reply import queue
from cairn.conversations.wishes import Wish
from cairn.leads.models import Lead
from cairn.lib import later

SMALL_TALK = {"smalltalk", "opt_out"}
Kind, Source = Consent.Kind, Consent.Source
SPOKEN = ("text", "button", "interactive")


def wish_of(event: InboundMessage, conversation: Conversation) -> Wish | None:
    """The wish in this message if it means one here: a bare "no" to a question of ours is an answer, and who never
    asked for silence can't ask for its end."""
    wish = wishes.recognise(event.text) if event.type in SPOKEN and event.text else None
    if wish is None or (wish.weak and asked(conversation)):
        return None
    return wish if wish.stops or out(conversation.contact_id) else None


def asked(conversation: Conversation) -> bool:
    """Whether our last words to them were a question. A template is not one: nobody talks to a template."""
    ours = conversation.messages.filter(direction=Message.Direction.OUT).exclude(status=Message.Status.PLANNED)
    last = ours.order_by("-pk").first()
    return last is not None and last.type != "template" and "?" in last.text


def out(contact_id: int) -> bool:
    return Contact.objects.filter(pk=contact_id).exclude(opted_out_at=None, marketing_stopped_at=None).exists()


def honour(conversation: Conversation, message: Message, wish: Wish, lead_id: int | None) -> None:
    """Record the wish with the message as its proof, drop what was about to be said, confirm it once."""
    language, latin = tongue(wish, lead_id)
    wording = wishes.wording(wish.kind, language, latin=latin)
    changed = record_wish(conversation, message, wish.kind, wording=wording)
    if wish.kind == Kind.START and own_marketing_stop(conversation):
        changed |= record_wish(conversation, message, Kind.START_MARKETING, wording=wording)
    if wish.kind == Kind.STOP:
        hush(conversation.contact)
    if changed:
        confirm(conversation, message, wishes.sentence(wish.kind, language, latin=latin))


def record_wish(conversation: Conversation, message: Message, kind: Consent.Kind, *, wording: str = "") -> bool:
    return record_consent(
        Contact.objects.get(pk=conversation.contact_id),
        kind=kind,
        source=Source.MESSAGE,
        at=message.at,
        key=f"message-{message.pk}-{kind}",
        channel=conversation.channel,
        message=message,
        words=message.text,
        wording=wording,
    )


def own_marketing_stop(conversation: Conversation) -> bool:
    """They stopped promotions by writing so to us. The switch in WhatsApp's settings is theirs alone."""
    line = newest_line(Contact(pk=conversation.contact_id), MARKETING)
    return line is not None and line.kind == Kind.STOP_MARKETING and line.source == Source.MESSAGE


def confirm(conversation: Conversation, message: Message, text: str) -> None:
    queue(conversation, text=text, author=Message.Author.RULE, key=f"{CONFIRMATION}{message.pk}")
    later.wake("deliver", conversation=conversation.pk)


def tongue(wish: Wish, lead_id: int | None) -> tuple[str, bool]:
    """The language of the wish; everybody says STOP in English, so then the language they spoke before."""
    spoken = Lead.objects.filter(pk=lead_id).values_list("language", flat=True).first() if lead_id else None
    if wish.language != "en" or not spoken:
        return wish.language, wish.latin
    return ("hi", True) if spoken == "hinglish" else (spoken, False)


def unwanted(conversation: Conversation, reply: Reply) -> bool:
    """Who asked for silence is answered when they ask something, not when they say "ok, thanks"."""
    if conversation.contact.opted_out_at is None:
        return False
    idle = set(reply.intents) <= SMALL_TALK and reply.handover is None
    return idle or may_write(conversation.contact, marketing=False) is not None


def switch(event: Preference, conversation: Conversation) -> None:
    """Their own switch in WhatsApp's settings: marketing only. Words that we don't know change nothing."""
    kind = {"stop": Kind.STOP_MARKETING, "resume": Kind.START_MARKETING}.get(event.value)
    if kind:
        record_consent(
            Contact.objects.get(pk=conversation.contact_id),
            kind=kind,
            source=Source.WHATSAPP,
            at=event.at,
            key=f"preference-{conversation.pk}-{event.category}-{event.value}-{event.at.timestamp()}",
            channel=conversation.channel,
            words=f"{event.category}: {event.value}",
        )
