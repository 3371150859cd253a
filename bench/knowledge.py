"""Search in an index of many passages: time of a whole `search()`, and whether the index finds what an exact look finds.

The passages are made near real ones: their vectors with noise, their words with made-up ones whose frequencies fall like
those of a language. Sizes: CAIRN_BENCH_PASSAGES, by default 10000,100000. Filling: binary COPY into a table without its two
large indexes, which are then built at once.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg

from bench.report import Row
from tests.desk import ROOT, Desk

SIZES = [int(n) for n in os.environ.get("CAIRN_BENCH_PASSAGES", "10000,100000").split(",")]
LIMIT = 20.0  # milliseconds
LEAST_RECALL = 0.9
NOISE = 0.3  # how far a passage stands from the mixed real ones, which have length 1
COLUMNS = "kind, source_id, facet, language, title, text, sha256, stale, stale_reason, same_as, position, updated_at, trip_id, embedding"
INDEXES = {
    "passage_embedding": "USING hnsw (embedding halfvec_cosine_ops) WITH (m = 16, ef_construction = 64)",
    "passage_general": "USING hnsw (embedding halfvec_cosine_ops) WITH (m = 16, ef_construction = 64) WHERE trip_id IS NULL",
    "passage_words": "USING gin (words)",
}


def measure(desk: Desk) -> Iterator[Row]:
    yield from sizes(desk, SIZES)


def million(desk: Desk) -> Iterator[Row]:
    yield from sizes(desk, [1_000_000])


def sizes(desk: Desk, wanted: list[int]) -> Iterator[Row]:
    for name in desk.processes.keys() & {"web", "work"}:
        desk.kill(name)  # neither takes part
    real = texts(desk)
    for size in wanted:
        began = time.perf_counter()
        fill(desk, real, size)
        built = time.perf_counter() - began
        told = asked(desk)
        name = f"search, {size:,} passages"
        beside = f"at most {LIMIT:.0f} ms of work; by the clock p50 {told['p50']:.0f}, p95 {told['p95']:.0f} ms; built in {built:.0f} s"
        yield Row(f"{name}, p95", told["worked"], "ms", LIMIT, beside, told["worked"] <= LIMIT)
        ours, *others = told["curve"]
        yield found(f"{name}, recall@5", ours, told["exact"], others)


def found(name: str, ours: dict[str, float], questions: int, others: list[dict[str, float]]) -> Row:
    """With what other widths of the search would find beside it."""
    curve = ", ".join(f"{one['width']}: {one['recall']:.0%} in {one['worked']:.1f} ms" for one in [ours, *others])
    beside = f"of the exact five nearest, {questions} questions, at least {LEAST_RECALL:.0%}; by hnsw.ef_search {curve}"
    return Row(name, 100 * ours["recall"], "%", None, beside, ours["recall"] >= LEAST_RECALL)


def texts(desk: Desk) -> list[tuple[str, str, str]]:
    """Title, text and vector of what vectors are mixed from: the demo's passages and the suite's questions."""
    from cairn.knowledge.embed import embed

    lines = (ROOT / "cairn/assistant/data/suite/intents.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["text"] for line in lines]
    made = [(text, text, json.dumps(vector.tolist())) for text, vector in zip(asked, embed(asked), strict=True)]
    return [*desk.sql("SELECT title, text, embedding::text FROM knowledge_passage ORDER BY id"), *made]


def fill(desk: Desk, real: list[tuple[str, str, str]], size: int) -> None:
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as database:
        # The whole graph has to fit while it is built: beyond that pgvector goes on row by row, many times slower.
        memory = max(512, 2 * size // 1000)
        database.execute(
            f"SET statement_timeout = 0; SET maintenance_work_mem = '{memory}MB'; SET max_parallel_maintenance_workers = 2"
        )
        for name in INDEXES:
            database.execute(f"DROP INDEX IF EXISTS {name}")
        database.execute("DELETE FROM knowledge_passage WHERE facet LIKE 'bench%'")
        database.execute("ALTER TABLE knowledge_passage SET UNLOGGED")
        trips = more_trips(database, max(10, size // 500))
        with database.cursor().copy(f"COPY knowledge_passage ({COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0))
            for chunk in rows(real, size, trips):
                copy.write(chunk)
            copy.write(struct.pack("!h", -1))
        for name, how in INDEXES.items():
            database.execute(f"CREATE INDEX {name} ON knowledge_passage {how}")
        database.execute("CHECKPOINT")
        database.execute("VACUUM ANALYZE knowledge_passage")


def more_trips(database: psycopg.Connection, count: int) -> list[int]:
    """Copies of the first trip under other names."""
    told = database.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'catalog_trip' AND column_name NOT IN ('id', 'slug', 'active')"
    )
    columns = ", ".join(f'"{name}"' for (name,) in told.fetchall())
    database.execute(
        f"INSERT INTO catalog_trip (slug, active, {columns}) SELECT 'bench-' || n, false, {columns} "
        "FROM catalog_trip, generate_series(1, %s) n WHERE catalog_trip.id = (SELECT min(id) FROM catalog_trip) ON CONFLICT DO NOTHING",
        [count],
    )
    return [pk for (pk,) in database.execute("SELECT id FROM catalog_trip WHERE slug LIKE 'bench-%%'").fetchall()]


def rows(real: list[tuple[str, str, str]], count: int, trips: list[int]) -> Iterator[bytes]:
    """Rows of the binary COPY, a thousand at a time; one in ten belongs to no trip."""
    chance = np.random.default_rng(7)
    base = np.array([json.loads(vector) for _, _, vector in real], np.float32)
    words = [text.split() for _, text, _ in real]
    made = [f"{a}{b}{c}" for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
    ranks = 1 / np.arange(1, len(made) + 1)
    ranks /= ranks.sum()
    stamp = int((time.time() - 946684800) * 1e6)
    for start in range(0, count, 1000):
        n = min(1000, count - start)
        of = chance.integers(len(real), size=n)
        vectors = near(base, of, chance)
        vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(">f2")
        strange = chance.choice(made, size=(n, 18), p=ranks)
        free, trip = chance.random(n) < 0.1, chance.integers(len(trips), size=n)
        out = []
        for i in range(n):
            known = words[of[i]]
            at = int(chance.integers(max(1, len(known) - 14)))
            text = " ".join([*known[at : at + 14], *strange[i]])
            name = str(start + i)
            title = f"{real[of[i]][0][:60]} {strange[i][0]}"
            fields = ["faq", f"bench{name}", f"bench-{name}", "en", title, text, name]
            out.append(
                struct.pack("!h", 14)
                + b"".join(sized(field.encode()) for field in fields)
                + sized(b"\0") + sized(b"") + sized(b"") + sized(struct.pack("!i", 0)) + sized(struct.pack("!q", stamp))
                + (struct.pack("!i", -1) if free[i] else sized(struct.pack("!q", trips[trip[i]])))
                + sized(struct.pack("!hh", base.shape[1], 0) + vectors[i].tobytes())
            )  # fmt: skip
        yield b"".join(out)


def near(base: np.ndarray, of: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Mostly one real text and a little of four others, as texts on one subject are, and a little off."""
    others = chance.integers(len(base), size=(len(of), 4))
    shares = chance.dirichlet(np.full(5, 0.8), size=len(of)).astype(np.float32)
    mixed = base[of] * shares[:, :1] + np.einsum("ij,ijk->ik", shares[:, 1:], base[others])
    noise = chance.standard_normal((len(of), base.shape[1])).astype(np.float32)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    return mixed + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)


SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"][:40]


def sized(field: bytes) -> bytes:
    return struct.pack("!i", len(field)) + field


def asked(desk: Desk) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.searching"]
    done = subprocess.run(command, env=desk.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
