"""Whose message is this? Find or make the contact behind the identifiers that a webhook names.

Rules (docs/decisions/0004): a user id decides; a phone decides only where no user id contradicts it, because phones are
handed on to strangers. Two contacts become one only when WhatsApp itself says that they are one person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from cairn.conversations.events import Person
from cairn.conversations.models import Channel, Contact, Conversation, Identity
from cairn.lib import hot

PHONE, USER_ID, PARENT = Identity.Kind.PHONE, Identity.Kind.USER_ID, Identity.Kind.PARENT_USER_ID


@dataclass(slots=True)
class Identified:
    """The contact, and those contacts that turned out to be the same person and should be merged into it."""

    contact: Contact
    created: bool = False
    same_person: list[Contact] = field(default_factory=list)


# Nearly every message is from somebody known, whose identifiers all say the same contact and whose name has not changed.
# Two looks into the ledger instead of one with OR: for that a database without statistics reads all of a channel's lines.
KNOWN = """
SELECT talk.id, talk.contact_id, EXISTS (
    SELECT 1 FROM conversations_merge AS merge WHERE merge.kept_id = contact.id AND merge.undone_at IS NULL
)
FROM conversations_contact AS contact
JOIN conversations_conversation AS talk ON talk.contact_id = contact.id AND talk.channel_id = %(channel)s::bigint
WHERE contact.id = (
    SELECT min(line.contact_id) FROM (
        SELECT contact_id FROM conversations_identity
        WHERE channel_id = %(channel)s::bigint AND kind = 'user_id' AND value = %(user_id)s::text AND retired_at IS NULL
        UNION ALL SELECT contact_id FROM conversations_identity
        WHERE channel_id = %(channel)s::bigint AND kind = 'phone' AND value = %(phone)s::text AND retired_at IS NULL
    ) AS line
    HAVING count(*) = %(lines)s::int AND count(DISTINCT line.contact_id) = 1
)
AND (%(name)s::text = '' OR contact.name = %(name)s::text) AND (%(phone)s::text = '' OR contact.phone = %(phone)s::text)
AND (%(username)s::text = '' OR contact.username = %(username)s::text)
"""


def recognise(channel: Channel, person: Person) -> Conversation | None:
    """The conversation of somebody about whom the message says nothing new; None means: identify them properly."""
    if person.parent_user_id:
        return None
    names = {name: getattr(person, name) or "" for name in ("user_id", "phone", "name", "username")}
    lines = bool(person.user_id) + bool(person.phone)
    row = hot.fetch_one(KNOWN, {"channel": channel.pk, "lines": lines, **names})
    if row is None:
        return None
    known = Conversation(pk=row[0], contact_id=row[1], channel=channel)
    known.merged = row[2]
    return known


def identify(channel: Channel, person: Person, at: datetime) -> Identified:
    """The contact of `person` at the moment `at`; a new one for somebody never seen."""
    known = find(channel, person, at)
    by_id, by_phone = known.get(USER_ID), known.get(PHONE)
    if by_id:
        found = Identified(by_id.contact)
        if by_phone and by_phone.contact_id != by_id.contact_id and not one_person(by_phone, found):
            retire([by_phone], at, "the phone has another user id now")
            del known[PHONE]
    elif by_phone and not (person.user_id and has_user_id(by_phone.contact_id)):
        found = Identified(by_phone.contact)
    else:
        if by_phone:
            retire([by_phone], at, "the phone has another user id now")
        found = Identified(Contact.objects.create(), created=True)
    attach(channel, found.contact, person, known if not found.created else {})
    describe(found.contact, person)
    return found


def find(channel: Channel, person: Person, at: datetime) -> dict[str, Identity]:
    """The ledger's lines for this person as they held at `at`: a late message still finds its old number."""
    names = Q()
    if person.user_id:
        names |= Q(kind=USER_ID, value=person.user_id)
    if person.phone:
        names |= Q(kind=PHONE, value=person.phone)
    lines = Identity.objects.filter(names, channel=channel).filter(Q(retired_at=None) | Q(retired_at__gte=at))
    # The line that holds today wins over one that held then.
    ordered = sorted(lines.select_related("contact"), key=lambda line: line.retired_at is None)
    return {line.kind: line for line in ordered}


def has_user_id(contact_id: int) -> bool:
    return Identity.objects.filter(contact=contact_id, kind=USER_ID, retired_at=None).exists()


def one_person(by_phone: Identity, found: Identified) -> bool:
    """User id and phone are known as two contacts: one person if the phone's has no user id of its own."""
    if has_user_id(by_phone.contact_id):
        return False
    found.same_person.append(by_phone.contact)
    return True


def attach(channel: Channel, contact: Contact, person: Person, known: dict[str, Identity]) -> None:
    """Add the identifiers that the ledger does not hold yet."""
    lines = [
        Identity(channel=channel, contact=contact, kind=kind, value=value)
        for kind, value in ((USER_ID, person.user_id), (PHONE, person.phone))
        if value and kind not in known
    ]
    if lines:
        Identity.objects.bulk_create(lines)
    if person.parent_user_id:
        parent = {"channel": channel, "contact": contact, "kind": PARENT, "value": person.parent_user_id}
        if not Identity.objects.filter(**parent).exists():
            Identity.objects.create(**parent)


def describe(contact: Contact, person: Person) -> None:
    """Keep what the person calls themselves up to date; nothing known is forgotten."""
    news = {
        name: value
        for name, value in (("name", person.name), ("phone", person.phone), ("username", person.username))
        if value and getattr(contact, name) != value
    }
    if news:
        for name, value in news.items():
            setattr(contact, name, value)
        contact.save(update_fields=list(news))


def retire(lines: Iterable[Identity], at: datetime, reason: str) -> None:
    for line in lines:
        line.retired_at, line.reason = at, reason
        line.save(update_fields=["retired_at", "reason"])


def change_identity(channel: Channel, before: Person, after: Person, at: datetime) -> Identified | None:
    """One person got a new number or user id. None when neither side was ever seen and nothing is to be kept."""
    old = find(channel, before, at)
    line = old.get(USER_ID) or old.get(PHONE)
    if line is None:
        return None
    found = Identified(line.contact)
    new = find(channel, after, at)
    found.same_person = unique_contacts(new.values(), but=line.contact_id)
    retire(
        [gone for gone in old.values() if gone.value not in (after.phone, after.user_id)], at, "changed by the customer"
    )
    attach(channel, found.contact, after, new)
    describe(found.contact, after)
    return found


def unique_contacts(lines: Iterable[Identity], *, but: int) -> list[Contact]:
    return list({line.contact_id: line.contact for line in lines if line.contact_id != but}.values())


def identify_group(channel: Channel, group: str) -> Contact:
    """The contact that stands for a WhatsApp group."""
    line = (
        Identity.objects.filter(channel=channel, kind=Identity.Kind.GROUP, value=group)
        .select_related("contact")
        .first()
    )
    if line:
        return line.contact
    contact = Contact.objects.create(name="WhatsApp group")
    Identity.objects.create(channel=channel, contact=contact, kind=Identity.Kind.GROUP, value=group)
    return contact
