"""What the model cost, day by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from cairn.accounts.models import Firm
from cairn.assistant.models import Answer, ModelCall
from cairn.lib import clock

DAYS = 14


@dataclass(slots=True)
class Day:
    """Calls, tokens in and out, and US dollars of one day in the firm's zone."""

    day: date
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0


def days() -> list[Day]:
    """The last fortnight, newest first; two queries by the index of a model's answers."""
    zone, since = Firm.current().zone, clock.now() - timedelta(days=DAYS)
    found: dict[date, Day] = defaultdict(lambda: Day(date.min))
    answers = Answer.objects.filter(created_at__gt=since).exclude(model="")
    others = ModelCall.objects.filter(at__gt=since)
    for rows, at in ((answers, "created_at"), (others, "at")):
        grouped = rows.order_by().values_list(TruncDate(at, tzinfo=zone)).annotate(
            n=Count("pk"), read=Sum("tokens_in"), written=Sum("tokens_out"), spent=Sum("dollars")
        )  # fmt: skip
        for day, calls, read, written, spent in grouped:
            sum_up(found[day], day, (calls, read, written), spent)
    return sorted(found.values(), key=lambda one: one.day, reverse=True)


def sum_up(one: Day, day: date, counts: tuple[int, int, int], dollars: float) -> None:
    one.day = day
    one.calls += counts[0]
    one.tokens_in += counts[1]
    one.tokens_out += counts[2]
    one.dollars += dollars
