"""The bell of one person: the newest news that they should hear, and what of it they have read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations.models import Conversation
from cairn.journal.models import NEWS, Event
from cairn.leads.models import Lead
from cairn.lib import clock, live
from cairn.notifications.models import Seen
from cairn.notifications.news import About, News, tell
from cairn.notifications.preferences import ways

MOST = 50
LOOKED_AT = 250  # Events that are read for them: others' news lies between
SETTLED = timedelta(minutes=2)  # an Event that old has no neighbour that still waits for its commit


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the bell."""

    event: Event
    news: News
    unread: bool

    @property
    def link(self) -> str:
        talk, lead = self.event.conversation_id, self.event.lead_id
        return f"/inbox/{talk}" if talk else f"/leads/{lead}" if lead else "/settings"


def notices(person: User) -> list[Notice]:
    """The newest fifty, newest first. Four queries, whatever the history holds."""
    rows = list(Event.objects.filter(type__in=NEWS).order_by("-pk")[:LOOKED_AT])
    seen = set(
        Seen.objects.filter(user=person, event_id__in=[row.pk for row in rows]).values_list("event_id", flat=True)
    )
    found = [
        Notice(event, news, event.pk > person.notices_seen and event.pk not in seen)
        for event, news in heard(rows, person)
        if "bell" in ways(person, news.kind)
    ]
    return found[:MOST]


def heard(events: list[Event], person: User) -> Iterable[tuple[Event, News]]:
    known = abouts(events)
    for event in events:
        news = tell(event, known.get(event.pk, About()))
        if news and news.heard_by(person) and event.user_id != person.pk:
            yield event, news


def abouts(events: Iterable[Event]) -> dict[int, About]:
    """Whom each Event is about, by two queries. The lead says more than the conversation does."""
    events = list(events)
    leads = Lead.objects.filter(pk__in={event.lead_id for event in events if event.lead_id})
    talks = Conversation.objects.filter(pk__in={event.conversation_id for event in events if event.conversation_id})
    by_lead = {lead.pk: of(lead) for lead in leads.select_related("contact", "trip")}
    by_talk = {talk.pk: About(talk.contact.title, owner=talk.owner_id) for talk in talks.select_related("contact")}
    return {
        event.pk: by_lead.get(event.lead_id or 0) or by_talk.get(event.conversation_id or 0) or About()
        for event in events
    }


def of(lead: Lead) -> About:
    return About(lead.contact.title, lead.trip.name if lead.trip else "", lead.owner_id)


def read(person: User, event_id: int) -> None:
    """This one is read. Twice changes nothing."""
    with transaction.atomic():
        Seen.objects.bulk_create([Seen(user=person, event_id=event_id)], ignore_conflicts=True)
        live.announce(topic(person))


def read_all(person: User) -> None:
    """All that the bell shows is read. The young ones get rows of their own: an Event with a smaller number may still
    be on its way, and must not count as read."""
    shown = notices(person)
    old = [notice.event.pk for notice in shown if notice.event.at < clock.now() - SETTLED]
    young = [Seen(user=person, event_id=notice.event.pk) for notice in shown if notice.unread]
    with transaction.atomic():
        Seen.objects.bulk_create(young, ignore_conflicts=True)
        if old:
            User.objects.filter(pk=person.pk, notices_seen__lt=max(old)).update(notices_seen=max(old))
            Seen.objects.filter(user=person, event_id__lte=max(old)).delete()
        live.announce(topic(person))


def topic(person: User) -> str:
    return f"notices-{person.pk}"
