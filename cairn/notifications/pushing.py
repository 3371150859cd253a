"""Pushes what just happened to the phones of those who are not looking. Run every few seconds by any worker.

Recent Events are read by time, not by number: one with a smaller number may commit later. The ledger keeps what was
told before from being told again.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from cairn.accounts.models import Firm, User
from cairn.journal.models import NEWS, Event
from cairn.lib import clock
from cairn.notifications import ledger
from cairn.notifications.bell import heard
from cairn.notifications.looking import is_looking
from cairn.notifications.models import Sent, Subscription
from cairn.notifications.news import News
from cairn.notifications.preferences import details, quiet, ways
from cairn.notifications.push import Outcome, push

BACK = timedelta(minutes=5)
MOST = 200
PUSH = Sent.Way.PUSH


def push_news() -> int:
    """One pass. Returns how many pieces of news were pushed to somebody."""
    browsers = subscriptions()
    if not browsers:
        return 0
    recent = Event.objects.filter(type__in=NEWS, at__gt=clock.now() - BACK).order_by("-at")
    events = {event.pk: event for event in recent[:MOST]}
    people = User.objects.filter(pk__in=browsers, is_active=True)
    fresh = sum(push_to(person, list(events.values()), browsers[person.pk]) for person in people)
    return fresh + push_again(browsers)


def subscriptions() -> dict[int, list[Subscription]]:
    found: dict[int, list[Subscription]] = defaultdict(list)
    for row in Subscription.objects.order_by("pk"):
        found[row.user_id].append(row)
    return found


def push_to(person: User, events: list[Event], browsers: list[Subscription]) -> int:
    """News that this person wants pushed, each decided once: whoever looks now, or sleeps, is not told later."""
    told = set(
        Sent.objects.filter(user=person, way=PUSH, event_id__in=[event.pk for event in events]).values_list(
            "event_id", flat=True
        )
    )
    news = {
        event.pk: (event, piece)
        for event, piece in heard([event for event in events if event.pk not in told], person)
        if "push" in ways(person, piece.kind)
    }
    if not news:
        return 0
    needless = is_looking(person) or quiet(person, Firm.current(), clock.now())
    mine = ledger.claim(person.pk, PUSH, news, needless=needless)
    if needless:
        return 0
    for pk in mine:
        send(person, *news[pk], browsers)
    return len(mine)


def push_again(browsers: dict[int, list[Subscription]]) -> int:
    rows = ledger.claim_again(PUSH)
    events = Event.objects.in_bulk([row.event_id for row in rows])
    for row in rows:
        told = list(heard([events[row.event_id]], row.user)) if row.event_id in events else []
        if told:
            send(row.user, *told[0], browsers.get(row.user_id, []))
        else:
            ledger.settle(row.user_id, PUSH, [row.event_id], done=False)
    return len(rows)


def send(person: User, event: Event, news: News, browsers: list[Subscription]) -> None:
    """To all browsers of the person. One that took it is enough: tried again, the others would ring twice there."""
    outcomes = [push(browser, payload(person, event, news)) for browser in browsers]
    done = Outcome.TAKEN in outcomes
    ledger.settle(person.pk, PUSH, [event.pk], done=done, again=Outcome.LATER in outcomes)


def payload(person: User, event: Event, news: News) -> dict[str, str]:
    """A title and a link; the customer's name only where the person allowed it. Never a number or a message."""
    link = f"/inbox/{event.conversation_id}" if event.conversation_id else "/notifications"
    return {
        "title": news.title,
        "body": news.detail if details(person) else "",
        "url": link,
        "tag": f"event-{event.pk}",
    }
