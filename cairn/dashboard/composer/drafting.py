"""What is being written, kept on each pause. Answers with what stands now, and with words that lost against it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from cairn.conversations import drafts
from cairn.conversations.drafts import Words
from cairn.conversations.outgoing import Unsendable
from cairn.dashboard.desk import DeskRequest, desk, refused, writes
from cairn.dashboard.inbox import visible
from cairn.lib.digits import whole

OLDEST = 7 * 24 * 3600 * 1000  # milliseconds; nothing typed is older that still counts


@require_POST
@desk
@writes
def keep(request: DeskRequest, pk: int) -> HttpResponse:
    """`age`: milliseconds since it was typed, so that no browser's clock matters."""
    found, given = visible(request, pk), request.POST
    new = Words(
        given.get("text", "").replace("\r\n", "\n"), given.get("mode", ""), whole(given.get("version", "")) or 0
    )
    age = min(whole(given.get("age", "")) or 0, OLDEST)
    try:
        kept = drafts.keep(found, request.user, new, age=timedelta(milliseconds=age))
    except Unsendable as refusal:
        return refused(refusal)
    # A version is beyond the whole numbers that scripts count exactly, so it travels as text.
    return JsonResponse({"draft": told(kept.draft), "other": told(kept.other) if kept.other else None})


def told(words: Words) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(words).items()}
