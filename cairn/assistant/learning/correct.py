"""Correct an answer at its source: change the row it stood on, and ask the question in every evaluation from now on."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from cairn.accounts.models import User
from cairn.assistant.learning import regress
from cairn.assistant.models import Answer
from cairn.catalog.edit.refusal import Wrong
from cairn.catalog.edit.save import change
from cairn.catalog.edit.written import By
from cairn.catalog.models import Faq, Policy, Trip
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
        if changes:
            put(row, {field: read(field, value) for field, value in changes.items()}, user)
        if answer:
            remember(kind, source_id, row, answer, user)
    return bool(changes)


def put(row: Row, values: dict[str, str | int], user: User) -> None:
    """By the catalogue's own door: checked, written down, and read anew by the assistant. Raises Refused."""
    try:
        change(row, values, by=By("staff", user))
    except Wrong as wrong:
        raise Refused(" ".join(wrong.errors.values())) from wrong
    live.announce("gaps")


def read(field: str, value: str) -> str | int:
    if not value:
        raise Refused("An empty text would leave nothing to answer with.")
    return paise(value) if field in MONEY else value


def remember(kind: str, source_id: str, row: Row, answer: Answer, user: User) -> None:
    said = row.answer if isinstance(row, Faq) else ""
    source = f"{kind}:{source_id}"
    regress.add(
        f"answer-{answer.pk}", question=answer.question, language=answer.language, source=source, answer=said, by=user
    )


def paise(text: str) -> int:
    digits = "".join(letter for letter in text if letter.isdigit())
    if not digits or len(digits) > 7:
        raise Refused("Write an amount in whole rupees.")
    return int(digits) * 100


def tidy(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]
