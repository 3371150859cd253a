"""What somebody has begun to write, kept on the server: after a crash, on another device, after signing out and in.

Two screens of one person may write at once. The newer words win, by when they were typed; the others are handed back so
that they can be offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from cairn.accounts.models import User
from cairn.conversations.models import Conversation, Draft
from cairn.conversations.outgoing import Unsendable
from cairn.lib import clock, live

MODES = ("reply", "park", "note")
LONGEST = 20_000  # characters; far beyond any message, and not a book
OLDEST = timedelta(days=30)  # what a browser may have kept while it was offline


@dataclass(frozen=True, slots=True)
class Words:
    """Words as a screen has them. `version` names the state of the server that they began with."""

    text: str = ""
    mode: str = "reply"
    version: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """`draft` is what stands now; `other`: words that lost against it, to be offered."""

    draft: Words
    other: Words | None = None


def draft(conversation: Conversation, user: User) -> Words:
    return words(Draft.objects.filter(conversation=conversation, user=user).first())


def keep(conversation: Conversation, user: User, new: Words, *, age: timedelta = timedelta(0)) -> Kept:
    """Keep `new`, typed `age` ago; empty words end the draft. Raises Unsendable when it is far too long."""
    if len(new.text) > LONGEST:
        raise Unsendable(f"A draft of more than {LONGEST:,} characters is not kept.")
    with transaction.atomic():
        stored = Draft.objects.select_for_update().filter(conversation=conversation, user=user).first()
        old = words(stored)
        foreign = bool(old.text.strip()) and old.version != new.version and old.text != new.text
        typed = clock.now() - min(max(age, timedelta(0)), OLDEST)
        if stored and foreign and stored.updated_at > typed:
            return Kept(old, new if new.text.strip() else None)
        return Kept(write(conversation, user, new), old if foreign else None)


def write(conversation: Conversation, user: User, new: Words) -> Words:
    """In the transaction that holds the row, if there is one."""
    if not new.text.strip():
        end(Draft.objects.filter(conversation=conversation, user=user), user)
        return Words()
    mode = new.mode if new.mode in MODES else "reply"
    values = {"text": new.text.replace("\0", ""), "mode": mode}
    found, begun = Draft.objects.update_or_create(conversation=conversation, user=user, defaults=values)
    if begun:
        live.announce(f"drafts-{user.pk}")
    return words(found)


def end(found: QuerySet[Draft], user: User) -> None:
    """The marks in this person's lists are written anew where something was deleted, and only there."""
    if found.delete()[0]:
        live.announce(f"drafts-{user.pk}")


def sent(conversation: Conversation, user: User, text: str) -> None:
    """These words were sent. What was typed since stays."""
    mine = Draft.objects.filter(conversation=conversation, user=user)
    for found in mine:
        if " ".join(found.text.split()) == " ".join(text.split()):
            end(mine.filter(pk=found.pk), user)


def begun(user: User, conversations: Iterable[int]) -> set[int]:
    """In which of these conversations this person has a draft."""
    rows = Draft.objects.filter(user=user, conversation__in=list(conversations))
    return set(rows.values_list("conversation_id", flat=True))


def words(found: Draft | None) -> Words:
    """The version is the moment of the last change in microseconds: another for each change."""
    if found is None:
        return Words()
    return Words(found.text, found.mode, int(found.updated_at.timestamp() * 1_000_000))
