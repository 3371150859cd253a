"""The account's templates at Meta: read them all, submit one, change it, delete it. Meta: "Template management".

Names are unique with their language; one account makes 100 an hour at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from cairn.channels.whatsapp import management
from cairn.channels.whatsapp.management import Failed, Management
from cairn.channels.whatsapp.reading import lenient
from cairn.conversations.events import Json
from cairn.conversations.models import Channel, Template
from cairn.conversations.templates.news import LIVE
from cairn.journal.record import record
from cairn.lib import clock, live

FIELDS = "id,name,status,category,language,components,quality_score,rejected_reason,parameter_format"
A_PAGE = 100
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 100
NONE = ("", "NONE")
REASONS = {
    "ABUSIVE_CONTENT": "Its content is against WhatsApp's policy.",
    "INVALID_FORMAT": "Its form is not right: look at variables, line breaks and special characters.",
    "PROMOTIONAL": "It is promotion; submit it as marketing.",
    "TAG_CONTENT_MISMATCH": "Its language or category does not fit its content.",
    "SCAM": "WhatsApp takes it for fraud, against its policy.",
    "INCORRECT_CATEGORY": "Its category does not fit its content.",
}


def channel_of(account: str) -> Channel | None:
    """A number of this account, whose token may manage its templates."""
    return Channel.objects.filter(account=account, kind=Channel.Kind.WHATSAPP).order_by("pk").first()


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


def submit(template: Template) -> Template:
    """Create it at Meta, or send a new wording of one that is there. Raises Failed with Meta's words."""
    channel = channel_of(template.account)
    if channel is None:
        raise Failed("No number belongs to this account.")
    with management.of(channel) as graph:
        told = edited(graph, template) if template.meta_id and not template.removed_at else created(graph, template)
    template.submitted_at = now = clock.now()
    template.meta_id = str(told.get("id") or template.meta_id)
    template.status = str(told.get("status") or "pending").lower()
    template.category = str(told.get("category") or template.category).lower()
    template.reason, template.removed_at = "", None
    template.known_at = dict.fromkeys(("status", "category", "quality"), now.isoformat())
    template.save()
    live.announce(LIVE)
    return template


def created(graph: Management, template: Template) -> Json:
    if creations_left(template.account) <= 0:
        raise Failed(f"WhatsApp takes {MOST_AN_HOUR} new templates an hour. Submit it later.", again=True)
    wish = {
        "name": template.name,
        "language": template.language,
        "category": template.category.upper(),
        "parameter_format": "NAMED" if template.named else "POSITIONAL",
        "components": template.components,
    }
    return graph.post(template.account, "message_templates", body=wish)


def creations_left(account: str) -> int:
    """How many more Meta takes this hour, by what we submitted ourselves."""
    made = Template.objects.filter(account=account, submitted_at__gt=clock.now() - AN_HOUR)
    return MOST_AN_HOUR - made.count()


def edited(graph: Management, template: Template) -> Json:
    """Meta: ten times in 30 days, and once a day if approved. It is reviewed anew."""
    body: Json = {"components": template.components}
    if template.status != "approved":
        body["category"] = template.category.upper()
    graph.post(template.meta_id, body=body)
    return {"id": template.meta_id, "status": "PENDING", "category": template.category}


def delete(template: Template) -> None:
    """Delete this language at Meta; the name stays blocked for 30 days. A draft just goes. Raises Failed."""
    channel = channel_of(template.account)
    if template.meta_id and channel and template.removed_at is None:
        with management.of(channel) as graph:
            graph.delete(template.account, "message_templates", name=template.name, hsm_id=template.meta_id)
        Template.objects.filter(pk=template.pk).update(removed_at=clock.now(), status="deleted")
    else:
        template.delete()
    live.announce(LIVE)
