"""Who is signed in where. The store of the sessions, with their limits, and the list that a person sees of their own.

A session ends when it is not used for `idle`, and at the latest `whole` after signing in, whatever is done with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as Rows
from django.utils.dateparse import parse_datetime

from cairn.accounts.models import Session, User
from cairn.lib import clock

STAYS = (timedelta(days=7), timedelta(days=30))  # idle, whole: for a phone or computer of one's own
LEAVES = (timedelta(hours=2), timedelta(hours=12))  # for whoever does not want to stay signed in
AFRESH = timedelta(minutes=5)  # how exact "seen" is: a write no oftener than this
SHOWN = 20
DEVICE, PROVEN, SECOND = "device", "proven", "second"


class SessionStore(Rows):
    """Django's own, in a table that knows whose a session is. Named by SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(session_key=self.session_key, expire_date__gt=clock.now()).first()
        if row is None:
            self._session_key = None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        if device := data.get(DEVICE):
            begun, seen = moment(device["begun"]), moment(device["seen"])
            idle, whole = STAYS if device["stays"] else LEAVES
            row.user_id, row.begun_at, row.seen_at = int(data["_auth_user_id"]), begun, seen
            row.address, row.agent = device["address"] or None, device["agent"]
            row.expire_date = min(seen + idle, begun + whole)
        return row


def begin(request: Any, user: User) -> None:
    """Note in the new session whose browser it is, and that a secret was just shown."""
    now, agent = clock.now().isoformat(), str(request.META.get("HTTP_USER_AGENT", ""))[:200]
    known = {"begun": now, "seen": now, "stays": True, "address": request.META.get("REMOTE_ADDR", ""), "agent": agent}
    request.session[DEVICE], request.session[PROVEN] = known, now


def leave_with_the_browser(session: Any) -> None:
    """Not to stay signed in: shorter limits, and a cookie that goes with the browser."""
    session[DEVICE] = session[DEVICE] | {"stays": False}
    session.set_expiry(0)


def touch(request: Any) -> None:
    """It is used: so it goes on, as far as its whole length allows."""
    device, now = request.session.get(DEVICE), clock.now()
    if device and now - moment(device["seen"]) > AFRESH:
        fresh = {"seen": now.isoformat(), "address": request.META.get("REMOTE_ADDR", "")}
        request.session[DEVICE] = device | fresh


def listed(user: User) -> list[Session]:
    """A person's own, the one used last first."""
    return list(Session.objects.filter(user_id=user.pk, expire_date__gt=clock.now()).order_by("-seen_at")[:SHOWN])


def end(user: User, *, but: str | None = None) -> int:
    """Sign out everywhere, but for one session. Returns how many ended."""
    return Session.objects.filter(user_id=user.pk).exclude(session_key=but or "").delete()[0]


def end_one(user: User, key: str) -> bool:
    return bool(Session.objects.filter(user_id=user.pk, session_key=key).delete()[0])


def forget_ended() -> int:
    """For the sweeper."""
    over = Session.objects.filter(expire_date__lt=clock.now()).values_list("pk", flat=True)[:1000]
    return Session.objects.filter(pk__in=list(over)).delete()[0]


def moment(text: str) -> datetime:
    return parse_datetime(text) or clock.now()
