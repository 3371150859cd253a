"""One worker makes what is wanted: a wish woken twice is claimed once, so that the model is not paid twice for it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from cairn.assistant.models import Suggestion, Summary, Translation
from cairn.lib import clock

LEASE = timedelta(seconds=30)  # twice what the slowest answer of a model may take; then its worker is dead


def take(row: Suggestion | Summary | Translation) -> bool:
    """Whether the caller is to make it. The claim stays after the work, so whoever read the wish late finds it taken."""
    until = clock.now() + LEASE
    return bool(type(row)._default_manager.filter(free(), pk=row.pk).update(taken_until=until))


def free() -> Q:
    """Rows that nobody is at work on."""
    return Q(taken_until=None) | Q(taken_until__lt=clock.now())
