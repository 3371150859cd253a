"""What people do about the automation. Each view: one domain function, 204 or a redirect."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.automation import modes, staff
from cairn.automation.models import Enrolment, Sequence
from cairn.automation.sequences import due, enrol
from cairn.automation.sequences.stop import stop
from cairn.dashboard.desk import DeskRequest, desk, done, manages, refused, writes
from cairn.leads.models import Lead
from cairn.lib import live
from cairn.lib.digits import whole

MOST = 10**12  # paise


@require_POST
@desk
@manages
def mode(request: DeskRequest, rule: str) -> HttpResponse:
    try:
        modes.choose(rule, request.POST.get("mode", ""), user=request.user)
    except ValueError as error:
        raise Http404 from error
    return done(request, "/automation")


@require_POST
@desk
@manages
def pause(request: DeskRequest) -> HttpResponse:
    modes.pause_all(request.user)
    return done(request, "/automation")


@require_POST
@desk
@writes
def stop_sequence(request: DeskRequest, pk: int) -> HttpResponse:
    found = enrolment(request, pk)
    stop(Enrolment.objects.filter(pk=found.pk), why=f"{request.user.name} stopped it", user=request.user)
    return changed(request, found.lead)


@require_POST
@desk
@writes
def resume_sequence(request: DeskRequest, pk: int) -> HttpResponse:
    found = enrolment(request, pk)
    due.resume(found)
    return changed(request, found.lead)


@require_POST
@desk
@writes
def start_sequence(request: DeskRequest, pk: int) -> HttpResponse:
    lead = visible_lead(request, pk)
    chosen = request.POST.get("sequence", "")
    sequence = get_object_or_404(Sequence, pk=whole(chosen))
    try:
        enrol.start(lead, sequence, user=request.user, replace=False)
    except enrol.NotStarted as why:
        return refused(why)
    return changed(request, lead)


@require_POST
@desk
@writes
def payment(request: DeskRequest, pk: int) -> HttpResponse:
    """A person saw the money on the account. The gateway's own news come by its webhook."""
    lead = visible_lead(request, pk)
    try:
        amount = paise(request.POST.get("amount", ""))
    except ValueError as error:
        return refused(error)
    staff.payment_received(lead, user=request.user, amount=amount, reference=request.POST.get("reference", ""))
    return changed(request, lead)


def paise(text: str) -> int | None:
    """Rupees as people type them. Raises ValueError with a sentence."""
    cleaned = text.replace(",", "").replace("₹", "").strip()
    if not cleaned:
        return None
    try:
        amount = int(Decimal(cleaned) * 100)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise ValueError(_("The amount is a number of rupees, such as 2,000.")) from error
    if not 0 < amount < MOST:
        raise ValueError(_("The amount is a number of rupees, such as 2,000."))
    return amount


def enrolment(request: DeskRequest, pk: int) -> Enrolment:
    found = get_object_or_404(Enrolment.objects.select_related("lead", "sequence"), pk=pk)
    visible_lead(request, found.lead_id)
    return found


def visible_lead(request: DeskRequest, pk: int) -> Lead:
    rows = Lead.objects.visible_to(request.user).select_related("contact", "trip")
    return get_object_or_404(rows, pk=pk, merged_into=None)


def changed(request: DeskRequest, lead: Lead) -> HttpResponse:
    live.announce("automation", f"lead-{lead.pk}", f"conversation-{lead.conversation_id}")
    return done(request, f"/inbox/{lead.conversation_id}")
