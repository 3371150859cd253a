"""Who is looking at the desk now. An open tab in front keeps its live stream, and the stream keeps saying so."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from cairn.accounts.models import User
from cairn.lib import clock

AFRESH = timedelta(seconds=20)  # how often a stream says it at most
LOOKS = timedelta(seconds=60)  # how long it holds; streams say it at least every 15 seconds


def is_looking(person: User) -> bool:
    return person.last_seen_at is not None and clock.now() - person.last_seen_at < LOOKS


def seen(user_id: int) -> None:
    """Somebody's tab is open. One update at most every twenty seconds, however many tabs there are."""
    now = clock.now()
    stale = Q(last_seen_at=None) | Q(last_seen_at__lt=now - AFRESH)
    User.objects.filter(stale, pk=user_id).update(last_seen_at=now)
