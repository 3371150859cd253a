"""Start and stop a trial of answer styles."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from cairn.assistant import trial
from cairn.assistant.models import StyleTrial
from cairn.dashboard.desk import DeskRequest, desk, done, manages, refused

HOME = "/knowledge/answers"


@require_POST
@desk
@manages
def start(request: DeskRequest) -> HttpResponse:
    try:
        trial.start(request.POST.getlist("style"), user=request.user)
    except trial.Refused as refusal:
        return refused(refusal)
    return done(request, HOME)


@require_POST
@desk
@manages
def stop(request: DeskRequest, pk: int) -> HttpResponse:
    running = get_object_or_404(StyleTrial, pk=pk)
    try:
        trial.stop(running, chosen=request.POST.get("chosen", ""), user=request.user)
    except trial.Refused as refusal:
        return refused(refusal)
    return done(request, HOME)
