"""Figures for Prometheus, read from rows when they are asked for: every process tells the same."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cairn.api.problems import respond
from cairn.api.token import Token
from cairn.insights.state import spooled
from cairn.lib.probe import Away, Rows, ask

DEADLINE = 3.0  # seconds
FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")


@dataclass(frozen=True, slots=True)
class Figure:
    """The statement's last column is the value, those before it are the labels. Each reads a bounded number of rows."""

    name: str
    help: str
    statement: LiteralString
    labels: tuple[str, ...] = ()


FIGURES = (
    Figure(
        "cairn_journal_entries",
        "Stored webhooks by state; `filed` is the planner's estimate",
        """SELECT 'new', count(*) FROM journal_entry WHERE state = 'new'
        UNION ALL SELECT 'quarantined', count(DISTINCT entry_id) FROM journal_quarantined
        UNION ALL SELECT 'filed', greatest(0, CASE WHEN max(reltuples) < 0 THEN (SELECT count(*) FROM journal_entry)
            ELSE sum(greatest(reltuples, 0)) END - (SELECT count(*) FROM journal_entry WHERE state = 'new')
            - (SELECT count(DISTINCT entry_id) FROM journal_quarantined))
        FROM pg_class JOIN pg_inherits ON inhrelid = oid WHERE inhparent = 'journal_entry'::regclass""",
        ("state",),
    ),
    Figure(
        "cairn_messages",
        "Messages of the last hour by status, among the newest 10,000",
        """SELECT status, count(*) FROM (SELECT status, at FROM conversations_message ORDER BY id DESC LIMIT 10000) AS newest
        WHERE at > now() - interval '1 hour' GROUP BY status""",
        ("status",),
    ),
    Figure(
        "cairn_outbox_messages",
        "Messages that are not with WhatsApp yet",
        """SELECT wanted, count(id) FROM unnest(ARRAY['queued', 'sending']) AS wanted
        LEFT JOIN conversations_message ON status = wanted AND status IN ('queued', 'sending') GROUP BY wanted""",
        ("status",),
    ),
    Figure(
        "cairn_conversations_waiting",
        "Customers who wait for an answer",
        "SELECT count(*) FROM conversations_conversation WHERE waiting_since IS NOT NULL",
    ),
    Figure("cairn_jobs_todo", "Jobs in the queue", "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"),
    Figure(
        "cairn_worker_heartbeat_age_seconds",
        "Since the newest heartbeat of any worker",
        "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers HAVING count(*) > 0",
    ),
    Figure(
        "cairn_assistant_reply_seconds",
        "How long the assistant took over its newest 1,000 answers",
        """SELECT unnest(ARRAY['0.5', '0.95']), unnest(percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY took_ms)) / 1000
        FROM (SELECT took_ms FROM assistant_answer ORDER BY id DESC LIMIT 1000) AS newest""",
        ("quantile",),
    ),
)


class Rowed(Collector):
    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("cairn_spool_files", "Webhooks that wait on disk for the database", value=spooled())
        try:
            answers = ask([figure.statement for figure in FIGURES], deadline=DEADLINE)
        except Away:
            answers = None
        yield GaugeMetricFamily("cairn_database_up", "Whether the database answers", value=answers is not None)
        for figure, rows in zip(FIGURES, answers or [], strict=False):
            yield family(figure, rows or [])


def family(figure: Figure, rows: Rows) -> Metric:
    metric = GaugeMetricFamily(figure.name, figure.help, labels=figure.labels)
    for *labels, value in rows:
        if value is not None:
            metric.add_metric(labels, float(value))
    return metric


REGISTRY = CollectorRegistry()
REGISTRY.register(Rowed())


def metrics(request: HttpRequest) -> HttpResponse:
    if not (local(request) or Token()(request)):
        return respond(401)
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def local(request: HttpRequest) -> bool:
    """From this machine itself. What a proxy on this machine passes on is not."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
