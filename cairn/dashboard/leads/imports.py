"""Importing leads: choose a file, look at it, try it, start it, watch it."""

from __future__ import annotations

import csv as writing
import io
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cairn.conversations import inbox as conversations
from cairn.dashboard.desk import DeskRequest, desk, writes
from cairn.leads.imports import mapping, reading, starting, trying
from cairn.leads.imports.reading import harmless
from cairn.leads.models import Import

PAGE = "dashboard/leads/import.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@writes
def new(request: DeskRequest) -> HttpResponse:
    """The form; with a file, the way to its preview. What can't be read is said beside the form."""
    error = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            body = sent.read(reading.LARGEST + 1) if sent else b""
            job = starting.take(request.user, filename=sent.name if sent and sent.name else "", body=body)
            return HttpResponseRedirect(f"/leads/import/{job.pk}")
        except reading.Unreadable as refusal:
            error = str(refusal)
    recent = Import.objects.defer("content").select_related("user").order_by("-pk")[:10]
    context = {"error": error, "recent": recent, **common(request), "most": reading.MOST_ROWS}
    return render(request, "dashboard/leads/import_new.html", context, status=422 if error else 200)


@require_safe
@desk
@writes
def show(request: DeskRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Import, pk=pk)
    more = preview(job) if job.state == Import.State.PREVIEW else {}
    return render(request, PAGE, {"job": job, **more, **common(request)})


@require_safe
@desk
@writes
def progress(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, f"{PAGE}#progress", {"job": get_object_or_404(Import, pk=pk)})


@require_POST
@desk
@writes
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """Map the columns anew, start, or stop."""
    job = get_object_or_404(Import, pk=pk)
    what = request.POST.get("act")
    if what == "cancel":
        starting.cancel(job)
    elif job.state == Import.State.PREVIEW:
        given = {
            name.removeprefix("column-"): value for name, value in request.POST.items() if name.startswith("column-")
        }
        if given:
            starting.remap(job, {name: str(value) for name, value in given.items()})
        if what == "start":
            starting.start(job, request.user)
    return HttpResponseRedirect(f"/leads/import/{pk}")


@require_safe
@desk
@writes
def problems(request: DeskRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Import, pk=pk)
    into = io.StringIO()
    rows = [["Line", "Problem"], *([str(one["line"]), harmless(str(one["why"]))] for one in job.problems)]
    writing.writer(into).writerows(rows)
    answer = HttpResponse("\ufeff" + into.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{pk}-problems.csv"'
    return answer


def preview(job: Import) -> dict[str, Any]:
    rows = reading.rows(job.content)
    width = max(len(row) for row in rows[:200])
    header = [*rows[0], *[""] * (width - len(rows[0]))]
    columns = [
        (
            str(number),
            title,
            job.mapping.get(str(number), ""),
            [row[number] if number < len(row) else "" for row in rows[1:4]],
        )
        for number, title in enumerate(header)
    ]
    mapped = "phone" in job.mapping.values()
    return {
        "columns": columns,
        "choices": mapping.choices(),
        "mapped": mapped,
        "trial": trying.attempt(job) if mapped else None,
        "tried": trying.LINES,
    }


def common(request: DeskRequest) -> dict[str, Any]:
    return {"counts": conversations.counts(request.user), "here": "leads"}
