"""The connection doctor: the checks of one number, live while they are made. Everybody may look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from cairn.channels.doctor import mend
from cairn.channels.doctor.examine import CHECKS, HEALTH, ask
from cairn.channels.whatsapp.management import Failed
from cairn.conversations.models import Channel
from cairn.dashboard.desk import DeskRequest, desk, done, manages, refused, writes
from cairn.lib import clock
from cairn.lib.saying import again
from cairn.lib.secrets import Broken

PAGE = "dashboard/settings/doctor.html"
GIVEN_UP = timedelta(minutes=2)  # a run that is older died with its worker
BUTTONS = {
    "subscribe": gettext_noop("Subscribe now"),
    "point": gettext_noop("Send them here"),
    "resume": gettext_noop("Resume"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What Channel.health holds of the newest run."""

    told: dict[str, Any]

    @property
    def findings(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.told.get("findings", [])
        order = ("bad", "warn", "unknown", "good")
        return sorted(map(shown, rows), key=lambda row: order.index(row["state"]))

    @property
    def running(self) -> bool:
        begun = self.told.get("begun")
        return bool(self.told.get("running") and begun and clock.now() - datetime.fromisoformat(begun) < GIVEN_UP)

    @property
    def died(self) -> bool:
        return bool(self.told.get("running")) and not self.running

    @property
    def at(self) -> datetime | None:
        return datetime.fromisoformat(self.told["at"]) if self.told.get("at") else None

    @property
    def took(self) -> float | None:
        return self.told.get("took")

    @property
    def right(self) -> int:
        return sum(row["state"] == "good" for row in self.findings)

    @property
    def wrong(self) -> int:
        return sum(row["state"] == "bad" for row in self.findings)

    @property
    def looked(self) -> int:
        return sum(row["state"] in ("warn", "unknown") for row in self.findings)

    @property
    def of(self) -> int:
        return len(CHECKS)

    @property
    def whole(self) -> float:
        """The length of the dial's circle when what is right is 8 of it."""
        return round(8 * self.of / self.right, 2) if self.right else 0


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A finding in the language of whoever looks. Findings of an older version have no figures apart."""
    told = row.get("told", {})
    words = {part: again(told.get(part, row[part])) if row[part] else "" for part in ("says", "step")}
    return {**row, **words, "button": _(BUTTONS[row["act"]]) if row["act"] in BUTTONS else ""}


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    """Who opens it for the first time sees the checks being made."""
    rows = list(Channel.objects.filter(kind=Channel.Kind.WHATSAPP).order_by("pk")[:50])
    chosen = request.GET.get("number", "")
    channel = next((row for row in rows if str(row.pk) == chosen), rows[0] if rows else None)
    if channel and HEALTH not in channel.health and request.method == "GET" and request.user.may_write:
        ask(channel)
        channel.refresh_from_db()
    return render(request, PAGE, {**values(request, channel), "channels": rows})


@require_safe
@desk
def checks_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, f"{PAGE}#checks", values(request, found(pk)))


@require_POST
@desk
@writes
def check(request: DeskRequest, pk: int) -> HttpResponse:
    ask(found(pk))
    return done(request, f"/settings/doctor?number={pk}")


@require_POST
@desk
@manages
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """One of the things that the doctor can do itself, then all checks again."""
    channel, do = found(pk), mend.ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    try:
        do(channel, user=request.user)
    except (Failed, Broken) as refusal:
        return refused(refusal)
    ask(channel)
    return done(request, f"/settings/doctor?number={pk}")


def found(pk: int) -> Channel:
    return get_object_or_404(Channel, pk=pk, kind=Channel.Kind.WHATSAPP)


def values(request: DeskRequest, channel: Channel | None) -> dict[str, Any]:
    report = Report(channel.health.get(HEALTH) or {}) if channel else None
    known = {"channel": channel, "report": report}
    return {"here": "settings", "at": "doctor", **known}
