"""Buttons under a bubble: send again what failed, say that it arrived, take back what waits."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from cairn.automation.said import by_staff
from cairn.conversations import doubts, parked
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Unsendable
from cairn.conversations.resend import resend
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes


@require_POST
@desk
@writes
def send_again(request: DeskRequest, pk: int) -> HttpResponse:
    """A new message in place of one that failed. `sure`: it may have arrived, and may arrive twice."""
    found = message(request, pk)
    sure = request.POST.get("sure") == "yes"
    try:
        by_staff(found.conversation, user=request.user, say=lambda: resend(found, user=request.user, force=sure))
    except Unsendable as refusal:
        return refused(refusal)
    return done(request, f"/inbox/{found.conversation_id}")


@require_POST
@desk
@writes
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """An answer that waits is not sent after all."""
    found = message(request, pk)
    try:
        parked.cancel(found)
    except Unsendable as refusal:
        return refused(refusal, 409)
    return done(request, f"/inbox/{found.conversation_id}")


@require_POST
@desk
@writes
def say_arrived(request: DeskRequest, pk: int) -> HttpResponse:
    """Nobody knew whether it arrived, but this person does."""
    found = message(request, pk)
    try:
        doubts.arrived(found, user=request.user)
    except Unsendable as refusal:
        return refused(refusal, 409)
    return done(request, f"/inbox/{found.conversation_id}")


def message(request: DeskRequest, pk: int) -> Message:
    """The message, if its conversation is one that this person may see."""
    found = get_object_or_404(Message.objects.select_related("conversation__contact", "conversation__channel"), pk=pk)
    get_object_or_404(Conversation.objects.visible_to(request.user), pk=found.conversation_id)
    return found
