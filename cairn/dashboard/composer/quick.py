"""What the composer offers while one types: canned replies after /, trips after #, colleagues after @."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cairn.accounts.models import User
from cairn.catalog import card, images
from cairn.catalog.models import Trip
from cairn.conversations import canned
from cairn.conversations.attachments.upload import upload
from cairn.conversations.models import CannedReply, Conversation
from cairn.conversations.outgoing import Unsendable
from cairn.dashboard.composer.uploading import told
from cairn.dashboard.desk import DeskRequest, desk, writes
from cairn.dashboard.inbox import visible
from cairn.leads.particulars import particulars
from cairn.lib import clock
from cairn.lib.money import rupees

MOST = 8


@require_safe
@desk
@writes
def replies(request: DeskRequest, pk: int) -> HttpResponse:
    """The most used first, each as this customer would read it."""
    found, rows = visible(request, pk), list(canned.listed(request.GET.get("q", ""))[:MOST])
    facts = particulars(found, request.user) if rows else {}
    return options({"id": row.pk, "title": f"/{row.name}", "detail": canned.fill(row.text, facts)} for row in rows)


@require_POST
@desk
@writes
def take_reply(request: DeskRequest, pk: int, reply: int) -> HttpResponse:
    found, row = visible(request, pk), get_object_or_404(CannedReply, pk=reply)
    return JsonResponse({"text": canned.take(row, particulars(found, request.user))})


@require_safe
@desk
@writes
def trips(request: DeskRequest, pk: int) -> HttpResponse:
    visible(request, pk)
    q = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = Trip.objects.filter(active=True)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(region__icontains=q) | Q(aliases__icontains=q))
    return options(
        {"id": row.pk, "title": row.name, "detail": f"{row.days} days, {row.region}, {rupees(row.price)}"}
        for row in rows[:MOST]
    )


@require_POST
@desk
@writes
def take_trip(request: DeskRequest, pk: int, trip: int) -> HttpResponse:
    """The trip's words, and its first photo as a file beside them."""
    found, row = visible(request, pk), get_object_or_404(Trip, pk=trip, active=True)
    return JsonResponse({"text": card.text(row, today()), "file": photo(request, found, row)})


def photo(request: DeskRequest, found: Conversation, trip: Trip) -> dict[str, object] | None:
    """None where there is none, or where it can't be read or sent any more: the words go without it."""
    image = trip.images.first()
    if image is None:
        return None
    try:
        body, name = images.path(image.key).read_bytes(), f"{trip.slug}.jpg"
        return told(upload([body], channel=found.channel, user=request.user, filename=name, kind="image"))
    except (OSError, Unsendable):
        return None


@require_safe
@desk
@writes
def people(request: DeskRequest) -> HttpResponse:
    """Colleagues by the beginning of a name; oneself left out."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = User.objects.filter(is_active=True).exclude(pk=request.user.pk).exclude(name="").order_by("name")
    if q:
        rows = rows.filter(Q(name__istartswith=q) | Q(name__icontains=f" {q}"))
    return options({"id": row.pk, "title": row.name, "detail": row.get_role_display()} for row in rows[:MOST])


def today() -> date:
    return timezone.localtime(clock.now()).date()


def options(rows: Iterable[dict[str, object]]) -> HttpResponse:
    return JsonResponse({"options": list(rows)})
