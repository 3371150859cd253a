"""What is said in a conversation: read, sent, parked, sent again, reacted to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Status
from pydantic import StringConstraints

from cairn.api.conversations import one
from cairn.api.inputs import KEY, Id, Input, Key, find
from cairn.api.pages import Page, Paging, page
from cairn.api.problems import Problem, invalid
from cairn.api.speech import MessageShape, message_shape
from cairn.automation import staff
from cairn.conversations import parked, resend
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Content, Unsendable
from cairn.conversations.outgoing.read import content as readable
from cairn.conversations.react import react
from cairn.conversations.reply import WindowClosed

router = Router(tags=["Conversations"])
Words = Annotated[str, StringConstraints(max_length=20_000)]


class Template(Input):
    name: Annotated[str, StringConstraints(max_length=512)]
    language: Annotated[str, StringConstraints(max_length=20)]
    components: list[dict[str, Any]] = []


class Say(Input):
    text: Words = ""
    type: str = Field("text", max_length=20, description="text, image, video, audio, document, sticker, interactive, "
                      "location, contacts or template")  # fmt: skip
    content: dict[str, Any] = Field({}, description="WhatsApp's own object of this type, without the envelope")
    reply_to: Id | None = Field(None, description="id of the message that is quoted")
    park: Template | None = Field(
        None,
        description="with a closed window: keep the text as `parked` and send this template, which asks for a word",
    )


class Change(Input):
    text: Words


class Again(Input):
    force: bool = Field(False, description="also where the outcome is unknown and it may arrive twice")


class Emoji(Input):
    emoji: Annotated[str, StringConstraints(max_length=40)] = Field(description="empty takes the reaction back")


@router.get("/{int:id}/messages", response=Page[MessageShape])
def list_messages(request: HttpRequest, id: int, paging: Query[Paging]) -> dict[str, Any]:
    """The thread, in order. The first page is the newest; `next` leads to older ones."""
    rows, following = page(Message.objects.filter(conversation=one(id)).exclude(type="reaction"), paging)
    return {"items": [message_shape(message) for message in reversed(rows)], "next": following}


@router.post("/{int:id}/messages", response={200: MessageShape, 201: MessageShape})
def say(request: HttpRequest, id: int, data: Say, key: Key = KEY) -> Status[dict[str, Any]]:
    """Send as the team: a text, or any other kind. The same Idempotency-Key again gives the same message."""
    conversation = one(id)
    repeated = bool(key) and conversation.messages.filter(idempotency_key=key).exists()
    with in_words():
        content = readable(data.type, data.text, data.content)
        message = send(conversation, content, data, key or None)
    if (message.type, message.text, message.content) != (content.type, content.text, content.content):
        raise invalid("Idempotency-Key", "This key was used for another text.")
    return Status(200 if repeated else 201, message_shape(message))


def send(conversation: Conversation, content: Content, data: Say, key: str | None) -> Message:
    if data.park is None:
        quoted = find(conversation.messages.all(), data.reply_to, "message").wamid if data.reply_to else ""
        return staff.reply(conversation, content=content, user=None, key=key, reply_to=quoted or "")
    if content.type != "text":
        raise Unsendable("Only a text can wait for the customer.")
    asked = data.park
    template = {"name": asked.name, "language": {"code": asked.language}, "components": asked.components}
    ask = Content("template", "", {name: value for name, value in template.items() if value})
    return parked.park(conversation, text=content.text, template=ask, user=None, key=key)


@router.patch("/{int:id}/messages/{int:message_id}", response=MessageShape)
def change(request: HttpRequest, id: int, message_id: int, data: Change) -> dict[str, Any]:
    """Change the words of a parked message before they go."""
    message = of(id, message_id)
    with in_words():
        parked.edit(message, text=data.text)
    message.refresh_from_db()
    return message_shape(message)


@router.delete("/{int:id}/messages/{int:message_id}", response={204: None})
def cancel(request: HttpRequest, id: int, message_id: int) -> Status[None]:
    """Take back a parked message."""
    with in_words():
        parked.cancel(of(id, message_id))
    return Status(204, None)


@router.post("/{int:id}/messages/{int:message_id}/resend", response={201: MessageShape})
def again(request: HttpRequest, id: int, message_id: int, data: Again) -> Status[dict[str, Any]]:
    """Send a failed message again, as a new one; twice gives the same."""
    with in_words():
        return Status(201, message_shape(resend.resend(of(id, message_id), user=None, force=data.force)))


@router.post("/{int:id}/messages/{int:message_id}/reaction", response={204: None})
def put_reaction(request: HttpRequest, id: int, message_id: int, data: Emoji) -> Status[None]:
    """The firm's emoji on a customer's message."""
    with in_words():
        react(of(id, message_id), emoji=data.emoji, user=None)
    return Status(204, None)


def of(id: int, message_id: int) -> Message:
    return find(one(id).messages.select_related("conversation"), message_id, "message")


@contextmanager
def in_words() -> Iterator[None]:
    """409 for what another moment would allow, 422 for what no moment does."""
    try:
        yield
    except (WindowClosed, resend.Doubtful, parked.Gone) as refusal:
        raise Problem(409, str(refusal)) from refusal
    except Unsendable as refusal:
        raise Problem(422, str(refusal), [{"field": "text", "detail": str(refusal)}]) from refusal
