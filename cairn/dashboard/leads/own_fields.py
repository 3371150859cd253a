"""The firm's own fields: made, put away, brought back."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from cairn.conversations import inbox as conversations
from cairn.dashboard.desk import DeskRequest, desk, writes
from cairn.leads import fields
from cairn.leads.models import CustomField


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@writes
def show(request: DeskRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            lines = request.POST.get("choices", "").replace("\0", "").splitlines()
            fields.add(request.POST.get("label", "").replace("\0", ""), request.POST.get("kind", ""), lines)
            return HttpResponseRedirect("/settings/fields")
        except fields.Unfit as refusal:
            error = str(refusal)
    context = {
        "fields": fields.current(),
        "archived": CustomField.objects.filter(archived_at__isnull=False).order_by("label")[:100],
        "kinds": CustomField.Kind.choices,
        "error": error,
        "counts": conversations.counts(request.user),
        "here": "settings",
        "at": "fields",
    }
    return render(request, "dashboard/leads/fields.html", context, status=422 if error else 200)


@require_POST
@desk
@writes
def change(request: DeskRequest, pk: int) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=pk)
    (fields.restore if request.POST.get("act") == "restore" else fields.archive)(field)
    return HttpResponseRedirect("/settings/fields")
