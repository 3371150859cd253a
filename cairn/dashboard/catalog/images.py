"""Photos of a trip: shown to everybody behind the door, changed by owner and managers."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from cairn.catalog import images
from cairn.catalog.edit.refusal import Unfit
from cairn.catalog.models import TripImage
from cairn.dashboard.catalog import trips
from cairn.dashboard.catalog.frame import by, changes
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.media.ranges import answer


@require_safe
@desk
def show(request: DeskRequest, key: UUID) -> HttpResponseBase:
    row = get_object_or_404(TripImage, key=key)
    return kept(request, images.path(row.key), "image/jpeg")


@require_safe
@desk
def thumb(request: DeskRequest, key: UUID) -> HttpResponseBase:
    row = get_object_or_404(TripImage, key=key)
    return kept(request, images.thumbnail(row.key), "image/webp")


def kept(request: DeskRequest, path: Path, mime: str) -> HttpResponseBase:
    """The bytes behind a key never change."""
    response = answer(request, path, mime, name=path.name, shown=True)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@require_POST
@desk
@changes("trip")
def add(request: DeskRequest, pk: int) -> HttpResponse:
    trip = trips.found(pk)
    sent = request.FILES.get("file")
    try:
        images.add(trip, sent.read(images.LARGEST + 1) if sent else b"", by=by(request))
    except Unfit as refusal:
        context = {**trips.listed(request), **trips.about(request, trip), "photo_error": str(refusal)}
        return render(request, trips.ONE, context, status=422)
    return HttpResponseRedirect(f"/trips/{pk}#photos")


@require_POST
@desk
@changes("trip")
def change(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TripImage.objects.select_related("trip"), pk=pk)
    what = request.POST.get("act")
    if what == "alt":
        images.describe(row, request.POST.get("alt", "").replace("\0", "").strip(), by=by(request))
    elif what == "first":
        images.make_first(row, by=by(request))
    elif what == "delete":
        images.delete(row, by=by(request))
    return HttpResponseRedirect(f"/trips/{row.trip_id}#photos")
