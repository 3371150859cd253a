"""What people do at the desk. Each view: one conversation or task, one domain function, 204 or a redirect."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.automation import accept, staff
from cairn.automation.carry_out import undo
from cairn.automation.said import by_staff
from cairn.conversations import canned, drafts, parked, planned
from cairn.conversations import inbox as conversations
from cairn.conversations import reply as replies
from cairn.conversations.attachments.send import contents_of, send_files
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Content
from cairn.conversations.ownership import set_assistant
from cairn.conversations.templates.asking import asking
from cairn.dashboard.composer.planning import moment
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.inbox import visible
from cairn.dashboard.inbox.presence import collision
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task
from cairn.leads.particulars import particulars
from cairn.leads.stages import AnotherOpen
from cairn.lib.digits import whole


@require_POST
@desk
@writes
def say(request: DeskRequest, pk: int) -> HttpResponse:
    """Send what stands in the composer, to the customer or as a note to the team."""
    found, mode = visible(request, pk), request.POST.get("mode")
    if warning := collision(request, found):
        return warning
    try:
        {"note": note, "park": park}.get(mode or "", answer)(request, found)
    except replies.Unsendable as refusal:
        return refused(refusal)
    drafts.sent(found, request.user, words(request))
    return done(request, f"/inbox/{pk}")


def note(request: DeskRequest, found: Conversation) -> None:
    replies.note(found, text=words(request), user=request.user)


def answer(request: DeskRequest, found: Conversation) -> None:
    """Words, or files with words under the first; now or later."""
    canned.complete(words(request))
    if edited := request.POST.get("edit", ""):
        edit(request, found, edited)
    elif at := moment(request):
        plan(request, found, at)
    else:
        send(request, found)


def send(request: DeskRequest, found: Conversation) -> None:
    files, text, quote = request.POST.getlist("attachment"), words(request), quoted(request, found)
    if not files:
        staff.reply(found, text=text, user=request.user, key=key(request), reply_to=quote)
        return
    say = partial(send_files, found, files, text=text, user=request.user, key=key(request), reply_to=quote)
    by_staff(found, user=request.user, say=say)


def plan(request: DeskRequest, found: Conversation, at: datetime) -> None:
    """All of it or none, in the order in which it stands."""
    files, text, quote = request.POST.getlist("attachment"), words(request), quoted(request, found)
    contents = contents_of(found, files, text=text, user=request.user) if files else [Content(text=text.strip())]
    own = key(request)
    with transaction.atomic():
        for place, content in enumerate(contents):
            once = f"{own}:{place}" if own and files else own
            planned.plan(found, content=content, at=at, user=request.user, key=once, reply_to="" if place else quote)


def edit(request: DeskRequest, found: Conversation, edited: str) -> None:
    """Other words, or another time, for what waits already."""
    waits = get_object_or_404(found.messages, pk=whole(edited))
    if waits.status == Message.Status.PARKED:
        parked.edit(waits, text=words(request))
    else:
        planned.change(waits, text=words(request), at=moment(request), user=request.user)


def park(request: DeskRequest, found: Conversation) -> None:
    """Written now, sent when the customer answers; or other words for what waits already."""
    canned.complete(words(request))
    if edited := request.POST.get("edit", ""):
        edit(request, found, edited)
        return
    asks = asking(found, particulars(found, request.user))
    if asks is None:
        raise replies.Unsendable(_("No approved template asks for a reply. Write one under Settings, Templates."))
    say = partial(parked.park, found, text=words(request), template=asks.content, user=request.user, key=key(request))
    by_staff(found, user=request.user, say=say)


def quoted(request: DeskRequest, found: Conversation) -> str:
    """WhatsApp's id of the message that is quoted. One that has none can't be; then nothing is."""
    quote = whole(request.POST.get("quote", ""))
    return (found.messages.filter(pk=quote).values_list("wamid", flat=True).first() or "") if quote else ""


@require_POST
@desk
@writes
def assistant(request: DeskRequest, pk: int) -> HttpResponse:
    state = request.POST.get("state", "")
    found = visible(request, pk)
    if state not in Conversation.Assistant.values:
        raise Http404
    set_assistant(found, state=state, user=request.user)
    return done(request, f"/inbox/{pk}")


@require_POST
@desk
def read(request: DeskRequest, pk: int) -> HttpResponse:
    conversations.mark_read(visible(request, pk))
    return done(request, f"/inbox/{pk}")


@require_POST
@desk
@writes
def task_done(request: DeskRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.visible_to(request.user).select_related("lead"), pk=pk)
    staff.complete(task, user=request.user)
    return done(request, "/tasks")


@require_POST
@desk
@writes
def undo_move(request: DeskRequest, pk: int) -> HttpResponse:
    """Take an automatic move back, with the tasks it made."""
    event = moved(request, pk, "stage_changed")
    try:
        undo(event, request.user)
    except AnotherOpen as refusal:
        return refused(refusal, 409)
    return done(request, f"/inbox/{event.conversation_id}")


@require_POST
@desk
@writes
def accept_move(request: DeskRequest, pk: int) -> HttpResponse:
    """Do what a rule only suggested."""
    event = moved(request, pk, "stage_suggested")
    accept.accept(event, request.user)
    return done(request, f"/inbox/{event.conversation_id}")


def moved(request: DeskRequest, pk: int, kind: str) -> Event:
    """The event, if it belongs to a lead that this person may see."""
    event = get_object_or_404(Event, pk=pk, type=kind)
    get_object_or_404(Lead.objects.visible_to(request.user), pk=event.lead_id)
    return event


def key(request: DeskRequest) -> str | None:
    return request.POST.get("key", "")[:180] or None


def words(request: DeskRequest) -> str:
    """Browsers send line ends as CR LF; WhatsApp and our rows have LF."""
    return request.POST.get("text", "").replace("\r\n", "\n")
