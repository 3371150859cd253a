"""What a customer told the team about messages, written down in the panel beside the thread."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cairn.conversations import spoken
from cairn.dashboard.desk import DeskRequest, desk, done, writes
from cairn.dashboard.people.same import found, thread_of


@require_POST
@desk
@writes
def write_down(request: DeskRequest, pk: int) -> HttpResponse:
    """`said`: agreed or refused; `purpose`: messages or promotions; `words`: what they said. `key` makes it one line."""
    contact, given = found(request, pk), request.POST
    try:
        spoken.write_down(
            contact,
            purpose=given.get("purpose", ""),
            said=given.get("said", ""),
            words=given.get("words", ""),
            user=request.user,
            key=given.get("key", "").replace("\0", "")[:64] or uuid.uuid4().hex,
        )
    except spoken.NotWritten as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    return done(request, f"/inbox/{thread_of(contact)}")
