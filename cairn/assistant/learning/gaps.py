"""Gaps in what the firm's information says: unanswered questions grouped by meaning, and what becomes of each group.

Only the newest open questions are grouped, so the work is bounded whatever the history. A group keeps its row from one
grouping to the next; what nobody touches for four weeks expires, and opens again when somebody asks once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from math import log2
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Sum

from cairn.assistant.learning.cluster import clusters, medoid, terms
from cairn.assistant.models import Gap, Question
from cairn.knowledge.embed import Vectors, embed
from cairn.leads.models import Lead
from cairn.lib import clock, live

MOST = 300  # open questions that are grouped
EXPIRES = timedelta(weeks=4)
HALF_LIFE = 14.0  # days after which a question weighs half
LOCK = 7_204_116  # pg_advisory_xact_lock: one grouping at a time
State = Gap.State


def group() -> int:
    """Group the newest open questions anew. Returns how many gaps changed."""
    rows = list(Question.objects.filter(open=True).order_by("-pk")[:MOST])
    by_trip: dict[int | None, list[Question]] = defaultdict(list)
    for row in rows:
        by_trip[row.trip_id].append(row)
    # Vectors take seconds at first, so they are made before the transaction.
    vectors = {trip: embed([row.glossed for row in mine]) for trip, mine in by_trip.items()}
    with transaction.atomic():
        lock()
        known: dict[int, int | None] = dict(
            Question.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "gap")
        )
        changed: int = sum([settle(trip, mine, vectors[trip], known) for trip, mine in by_trip.items()])
        if changed:
            live.announce("gaps")
    return changed


def lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def settle(trip: int | None, rows: list[Question], vectors: Vectors, known: dict[int, int | None]) -> int:
    """Give each group of one trip its gap: the one that most of it has already, else a new one."""
    taken: set[int] = set()
    gaps = Gap.objects.exclude(state=State.ACCEPTED).in_bulk({gap for gap in known.values() if gap})
    texts, changed = [row.glossed for row in rows], 0
    for places in clusters(vectors):
        mine = [rows[place] for place in places]
        fresh = [row for row in mine if known.get(row.pk) is None]
        gap = kept(mine, known, gaps, taken)
        if gap and not fresh and all(known.get(row.pk) == gap.pk for row in mine):
            taken.add(gap.pk)
            continue
        name = {"question": rows[medoid(vectors, places)].text, "terms": terms([texts[p] for p in places], texts)}
        gap = gap or Gap.objects.create(trip_id=trip, last_at=mine[0].asked_at, **name)
        taken.add(gap.pk)
        Question.objects.filter(pk__in=[row.pk for row in mine]).update(gap=gap)
        weigh(gap, name, again=bool(fresh))
        changed += 1
    return changed


def kept(mine: list[Question], known: dict[int, int | None], gaps: dict[int, Gap], taken: set[int]) -> Gap | None:
    before = Counter(gap for row in mine if (gap := known.get(row.pk)) in gaps and gap not in taken)
    return gaps[before.most_common(1)[0][0]] if before else None


def weigh(gap: Gap, name: dict[str, Any], *, again: bool) -> None:
    """Count askers and weigh them. Asked again, an expired gap opens; a rejected one stays rejected."""
    found = gap.questions.aggregate(last=Max("asked_at"))
    askers = list(gap.questions.values_list("conversation", flat=True).distinct()[:1000])
    worth = Lead.objects.filter(conversation__in=askers).aggregate(sum=Sum("value"))["sum"] or 0
    last = found["last"] or gap.last_at
    state = {"state": State.OPEN} if again and gap.state == State.EXPIRED else {}
    Gap.objects.filter(pk=gap.pk).update(
        asked=gap.questions.count(),
        askers=len(askers),
        last_at=last,
        rank=rank(len(askers), last, worth),
        **name,
        **state,
    )


def rank(askers: int, last: datetime, worth: int) -> float:
    """Askers x recency x lead value, as a logarithm: time takes the same from all, so no row grows old by itself.

    `worth` in paise, of all leads that asked.
    """
    value = 1 + worth / 100 / 10_000
    return log2(max(1, askers)) + log2(1 + log2(value)) + last.timestamp() / 86_400 / HALF_LIFE


def expire() -> int:
    """What nobody asked for or touched in four weeks is put away."""
    return Gap.objects.filter(state=State.OPEN, last_at__lt=clock.now() - EXPIRES).update(state=State.EXPIRED)
