"""What people do on the board: move a card, take it, put a suggestion away."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from cairn.automation import decline
from cairn.catalog.models import Trip
from cairn.dashboard.acts import moved
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.leads import places, stages, when
from cairn.leads.assign import give
from cairn.leads.change import change
from cairn.leads.models import Lead, Stage
from cairn.lib.digits import whole


@require_POST
@desk
@writes
def move(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a card where it was dropped. 422: a gate wants to know something; 409: it is not where it was seen."""
    lead = visible(request, pk)
    to, reason = request.POST.get("stage", ""), words(request, "reason", "note")
    if to not in Stage.values:
        raise Http404
    try:
        with transaction.atomic():
            at = places.drop(lead, to=to, spot=spot(request), seen=seen(request), user=request.user, reason=reason)
            learn(lead, request)
    except (stages.ReasonMissing, stages.WonUnproven) as refusal:
        return refused(refusal, 422)
    except stages.Unmovable as refusal:
        return refused(refusal, 409)
    answer = done(request, "/pipeline")
    answer["Cairn-Place"] = repr(at)  # what the next move of this card has to have seen
    return answer


@require_POST
@desk
@writes
def mine(request: DeskRequest, pk: int) -> HttpResponse:
    give([visible(request, pk).pk], to=request.user, user=request.user)
    return done(request, "/pipeline")


@require_POST
@desk
@writes
def decline_move(request: DeskRequest, pk: int) -> HttpResponse:
    """Put away what a rule suggested."""
    decline.decline(moved(request, pk, "stage_suggested"), request.user)
    return done(request, "/pipeline")


def visible(request: DeskRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).filter(merged_into=None), pk=pk)


def spot(request: DeskRequest) -> places.Spot:
    return places.Spot(above=number(request, "above") or None, below=number(request, "below") or None)


def seen(request: DeskRequest) -> places.Seen:
    """Where the page showed the card. What is no number was seen nowhere, and is refused as moved."""
    try:
        return places.Seen(request.POST.get("seen_stage", ""), float(request.POST.get("seen_position", "")))
    except ValueError:
        return places.Seen("", 0.0)


def learn(lead: Lead, request: DeskRequest) -> None:
    """What the dialog of a proposal asked for; fields left empty change nothing."""
    trip = Trip.objects.filter(pk=number(request, "trip")).first()
    party = number(request, "party_size")
    given: dict[str, Any] = {
        "trip": trip,
        "party_size": party if 0 < party <= 1000 else None,
        "travel_dates": when.compact(words(request, "travel_dates")[:100]),
    }
    change(lead, {name: value for name, value in given.items() if value}, user=request.user)


def number(request: DeskRequest, name: str) -> int:
    return whole(request.POST.get(name, "")) or 0


def words(request: DeskRequest, *names: str) -> str:
    """Several fields as one sentence; Postgres takes no zero bytes."""
    given = [request.POST.get(name, "").replace("\0", "").strip() for name in names]
    return ". ".join(part for part in given if part)[:500]
