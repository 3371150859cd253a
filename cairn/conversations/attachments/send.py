"""Send the files that somebody has put beside their words: a message each, the words under the first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations.models import Attachment, Conversation, Message
from cairn.conversations.outgoing import Content, Unsendable, write
from cairn.conversations.outgoing.media import CAPTIONED
from cairn.conversations.reply import reply
from cairn.conversations.templates.preflight import is_key

MOST = 10


def send_files(
    conversation: Conversation,
    keys: Sequence[str],
    *,
    text: str,
    user: User,
    key: str | None = None,
    reply_to: str = "",
) -> Message:
    """Queue them in order, all or none. The same `key` twice sends once. `reply_to` is quoted by the first. Returns the last. Raises Unsendable."""
    earlier = conversation.messages.filter(idempotency_key=f"{key}:0").first() if key else None
    if earlier:
        return earlier
    contents = contents_of(conversation, keys, text=text, user=user)
    with transaction.atomic():
        sent = [
            reply(
                conversation,
                content=content,
                user=user,
                key=f"{key}:{place}" if key else None,
                reply_to="" if place else reply_to,
            )
            for place, content in enumerate(contents)
        ]
    return sent[-1]


def contents_of(conversation: Conversation, keys: Sequence[str], *, text: str, user: User) -> list[Content]:
    """The messages that carry these files and words. Raises Unsendable."""
    if len(keys) > MOST:
        raise Unsendable(f"{MOST} files at once at most; send the rest after them.")
    files = chosen(conversation, keys, user)
    contents = [write.file(file, caption=text.strip() if place == 0 else "") for place, file in enumerate(files)]
    if text.strip() and files[0].kind not in CAPTIONED:
        contents.append(Content(text=text.strip()))
    return contents


def chosen(conversation: Conversation, keys: Sequence[str], user: User) -> list[Attachment]:
    """The files by their keys, if this person uploaded them for this number and they are not sent yet."""
    rows = Attachment.objects.filter(channel=conversation.channel_id, user=user, message=None, state="stored")
    found = {str(row.key): row for row in rows.filter(key__in=filter(is_key, keys))}
    if not keys or any(one not in found for one in keys):
        raise Unsendable("A file is not there any more; choose it again.")
    return [found[one] for one in dict.fromkeys(keys)]
