"""The forms: a new row or a change of one. What is wrong stands beside its field, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cairn.catalog.edit import texts
from cairn.catalog.edit.check import wrong
from cairn.catalog.edit.fields import KINDS, Spec
from cairn.catalog.edit.refusal import Overtaken, Wrong
from cairn.catalog.edit.save import change, create
from cairn.catalog.edit.written import history
from cairn.catalog.models import Departure, Faq, Policy, Story, Trip
from cairn.dashboard.catalog import beside, boxes, posted, rules
from cairn.dashboard.catalog.frame import by, framed, may_change, seen
from cairn.dashboard.catalog.told import told
from cairn.dashboard.desk import DeskRequest, desk

PAGE = "dashboard/catalog/edit.html"
MODELS: dict[str, type[Model]] = {"trip": Trip, "departure": Departure, "faq": Faq, "story": Story, "policy": Policy}
TABS = {"trip": "trips", "departure": "departures", "faq": "faqs", "story": "stories", "policy": "policies"}


@dataclass(slots=True)
class Draft:
    """A form under way. `row` is None for a new one."""

    kind: str
    row: Any = None
    texts: texts.Texts = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    seen: str = ""

    @property
    def sections(self) -> Mapping[Any, Sequence[Spec]]:
        of = dict(KINDS[self.kind])
        if self.kind == "policy" and (more := rules.specs(self.row)):
            of[_("The numbers behind it")] = more
        return of

    @property
    def specs(self) -> list[Spec]:
        return [spec for specs in self.sections.values() for spec in specs]


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def new(request: DeskRequest, kind: str) -> HttpResponse:
    if not may_change(request, kind):
        raise PermissionDenied
    draft = Draft(kind)
    if request.method == "POST":
        return keep(request, draft)
    draft.texts = beside.begun(request, kind)
    return shown(request, draft)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def edit(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Everybody may read it; the form of those who may not change it is shut."""
    row: Any = get_object_or_404(MODELS[kind], pk=pk)
    draft = Draft(kind, row, seen=row.updated_at.isoformat())
    if request.method == "POST":
        if not may_change(request, kind):
            raise PermissionDenied
        return keep(request, draft)
    draft.texts = stored(draft)
    return shown(request, draft)


def stored(draft: Draft) -> texts.Texts:
    found = texts.of_row([spec for specs in KINDS[draft.kind].values() for spec in specs], draft.row)
    if draft.kind == "policy":
        kept = rules.shown(draft.row)
        found |= {spec.name: texts.written(spec, kept[spec.name]) for spec in rules.specs(draft.row)}
    return found


def keep(request: DeskRequest, draft: Draft) -> HttpResponse:
    draft.texts = posted.posted(draft.specs, request.POST)
    values, draft.errors = texts.values(draft.specs, draft.texts)
    draft.errors |= {spec.name: why for spec in draft.specs
                     if spec.name in values and (why := wrong(spec, values[spec.name]))}  # fmt: skip
    if not draft.errors:
        try:
            return saved(request, draft, save(request, draft, values))
        except Wrong as refusal:
            draft.errors, draft.refusal = refusal.errors, refusal.errors.get("", "")
        except Overtaken as refusal:
            draft.row.refresh_from_db()
            draft.seen, draft.refusal = draft.row.updated_at.isoformat(), str(refusal)
    return shown(request, draft, status=422)


def save(request: DeskRequest, draft: Draft, values: dict[str, Any]) -> Any:
    if draft.kind == "policy":
        own = {spec.name for specs in KINDS["policy"].values() for spec in specs}
        given = {name: value for name, value in values.items() if name not in own}
        values = {name: value for name, value in values.items() if name in own}
        values["rules"] = rules.kept(draft.row, given)
    if draft.row is None:
        return create(MODELS[draft.kind], values, by=by(request))
    change(draft.row, values, by=by(request), seen=seen(request.POST.get("seen", "")))
    return draft.row


def saved(request: DeskRequest, draft: Draft, row: Any) -> HttpResponse:
    return HttpResponseRedirect(back(request) or address(draft.kind, row))


def address(kind: str, row: Any) -> str:
    """Where one looks at the row after saving it."""
    if kind == "trip":
        return f"/trips/{row.pk}"
    return f"/trips/{row.trip_id}#dates" if kind == "departure" else f"/{TABS[kind]}/{row.pk}/edit?saved=1"


def back(request: DeskRequest) -> str:
    """An address of ours to go back to, such as the conversation that led here."""
    given = request.POST.get("back") or request.GET.get("back", "")
    return given if given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None) else ""


def shown(request: DeskRequest, draft: Draft, status: int = 200) -> HttpResponse:
    row = draft.row
    context = {
        **framed(request, TABS[draft.kind]),
        **beside.rows(request, draft.kind),
        **beside.about(draft.kind, row),
        "open": True,
        "on": (row.trip_id if draft.kind == "departure" else row.pk) if row else "",
        "kind": draft.kind,
        "row": row,
        "sections": boxes.sections(draft.sections, draft.texts, draft.errors),
        "errors": draft.errors,
        "refusal": draft.refusal,
        "seen": draft.seen,
        "back": back(request),
        "saved": "saved" in request.GET,
        "may_change": may_change(request, draft.kind),
        "history": [told(event) for event in history(draft.kind, row.pk)] if row else [],
    }
    return render(request, PAGE, context, status=status)
