"""The way back of a deletion: what was deleted stays in the session of whoever did it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import uuid4

from django.http import HttpResponse

from cairn.dashboard.desk import DeskRequest

MOST = 10  # deletions that can be taken back; older ones are gone


def remember(request: DeskRequest, kept: Mapping[str, object]) -> str:
    """Keep it; returns the key by which it comes back."""
    key = uuid4().hex
    known = dict(list(request.session.get("deleted_replies", {}).items())[1 - MOST :])
    request.session["deleted_replies"] = {**known, key: dict(kept)}
    return key


def toast(response: HttpResponse, text: str, *, undo: str = "") -> HttpResponse:
    """Have the page say what happened, with a way back for ten seconds, and show the list anew."""
    news = {"text": text, **({"undo": undo} if undo else {})}
    response["HX-Trigger"] = json.dumps({"toast": news, "replies": {}})
    return response
