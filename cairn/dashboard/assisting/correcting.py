"""The row that a wrong answer stood on, to be corrected. The question then becomes a case of the evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from cairn.assistant.learning import correct as correcting
from cairn.assistant.learning.correct import FIELDS, Refused
from cairn.assistant.models import Answer
from cairn.conversations.models import Conversation
from cairn.dashboard.assisting.rows import PAGES, exists
from cairn.dashboard.desk import DeskRequest, desk, manages
from cairn.lib.digits import whole

LABELS = {
    "question": "Question", "answer": "Answer", "text": "What customers are told",
    "price": "Price per person, in rupees", "advance": "Advance, in rupees",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """`was` is what the row said when the page was opened."""

    name: str
    label: str
    was: str
    value: str
    money: bool


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@manages
def correct(request: DeskRequest, kind: str, source: str) -> HttpResponse:
    row = correcting.find(kind, source) if kind in FIELDS else None
    if row is None:
        raise Http404
    answer = wrong(request)
    if request.method == "POST":
        before = {field: request.POST.get(f"was-{field}", "") for field in FIELDS[kind]}
        try:
            correcting.save(kind, source, values=request.POST.dict(), before=before, answer=answer, user=request.user)
        except Refused as refusal:
            return page(request, kind, source, row, answer, str(refusal))
        return HttpResponseRedirect(f"/inbox/{answer.conversation_id}" if answer else "/knowledge/gaps")
    return page(request, kind, source, row, answer, "")


def wrong(request: DeskRequest) -> Answer | None:
    """The answer that led here, if it is one that this person may see."""
    known = Answer.objects.filter(conversation__in=Conversation.objects.visible_to(request.user))
    return known.filter(pk=whole(request.GET.get("answer", "")) or 0).first()


def page(
    request: DeskRequest, kind: str, source: str, row: correcting.Row, answer: Answer | None, refusal: str
) -> HttpResponse:
    whole = PAGES.get(kind, "").format(id=source)
    context = {
        "here": "knowledge",
        "kind": kind,
        "row": row,
        "fields": [field(request, name, row) for name in FIELDS[kind]],
        "answer": answer,
        "refusal": refusal,
        "whole": whole if whole and exists(whole) else "",
    }
    return render(request, "dashboard/assisting/correct.html", context, status=409 if refusal else 200)


def field(request: DeskRequest, name: str, row: correcting.Row) -> Field:
    was = correcting.shown(row, name)
    return Field(name, LABELS[name], was, request.POST.get(name, was), name in correcting.MONEY)
