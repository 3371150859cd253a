"""One person as Cairn knows them: all contacts that were made one, their threads and leads, and the names channels use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from cairn.conversations.models import Contact, Conversation, Identity, Message
from cairn.leads.models import Lead
from cairn.lib.saying import OneSentence

SHORTEST = 5  # characters; anything shorter would be found in other people's webhooks
DEEPEST = 20  # merges of merges


@dataclass(frozen=True, slots=True)
class Person:
    """`marks` are phone digits, user ids and user names: by them a webhook tells that it is about this person."""

    contacts: tuple[int, ...]
    talks: tuple[int, ...] = ()
    leads: tuple[int, ...] = ()
    marks: frozenset[str] = field(default_factory=frozenset)

    def is_named(self, value: object) -> bool:
        """Whether this single value of a webhook is one of the marks."""
        return plain(str(value)) in self.marks if isinstance(value, str | int) else False


class NoPerson(OneSentence):
    words = gettext_noop("A WhatsApp group is not one person, so it can't be exported or erased as one.")


def find(contact: int) -> Person:
    """Everything that leads to what is held. Raises NoPerson for a group."""
    contacts = everyone(root(contact))
    if Identity.objects.filter(contact__in=contacts, kind=Identity.Kind.GROUP).exists():
        raise NoPerson
    talks = list(Conversation.objects.filter(contact__in=contacts).values_list("pk", flat=True))
    leads = Lead.objects.filter(contact__in=contacts) | Lead.objects.filter(conversation__in=talks)
    return Person(tuple(contacts), tuple(talks), tuple(leads.values_list("pk", flat=True)), frozenset(marks(contacts)))


def root(contact: int) -> int:
    """Where a merged contact went."""
    for _ in range(DEEPEST):
        into = Contact.objects.filter(pk=contact).values_list("merged_into", flat=True).first()
        if into is None:
            break
        contact = into
    return contact


def everyone(contact: int) -> list[int]:
    """The contact and all that were merged into it, the last ones first: so they can be deleted in this order."""
    known, newest = [contact], [contact]
    while newest:
        newest = list(Contact.objects.filter(merged_into__in=newest).exclude(pk__in=known).values_list("pk", flat=True))
        known += newest
    return known[::-1]


def marks(contacts: Iterable[int]) -> set[str]:
    """What stands in webhooks for them, also what held in the past."""
    rows = Contact.objects.filter(pk__in=contacts).values_list("phone", "username")
    found = {plain(value) for row in rows for value in row}
    found |= {plain(value) for value in Identity.objects.filter(contact__in=contacts).values_list("value", flat=True)}
    return {value for value in found if len(value) >= SHORTEST}


def plain(value: str) -> str:
    return value.strip().lstrip("+@")


def wamids(person: Person) -> list[str]:
    rows = Message.objects.filter(conversation__in=person.talks).exclude(wamid=None)
    return [wamid for wamid in rows.values_list("wamid", flat=True) if wamid]
