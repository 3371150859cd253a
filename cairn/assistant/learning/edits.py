"""Sort what people changed in suggestions: other numbers propose an edit of the row, other words are kept as style."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction

from cairn.assistant.facts import money
from cairn.assistant.learning import capture
from cairn.assistant.models import ProposedEdit, Question, Suggestion
from cairn.assistant.verify import values
from cairn.catalog.models import Faq, Policy, Trip
from cairn.conversations.models import Message

BATCH = 100
Change = Suggestion.Change
TRIP_PRICES = ("price", "advance")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A field of a row, what it says now, and what a person said instead. Without a field only a person can tell which."""

    kind: str
    source_id: str
    title: str
    field: str
    current: str
    proposed: str


def run() -> int:
    """Sort the suggestions that were edited since. Returns how many."""
    rows = Suggestion.objects.filter(state=Suggestion.State.EDITED, change="").select_related("sent").order_by("pk")
    found = list(rows[:BATCH])
    for row in found:
        sort(row)
    return len(found)


def sort(row: Suggestion) -> None:
    sent = row.sent.text if row.sent else ""
    gone, new = differing(row.text, sent)
    change = Change.FACTS if new else Change.WORDS
    proposals = [proposed(row, gone, new)] if new else []
    with transaction.atomic():
        if not Suggestion.objects.filter(pk=row.pk, change="").update(change=change):
            return
        ProposedEdit.objects.bulk_create(
            [edit(row, one) for one in proposals if one], ignore_conflicts=True
        )  # fmt: skip
    capture.of_suggestion(row, Question.Why.EDITED)


def edit(row: Suggestion, one: Proposal) -> ProposedEdit:
    return ProposedEdit(
        suggestion=row, kind=one.kind, source_id=one.source_id, title=one.title[:300], field=one.field,
        current=one.current, proposed=one.proposed,
    )  # fmt: skip


def differing(before: str, after: str) -> tuple[list[str], list[str]]:
    """Numbers and dates that were taken out, and those that were put in."""
    old, new = stated(before), stated(after)
    return sorted(old - new), sorted(new - old)


def stated(text: str) -> set[str]:
    plain = values.plain(text)
    return values.numbers(plain) | {f"{day}/{month}" for month, day in values.days(plain)}


def proposed(row: Suggestion, gone: list[str], new: list[str]) -> Proposal | None:
    """The first source whose row says what was taken out; else the first one, for a person to look at."""
    for source in row.sources:
        if found := in_row(str(source.get("kind")), str(source.get("id")), gone, new):
            return found
    if not row.sources or row.sent is None:
        return None
    first = row.sources[0]
    return Proposal(first["kind"], str(first["id"]), first["title"], "", changed(row.text), changed(row.sent.text))


def changed(text: str) -> str:
    return " ".join(text.split())[:500]


def in_row(kind: str, pk: str, gone: list[str], new: list[str]) -> Proposal | None:
    if len(gone) != 1 or len(new) != 1:
        return None
    if kind == "trip" and pk.isdigit() and (trip := Trip.objects.filter(pk=pk).first()):
        return price_of(trip, gone[0], new[0])
    if kind == "faq" and pk.isdigit() and (faq := Faq.objects.filter(pk=pk).first()):
        return text_of(Proposal("faq", pk, faq.question, "answer", faq.answer, ""), gone[0], new[0])
    if kind == "policy" and (policy := Policy.objects.filter(slug=pk).first()):
        return text_of(Proposal("policy", pk, policy.title, "text", policy.text, ""), gone[0], new[0])
    return None


def price_of(trip: Trip, gone: str, new: str) -> Proposal | None:
    for field in TRIP_PRICES:
        paise: int = getattr(trip, field)
        if gone.isdigit() and new.isdigit() and paise == int(gone) * 100:
            return Proposal("trip", str(trip.pk), trip.name, field, money(paise), money(int(new) * 100))
    return None


def text_of(row: Proposal, gone: str, new: str) -> Proposal | None:
    """The row's own text with the number replaced, if the number stands there once."""
    pattern = number_in(gone)
    if len(pattern.findall(row.current)) != 1:
        return None
    return Proposal(row.kind, row.source_id, row.title, row.field, row.current, pattern.sub(new, row.current))


def number_in(number: str) -> re.Pattern[str]:
    """The number as it may be written: 15000 also as 15,000."""
    grouped = ",?".join(re.escape(digit) for digit in number)
    return re.compile(rf"(?<![\d.,]){grouped}(?![\d]|[.,]\d)")


def samples(limit: int = 20) -> list[Suggestion]:
    """The newest replies whose words, not facts, a person changed: how the firm likes to sound."""
    rows = Suggestion.objects.filter(change=Change.WORDS).select_related("sent", "user").order_by("-decided_at")
    return list(rows[:limit])


def sent_text(row: Suggestion) -> str:
    message: Message | None = row.sent
    return message.text if message else ""
