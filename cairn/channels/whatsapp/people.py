"""Who a webhook speaks of: phones, business-scoped user ids, and the contacts that name them.

Meta: "Business-scoped user IDs". Since April 2026 a phone number may be missing, and a user id may stand where a
phone was. A user id must never be stripped to digits: `MY.2035...` would become the phone of a stranger.
"""

from __future__ import annotations

import re
from typing import Any

from cairn.channels.whatsapp.reading import lenient
from cairn.conversations.events import Json, Person

_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_WRITTEN_PHONE = re.compile(r"\+?[0-9 ().\-]+")
_NOT_DIGITS = re.compile(r"[^0-9]")
_LONGEST_NAME = 200  # characters; WhatsApp's own limit for profile names is 25


def is_user_id(raw: Any) -> bool:
    """Whether this is a business-scoped user id, of a person or of a parent portfolio."""
    return isinstance(raw, str) and _USER_ID.fullmatch(raw) is not None


def phone(raw: Any) -> str | None:
    """E.164 with the plus sign; None for user ids and for anything else that is no phone number."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or is_user_id(raw) or _WRITTEN_PHONE.fullmatch(raw) is None:
        return None
    digits = raw if raw.isdigit() else _NOT_DIGITS.sub("", raw)
    return f"+{digits}" if 7 <= len(digits) <= 15 else None


def named(phone_or_id: Any, user_id: Any = None, parent_user_id: Any = None) -> Person:
    """The person behind Meta's fields, whichever of them holds the user id."""
    own = next((raw for raw in (user_id, phone_or_id) if is_user_id(raw)), None)
    parent = parent_user_id if is_user_id(parent_user_id) else None
    return Person(phone=phone(phone_or_id), user_id=own, parent_user_id=parent)


class Contacts:
    """A value's `contacts`, found by user id, then by phone, never by position."""

    __slots__ = ("_by_id", "_everybody")

    def __init__(self, raw: Any) -> None:
        self._everybody = [_contact(item) for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
        self._by_id: dict[str, Person] = {}
        for contact in self._everybody:
            for key in (contact.user_id, contact.phone):
                if key:
                    self._by_id.setdefault(key, contact)

    def complete(self, somebody: Person, *, alone: bool = False) -> Person:
        """The person with what the contacts add. `alone`: nobody else is spoken of, so a lone contact may be theirs."""
        contact = self._of(somebody)
        if contact is None and alone and len(self._everybody) == 1:
            contact = self._everybody[0]
        if contact is None or _contradict(somebody, contact):
            return somebody
        return Person(
            phone=somebody.phone or contact.phone,
            user_id=somebody.user_id or contact.user_id,
            parent_user_id=somebody.parent_user_id or contact.parent_user_id,
            username=contact.username,
            name=contact.name,
        )

    def _of(self, somebody: Person) -> Person | None:
        return self._by_id.get(somebody.user_id or "") or self._by_id.get(somebody.phone or "")


def _contradict(one: Person, other: Person) -> bool:
    """Two user ids are two people; two phones are, unless the user id is the same (a changed number)."""
    if one.user_id and other.user_id:
        return one.user_id != other.user_id
    return bool(one.phone and other.phone and one.phone != other.phone)


def _contact(raw: Json) -> Person:
    profile = lenient(raw, "profile") or {}
    who = named(raw.get("wa_id"), raw.get("user_id"), raw.get("parent_user_id"))
    return Person(
        phone=who.phone,
        user_id=who.user_id,
        parent_user_id=who.parent_user_id,
        username=_name(profile.get("username")),
        name=_name(profile.get("name")),
    )


def _name(raw: Any) -> str | None:
    return (raw.strip()[:_LONGEST_NAME] or None) if isinstance(raw, str) else None
