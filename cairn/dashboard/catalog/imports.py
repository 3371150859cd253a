"""Importing and exporting the catalogue: choose a file, see what it would do, start it, watch it."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cairn.catalog.models import Import
from cairn.catalog.transfer import carry, records, shape
from cairn.catalog.transfer.carry import Step
from cairn.catalog.transfer.lines import MODELS
from cairn.dashboard.catalog.frame import changes, framed, recent_imports
from cairn.dashboard.catalog.told import lines_of
from cairn.dashboard.desk import DeskRequest, desk
from cairn.lib import tables

PAGE = "dashboard/catalog/import.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@changes("trip")
def new(request: DeskRequest) -> HttpResponse:
    """The form; with a file, the way to its dry run. What can't be read is said beside the form."""
    error = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            body = sent.read(tables.LARGEST + 1) if sent else b""
            job = carry.take(request.user, filename=sent.name if sent and sent.name else "", body=body)
            return HttpResponseRedirect(f"/catalog/import/{job.pk}")
        except tables.Unreadable as refusal:
            error = str(refusal)
    context = {**framed(request, "trips"), "error": error, "recent": recent_imports(), "kinds": records.KINDS}
    return render(request, "dashboard/catalog/import_new.html", context, status=422 if error else 200)


@require_safe
@desk
@changes("trip")
def show(request: DeskRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Import, pk=pk)
    context: dict[str, Any] = {**framed(request, "trips"), "job": job}
    if job.state == Import.State.PREVIEW:
        trial = carry.attempt(job)
        context |= {"trial": trial, "steps": [(step, told(job, step)) for step in trial.steps]}
    return render(request, PAGE, context)


def told(job: Import, step: Step) -> list[Any]:
    return lines_of(records.KINDS[job.kind], step.changes)


@require_safe
@desk
@changes("trip")
def progress(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, f"{PAGE}#progress", {"job": get_object_or_404(Import.objects.defer("content"), pk=pk)})


@require_POST
@desk
@changes("trip")
def change(request: DeskRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Import.objects.defer("content"), pk=pk)
    (carry.start if request.POST.get("act") == "start" else carry.stop)(job)
    return HttpResponseRedirect(f"/catalog/import/{pk}")


@require_safe
@desk
@changes("trip")
def export(request: DeskRequest, kind: str, form: str) -> HttpResponse:
    """All of one kind, as the import takes it."""
    if kind not in records.KINDS or form not in ("json", "csv"):
        raise Http404
    model = MODELS[records.KINDS[kind]]
    rows = model._default_manager.order_by("pk")
    found = [shape.outward(row) for row in (rows if kind == "trips" else rows.select_related("trip"))]  # type: ignore[arg-type]
    text = json.dumps(found, ensure_ascii=False, indent=1) if form == "json" else "\ufeff" + csv(kind, found)
    response = HttpResponse(text, content_type=f"{'application/json' if form == 'json' else 'text/csv'}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response


def csv(kind: str, found: list[dict[str, Any]]) -> str:
    return records.as_csv(records.KINDS[kind], found)
