"""Ask a test question, add a document, read it again, remove it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.catalog.models import Trip
from cairn.dashboard.desk import DeskRequest, desk, done, from_htmx, manages, writes
from cairn.dashboard.knowledge import asking, pages
from cairn.knowledge.documents import add as documents
from cairn.knowledge.models import Document
from cairn.lib.digits import whole

HOME = "/knowledge?view=documents"


@require_POST
@desk
@writes
def ask(request: DeskRequest) -> HttpResponse:
    """Shown beside the box; nothing is sent, nothing is kept."""
    question = request.POST.get("question", "").replace("\0", "").strip()[: asking.LONGEST]
    trip = chosen(request)
    told: dict[str, Any] = {"asked": asking.ask(question, trip)} if question else {"nothing": True}
    if from_htmx(request):
        return render(request, "dashboard/knowledge/asked.html", told)
    return render(request, pages.PAGE, {**pages.around(request, trip=trip), **pages.listing(request), **told})


@require_POST
@desk
@manages
def add(request: DeskRequest) -> HttpResponse:
    """A file or an address. What is wrong comes back in words, with what was typed."""
    given = {"url": request.POST.get("url", "").strip(), "title": request.POST.get("title", "").strip()[:200]}
    trip, file = chosen(request), request.FILES.get("file")
    more: dict[str, Any] = {"by": request.user, "title": given["title"], "trip_id": trip.pk if trip else None}
    try:
        if isinstance(file, UploadedFile):
            documents.add_file(body_of(file), filename=file.name or "", **more)
        elif given["url"]:
            documents.add_page(given["url"], **more)
        else:
            raise documents.Refused(_("Choose a file or write an address."))
    except documents.Refused as refusal:
        known = {**pages.around(request, trip=trip), **pages.listing(request), "refusal": str(refusal), "given": given}
        return render(request, pages.PAGE, known, status=422)
    return HttpResponseRedirect(HOME)


def body_of(file: UploadedFile[Any]) -> bytes:
    """Not a byte more than is needed to say that it is too large."""
    return bytes(file.read(documents.MOST + 1))


def chosen(request: DeskRequest) -> Trip | None:
    return Trip.objects.filter(pk=whole(request.POST.get("trip", "")) or 0).first()


@require_POST
@desk
@manages
def read(request: DeskRequest, pk: int) -> HttpResponse:
    documents.read_again(get_object_or_404(Document, pk=pk))
    return done(request, HOME)


@require_POST
@desk
@manages
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    documents.remove(get_object_or_404(Document, pk=pk))
    return HttpResponseRedirect(HOME)
