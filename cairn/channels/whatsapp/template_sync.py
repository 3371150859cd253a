"""Read all templates of an account, page by page. What is known of the reading stands in a row: it can be killed after
any page and goes on from there, and two workers never read at once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cairn.channels.whatsapp import management, template_list
from cairn.channels.whatsapp.management import Failed
from cairn.channels.whatsapp.template_list import A_PAGE, Page
from cairn.channels.whatsapp.templates import channel_of
from cairn.conversations.models import Channel, TemplateSync
from cairn.conversations.templates.news import LIVE
from cairn.lib import clock, later, live, logs

log = logs.logger("templates")
EVERY = timedelta(hours=1)
LEASE = timedelta(seconds=60)  # longer than one page may take
SOON, LATER = timedelta(seconds=20), timedelta(minutes=10)
MOST = 10_000  # templates; Meta keeps 6,000 of an account


def ask(account: str) -> None:
    """A person or a notice of Meta's wants the templates read now."""
    now = clock.now()
    row, _ = TemplateSync.objects.get_or_create(account=account, defaults={"due_at": now})
    TemplateSync.objects.filter(pk=row.pk).update(due_at=now, asked_at=now)
    live.announce(LIVE)
    later.wake("sync_templates", account=account)


def wake_due() -> int:
    """For the sweeper: accounts never read yet, due again, or left by a worker that died."""
    known = dict(TemplateSync.objects.values_list("account", "pk"))
    numbers = Channel.objects.filter(kind=Channel.Kind.WHATSAPP).exclude(account="")
    for account in numbers.order_by("account").values_list("account", flat=True).distinct()[:50]:
        if account not in known:
            TemplateSync.objects.get_or_create(account=account, defaults={"due_at": clock.now()})
    found = list(due().values_list("account", flat=True)[:10])
    for account in found:
        later.wake("sync_templates", account=account)
    return len(found)


def due() -> QuerySet[TemplateSync]:
    now = clock.now()
    return TemplateSync.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), due_at__lte=now)


def sync(account: str, *, limit: int = A_PAGE) -> TemplateSync | None:
    """Read until the end or until Meta refuses. None when another worker reads, or nothing is due."""
    row = claim(account)
    channel = channel_of(account)
    if row is None or channel is None:
        return None
    try:
        with management.of(channel) as graph:
            while True:
                found = template_list.page(graph, account, after=row.cursor, limit=limit)
                row = keep(row, found)
                if not found.following or row.seen > MOST:
                    return finish(row)
    except Failed as refusal:
        return stop(row, refusal)


def claim(account: str) -> TemplateSync | None:
    now = clock.now()
    if not due().filter(account=account).update(lease_until=now + LEASE):
        return None
    row = TemplateSync.objects.get(account=account)
    if not row.cursor:
        row.started_at, row.seen, row.changed, row.removed, row.error = now, 0, 0, 0, ""
        row.save(update_fields=["started_at", "seen", "changed", "removed", "error"])
    live.announce(LIVE)
    return row


def keep(row: TemplateSync, found: Page) -> TemplateSync:
    """One page and the mark behind it, together."""
    with transaction.atomic():
        changed = template_list.take(row.account, found)
        TemplateSync.objects.filter(pk=row.pk).update(
            cursor=found.following,
            seen=F("seen") + len(found.rows),
            changed=F("changed") + changed,
            lease_until=clock.now() + LEASE,
        )
        live.announce(LIVE)
    row.refresh_from_db()
    return row


def finish(row: TemplateSync) -> TemplateSync:
    now = clock.now()
    with transaction.atomic():
        row.removed = template_list.gone(row.account, since=row.started_at or now)
        row.finished_at, row.cursor, row.error, row.lease_until = now, "", "", None
        asked_again = row.asked_at and row.started_at and row.asked_at > row.started_at
        row.due_at = now if asked_again else now + EVERY
        row.save()
        live.announce(LIVE)
    log.info("templates read", seen=row.seen, changed=row.changed, removed=row.removed)
    return row


def stop(row: TemplateSync, refusal: Failed) -> TemplateSync:
    """Say why, and when it goes on. A refusal may be of the mark itself: then it begins anew."""
    row.error, row.lease_until = str(refusal)[:500], None
    row.due_at = clock.now() + (LATER if refusal.problem else SOON)
    if refusal.problem and not refusal.again:
        row.cursor = ""
    row.save(update_fields=["error", "lease_until", "due_at", "cursor"])
    live.announce(LIVE)
    log.warning("templates not read", code=refusal.problem.code if refusal.problem else None)
    return row
