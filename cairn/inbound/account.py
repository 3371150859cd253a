"""News of the account, its numbers and its templates: told in words, and kept where they belong."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cairn.accounts.models import Firm
from cairn.channels.whatsapp.notices import explain, inner, plain
from cairn.channels.whatsapp.times import moment
from cairn.conversations.events import AccountNotice
from cairn.conversations.templates import news
from cairn.journal.record import record

LONGEST = 500


def told(event: AccountNotice) -> None:
    """A notification that says what happened, how bad it is and what to do. The same notice twice is one."""
    if note_template(event):
        return  # the template's own news say it
    sentence = explain(event, Firm.current().zone)
    content = json.dumps([event.field, event.account, event.content], sort_keys=True)
    record(
        "notification",
        actor="system",
        at=event.at,
        key=f"notice-{hashlib.sha256(content.encode()).hexdigest()}",
        why=sentence.words[:LONGEST],
        severity=sentence.severity,
        detail=sentence.advice[:LONGEST],
        kind="account",
        field=event.field,
        known=event.known,
        content=event.content,
    )


def note_template(event: AccountNotice) -> bool:
    """Keep the template's row in step. True when that told people about it already."""
    content = event.content
    which: dict[str, Any] = {
        "at": event.at,
        "meta_id": plain(content.get("message_template_id")),
        "name": plain(content.get("message_template_name")),
        "language": plain(content.get("message_template_language")),
    }
    if event.field == "message_template_status_update":
        return note_status(event, which)
    if event.field == "message_template_quality_update":
        quality = plain(content.get("new_quality_score"))
        return bool(quality and news.note_quality(event.account, quality=quality, **which)) and quality in (
            "YELLOW",
            "RED",
        )
    if event.field == "template_category_update":
        ahead = plain(content.get("correct_category"))
        category = ahead or plain(content.get("new_category"))
        when = moment(content.get("category_update_timestamp")) if ahead else None
        return bool(category and news.note_category(event.account, category=category, when=when, **which))
    return False


def note_status(event: AccountNotice, which: dict[str, Any]) -> bool:
    word, title = plain(event.content.get("event")), plain(inner(event.content, "other_info").get("title"))
    sentence = explain(event)
    reason = plain(inner(event.content, "rejection_info").get("reason")) or plain(event.content.get("reason"))
    reason = "" if reason == "NONE" else reason or sentence.words
    if not word:
        return False
    known = news.note_status(event.account, event=word[:24], reason=reason, title=title, **which)
    return known is not None and word.lower() in news.SAYS
