"""Where one is signed in, and the way out of each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.accounts import audit, sessions
from cairn.accounts.models import Session
from cairn.dashboard import entering
from cairn.dashboard.desk import DeskRequest, desk

HOME = "/settings/me"
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


@dataclass(frozen=True, slots=True)
class Device:
    """One line of the list. `key` names the session without being it."""

    key: str
    name: str
    address: str
    begun: datetime | None
    seen: datetime | None
    this: bool


def devices(request: DeskRequest) -> list[Device]:
    own = request.session.session_key
    return [device(row, this=row.session_key == own) for row in sessions.listed(request.user)]


def device(row: Session, *, this: bool) -> Device:
    return Device(key(row), called(row.agent), row.address or "", row.begun_at, row.seen_at, this)


def key(row: Session) -> str:
    return salted_hmac("cairn.device", row.session_key, algorithm="sha256").hexdigest()[:24]


def called(agent: str) -> str:
    """Browser and system as people call them."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser")


@require_POST
@desk
def end(request: DeskRequest) -> HttpResponse:
    """Sign out one other device, or all of them but this one."""
    if request.POST.get("do") == "all":
        sessions.end(request.user, but=request.session.session_key)
    elif not any(sessions.end_one(request.user, row.session_key) for row in chosen(request)):
        raise Http404
    audit.note("signed out elsewhere", user=request.user, address=entering.address(request))
    return HttpResponseRedirect(f"{HOME}?saved=devices#devices")


def chosen(request: DeskRequest) -> list[Session]:
    wanted = request.POST.get("device", "")
    return [row for row in sessions.listed(request.user) if key(row) == wanted]
