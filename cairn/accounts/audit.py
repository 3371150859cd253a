"""The audit log: who did what of consequence, from where. Lines are only ever added.

    audit.note("erased a person", user=request.user, about="contact 12", address=...)

Never in it: words of customers, their names or numbers, passwords, tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from cairn.accounts.models import AuditLine, User
from cairn.lib import clock

PAGE = 50
KEPT = timedelta(days=400)  # the law wants a year of logs


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. Empty parts let everything through."""

    acts: tuple[str, ...] = ()
    person: int = 0
    words: str = ""
    before: int = 0


def note(
    act: str, *, user: User | None = None, name: str = "", about: str = "", address: str | None = None, **data: Any
) -> None:
    """Write one line, in the transaction of the act itself where there is one."""
    who = (user.pk, user.name) if user else (None, name)
    fields = {"act": act[:40], "user_id": who[0], "name": who[1][:120], "about": about[:200]}
    AuditLine.objects.create(at=clock.now(), address=address or None, data=data, **fields)


def find(search: Search) -> list[AuditLine]:
    """One page, newest first, and one line more where there are older ones."""
    rows = AuditLine.objects.order_by("-pk")
    rows = rows.filter(act__in=search.acts) if search.acts else rows
    rows = rows.filter(user_id=search.person) if search.person else rows
    rows = rows.filter(pk__lt=search.before) if search.before else rows
    if search.words:
        rows = rows.filter(about__icontains=search.words)
    return list(rows[: PAGE + 1])


def acts() -> Iterable[str]:
    return AuditLine.objects.order_by("act").values_list("act", flat=True).distinct()


def forget_old() -> int:
    """Lines over 400 days; younger ones the database keeps from everybody."""
    oldest = AuditLine.objects.order_by("pk").values_list("at", flat=True).first()
    if oldest is None or oldest > clock.now() - KEPT:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM accounts_auditline WHERE id IN (SELECT id FROM accounts_auditline WHERE at < %s ORDER BY id LIMIT 1000)",
            [clock.now() - KEPT],
        )
        return int(cursor.rowcount)
