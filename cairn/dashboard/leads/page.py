"""One lead on a page of its own: what is known, what is to be done, and everything that happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cairn.accounts.models import User
from cairn.conversations import inbox as conversations
from cairn.conversations.models import Merge
from cairn.dashboard import panel
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.happenings import teller
from cairn.dashboard.leads.facts import facts
from cairn.journal.models import Event
from cairn.leads import duplicates, edit, gates, later, stages, tags, tasks, timeline
from cairn.leads.change import change
from cairn.leads.fields import Unfit
from cairn.leads.models import Lead, Stage, Task

PAGE = "dashboard/leads/lead.html"


@require_safe
@desk
def lead(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, PAGE, context(request, visible(request, pk)))


@require_safe
@desk
def lead_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, f"{PAGE}#body", context(request, visible(request, pk)))


@require_safe
@desk
def older_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    return render(request, f"{PAGE}#entries", {"lead": found, **story(found, request.GET.get("before", ""))})


@require_POST
@desk
@writes
def edit_field(request: DeskRequest, pk: int) -> HttpResponse:
    """Change one field of the lead. What does not fit is answered with a sentence, and nothing changes."""
    name = request.POST.get("field", "")
    try:
        change(visible(request, pk), edit.read(name, request.POST.get("value", "")), user=request.user)
    except Unfit as refusal:
        return refused(refusal, 422)
    return done(request, f"/leads/{pk}")


@require_POST
@desk
@writes
def move(request: DeskRequest, pk: int) -> HttpResponse:
    to = request.POST.get("stage", "")
    if to not in Stage.values:
        return HttpResponse(status=404)
    try:
        reason = request.POST.get("reason", "")[:300]
        stages.move(visible(request, pk), to=to, actor="staff", user=request.user, reason=reason)
    except (stages.ReasonMissing, stages.WonUnproven) as refusal:
        return refused(refusal, 422)
    except stages.Unmovable as refusal:
        return refused(refusal, 409)
    return done(request, f"/leads/{pk}")


@require_POST
@desk
@writes
def add_task(request: DeskRequest, pk: int) -> HttpResponse:
    """A task that a person sets. The key that the page made keeps a second press from making two."""
    found, kind = visible(request, pk), request.POST.get("type", "")
    title = " ".join(request.POST.get("title", "").replace("\0", "").split())[:300]
    if not title or kind not in Task.Type.values:
        return refused(_("Say what is to be done."), 422)
    try:
        due = later.until(request.POST.get("until", "tomorrow") or "tomorrow", request.firm)
    except later.NoSuchTime as refusal:
        return refused(refusal, 422)
    reason = f"desk-{request.POST.get('key', '')[:40] or title[:40]}"
    by, user = request.user.email[:60], request.user
    tasks.add(found, type=kind, title=title, due_at=due, reason=reason, created_by=by, user=user)
    return done(request, f"/leads/{pk}")


@require_safe
@desk
def known_tags(request: DeskRequest) -> HttpResponse:
    """Options for what is being typed."""
    start = request.GET.get("value", "").replace("\0", "").split(",")[-1].strip()[:40]
    return render(request, "dashboard/leads/tags.html", {"tags": tags.known(start)})


def visible(request: DeskRequest, pk: int) -> Lead:
    """The lead, or 404. One that was merged away is not there any more."""
    rows = Lead.objects.visible_to(request.user).filter(merged_into=None)
    return get_object_or_404(
        rows.select_related("contact", "conversation__contact", "conversation__owner", "trip", "owner"), pk=pk
    )


def context(request: DeskRequest, found: Lead) -> dict[str, Any]:
    open_tasks = Task.objects.open().filter(lead=found).select_related("assignee").order_by("due_at")[:50]
    return {
        "lead": found,
        "panel": panel.Panel(found.conversation, found, [panel.TaskRow(task) for task in open_tasks], [], []),
        "facts": facts(found),
        "stages": Stage.choices,
        "lost_reasons": gates.LOST_REASONS,
        "won_reasons": gates.WON_REASONS,
        "types": Task.Type.choices,
        "choices": later.CHOICES,
        "likenesses": duplicates.of(found),
        "consents": list(found.contact.consents.order_by("-pk")[:10]),
        "merges": list(
            Merge.objects.filter(kept=found.contact_id).select_related("merged", "user").order_by("-pk")[:10]
        ),
        **story(found),
        "counts": conversations.counts(request.user),
        "here": "leads",
    }


def story(found: Lead, before: str = "") -> dict[str, Any]:
    shown = timeline.page(found, before)
    tell = teller([entry.row for entry in shown.entries if isinstance(entry.row, Event)])
    lines = [(entry, tell.line(entry.row) if isinstance(entry.row, Event) else None) for entry in shown.entries]
    return {"lines": lines, "next": shown.next}


def people() -> list[User]:
    return list(User.objects.filter(is_active=True).exclude(role="viewer").order_by("name")[:100])
