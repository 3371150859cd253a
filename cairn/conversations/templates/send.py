"""Send a template: the only thing that reaches a customer whose window is closed."""

from __future__ import annotations

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations import ownership
from cairn.conversations.models import Attachment, Conversation, Message, Template
from cairn.conversations.receive import note_outbound
from cairn.conversations.reply import Unsendable, lock
from cairn.conversations.templates.asking import content
from cairn.conversations.templates.fill import Values
from cairn.conversations.templates.preflight import Flaw, is_key, preflight
from cairn.conversations.window import window
from cairn.lib import clock, later, live


class Refused(Unsendable):
    """WhatsApp, or the customer's own wish, stands against it. `flaws` say what, by slot."""

    def __init__(self, words: str, flaws: list[Flaw] | None = None) -> None:
        super().__init__(words)
        self.flaws = flaws or []


def send_template(
    conversation: Conversation,
    template: Template,
    *,
    values: Values,
    user: User | None,
    key: str | None = None,
) -> Message:
    """Queue a template. A person's makes the assistant step back; without `user` it is a rule's.

    `values` by slot (body.1, header.trip, button.0). The same `key` twice gives the same message. Raises Refused.
    """
    with transaction.atomic():
        conversation = lock(conversation)
        earlier = conversation.messages.filter(idempotency_key=key).first() if key else None
        if earlier:
            return earlier
        check(conversation, template, values)
        message = queue(conversation, template, values=values, user=user, key=key)
        if user:
            ownership.take_over(conversation, user=user)
        live.announce("inbox", f"conversation-{conversation.pk}")
        later.wake("deliver", conversation=conversation.pk)
    return message


def check(conversation: Conversation, template: Template, values: Values) -> None:
    """Raises Refused with the first reason in words."""
    if why := unwanted(conversation, template):
        raise Refused(why)
    account = conversation.channel.account
    if account and template.account != account:
        raise Refused("This template belongs to another WhatsApp account than this customer's number.")
    if flaws := preflight(template, values):
        raise Refused(flaws[0].words, flaws)


def unwanted(conversation: Conversation, template: Template) -> str:
    """Why this customer gets no such template, or nothing."""
    return window(conversation).refusal("template", template.category)


def queue(
    conversation: Conversation, template: Template, *, values: Values, user: User | None, key: str | None = None
) -> Message:
    """Write it down as `queued`, in the caller's transaction: what Graph gets, and what the customer sees."""
    made = content(template, values)
    message = Message.objects.create(
        conversation=conversation,
        channel_id=conversation.channel_id,
        direction=Message.Direction.OUT,
        author=Message.Author.STAFF if user else Message.Author.RULE,
        user=user,
        type=made.type,
        text=made.text,
        content=made.content,
        status=Message.Status.QUEUED,
        at=clock.now(),
        idempotency_key=key,
    )
    if is_key(media := values.get("header.media", "")):
        bind(message, media)
    note_outbound(conversation, message)
    return message


def bind(message: Message, key: str) -> None:
    """The header's file belongs to this message from now on."""
    if not Attachment.objects.filter(key=key, message=None).update(message=message):
        raise Refused("The file on top was sent already; choose it again.")
