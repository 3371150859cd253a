"""The child of the knowledge bench: asks `search()` in one process, as a worker does, and looks exactly for comparison."""

from __future__ import annotations

import json
import time
from pathlib import Path

TIMES = 200
EXACT = 20
WIDTHS = (80, 150, 300, 600, 1000)  # hnsw.ef_search
QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "knowledge" / "data" / "answerable.jsonl"
NEAREST = "SELECT id FROM knowledge_passage WHERE NOT stale ORDER BY embedding <=> %s::halfvec LIMIT 5"


def main() -> None:
    from cairn.console.main import prepare

    prepare()
    from django.db import connection

    from cairn.catalog.models import Trip

    connection.cursor().execute("SET statement_timeout = 0")
    texts = [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    trips = list(Trip.objects.values_list("pk", flat=True)[:50])
    took, worked = times(texts, trips)
    figures = {"p95": at(took, 0.95), "p50": at(took, 0.5), "worked": at(worked, 0.95), "n": len(took)}
    print(json.dumps({**figures, "curve": recall(texts[:: len(texts) // EXACT][:EXACT]), "exact": EXACT}))


def at(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def times(texts: list[str], trips: list[int]) -> tuple[list[float], list[float]]:
    """Milliseconds that a search took, and that this process and its Postgres process worked for it, which no neighbour
    slows down. Every other question is about a trip; each text is embedded anew."""
    from cairn.knowledge import embed
    from cairn.knowledge.search import search

    for text in texts[:20]:
        search(text)
    embed._kept.clear()
    served = backend()
    took, worked = [], []
    for number in range(TIMES):
        trip = trips[number % len(trips)] if number % 2 else None
        began, work = time.perf_counter(), on_processor(served)
        search(texts[number % len(texts)], trip_id=trip)
        took.append((time.perf_counter() - began) * 1000)
        worked.append(on_processor(served) - work)
    return took, worked


def backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def on_processor(pid: int) -> float:
    """Milliseconds so far. Linux tells them by the nanosecond; elsewhere the wall has to do."""
    try:
        told = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii")
    except OSError:
        return time.perf_counter() * 1000
    return time.process_time() * 1000 + int(told.split()[0]) / 1e6


def recall(texts: list[str]) -> list[dict[str, float]]:
    """For several widths of the search in the graph: the share of the exact five nearest that it finds, and milliseconds
    of work for the bare query. The first is the one that `search` takes."""
    from cairn.knowledge.embed import embed
    from cairn.knowledge.lexemes import frequencies
    from cairn.knowledge.search import reach

    vectors = [str(embed([text])[0].tolist()) for text in texts]
    exact = [nearest(vector, "SET LOCAL enable_indexscan = off") for vector in vectors]
    ours, served, curve = reach(frequencies().passages), backend(), []
    for width in (ours, *(other for other in WIDTHS if other != ours)):
        before = on_processor(served)
        found = [nearest(vector, f"SET LOCAL hnsw.ef_search = {width}") for vector in vectors]
        worked = (on_processor(served) - before) / len(texts)
        share = sum(len(near & true) for near, true in zip(found, exact, strict=True)) / (5 * len(texts))
        curve.append({"width": width, "recall": share, "worked": worked})
    return curve


def nearest(vector: str, setting: str) -> set[int]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(setting)
        cursor.execute(NEAREST, [vector])
        return {row[0] for row in cursor.fetchall()}


if __name__ == "__main__":
    main()
