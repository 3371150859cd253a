"""The figures of a period, counted from rows. Each is one query over an index or over the leads alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Avg, Count, F, FloatField, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from cairn.accounts.models import Firm
from cairn.api.inputs import Day, Moment
from cairn.api.problems import invalid
from cairn.conversations.models import Message
from cairn.insights import report
from cairn.insights.report import Period as Days
from cairn.journal.models import Event
from cairn.leads.models import Lead, Stage
from cairn.lib import clock

router = Router(tags=["Insights"])
USUAL, LONGEST = timedelta(days=30), timedelta(days=366)
BY_PEOPLE = (Message.Author.STAFF, Message.Author.PHONE)
ANSWERS = ("assistant_answered", "assistant_handed_over")


class Period(Schema):
    start: Day | Moment | None = Field(None, alias="from", description="a day of the firm, or a time")
    end: Day | Moment | None = Field(None, alias="to", description="a day, counted in, or a time, not counted in")


class Percentiles(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


@router.get("/summary")
def summary(request: HttpRequest, period: Query[Period]) -> dict[str, Any]:
    """Messages, leads, conversion and times between `from` and `to`, the last thirty days unless given."""
    start, end = bounds(period)
    events = Event.objects.filter(at__gte=start, at__lt=end)
    leads = Lead.objects.filter(created_at__gte=start, created_at__lt=end, merged_into=None)
    return {
        "from": start,
        "to": end,
        **messages(events),
        "leads": {"created": leads.count(), "by_stage": by_stage()},
        "conversion": conversion(leads),
        "first_human_response_minutes": first_human_response(leads),
        "assistant_reply_ms": reply_times(events),
        "lead_creation_ms": creation_times(events),
        "daily": daily(start, end),
    }


def daily(start: datetime, end: datetime) -> dict[str, Any]:
    """What the insights page shows, from the counts of whole days of the firm; today's are a minute old at most."""
    zone = Firm.current().zone
    period = Days(start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date())
    found = report.read(period)
    return {
        "stages": [asdict(line) for line in report.funnel(found)],
        "sources": found.counts("source"),
        "topics": found.counts("topic"),
        "trips": found.counts("trip"),
        "answers": found.counts("answer"),
        "tasks": found.counts("task"),
        "automatic_moves": found.counts("move"),
        "busy_hours": report.busy(period),
    }


def bounds(period: Period) -> tuple[datetime, datetime]:
    zone = Firm.current().zone

    def moment(given: date | datetime, days: int) -> datetime:
        if isinstance(given, datetime):
            return given
        return datetime.combine(given + timedelta(days=days), time(), zone).astimezone(UTC)

    end = moment(period.end, 1) if period.end else clock.now()
    start = moment(period.start, 0) if period.start else end - USUAL
    if not start < end:
        raise invalid("from", "Give a time before `to`.")
    if end - start > LONGEST:
        raise invalid("from", "Ask for a year at most.")
    return start, end


def messages(events: Any) -> dict[str, Any]:
    received = events.filter(type="message_received").aggregate(all=Count("pk"), filed=Count("lead_id"))
    return {
        "messages": {"received": received["all"], "sent": events.filter(type="message_sent").count()},
        "messages_that_became_leads": percent(received["filed"], received["all"]),
    }


def by_stage() -> dict[str, int]:
    """Every lead there is, where it stands now."""
    rows = Lead.objects.filter(merged_into=None).values_list("stage").annotate(Count("pk")).order_by()
    return dict.fromkeys(Stage.values, 0) | dict(rows)


def conversion(leads: Any) -> dict[str, Any]:
    """What became of the period's leads."""
    won, lost = Count("pk", filter=Q(stage=Stage.WON)), Count("pk", filter=Q(stage=Stage.LOST))
    found = leads.aggregate(all=Count("pk"), won=won, lost=lost)
    return {"won": found["won"], "lost": found["lost"], "percent": percent(found["won"], found["all"])}


def first_human_response(leads: Any) -> float | None:
    said = Message.objects.filter(conversation=OuterRef("conversation"), author__in=BY_PEOPLE)
    first = said.filter(at__gte=OuterRef("created_at")).order_by("pk").values("at")[:1]
    waited = leads.annotate(answered=Subquery(first)).aggregate(mean=Avg(F("answered") - F("created_at")))["mean"]
    return round(waited.total_seconds() / 60, 2) if waited else None


def reply_times(events: Any) -> dict[str, float | None]:
    """How long the assistant took to have its answer, as it noted with each."""
    took = Cast(KeyTextTransform("took_ms", "data"), FloatField())
    found = events.filter(type__in=ANSWERS).aggregate(ms=Percentiles(took))["ms"] or [None, None]
    return {"p50": rounded(found[0]), "p95": rounded(found[1])}


def creation_times(events: Any) -> dict[str, float | None]:
    """From the webhook's arrival to the lead, as noted when the lead was made. Imported ones have no such time."""
    took = Cast(KeyTextTransform("ms", "data"), FloatField())
    found = events.filter(type="lead_created").aggregate(ms=Percentiles(took))["ms"] or [None, None]
    return {"p50": rounded(found[0]), "p95": rounded(found[1])}


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
