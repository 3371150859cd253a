"""The team: who is on it, with which role, and who takes new leads. Owner and managers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cairn.accounts import invite, letters, team
from cairn.accounts.factors import codes
from cairn.accounts.models import Firm, Role, User
from cairn.accounts.sessions import SECOND
from cairn.dashboard.desk import DeskRequest, desk, manages
from cairn.dashboard.proving import proven
from cairn.journal import staff
from cairn.lib import clock

PAGE, HOME = "dashboard/settings/team.html", "/settings/team"


@require_safe
@desk
@manages
@proven
def page(request: DeskRequest) -> HttpResponse:
    return show(request)


@require_POST
@desk
@manages
@proven
def add(request: DeskRequest) -> HttpResponse:
    """The answer is the page itself: the password stands in it once and nowhere else."""
    given = {name: request.POST.get(name, "").replace("\0", "") for name in ("name", "email", "role")}
    try:
        validate_email(given["email"].strip())
        person, password = staff.add(by=request.user, **given)
    except ValidationError:
        return show(request, status=422, error=_("This is not an e-mail address."), given=given)
    except team.NotAllowed as refusal:
        return show(request, status=422, error=str(refusal), given=given)
    return show(request, person=person, password=password)


@require_POST
@desk
@manages
@proven
def change(request: DeskRequest, pk: int) -> HttpResponse:
    person, do = get_object_or_404(User, pk=pk), request.POST.get("do", "")
    try:
        if do == "password":
            return show(request, person=person, password=staff.new_password(person, by=request.user))
        if do == "link":
            return show(request, person=person, link=staff.password_link(person, by=request.user))
        carry_out(request, person, do)
    except team.NotAllowed as refusal:
        return show(request, status=422, error=str(refusal), wrong=person)
    return HttpResponseRedirect(HOME)


@require_POST
@desk
@manages
@proven
def second(request: DeskRequest) -> HttpResponse:
    """Whether nobody works here with a password alone. An owner says so, and has a second factor first."""
    if request.user.role != Role.OWNER:
        raise PermissionDenied
    wanted = request.POST.get("wanted") == "on"
    if wanted and not codes.has(request.user):
        return show(request, status=422, error=_("Set up a second factor of your own first, under My profile."))
    Firm.objects.filter(pk=request.firm.pk).update(second_factor=wanted)
    if wanted:
        request.session[SECOND] = True
    return HttpResponseRedirect(f"{HOME}#second")


def carry_out(request: DeskRequest, person: User, do: str) -> None:
    if do == "save":
        role, takes = request.POST.get("role", ""), "takes_leads" in request.POST
        staff.change(person, by=request.user, role=role, takes_leads=takes)
    elif do == "factors":
        staff.remove_factors(person, by=request.user)
    elif do in ("shut", "open"):
        staff.set_active(person, by=request.user, active=do == "open")
    else:
        raise Http404


def show(request: DeskRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    people = User.objects.order_by("-is_active", "name", "pk")[:200]
    roles = [role for role in Role.choices if role[0] != Role.OWNER or request.user.role == Role.OWNER]
    values = {
        "here": "settings",
        "at": "team",
        "people": people,
        "with_second": codes.having(),
        "wanted": request.firm.second_factor,
        "roles": roles,
        "all": Role.choices,
        "invitations": [
            (one, invite.link(one), one.expires_at <= clock.now()) for one in invite.opened()[: invite.MOST]
        ],
        "mails": letters.configured(),
        "invited": request.GET.get("invited", ""),
        "changes": staff.changes(),
    }
    return render(request, PAGE, {**values, **more}, status=status)
