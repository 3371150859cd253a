"""Who wants messages and who does not: a ledger whose newest line decides, in whatever order the lines arrive.

The rule. Who asked for no messages gets one confirmation and then nothing. When they write again they get an answer, as
long as WhatsApp's window is open, because they asked for it; templates, sequences and promotions stay blocked until they
say themselves that they want them again. Their switch in WhatsApp's own settings stops marketing only, and only they can
turn it back (Meta: user_preferences, error 131050).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When
from django.utils.translation import gettext_noop as _

from cairn.accounts.models import User
from cairn.conversations.models import Channel, Consent, Contact, Conversation, Message
from cairn.journal.record import record

Kind = Consent.Kind
ALL, MARKETING = (Kind.STOP, Kind.START), (Kind.STOP_MARKETING, Kind.START_MARKETING)
STOPS = (Kind.STOP, Kind.STOP_MARKETING)
LONGEST_WORDS = 1000
CONFIRMATION = "consent-"  # begins the key of a confirmation: the one message that an opt-out lets through
WANTS_NOTHING = _("This customer asked for no more messages. Wait until they write again.")
WANTS_NO_TEMPLATES = _("This customer asked for no more messages. They have to say that they want them again.")
WANTS_NO_MARKETING = _("This customer stopped marketing messages. Only they can turn them on again.")


def record_consent(
    contact: Contact,
    *,
    kind: str,
    source: str,
    at: datetime,
    key: str,
    channel: Channel | None = None,
    message: Message | None = None,
    words: str = "",
    user: User | None = None,
    wording: str = "",
) -> bool:
    """Add one line of the ledger, once per `key`, and bring the contact in step with the newest line of its sort.

    `at`: when the customer said so, which may be days before it arrived. `wording`: the text of ours they were answered
    with, by `wishes.wording`; none where WhatsApp or the team tells. Returns whether anything changed for them.
    """
    with transaction.atomic():
        locked = Contact.objects.select_for_update().get(pk=contact.pk)
        line = Consent(contact=locked, channel=channel, kind=Kind(kind), source=source, at=at, key=key[:120])
        line.message, line.words, line.user = message, words[:LONGEST_WORDS], user
        line.purpose, line.wording = purpose(line.kind), wording[:24]
        Consent.objects.bulk_create([line], ignore_conflicts=True)
        changed = apply(locked)
        contact.opted_out_at, contact.marketing_stopped_at = locked.opted_out_at, locked.marketing_stopped_at
        if changed:
            tell(line, contact)
    return changed


def purpose(kind: str) -> str:
    return Consent.Purpose.PROMOTIONS if kind in MARKETING else Consent.Purpose.MESSAGES


def apply(contact: Contact) -> bool:
    """Make the contact say what the ledger says. True when somebody who was out is in now, or the other way round."""
    before = (contact.opted_out_at is None, contact.marketing_stopped_at is None)
    contact.opted_out_at = stopped_at(contact, ALL)
    contact.marketing_stopped_at = stopped_at(contact, MARKETING)
    contact.save(update_fields=["opted_out_at", "marketing_stopped_at"])
    return before != (contact.opted_out_at is None, contact.marketing_stopped_at is None)


def stopped_at(contact: Contact, kinds: tuple[Kind, Kind]) -> datetime | None:
    """When the newest line of these kinds is a stop: its time."""
    newest = newest_line(contact, kinds)
    return newest.at if newest and newest.kind in STOPS else None


def newest_line(contact: Contact, kinds: tuple[Kind, Kind]) -> Consent | None:
    """WhatsApp's times are seconds: within one the later message wins, and without messages a stop."""
    stop_last = Case(When(kind__in=STOPS, then=Value(1)), default=Value(0), output_field=IntegerField())
    order = ("-at", F("message_id").desc(nulls_first=True), stop_last.desc(), "-pk")
    return contact.consents.filter(kind__in=kinds).order_by(*order).first()


def tell(line: Consent, contact: Contact) -> None:
    """Timeline, screens and automation hear of it from the event."""
    talks = Conversation.objects.filter(contact=contact).order_by("-last_message_at")
    known = line.message.conversation_id if line.message else talks.values_list("pk", flat=True).first()
    record(
        "opted_out" if line.kind in STOPS else "opted_in",
        actor="staff" if line.user_id else "customer",
        user_id=line.user_id,
        at=line.at,
        conversation_id=known,
        message_id=line.message_id,
        key=f"consent-{line.key}"[:120],
        kind=str(line.kind),
        category="marketing_messages" if line.kind in MARKETING else "",
        source=str(line.source),
        contact=contact.pk,
    )


def may_write(contact: Contact, *, marketing: bool) -> str | None:
    """Why this contact may not be written to now, as a sentence for staff; None when they may.

    `marketing`: whatever the customer did not ask for just now: templates, sequences, promotions. False: an answer.
    """
    if contact.opted_out_at and marketing:
        return WANTS_NO_TEMPLATES
    if contact.opted_out_at and not wrote_since(contact, contact.opted_out_at):
        return WANTS_NOTHING
    if marketing and contact.marketing_stopped_at:
        return WANTS_NO_MARKETING
    return None


def wrote_since(contact: Contact, at: datetime) -> bool:
    """Whether they wrote after they asked for silence. WhatsApp's times are seconds: within one, the order of rows counts."""
    talks = Conversation.objects.filter(contact=contact)
    if talks.filter(last_inbound_at__gt=at).exists():
        return True
    line = newest_line(contact, ALL)
    if line is None or line.message_id is None:
        return False
    later = Message.objects.filter(conversation__in=talks, direction=Message.Direction.IN, pk__gt=line.message_id)
    return later.filter(at=at).exists()
