"""Above the composer: a suggested reply, a summary, a translation. Asking makes a row; a job does the work."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cairn.assistant.helping import suggest, summarise, translate
from cairn.assistant.helping.ask import NO_MODEL
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.inbox import visible


@require_safe
@desk
def suggestion(request: DeskRequest, pk: int) -> HttpResponse:
    """The suggestion for the newest words, if there is one: two queries."""
    found = visible(request, pk)
    row = suggest.shown(found) if request.user.may_write else None
    return render(request, "dashboard/assisting/suggested.html", {"conversation": found, "suggestion": row})


@require_POST
@desk
@writes
def suggest_now(request: DeskRequest, pk: int) -> HttpResponse:
    """Asked for by a person, also while the assistant has the conversation."""
    if suggest.want(visible(request, pk)) is None:
        return refused(_("Nothing waits for an answer: the last word is yours."), 409)
    return done(request, f"/inbox/{pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def summary(request: DeskRequest, pk: int) -> HttpResponse:
    """The rows' own lines at once; POST asks the model to word them."""
    found = visible(request, pk)
    if request.method == "POST":
        summarise.want(found)
    context = {
        "conversation": found,
        "lines": summarise.lines(found),
        "worded": summarise.worded(found),
        "may_word": translate.available(),
    }
    return render(request, "dashboard/assisting/summary.html", context)


@require_POST
@desk
def translate_thread(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    if not translate.available():
        return refused(NO_MODEL, 409)
    if not translate.want(found):
        return refused(_("There is nothing to translate, or it stands there already."), 409)
    return done(request, f"/inbox/{pk}")
