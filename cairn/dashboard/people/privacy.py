"""What is held about a person, a copy of it, and its end: for the owner and managers."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from cairn.conversations.models import Contact
from cairn.dashboard.desk import DeskRequest, desk, manages, refused
from cairn.dashboard.people import alike
from cairn.dashboard.people.kinds import KINDS
from cairn.dashboard.proving import proven
from cairn.privacy import copies, erase, held
from cairn.privacy.models import Erasure, Export
from cairn.privacy.person import NoPerson, find

PAGE = "dashboard/people/privacy.html"


@require_safe
@desk
@manages
@proven
def page(request: DeskRequest, pk: int) -> HttpResponse:
    return show(request, person(request, pk))


@require_safe
@desk
@manages
def copy_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    """How far the copy is; the open page asks again when it moves."""
    return render(request, f"{PAGE}#copy", {"contact": person(request, pk), "copy": newest(pk)})


@require_POST
@desk
@manages
@proven
def copy(request: DeskRequest, pk: int) -> HttpResponse:
    try:
        copies.ask(person(request, pk), user=request.user)
    except NoPerson as refusal:
        return refused(refusal)
    return HttpResponseRedirect(f"/people/{pk}/privacy")


@require_safe
@desk
@manages
@proven
def download(request: DeskRequest, pk: int, key: str) -> HttpResponseBase:
    row = get_object_or_404(Export, contact=person(request, pk), key=key, state=Export.State.DONE)
    try:
        file = copies.file(row).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, as_attachment=True, filename=f"person-{pk}.zip", content_type="application/zip")


@require_POST
@desk
@manages
@proven
def end(request: DeskRequest, pk: int) -> HttpResponse:
    found = person(request, pk)
    try:
        row = erase.ask(found, user=request.user, typed=request.POST.get("typed", ""))
    except (erase.Mistyped, NoPerson) as refusal:
        return show(request, found, status=422, error=str(refusal))
    return HttpResponseRedirect(f"/people/erased/{row.pk}")


@require_safe
@desk
@manages
def erased(request: DeskRequest, pk: int) -> HttpResponse:
    """What became of it, without a word about whom."""
    row = get_object_or_404(Erasure.objects.select_related("user"), pk=pk)
    return render(
        request, "dashboard/people/erased.html", {"row": row, "here": "inbox", "gone": sum(row.counts.values())}
    )


def person(request: DeskRequest, pk: int) -> Contact:
    return get_object_or_404(alike.visible(request.user), pk=pk)


def newest(pk: int) -> Export | None:
    return Export.objects.filter(contact=pk).order_by("-pk").first()


def show(request: DeskRequest, contact: Contact, *, status: int = 200, **more: Any) -> HttpResponse:
    known = find(contact.pk)
    counted = held.counts(known)
    values = {
        "here": "inbox",
        "contact": contact,
        "contacts": known.contacts,
        "held": [(KINDS.get(name, name), count) for name, count in reversed(counted.items()) if count],
        "copy": newest(contact.pk),
        "words": erase.words(contact),
    }
    return render(request, PAGE, {**values, **more}, status=status)
