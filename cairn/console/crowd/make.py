"""A crowd of leads with what they said: the same for the same number, written in pieces that stand alone."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.channels import numbers
from cairn.console.crowd.copying import copy, reserve
from cairn.console.crowd.life import SPAN, Cast, Ids, born, live
from cairn.conversations.models import Contact, Conversation, Identity, Message
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task
from cairn.lib import clock

PREFIX = "+9170"  # the crowd's numbers; nobody else's
PIECE = 2000
MODELS = (Contact, Identity, Conversation, Message, Lead, Task, Event)
COLLEAGUES = (("rohan", "Rohan Naik"), ("meera", "Meera Rao"), ("sagar", "Sagar Patil"))


class Refused(Exception):
    """The crowd is for the simulator: with a real WhatsApp number its made-up people might be written to."""

    def __str__(self) -> str:
        return self.__doc__ or ""


def make(wanted: int, *, tell: Callable[[str], None] = print) -> int:
    """Bring the crowd up to `wanted` leads, about ten messages each. Returns how many were added. Raises Refused."""
    if not settings.SIMULATED:
        raise Refused
    there, started = Identity.objects.filter(value__startswith=PREFIX).count(), time.monotonic()
    cast = Cast(
        channel=numbers.ensure_first().pk,
        trips=list(Trip.objects.filter(active=True)),
        team=[user.pk for user in team()],
        now=clock.now(),
    )
    for first in range(there, wanted, PIECE):
        piece(cast, range(first, min(wanted, first + PIECE)))
        tell(f"{min(wanted, first + PIECE)} of {wanted} leads, {time.monotonic() - started:.0f} s")
    if wanted > there:
        User.objects.update(notices_seen=Event.objects.order_by("-pk").values_list("pk")[:1])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("ANALYZE")
    return max(0, wanted - there)


def piece(cast: Cast, which: range) -> None:
    """So many lives in one transaction: who stops it half-way finds whole people and can go on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL synchronous_commit = off")
        ids = Ids({model: reserve(model, len(which) * SPAN[model]) for model in MODELS})
        in_turn = sorted(which, key=lambda number: born(cast, number))
        lives = [live(cast, number, ids, f"{PREFIX}{number:08d}") for number in in_turn]
        for model in MODELS:
            copy(model, (row for life in lives for row in life[model]))


def team() -> list[User]:
    """Whoever takes leads; colleagues without a password join a firm of one."""
    for name, full in COLLEAGUES:
        if User.objects.filter(is_active=True, takes_leads=True).count() < 4:
            User.objects.get_or_create(email=f"{name}@trekandstay.test", defaults={"name": full, "password": "!"})
    return list(User.objects.filter(is_active=True, takes_leads=True).order_by("pk")[:8])
