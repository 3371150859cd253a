"""What WhatsApp tells about templates: approved, rejected, paused, moved to a dearer category, quality up or down.

News comes twice and in any order: for each of status, category and quality the newest holds. Meta: webhook fields
message_template_status_update, template_category_update, message_template_quality_update.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from cairn.conversations.models import Template
from cairn.journal.record import record
from cairn.lib import clock, live

LIVE = "templates"
# What an event makes of the status, where it isn't the event's own name.
BECOMES = {"reinstated": "approved", "unlocked": "approved", "unpaused": "approved", "locked": "disabled"}
PAUSES = {
    "FIRST_PAUSE": timedelta(hours=3),
    "SECOND_PAUSE": timedelta(hours=6),
    "RATE_LIMITING_PAUSE": timedelta(days=1),
}
SAYS = {
    "approved": "WhatsApp approved the template {name}",
    "rejected": "WhatsApp rejected the template {name}",
    "paused": "WhatsApp paused the template {name}",
    "disabled": "WhatsApp switched the template {name} off",
    "flagged": "The template {name} may soon be paused: customers block or report it",
    "pending_deletion": "The template {name} is being deleted",
    "deleted": "The template {name} was deleted at WhatsApp",
}


def note_status(
    account: str,
    *,
    event: str,
    at: datetime | None = None,
    meta_id: str | int = "",
    name: str = "",
    language: str = "",
    reason: str = "",
    title: str = "",
) -> Template | None:
    """A template's status changed. `event` is Meta's word, `reason` in words, `title` Meta's other_info.title.

    Returns the template when this was news; None for what is known, older than what is known, or of no template of ours.
    """
    word = event.lower()
    status = "approved" if title == "UNPAUSE" else BECOMES.get(word, word)
    at = at or clock.now()
    changes: dict[str, Any] = {"reason": reason if status != "approved" else ""}
    changes["paused_until"] = at + PAUSES[title] if status == "paused" and title in PAUSES else None
    if word == "deleted":
        changes["removed_at"] = at
    elif word != "flagged":
        changes |= {"status": status, "removed_at": None}
    found = Q(account=account) & which(meta_id, name, language)
    return _take(found, "status", at, changes, says=SAYS.get(status, ""), value=status)


def note_category(
    account: str,
    *,
    category: str,
    at: datetime | None = None,
    when: datetime | None = None,
    meta_id: str | int = "",
    name: str = "",
    language: str = "",
) -> Template | None:
    """Meta moved the template to another category, or will at `when`. Returns it when this was news."""
    word = category.lower()
    changes: dict[str, Any] = {"category": word, "next_category": "", "next_category_at": None}
    says = f"WhatsApp moved the template {{name}} to {word}"
    if when and when > clock.now():
        changes = {"next_category": word, "next_category_at": when}
        says = f"WhatsApp will move the template {{name}} to {word}"
    found = Q(account=account) & which(meta_id, name, language)
    return _take(found, "category", at or clock.now(), changes, says=says, value=word)


def note_quality(
    account: str,
    *,
    quality: str,
    at: datetime | None = None,
    meta_id: str | int = "",
    name: str = "",
    language: str = "",
) -> Template | None:
    """Customers' reactions changed the template's score: GREEN, YELLOW, RED or UNKNOWN. Returns it when this was news."""
    word = quality.lower()
    says = "Customers block or report the template {name}; it may be paused" if word in ("yellow", "red") else ""
    found = Q(account=account) & which(meta_id, name, language)
    return _take(found, "quality", at or clock.now(), {"quality": word}, says=says, value=word)


def which(meta_id: str | int, name: str, language: str) -> Q:
    """By Meta's id, else by name and language: a notice may come before we know the id."""
    by_name = Q(name=name, language=language)
    return Q(meta_id=str(meta_id)) | (Q(meta_id="") & by_name) if meta_id else by_name


def _take(found: Q, kind: str, at: datetime, changes: dict[str, Any], *, says: str, value: str) -> Template | None:
    with transaction.atomic():
        template = Template.objects.select_for_update().filter(found).first()
        if template is None or not newer(template, kind, at):
            return None
        template.known_at = {**template.known_at, kind: at.isoformat()}
        different = [name for name, new in changes.items() if getattr(template, name) != new]
        for name in different:
            setattr(template, name, changes[name])
        template.save(update_fields=["known_at", *different])
        live.announce(LIVE)
        if says and different:
            key = f"template-{template.pk}-{kind}-{value}-{at.timestamp():.0f}"
            why = says.format(name=template.name)
            record("notification", actor="system", key=key, kind="template", template=template.pk, why=why)
    return template


def newer(template: Template, kind: str, at: datetime) -> bool:
    known = template.known_at.get(kind)
    return known is None or datetime.fromisoformat(known) < at
