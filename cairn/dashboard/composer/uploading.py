"""Files on their way to a customer. The body is the file itself, so that nothing is read before we know who sends it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.channels import numbers
from cairn.conversations.attachments.upload import LARGEST, upload
from cairn.conversations.models import Attachment, Channel
from cairn.conversations.outgoing.media import spell
from cairn.conversations.outgoing.refusal import Unsendable
from cairn.dashboard.desk import DeskRequest, desk, refused, writes
from cairn.dashboard.inbox import visible

CHUNK = 64 * 1024  # bytes
KINDS = ("image", "video", "document", "audio")


@require_POST
@desk
@writes
def for_conversation(request: DeskRequest, pk: int) -> HttpResponse:
    return keep(request, visible(request, pk).channel)


@require_POST
@desk
@writes
def for_template(request: DeskRequest) -> HttpResponse:
    """The header's file of a test message."""
    channel = numbers.first()
    return keep(request, channel) if channel else refused(_("There is no WhatsApp number yet."))


def keep(request: DeskRequest, channel: Channel) -> HttpResponse:
    """200 with the file's key, 422 with a sentence."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST:
        return refused(f"The file has {spell(int(length))}; WhatsApp takes {spell(LARGEST)} at most.")
    wanted = request.headers.get("X-Kind", "")
    try:
        kept = upload(
            chunks(request),
            channel=channel,
            user=request.user,
            filename=unquote(request.headers.get("X-Filename", ""))[:500],
            kind=wanted if wanted in KINDS else "",
        )
    except Unsendable as refusal:
        return refused(refusal)
    except OSError:
        return refused(_("There is no room for the file on the server. Tell whoever looks after it."))
    return JsonResponse(told(kept))


def chunks(request: DeskRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def told(kept: Attachment) -> dict[str, object]:
    return {"key": str(kept.key), "kind": kept.kind, "name": kept.filename, "thumb": kept.thumbnail}
