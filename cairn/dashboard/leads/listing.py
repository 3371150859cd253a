"""The list of leads: filters, order, saved views, acts on many, and the way out as CSV."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cairn.conversations import inbox as conversations
from cairn.conversations import search
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.leads.page import people
from cairn.dashboard.pipeline import filters
from cairn.dashboard.proving import proven
from cairn.dashboard.today import person, toast
from cairn.leads import assign, export, gates, listing, stages, tags, views
from cairn.leads.models import Lead, LeadQuerySet, SavedView, Stage
from cairn.lib.digits import is_id

PAGE = "dashboard/leads/list.html"
MOST = 200  # leads in one act


@require_safe
@desk
def leads(request: DeskRequest) -> HttpResponse:
    more = {
        "people": people(),
        "choices": filters.choices(),
        "stages": Stage.choices,
        "priorities": ["low", "medium", "high", "urgent"],
        "lost_reasons": gates.LOST_REASONS,
        "saved": views.listed(request.user, SavedView.Page.LEADS),
        "counts": conversations.counts(request.user),
        "here": "leads",
    }
    return render(request, PAGE, {**context(request), **more})


@require_safe
@desk
def rows_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{PAGE}#rows", context(request))


@require_safe
@desk
@proven
def csv(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """Every lead of the filter. Viewers may look, not take away."""
    if not request.user.may_write:
        raise PermissionDenied
    rows = matching(request)
    export.told(request.user, number=listing.count(rows), query=asked(request))
    answer = StreamingHttpResponse(export.lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="leads.csv"'
    return answer


@require_POST
@desk
@writes
def act(request: DeskRequest) -> HttpResponse:
    """Assign, tag or move the leads picked. Those that can't be moved stay, and are counted."""
    ids = [int(one) for one in request.POST.getlist("leads")[:MOST] if is_id(one)]
    known = list(Lead.objects.visible_to(request.user).filter(pk__in=ids, merged_into=None).order_by("pk"))
    kind = request.POST.get("act")
    if not known or kind not in ("assign", "tag", "stage"):
        return refused(_("Choose leads, and what to do with them."))
    if kind == "assign":
        changed = assign.give([lead.pk for lead in known], to=person(request.POST.get("to", "")), user=request.user)
    elif kind == "tag":
        changed = tags.add([lead.pk for lead in known], request.POST.get("tag", ""), user=request.user)
    else:
        changed = [lead.pk for lead in known if moved(request, lead)]
    words = f"{len(changed)} changed" + (
        f", {len(known) - len(changed)} stay as they are" if len(changed) < len(known) else ""
    )
    return toast(done(request, "/leads"), words)


def moved(request: DeskRequest, lead: Lead) -> bool:
    try:
        reason = request.POST.get("reason", "")[:300]
        return stages.move(lead, to=request.POST.get("stage", ""), actor="staff", user=request.user, reason=reason)
    except (stages.Unmovable, ValueError):
        return False


@require_POST
@desk
@writes
def keep(request: DeskRequest) -> HttpResponse:
    query = cleaned(QueryDict(request.POST.get("query", "")[:1000]))
    shared = request.POST.get("shared") == "1"
    views.keep(request.user, SavedView.Page.LEADS, name=request.POST.get("name", ""), query=query, shared=shared)
    return HttpResponseRedirect(f"/leads?{query}")


@require_POST
@desk
@writes
def forget(request: DeskRequest, pk: int) -> HttpResponse:
    return HttpResponseRedirect("/leads") if views.forget(request.user, pk) else HttpResponse(status=404)


def context(request: DeskRequest) -> dict[str, Any]:
    rows, sort = matching(request), request.GET.get("sort", "")
    sort = sort if sort in listing.SORTS else "recent"
    shown = listing.page(rows, sort=sort, after=request.GET.get("after", ""))
    number = listing.count(rows)
    query = asked(request)
    return {
        "shown": shown.rows,
        "number": number,
        "many": number >= listing.ENOUGH,
        "sort": sort,
        "asked": request.GET,
        "query": query,
        "next": urlencode({"after": shown.next}) if shown.next else "",
    }


def matching(request: DeskRequest) -> LeadQuerySet:
    """The board's filter, with stage and tag beside it; words are looked up, not walked through."""
    wanted = filters.read(request.GET)
    rows = Lead.objects.visible_to(request.user).filter(merged_into=None)
    if wanted.q:
        rows = rows.filter(conversation__in=search.found(wanted.q))
    rows = filters.apply(rows, replace(wanted, q=""), request.user)
    stage, tag = request.GET.get("stage", ""), request.GET.get("tag", "").replace("\0", "")[:40]
    rows = rows.filter(stage=stage) if stage in Stage.values else rows
    return rows.filter(tags__contains=[tag]) if tag else rows


def asked(request: DeskRequest) -> str:
    return cleaned(request.GET)


def cleaned(query: QueryDict) -> str:
    """The filter as a query string, without what says nothing."""
    more = {name: query.get(name, "")[:40] for name in ("stage", "tag", "sort")}
    return urlencode(filters.read(query).values | {name: value for name, value in more.items() if value})
