"""The first days: what is to be done before the desk earns money, ticked off by what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from cairn.accounts.invite import opened
from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.channels import tryout
from cairn.channels.doctor.examine import HEALTH, ask
from cairn.conversations.models import Channel, Conversation
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.settings.doctor import Report

PAGE = "dashboard/first_run.html"


@dataclass(frozen=True, slots=True)
class Step:
    """`done` by what is there, never by a click. Without a link there is nothing to press."""

    key: str
    done: bool
    title: str | Promise
    words: str | Promise
    link: str = ""
    button: str | Promise = ""


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    """The first steps, also when the inbox has long been in use."""
    return render(request, PAGE, {**values(request), "here": "start", "alone": True})


@require_safe
@desk
def steps_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{PAGE}#steps", values(request))


@require_POST
@desk
@writes
def write(request: DeskRequest) -> HttpResponse:
    """One of the three writes, where the phone is made up."""
    who = tryout.sample(request.POST.get("who", ""))
    if who is None or not settings.SIMULATED:
        raise Http404
    try:
        tryout.write(who)
    except tryout.Silent as silence:
        return refused(silence)
    return done(request, "/inbox")


def values(request: DeskRequest) -> dict[str, Any]:
    channel = Channel.objects.filter(kind=Channel.Kind.WHATSAPP).order_by("pk").first()
    if channel and HEALTH not in channel.health and request.method == "GET" and request.user.may_write:
        ask(channel)
        channel.refresh_from_db()
    report = Report(channel.health.get(HEALTH) or {}) if channel else None
    shown = steps(request, report)
    return {
        "firm": request.firm,
        "simulator": settings.SIMULATOR_URL if settings.SIMULATED else "",
        "samples": tryout.SAMPLES,
        "report": report,
        "steps": shown,
        "now": next((one.key for one in shown if not one.done), ""),
        "left": sum(not one.done for one in shown),
    }


def steps(request: DeskRequest, report: Report | None) -> list[Step]:
    written = Conversation.objects.visible_to(request.user).exists()
    named, manages = request.firm.pk is not None, request.user.may_manage
    return [
        wrote(written),
        Step("firm", named, _("Say who you are"), _("The firm’s name, hours and UPI id; the assistant tells them to customers."), "/settings", _("Open")),
        connected(report),
        Step("trips", Trip.objects.exists(), _("Put in your trips"), trip_words(), "/trips", _("Add trips")),
        Step("team", User.objects.filter(is_active=True).count() > 1 or opened().exists(), _("Invite your team"),
             _("Everyone sees one inbox. Two people never answer the same customer by accident."),
             "/settings/team#invite" if manages else "", _("Invite")),
    ]  # fmt: skip


def wrote(written: bool) -> Step:
    if settings.SIMULATED:
        words = _(
            "Pick one of the three on the phone. It is the same road a real message takes; only the phone is made up."
        )
        return Step("write", written, _("Write as a customer"), words)
    return Step("write", written, _("Write to your number"), _("Take any phone and send a message to it on WhatsApp."))


def connected(report: Report | None) -> Step:
    """Done when a real number has nothing wrong."""
    right = bool(report and report.findings and not report.wrong and not report.running)
    words = _("The doctor checks each thing that has to be right at Meta and says what to press next.")
    return Step(
        "connect",
        right and not settings.SIMULATED,
        _("Connect your WhatsApp number"),
        words,
        "/settings/doctor",
        _("Connect"),
    )


def trip_words() -> str | Promise:
    if settings.CAIRN_DEMO:
        return _(
            "Prices, dates and seats. The assistant says nothing that is not in here. Demo trips are loaded for now."
        )
    return _("Prices, dates and seats, one by one or from a file. The assistant says nothing that is not in here.")
