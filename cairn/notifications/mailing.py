"""One mail of what waited while nobody looked: plain text, at most one in half an hour for each person."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import timezone

from cairn.accounts.models import Firm, User
from cairn.journal.models import NEWS, Event
from cairn.lib import clock, logs
from cairn.notifications import guards, ledger
from cairn.notifications.bell import heard
from cairn.notifications.looking import LOOKS
from cairn.notifications.models import Seen, Sent
from cairn.notifications.news import News
from cairn.notifications.preferences import quiet, ways

log = logs.logger("mailing")
APART = timedelta(minutes=30)
PATIENCE = timedelta(minutes=5)  # somebody may be on the way to the desk
BACK = timedelta(hours=24)
MOST = 200
EMAIL = Sent.Way.EMAIL


def mail_news() -> int:
    """One pass. Returns how many mails were sent."""
    if not guards.mail.allows():
        return 0
    now = clock.now()
    away = Q(last_seen_at=None) | Q(last_seen_at__lt=now - LOOKS)
    lately = Sent.objects.filter(way=EMAIL, at__gt=now - APART).exclude(state=Sent.State.NEEDLESS)
    people = User.objects.filter(away, is_active=True).exclude(pk__in=lately.values("user"))
    if not people.exists():
        return 0
    recent = Event.objects.filter(type__in=NEWS, at__gt=now - BACK, at__lt=now - PATIENCE).order_by("-at")
    events = list(recent[:MOST])
    return sum(mail_to(person, events) for person in people) + mail_again()


def mail_to(person: User, events: list[Event]) -> int:
    if not events or quiet(person, Firm.current(), clock.now()):
        return 0
    waiting = unread(person, events)
    mine = set(ledger.claim(person.pk, EMAIL, waiting)) if waiting else set()
    return post(person, [waiting[pk] for pk in sorted(mine)]) if mine else 0


def unread(person: User, events: list[Event]) -> dict[int, tuple[Event, News]]:
    """What this person wants mailed, has not read, and could not see at the desk."""
    away_since = person.last_seen_at or person.created_at
    late = [event for event in events if event.at > away_since and event.pk > person.notices_seen]
    ids = [event.pk for event in late]
    read = set(Seen.objects.filter(user=person, event_id__in=ids).values_list("event_id", flat=True))
    read |= set(Sent.objects.filter(user=person, way=EMAIL, event_id__in=ids).values_list("event_id", flat=True))
    wanted = heard([event for event in late if event.pk not in read], person)
    return {event.pk: (event, news) for event, news in wanted if "email" in ways(person, news.kind)}


def post(person: User, items: list[tuple[Event, News]]) -> int:
    ids = [event.pk for event, _ in items]
    try:
        send_mail(subject(items), body(person, items), settings.DEFAULT_FROM_EMAIL, [person.email])
    except (SMTPException, OSError) as error:
        log.warning("not mailed", user=person.pk, error=type(error).__name__)
        ledger.settle(person.pk, EMAIL, ids, done=False, again=True)
        if guards.unanswered(error):
            guards.mail.failed()
        return 0
    guards.mail.answered()
    ledger.settle(person.pk, EMAIL, ids, done=True)
    log.info("mailed", user=person.pk, news=len(ids))
    return 1


def mail_again() -> int:
    """What the mail server would not take, together again."""
    by_person: dict[int, list[Sent]] = {}
    for row in ledger.claim_again(EMAIL):
        by_person.setdefault(row.user_id, []).append(row)
    return sum(mail_rows(rows) for rows in by_person.values())


def mail_rows(rows: list[Sent]) -> int:
    person, events = rows[0].user, Event.objects.filter(pk__in=[row.event_id for row in rows]).order_by("pk")
    items = list(heard(list(events), person))
    return post(person, items) if items else 0


def subject(items: list[tuple[Event, News]]) -> str:
    urgent = [news for _, news in items if news.urgent]
    first = " ".join((urgent or [items[0][1]])[0].title.split())
    return first if len(items) == 1 else f"{first}, and {len(items) - 1} more"


def body(person: User, items: list[tuple[Event, News]]) -> str:
    firm = Firm.current()
    lines = [f"This happened while you were away from {firm.name}'s desk.", ""]
    for event, news in items:
        at = timezone.localtime(event.at, firm.zone)
        link = f"{settings.PUBLIC_URL}/inbox/{event.conversation_id}" if event.conversation_id else settings.PUBLIC_URL
        lines += [
            f"{at:%a %H:%M}  {news.title}",
            f"           {news.detail}" if news.detail else "",
            f"           {link}",
            "",
        ]
    lines.append(f"Choose what reaches you: {settings.PUBLIC_URL}/settings/notifications")
    return "\n".join(
        line for number, line in enumerate(lines) if line or not lines[number - 1 : number] or lines[number - 1]
    )
