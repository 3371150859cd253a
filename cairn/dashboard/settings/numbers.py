"""The firm's WhatsApp numbers. A token is tried before it is kept, and never shown again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cairn.channels import numbers
from cairn.channels.doctor.examine import ask
from cairn.channels.whatsapp.management import Failed, Management
from cairn.conversations.events import Json
from cairn.conversations.models import Channel
from cairn.dashboard.desk import DeskRequest, desk, manages
from cairn.dashboard.proving import proven
from cairn.journal.record import record

PAGE = "dashboard/settings/numbers.html"
ASKED = "display_phone_number,verified_name"


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@manages
@proven
def page(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request)
    given = {name: request.POST.get(name, "").strip() for name in ("number", "account", "token")}
    try:
        kept = add(**given)
        record("firm_changed", actor="staff", user_id=request.user.pk, by=request.user.name, number=kept.number)
    except (Failed, numbers.Unfit) as refusal:
        return show(request, status=422, error=str(refusal), given={**given, "token": ""})
    ask(kept)
    return HttpResponseRedirect(f"/settings/doctor?number={kept.pk}")


def add(*, number: str, account: str, token: str) -> Channel:
    """Try the token on this very number, then keep it. Raises Failed or Unfit."""
    if not token:
        raise numbers.Unfit(_("Give the access token of this number."))
    numbers.sealed(token)
    if not number.isdecimal() or not account.isdecimal():
        raise numbers.Unfit(
            _("Give Meta's ids of the number and of the account: digits only, from the API setup page.")
        )
    told = tried(number, token)
    name, display = str(told.get("verified_name") or ""), str(told.get("display_phone_number") or "")
    return numbers.add(number, account, token, name=name, display=display)


def tried(number: str, token: str) -> Json:
    with Management(token) as graph:
        return graph.get(number, fields=ASKED)


def show(request: DeskRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = Channel.objects.filter(kind=Channel.Kind.WHATSAPP).order_by("pk")[:50]
    values = {"here": "settings", "at": "numbers", "channels": rows, **more}
    return render(request, PAGE, values, status=status)
