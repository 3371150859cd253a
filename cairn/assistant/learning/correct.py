"""Correct an answer at its source: change the row it stood on, and ask the question in every evaluation from now on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.db import transaction

from cairn.accounts.models import User
from cairn.assistant.learning import regress
from cairn.assistant.models import Answer
from cairn.catalog.models import Faq, Policy, Trip
from cairn.journal.record import record
from cairn.lib import live

LONGEST = 4000
MEANWHILE = "The row was changed meanwhile. Look at it before you change it again."
Row = Trip | Faq | Policy
# What can be corrected here; everything else has its own page.
FIELDS = {"faq": ("question", "answer"), "policy": ("text",), "trip": ("price", "advance")}
MONEY = ("price", "advance")


class Refused(Exception):
    """It can't be taken so; the text says why."""


def find(kind: str, source_id: str, *, hold: bool = False) -> Row | None:
    """The row, or None; with `hold` until the transaction ends."""
    if kind == "policy":
        policies = Policy.objects.filter(slug=source_id)
        return (policies.select_for_update() if hold else policies).first()
    if not (source_id.isascii() and source_id.isdigit() and len(source_id) < 10):
        return None
    if kind == "faq":
        faqs = Faq.objects.filter(pk=source_id)
        return (faqs.select_for_update() if hold else faqs).first()
    trips = Trip.objects.filter(pk=source_id)
    return (trips.select_for_update() if hold else trips).first() if kind == "trip" else None


def locked(kind: str, source_id: str) -> Row:
    """Raises Refused when it is gone."""
    row = find(kind, source_id, hold=True)
    if row is None:
        raise Refused("The row is not there any more.")
    return row


def shown(row: Row, field: str) -> str:
    """A field as a person writes it: money in rupees."""
    value = getattr(row, field)
    return str(value // 100) if field in MONEY else str(value)


def save(
    kind: str,
    source_id: str,
    *,
    values: Mapping[str, str],
    before: Mapping[str, str],
    answer: Answer | None,
    user: User,
) -> bool:
    """Write `values` where the row still says `before`. False when nothing differs.

    With the answer that was wrong, its question becomes a case of the suite. Raises Refused.
    """
    with transaction.atomic():
        row = locked(kind, source_id)
        if any(tidy(before.get(field, "")) != tidy(shown(row, field)) for field in FIELDS[kind]):
            raise Refused(MEANWHILE)
        changes = {field: tidy(values.get(field, "")) for field in FIELDS[kind]}
        changes = {field: value for field, value in changes.items() if value != tidy(shown(row, field))}
        for field, value in changes.items():
            setattr(row, field, read(field, value))
        if changes:
            row.save()
            changed(kind, source_id, user)
        if answer:
            remember(kind, source_id, row, answer)
    return bool(changes)


def read(field: str, value: str) -> str | int:
    if not value:
        raise Refused("An empty text would leave nothing to answer with.")
    return paise(value) if field in MONEY else value


def remember(kind: str, source_id: str, row: Row, answer: Answer) -> None:
    """After the change is committed: a file can't be taken back."""
    said = row.answer if isinstance(row, Faq) else row.text if isinstance(row, Policy) else ""
    case = partial(
        regress.add, f"answer-{answer.pk}", question=answer.question, language=answer.language,
        source=f"{kind}:{source_id}", answer=said if isinstance(row, Faq) else "",
    )  # fmt: skip
    transaction.on_commit(case)


def paise(text: str) -> int:
    digits = "".join(letter for letter in text if letter.isdigit())
    if not digits or len(digits) > 7:
        raise Refused("Write an amount in whole rupees.")
    return int(digits) * 100


def changed(kind: str, source_id: object, user: User) -> None:
    """The assistant reads it anew, and whoever looks is told."""
    record("lead_updated", actor="staff", user_id=user.pk, source={"kind": kind, "id": str(source_id)})
    live.announce("gaps")


def tidy(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]
