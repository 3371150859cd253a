"""How well the assistant answers a fixed set of questions: run it, read what fails, add questions of one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from cairn.assistant.evaluation import background, latest, own
from cairn.assistant.models import Answer
from cairn.conversations.models import Conversation
from cairn.dashboard.desk import DeskRequest, desk, done, writes
from cairn.knowledge.models import Case, Evaluation
from cairn.lib.digits import whole

PAGE, HOME = "dashboard/knowledge/evaluation.html", "/knowledge/evaluation"
EXPECTED = {
    "answer": _("Answer it"),
    "clarify": _("Ask back"),
    "abstain": _("Say that it does not know"),
    "refuse": _("Refuse, kindly"),
    "handover": _("Call a person"),
    "opt_out": _("Stop all messages"),
}
LANGUAGES = {
    "en": "English",
    "hi": "हिन्दी",
    "hinglish": "Hinglish",
    "mr": "मराठी",
    "kn": "ಕನ್ನಡ",
    "ta": "தமிழ்",
    "te": "తెలుగు",
}
MOST_CASES, RECENT = 200, 8


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    return render(request, PAGE, {**values(request), **cases(request), **given(request)})


@require_safe
@desk
def state_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{PAGE}#state", values(request))


@require_POST
@desk
@writes
def run(request: DeskRequest) -> HttpResponse:
    background.begin(request.user)
    return done(request, HOME)


@require_POST
@desk
@writes
def add(request: DeskRequest) -> HttpResponse:
    """A case by hand; what is wrong comes back in words, with what was typed."""
    form = {name: request.POST.get(name, "")[:4000] for name in ("turns", "expect", "must", "must_not", "lang")}
    try:
        own.add(
            form["turns"].splitlines(),
            expect=form["expect"],
            must=form["must"].splitlines(),
            must_not=form["must_not"].splitlines(),
            lang=form["lang"] if form["lang"] in LANGUAGES else "en",
            by=request.user,
        )
    except own.Refused as refusal:
        known = {**values(request), **cases(request), "form": form, "refusal": str(refusal)}
        return render(request, PAGE, known, status=422)
    return HttpResponseRedirect(f"{HOME}#cases")


@require_POST
@desk
@writes
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    get_object_or_404(Case, pk=pk).delete()
    return HttpResponseRedirect(f"{HOME}#cases")


def given(request: DeskRequest) -> dict[str, Any]:
    """The form, filled from a real chat where the page was opened from one that this person may see."""
    blank = {"turns": "", "expect": "answer", "must": "", "must_not": "", "lang": "en"}
    key = whole(request.GET.get("answer", ""))
    if key is None:
        return {"form": blank}
    seen = Conversation.objects.visible_to(request.user)
    real = get_object_or_404(Answer.objects.filter(conversation__in=seen), pk=key)
    return {"form": blank | {"turns": real.question, "lang": real.language if real.language in LANGUAGES else "en"}}


def values(request: DeskRequest) -> dict[str, Any]:
    running = Evaluation.objects.filter(state="running").first()
    newest = latest.done()
    earlier = latest.before(newest) if newest else None
    known: dict[str, Any] = {"here": "knowledge", "running": running, "newest": newest, "earlier": earlier}
    failed = Evaluation.objects.filter(state="failed").order_by("-pk").first()
    known["failed"] = failed if failed and (newest is None or failed.pk > newest.pk) else None
    if newest:
        worse = latest.worse(newest, earlier)
        failures = [{**row, "worse": row["id"] in worse} for row in newest.failures]
        known |= {
            "lines": latest.lines(newest, earlier),
            "failures": sorted(failures, key=lambda row: not row["worse"]),
        }
        known |= {"percent": round(100 * newest.passed / newest.done, 1) if newest.done else 0, "least": latest.LEAST}
    return {**known, "user": request.user}


def cases(request: DeskRequest) -> dict[str, Any]:
    """Those that there are, and what customers asked lately, to make cases of."""
    rows = Case.objects.select_related("added_by").order_by("-pk")[:MOST_CASES]
    seen = Conversation.objects.visible_to(request.user)
    asked = Answer.objects.filter(conversation__in=seen).order_by("-pk").only("pk", "question")[:RECENT]
    return {"cases": rows, "asked_lately": asked, "expected": EXPECTED.items(), "languages": LANGUAGES.items()}
