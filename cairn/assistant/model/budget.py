"""How much may be asked of the language model: per customer and for the firm, within a day.

The sum of a day would cost more with every answer of the day, so each process keeps it for a minute and adds what any
process wrote down since. So the limit holds for all of them: it can be overrun only by the calls that are under way at
that moment, which are not written down yet. What became older than a day may count for a minute longer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from cairn.assistant.model import trouble
from cairn.assistant.models import Trouble
from cairn.lib import clock, hot

DAY = timedelta(days=1)
KEPT = 60.0  # seconds that the sum of the day is kept
WRITTEN = timedelta(seconds=5)  # after which nothing older is still being written down

# Answers worded by a model, and what was asked besides; the newest of each tells whether the sum still stands.
SUM = """
SELECT coalesce(answers.spent, 0) + coalesce(calls.spent, 0), coalesce(answers.newest, 0), coalesce(calls.newest, 0)
FROM (
    SELECT sum(dollars) AS spent, max(id) AS newest FROM assistant_answer
    WHERE created_at > %(since)s::timestamptz AND created_at <= %(until)s::timestamptz AND NOT (model = '')
) AS answers, (
    SELECT sum(dollars) AS spent, max(id) AS newest FROM assistant_modelcall
    WHERE at > %(since)s::timestamptz AND at <= %(until)s::timestamptz
) AS calls
"""
NEWER = """
SELECT (SELECT coalesce(sum(dollars), 0) FROM assistant_answer WHERE created_at > %(until)s::timestamptz AND NOT (model = ''))
    + (SELECT coalesce(sum(dollars), 0) FROM assistant_modelcall WHERE at > %(until)s::timestamptz),
    (SELECT count(*) FROM assistant_answer
        WHERE conversation_id = %(conversation)s::bigint AND created_at > %(since)s::timestamptz AND NOT (model = ''))
    + (SELECT count(*) FROM assistant_modelcall WHERE conversation_id = %(conversation)s::bigint AND at > %(since)s::timestamptz),
    (%(answer)s::bigint = 0 OR EXISTS (SELECT 1 FROM assistant_answer WHERE id = %(answer)s::bigint))
    AND (%(call)s::bigint = 0 OR EXISTS (SELECT 1 FROM assistant_modelcall WHERE id = %(call)s::bigint))
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was spent in the day before `until`; `answer` and `call` are the newest rows in it."""

    dollars: float
    until: datetime
    answer: int
    call: int
    read_at: float


_kept: Kept | None = None


def allows(conversation_id: int) -> bool:
    """Whether this customer's next message may go to the model. True without a query where no model is set.

    ASSISTANT_DAILY_CALLS per customer, ASSISTANT_DAILY_DOLLARS for all together; both over the last 24 hours.
    Staff are told when the firm's budget is used up.
    """
    if not settings.OPENROUTER_API_KEY:
        return True
    mine, dollars = used(conversation_id, kept=_kept)
    if dollars >= settings.ASSISTANT_DAILY_DOLLARS:
        trouble.begin(Trouble.Kind.BUDGET)
        return False
    return mine < int(settings.ASSISTANT_DAILY_CALLS)


def used(conversation_id: int | None = None, *, kept: Kept | None = None) -> tuple[int, float]:
    """Calls for this customer and US dollars for all, in the last 24 hours. Counted anew unless `kept` still stands."""
    if kept is None or time.monotonic() - kept.read_at > KEPT:
        kept = count()
    values = {"conversation": conversation_id, "since": clock.now() - DAY, "until": kept.until}
    row = hot.fetch_one(NEWER, values | {"answer": kept.answer, "call": kept.call})
    assert row is not None
    newer, mine, stands = row
    # Rows of the sum may have been erased with their customer.
    return (int(mine), kept.dollars + float(newer)) if stands else used(conversation_id)


def count() -> Kept:
    """Sum the day, and keep it for this process."""
    global _kept
    until = clock.now() - WRITTEN
    row = hot.fetch_one(SUM, {"since": clock.now() - DAY, "until": until})
    assert row is not None
    _kept = Kept(float(row[0]), until, row[1], row[2], time.monotonic())
    return _kept
