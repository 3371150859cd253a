"""Invitations on the team page: made, shown as a link, sent again, taken back."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from cairn.accounts import letters, team
from cairn.accounts.models import Invitation
from cairn.dashboard.desk import DeskRequest, desk, manages
from cairn.dashboard.proving import proven
from cairn.dashboard.settings.team import HOME, show
from cairn.journal import staff


@require_POST
@desk
@manages
@proven
def invite(request: DeskRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "").replace("\0", "") for name in ("name", "email", "role")}
    try:
        made = staff.invite(by=request.user, **given)
    except team.NotAllowed as refusal:
        return show(request, status=422, error=str(refusal), given=given)
    return HttpResponseRedirect(f"{HOME}?invited={made.pk}#invitation-{made.pk}")


@require_POST
@desk
@manages
@proven
def change(request: DeskRequest, pk: int) -> HttpResponse:
    found, do = get_object_or_404(Invitation, pk=pk), request.POST.get("do", "")
    try:
        if do == "again":
            staff.invite_again(found, by=request.user)
        elif do == "revoke":
            staff.revoke(found, by=request.user)
        else:
            raise Http404
    except team.NotAllowed as refusal:
        return show(request, status=422, error=str(refusal))
    return HttpResponseRedirect(f"{HOME}?invited={pk}" if do == "again" else HOME)


def mails() -> bool:
    return letters.configured()
