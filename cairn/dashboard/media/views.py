"""A file, for whoever may open its conversation. Nothing that a customer sent can run here, whatever it claims to be."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from cairn.conversations.attachments import outcome, storage
from cairn.conversations.attachments.sniff import DOCUMENTS, INLINE, UNKNOWN
from cairn.conversations.models import Attachment, Conversation
from cairn.dashboard.desk import DeskRequest, desk, done, writes
from cairn.dashboard.media.ranges import answer

State = Attachment.State
THUMBNAIL = "image/webp"


@require_safe
@desk
def show(request: DeskRequest, key: UUID) -> HttpResponseBase:
    """The whole file, or the part that a player asks for."""
    file = visible(request, key, state=State.STORED)
    shown = file.kind != "document" and file.mime in INLINE
    # What a colleague's file is called may say "page.html": it is given out as bytes, whatever it may become at Meta.
    mime = file.mime if shown or file.mime in DOCUMENTS.values() else UNKNOWN
    return guarded(request, file, storage.path(file.key), mime, shown="download" not in request.GET and shown)


@require_safe
@desk
def thumb(request: DeskRequest, key: UUID) -> HttpResponseBase:
    file = visible(request, key, state=State.STORED, thumbnail=True)
    return guarded(request, file, storage.thumbnail(file.key), THUMBNAIL, shown=True)


@require_POST
@desk
@writes
def again(request: DeskRequest, key: UUID) -> HttpResponse:
    """Fetch again what could not be fetched."""
    file = visible(request, key)
    outcome.fetch_again(file)
    return done(request, f"/inbox/{file.message.conversation_id}" if file.message else "/inbox")


def visible(request: DeskRequest, key: UUID, **fields: object) -> Attachment:
    """The file of a message in a conversation that this person may open, or one that they uploaded themselves.

    A message that its sender deleted takes its file along.
    """
    found = Attachment.objects.select_related("message").filter(key=key, **fields).first()
    if found is None or not (seen(request, found) if found.message else found.user_id == request.user.pk):
        raise Http404
    return found


def seen(request: DeskRequest, file: Attachment) -> bool:
    message = file.message
    if message is None or message.revoked_at:
        return False
    return Conversation.objects.visible_to(request.user).filter(pk=message.conversation_id).exists()


def guarded(request: HttpRequest, file: Attachment, path: Path, mime: str, *, shown: bool) -> HttpResponseBase:
    response = answer(request, path, mime, name=file.filename or name(file, mime), shown=shown)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'"
    # The bytes behind a key never change, and they stay in this person's own browser.
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def name(file: Attachment, mime: str) -> str:
    ending = {"image/jpeg": "jpg", "audio/mpeg": "mp3", "audio/mp4": "m4a", "video/3gpp": "3gp"}.get(mime)
    return f"{file.kind}-{file.pk}.{ending or mime.partition('/')[2].partition('-')[0] or 'bin'}"[:60]
