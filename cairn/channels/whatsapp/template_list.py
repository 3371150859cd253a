"""The account's templates as Meta lists them, a page at a time. Meta: "Template management"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from cairn.channels.whatsapp.management import Management
from cairn.channels.whatsapp.reading import lenient
from cairn.conversations.events import Json
from cairn.conversations.models import Template
from cairn.journal.record import record
from cairn.lib import clock

FIELDS = "id,name,status,category,language,components,quality_score,rejected_reason,parameter_format"
A_PAGE = 100
NONE = ("", "NONE")
REASONS = {
    "ABUSIVE_CONTENT": "Its content is against WhatsApp's policy.",
    "INVALID_FORMAT": "Its form is not right: look at variables, line breaks and special characters.",
    "PROMOTIONAL": "It is promotion; submit it as marketing.",
    "TAG_CONTENT_MISMATCH": "Its language or category does not fit its content.",
    "SCAM": "WhatsApp takes it for fraud, against its policy.",
    "INCORRECT_CATEGORY": "Its category does not fit its content.",
}


@dataclass(frozen=True, slots=True)
class Page:
    """`asked` is when it was asked for: what was heard later is newer. `following` is empty on the last one."""

    rows: list[Json]
    following: str
    asked: datetime


def page(graph: Management, account: str, *, after: str = "", limit: int = A_PAGE) -> Page:
    """One page of Meta's list. Raises Failed."""
    asked = clock.now()
    query = {"fields": FIELDS, "limit": str(limit)} | ({"after": after} if after else {})
    body = graph.get(account, "message_templates", **query)
    rows, paging = body.get("data"), lenient(body, "paging") or {}
    cursor = str((lenient(paging, "cursors") or {}).get("after") or "")
    following = cursor if paging.get("next") and cursor != after else ""
    return Page([row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else [], following, asked)


def take(account: str, found: Page) -> int:
    """Keep what one page says. Returns how many are new or changed; what can't be read is left out."""
    known = {(new.name, new.language): new for row in found.rows if (new := read(account, row))}
    names = {name for name, _ in known}
    rows = Template.objects.select_for_update().filter(account=account, name__in=names)
    with transaction.atomic():
        before = {(old.name, old.language): old for old in rows.order_by("pk")}
        changed = 0
        for place, new in known.items():
            merge(before.get(place), new, found.asked)
            changed += differs(before.get(place), new)
            announce(before.get(place), new)
        Template.objects.bulk_create(
            known.values(),
            update_conflicts=True,
            unique_fields=["account", "name", "language"],
            update_fields=[*COMPARED, "synced_at", "known_at", "removed_at"],
        )
    return changed


def merge(old: Template | None, new: Template, asked: datetime) -> None:
    """What a notice told after the page was asked for stays."""
    new.synced_at = asked
    for kind in ("status", "category", "quality"):
        told = old.known_at.get(kind) if old else None
        if old and told and datetime.fromisoformat(told) > asked:
            setattr(new, kind, getattr(old, kind))
            new.known_at[kind] = told
        else:
            new.known_at[kind] = asked.isoformat()


COMPARED = ["meta_id", "category", "status", "quality", "reason", "named", "components"]


def differs(old: Template | None, new: Template) -> bool:
    return old is None or old.removed_at is not None or any(getattr(old, f) != getattr(new, f) for f in COMPARED)


def announce(old: Template | None, new: Template) -> None:
    """A category that Meta changed costs money: the team hears of it, once."""
    if old and old.status != "draft" and old.category != new.category:
        why = f"WhatsApp moved the template {new.name} to {new.category}"
        key = f"template-{old.pk}-category-{new.category}-{clock.now():%Y%m%d}"
        record("notification", actor="system", key=key, kind="template", template=old.pk, why=why)


def read(account: str, row: Json) -> Template | None:
    """One template as Meta lists it; None for what has no name or language."""
    name, language = row.get("name"), row.get("language")
    if not (isinstance(name, str) and isinstance(language, str) and 0 < len(name) <= 512 and 0 < len(language) <= 20):
        return None
    category = str(row.get("category", "")).lower()
    return Template(
        account=account,
        meta_id=str(row.get("id", ""))[:40],
        name=name,
        language=language,
        category=category if category in Template.Category.values else Template.Category.UTILITY,
        status=str(row.get("status", "")).lower()[:24],
        quality=str((lenient(row, "quality_score") or {}).get("score", "")).lower()[:10],
        reason=reason(row.get("rejected_reason")),
        named=str(row.get("parameter_format", "")).upper() == "NAMED",
        components=row["components"] if isinstance(row.get("components"), list) else [],
    )


def reason(said: Any) -> str:
    word = str(said or "")
    return "" if word in NONE else REASONS.get(word, word.replace("_", " ").capitalize())


def gone(account: str, *, since: datetime) -> int:
    """After a complete reading: what Meta did not list is no longer there. Drafts of ours were never there."""
    rows = Template.objects.filter(account=account, removed_at=None).exclude(status="draft")
    return rows.filter(Q(synced_at=None) | Q(synced_at__lt=since), created_at__lt=since).update(removed_at=clock.now())
