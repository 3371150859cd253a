"""The model is left alone, and staff know: told once when it begins, once when it is over.

The breaker lives in each process, so what was told stands in a row that all of them see.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from cairn.assistant.models import Answer, ModelCall, Trouble
from cairn.journal.record import record
from cairn.lib import clock, logs

log = logs.logger("assistant")
Kind = Trouble.Kind
BEGINS = {
    Kind.BREAKER: (
        "The language model does not answer.",
        "The built-in composer writes all replies meanwhile. The model is tried again every minute; nothing is lost.",
    ),
    Kind.BUDGET: (
        "The language model's budget for today is used up.",
        "The built-in composer writes all replies until some of the last 24 hours' cost has passed. "
        "Raise ASSISTANT_DAILY_DOLLARS to go on now.",
    ),
}
ENDS = {
    Kind.BREAKER: ("The language model answers again.", "It words replies as before."),
    Kind.BUDGET: ("There is budget for the language model again.", "It words replies as before."),
}


def begin(kind: Trouble.Kind) -> bool:
    """Tell staff, unless they know already. False then."""
    if Trouble.objects.filter(kind=kind, over_at=None).exists():
        return False
    with transaction.atomic():
        made = Trouble.objects.bulk_create([Trouble(kind=kind, since=clock.now())], ignore_conflicts=True)
        row = Trouble.objects.filter(kind=kind, over_at=None).first()
        if made and row:
            tell(row, BEGINS[kind], "begun")
    log.warning("model left alone", why=kind)
    return True


def end(row: Trouble) -> bool:
    with transaction.atomic():
        ended = Trouble.objects.filter(pk=row.pk, over_at=None).update(over_at=clock.now())
        if ended:
            tell(row, ENDS[Kind(row.kind)], "over")
    return bool(ended)


def tell(row: Trouble, words: tuple[str, str], step: str) -> None:
    """`key` makes two workers that see it at once tell it once."""
    why, detail = words
    record("notification", actor="system", key=f"model-{row.pk}-{step}", why=why, detail=detail, kind="model")


def watch() -> int:
    """For the sweeper: end what is over. One look at a tiny table while all is well."""
    return sum(end(row) for row in Trouble.objects.filter(over_at=None) if is_over(row))


def is_over(row: Trouble) -> bool:
    from cairn.assistant.model import budget

    if not settings.OPENROUTER_API_KEY:
        return True
    if row.kind == Kind.BUDGET:
        return budget.used()[1] < settings.ASSISTANT_DAILY_DOLLARS
    worded = Answer.objects.filter(created_at__gt=row.since, writer="llm").exclude(model="")
    return worded.exists() or ModelCall.objects.filter(at__gt=row.since).exists()
