"""What customers asked and nobody could answer, and rows that people contradicted: drafts that a manager decides on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from cairn.assistant.learning import deciding, edits
from cairn.assistant.learning.correct import Refused
from cairn.assistant.models import Gap, ProposedEdit, Question
from cairn.dashboard.assisting.rows import page as row_page
from cairn.dashboard.desk import DeskRequest, desk, done, manages, refused

PAGE = "dashboard/assisting/gaps.html"
SHOWN = 30
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A gap with the newest of its questions and the answer that a person gave."""

    gap: Gap
    questions: list[Question]

    @property
    def answer(self) -> str:
        told = [question.replied.text for question in self.questions if question.replied]
        return self.gap.answer or (told[0] if told else "")


@dataclass(frozen=True, slots=True)
class EditRow:
    edit: ProposedEdit
    page: str

    @property
    def sent(self) -> str:
        return edits.sent_text(self.edit.suggestion)


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    return render(request, PAGE, context(request) | {"here": "knowledge", "part": "gaps"})


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{PAGE}#list", context(request))


@require_POST
@desk
@manages
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Take it as an FAQ, or not."""
    gap = get_object_or_404(Gap, pk=pk)
    if request.POST.get("act") == "reject":
        deciding.reject(gap, user=request.user)
    elif request.POST.get("act") == "accept":
        said = {name: request.POST.get(name, "") for name in ("question", "answer")}
        try:
            deciding.accept(gap, **said, user=request.user)
        except Refused as refusal:
            return refused(refusal)
    else:
        raise Http404
    return done(request, "/knowledge/gaps")


@require_POST
@desk
@manages
def decide_edit(request: DeskRequest, pk: int) -> HttpResponse:
    edit = get_object_or_404(ProposedEdit, pk=pk)
    if request.POST.get("act") == "reject":
        deciding.decline(edit, user=request.user)
    elif request.POST.get("act") == "accept":
        try:
            deciding.take(edit, user=request.user, value=request.POST.get("value"))
        except Refused as refusal:
            return refused(refusal)
    else:
        raise Http404
    return done(request, "/knowledge/gaps")


def context(request: DeskRequest) -> dict[str, Any]:
    pending = ProposedEdit.objects.filter(state=ProposedEdit.State.PENDING).select_related("suggestion__sent")
    return {
        "rows": rows(),
        "edits": [EditRow(one, row_page(one.kind, one.source_id)) for one in pending.order_by("-pk")[:SHOWN]],
        "samples": edits.samples(5),
    }


def rows() -> list[Row]:
    """The highest ranked open gaps. Three queries, however many questions there are."""
    gaps = list(Gap.objects.filter(state=Gap.State.OPEN).select_related("trip").order_by("-rank", "-pk")[:SHOWN])
    newest = Question.objects.select_related("replied", "conversation__contact").order_by("-pk")
    prefetch_related_objects(gaps, Prefetch("questions", newest[:EXAMPLES], to_attr="examples"))
    return [Row(gap, gap.examples) for gap in gaps]  # type: ignore[attr-defined]
