"""Contacts that may be one person, each with the reason. Only shown: nothing is ever merged for looking alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cairn.accounts.models import User
from cairn.conversations.models import Contact, Conversation, Identity
from cairn.leads.models import Lead

MOST = 10
NATIONAL = 10  # digits at the end of a phone number that are the same however the country is written


@dataclass(frozen=True, slots=True)
class Alike:
    contact: Contact
    why: str


def suggestions(contact: Contact, user: User) -> list[Alike]:
    """At most ten, the surest first, each contact once."""
    known: dict[int, Alike] = {}
    for found in (*same_user_id(contact), *same_phone(contact), *same_name_and_trip(contact)):
        known.setdefault(found.contact.pk, found)
    seen = set(visible(user).filter(pk__in=known).values_list("pk", flat=True))
    return [found for pk, found in known.items() if pk in seen][:MOST]


def visible(user: User) -> QuerySet[Contact]:
    """Contacts whose conversations this person may open, but for those merged away and groups."""
    talks = Conversation.objects.visible_to(user)
    groups = Identity.objects.filter(kind=Identity.Kind.GROUP).values("contact")
    return Contact.objects.filter(pk__in=talks.values("contact"), merged_into=None).exclude(pk__in=groups)


def same_user_id(contact: Contact) -> Iterator[Alike]:
    """One person has one user id on all numbers of a firm (Meta: business-scoped user ids)."""
    mine = Identity.objects.filter(contact=contact, kind=Identity.Kind.USER_ID).values("value")
    lines = Identity.objects.filter(kind=Identity.Kind.USER_ID, value__in=mine).exclude(contact=contact)
    for line in lines.select_related("contact")[:MOST]:
        yield Alike(line.contact, "Same WhatsApp user id on another number")


def same_phone(contact: Contact) -> Iterator[Alike]:
    digits = "".join(letter for letter in contact.phone if letter.isdigit())[-NATIONAL:]
    if len(digits) == NATIONAL:
        for other in Contact.objects.filter(phone__endswith=digits).exclude(pk=contact.pk)[:MOST]:
            yield Alike(
                other, "Same phone number, written otherwise" if other.phone != contact.phone else "Same phone number"
            )


def same_name_and_trip(contact: Contact) -> Iterator[Alike]:
    if len(contact.name.split()) < 2:
        return
    trips = Lead.objects.filter(contact=contact, trip__isnull=False).values("trip")
    rows = Lead.objects.filter(Q(contact__name__iexact=contact.name), trip__in=trips, merged_into=None)
    for lead in rows.exclude(contact=contact).select_related("contact")[:MOST]:
        yield Alike(lead.contact, "Same name, asks about the same trip")


def search(user: User, q: str, but: Contact) -> list[Contact]:
    words = q.replace("\0", "").strip()[:100]
    if not words:
        return []
    digits = "".join(letter for letter in words if letter.isdigit())
    match = Q(name__icontains=words) | Q(username__icontains=words.lstrip("@"))
    match |= Q(phone__contains=digits) if len(digits) >= 4 else Q()
    return list(visible(user).filter(match).exclude(pk=but.pk).order_by("name", "pk")[:20])
