"""A wish that a customer told somebody of the team, on the phone or at the door: into the ledger by whoever heard it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cairn.accounts.models import User
from cairn.conversations.consent import MARKETING, WANTS_NO_MARKETING, newest_line, record_consent
from cairn.conversations.hush import hush
from cairn.conversations.models import Consent, Contact, Conversation
from cairn.lib import clock, live

Kind, Purpose, Source = Consent.Kind, Consent.Purpose, Consent.Source
KINDS = {
    (Purpose.MESSAGES.value, "agreed"): Kind.START,
    (Purpose.MESSAGES.value, "refused"): Kind.STOP,
    (Purpose.PROMOTIONS.value, "agreed"): Kind.START_MARKETING,
    (Purpose.PROMOTIONS.value, "refused"): Kind.STOP_MARKETING,
}
LONGEST = 500  # letters of what they said


class NotWritten(Exception):
    """Why it can't stand in the ledger, as a sentence for whoever wrote it."""


def write_down(contact: Contact, *, purpose: str, said: str, words: str, user: User, key: str) -> bool:
    """One line of the ledger for each `key`, with who wrote it and `words`: what was said, and where.

    `said`: agreed or refused. Raises NotWritten. Returns whether anything changed for the customer.
    """
    kind, words = KINDS.get((purpose, said)), " ".join(words.replace("\0", "").split())[:LONGEST]
    if kind is None:
        raise NotWritten(_("Choose what they agreed to or refused."))
    if not words:
        raise NotWritten(_("Write what they said and where, for whoever asks later."))
    with transaction.atomic():
        talks = held(contact)
        if kind == Kind.START_MARKETING and theirs_alone(contact):
            raise NotWritten(_(WANTS_NO_MARKETING))
        known = f"staff-{contact.pk}-{key}"
        changed = record_consent(
            contact, kind=kind, source=Source.STAFF, at=clock.now(), key=known, words=words, user=user
        )
        if kind == Kind.STOP:
            hush(contact)
        for talk in talks:
            live.announce(f"conversation-{talk}")
    return changed


def held(contact: Contact) -> list[int]:
    """Conversations before their contact, as while a message is filed."""
    rows = Conversation.objects.select_for_update().filter(contact=contact).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def theirs_alone(contact: Contact) -> bool:
    """They stopped promotions with WhatsApp's own switch: WhatsApp would refuse, whatever they told us."""
    line = newest_line(contact, MARKETING)
    return line is not None and line.kind == Kind.STOP_MARKETING and line.source in (Source.WHATSAPP, Source.REFUSAL)
