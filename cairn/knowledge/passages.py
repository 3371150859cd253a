"""The catalogue cut into passages, each small enough to be one answer; renewed only where the text changed.

`learn` renews what one row gives, soon after the row changed (see `hearing`); `refresh` compares everything, for the
first load and to find what came by another road.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from cairn.catalog.models import Faq
from cairn.knowledge import duplicates
from cairn.knowledge.drafts import Draft, drafts, drafts_of
from cairn.knowledge.embed import Vectors, embed
from cairn.knowledge.models import Passage
from cairn.lib import live

CATALOGUE = ("trip", "faq", "story", "policy")
FIELDS = ("kind", "source_id", "facet", "title", "text", "trip_id", "language", "stale", "stale_reason", "position")
LOCK = 0x4B4E4F57  # one writer of passages at a time, so that none writes older text over newer


@dataclass(frozen=True, slots=True)
class Summary:
    written: int = 0
    unchanged: int = 0
    removed: int = 0


def refresh() -> Summary:
    """Bring all passages in step with the catalogue. Unchanged text is not embedded again."""
    forget_wishes()
    embed([d.said for d in changed(list(drafts()), known())])  # may take minutes, so before the transaction
    with transaction.atomic():
        alone()
        summary = settle(list(drafts()), known())
        duplicates.mark()
    return summary


def learn(kind: str, source_id: str) -> Summary:
    """Renew what one row of the catalogue gives; a row that is gone takes its passages along."""
    embed([d.said for d in changed(drafts_of(kind, source_id), known(kind, source_id))])
    with transaction.atomic():
        alone()
        summary = settle(drafts_of(kind, source_id), known(kind, source_id))
        if kind == "faq" and (summary.written or summary.removed):
            duplicates.mark()
        if kind == "trip":
            weigh_faqs(int(source_id))
    return summary


def weigh_faqs(trip_id: int) -> None:
    """Another price or age of the trip may contradict what its FAQs say, or not any more."""
    for pk in Faq.objects.filter(trip_id=trip_id).values_list("pk", flat=True):
        settle(drafts_of("faq", str(pk)), known("faq", str(pk)))


def forget_wishes() -> None:
    """Rows that wait to be learnt are part of what is compared now."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'cairn.jobs.learn' AND status = 'todo'")


def alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def known(kind: str = "", source_id: str = "") -> dict[tuple[str, str, str], Passage]:
    rows = Passage.objects.defer("embedding", "words").filter(kind__in=[kind] if kind else CATALOGUE)
    if kind:
        rows = rows.filter(source_id=source_id)
    return {(p.kind, p.source_id, p.facet): p for p in rows}


def changed(wanted: list[Draft], there: dict[tuple[str, str, str], Passage]) -> list[Draft]:
    return [d for d in wanted if d.key not in there or d.sha256 != there[d.key].sha256]


def settle(wanted: list[Draft], there: dict[tuple[str, str, str], Passage]) -> Summary:
    """Write what differs and remove what is gone. A mark or another trip needs no new vector, but a new row."""
    keys = {draft.key for draft in wanted}
    differing = [d for d in wanted if d.key not in there or differs(d, there[d.key])]
    gone = [passage.pk for key, passage in there.items() if key not in keys]
    Passage.objects.filter(pk__in=gone).delete()
    write(differing, embed([d.said for d in differing]))
    if differing or gone:
        live.announce("knowledge")
    return Summary(len(differing), len(wanted) - len(differing), len(gone))


def differs(draft: Draft, passage: Passage) -> bool:
    now = (draft.sha256, draft.stale_reason, draft.trip_id, draft.language, draft.position)
    return now != (passage.sha256, passage.stale_reason, passage.trip_id, passage.language, passage.position)


def write(wanted: list[Draft], vectors: Vectors) -> None:
    rows = [
        Passage(**{name: getattr(d, name) for name in FIELDS}, sha256=d.sha256, embedding=vector.tolist())
        for d, vector in zip(wanted, vectors, strict=True)
    ]
    unique = ["kind", "source_id", "facet"]
    updated = ["trip", *(f for f in FIELDS if f not in (*unique, "trip_id")), "sha256", "embedding", "updated_at"]
    Passage.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=unique, update_fields=updated, batch_size=200
    )
