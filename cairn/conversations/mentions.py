"""`@Rohan` in a note: the person named hears of it."""

from __future__ import annotations

import re

from cairn.accounts.models import User
from cairn.conversations.models import Note
from cairn.journal.record import record

MOST = 10  # people told by one note


def mention(note: Note) -> list[User]:
    """Tell each colleague whom the note names, in the transaction that keeps it. Returns them."""
    people = mentioned(note.text)[:MOST]
    for person in people:
        record(
            "notification",
            actor="staff",
            user_id=note.user_id,
            conversation_id=note.conversation_id,
            key=f"mention-{note.pk}-{person.pk}",
            kind="mention",
            to=person.pk,
            note=note.pk,
            words=note.text[:120],
        )
    return people


def mentioned(text: str) -> list[User]:
    """Active people whose full name, or whose first name if it is theirs alone, follows an @."""
    if "@" not in text:
        return []
    people = list(User.objects.filter(is_active=True).exclude(name="").order_by("pk")[:500])
    firsts = [person.name.split()[0].lower() for person in people]
    return [person for person in people if named(person, text, alone=firsts.count(person.name.split()[0].lower()) == 1)]


def named(person: User, text: str, *, alone: bool) -> bool:
    names = [person.name, *([person.name.split()[0]] if alone else [])]
    return any(re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names)
