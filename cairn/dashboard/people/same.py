"""Same person as...: search, see both side by side, say why, merge; and take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from cairn.conversations.models import Contact, Conversation, Identity, Merge, Message
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.people import alike
from cairn.inbound import merging
from cairn.leads.models import Lead
from cairn.lib.digits import whole

PAGE = "dashboard/people/same.html"
NO_REASON = "Say why they are the same person, for whoever looks at it later."


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as far as it helps to tell whether they are the same."""

    contact: Contact
    identities: list[Identity]
    talks: list[Conversation]
    messages: int
    lead: Lead | None


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@writes
def page(request: DeskRequest, pk: int) -> HttpResponse:
    contact = found(request, pk)
    other = chosen(request)
    if request.method != "POST" or other is None:
        return show(request, contact, other)
    reason = " ".join(request.POST.get("reason", "").replace("\0", "").split())[:300]
    if not reason:
        return show(request, contact, other, status=422, error=NO_REASON)
    try:
        merging.merge(contact, other, user=request.user, reason=reason)
    except merging.CantMerge as refusal:
        return show(request, contact, other, status=409, error=str(refusal))
    return HttpResponseRedirect(f"/inbox/{thread_of(contact)}")


@require_POST
@desk
@writes
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(Merge.objects.filter(kept__in=alike.visible(request.user)), pk=pk)
    try:
        merging.undo(made, user=request.user)
    except merging.CantMerge as refusal:
        return refused(refusal, 409)
    return done(request, f"/inbox/{thread_of(made.kept)}")


def found(request: DeskRequest, pk: int) -> Contact:
    return get_object_or_404(alike.visible(request.user), pk=pk)


def chosen(request: DeskRequest) -> Contact | None:
    pk = whole(request.POST.get("other") or request.GET.get("other") or "")
    return None if pk is None else found(request, pk)


def thread_of(contact: Contact) -> int:
    talks = Conversation.objects.filter(contact=contact).order_by("-last_message_at", "pk")
    return int(talks.values_list("pk", flat=True)[0])


def show(
    request: DeskRequest, contact: Contact, other: Contact | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    q = request.GET.get("q", "")
    values: dict[str, Any] = {"here": "inbox", "contact": contact, "other": other, "q": q, "back": thread_of(contact)}
    if other:
        values["sides"] = [side(contact), side(other)]
    else:
        values |= {"alike": alike.suggestions(contact, request.user), "results": alike.search(request.user, q, contact)}
    return render(request, PAGE, {**values, "reason": request.POST.get("reason", ""), **more}, status=status)


def side(contact: Contact) -> Side:
    lines = Identity.objects.filter(contact=contact).select_related("channel").order_by("retired_at", "pk")[:12]
    talks = Conversation.objects.filter(contact=contact).select_related("channel").order_by("-last_message_at")[:6]
    messages = Message.objects.filter(conversation__contact=contact).count()
    leads = Lead.objects.filter(contact=contact, merged_into=None).select_related("trip").order_by("-pk")
    return Side(contact, list(lines), list(talks), messages, leads.first())
