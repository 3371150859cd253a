"""The figures as a table by kind and by language, and the failed cases with their reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any


def share(values: list[Any]) -> str:
    counted = [bool(v) for v in values if v is not None]
    return f"{100 * sum(counted) / len(counted):5.1f}" if counted else "    -"


def none_of(faults: list[Any] | None) -> bool | None:
    return None if faults is None else not faults


def micro_f1(rows: list[dict[str, Any]]) -> str:
    hit = sum(r["intents_hit"] for r in rows)
    misses = sum(len(r["intents_missed"]) + len(r["intents_extra"]) for r in rows)
    return f"{2 * hit / (2 * hit + misses):5.3f}" if hit + misses else "    -"


def percentile(rows: list[dict[str, Any]], p: float) -> str:
    times = sorted(r["took_ms"] for r in rows if "error" not in r)
    return f"{times[min(len(times) - 1, int(p * len(times)))]:6.0f}" if times else "     -"


def line(name: str, rows: list[dict[str, Any]]) -> str:
    cells = [
        f"{name:<16}", f"{len(rows):4d}", share([r["passed"] for r in rows]),
        share([none_of(r.get("missing")) for r in rows]), share([none_of(r.get("wrong")) for r in rows]),
        share([r.get("expect_ok") for r in rows]), micro_f1(rows),
        share([r["language_ok"] for r in rows if not r["roman"]]), share([r.get("source_ok") for r in rows]),
        percentile(rows, 0.5), percentile(rows, 0.95),
    ]  # fmt: skip
    return "  ".join(cells)


def report(rows: list[dict[str, Any]], show: int) -> Iterator[str]:
    yield (f"{'kind':<16}     n   pass   must  no-bad expect  int-F1   lang source     p50     p95")
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_kind[row["kind"]].append(row)
    for kind, group in by_kind.items():
        yield (line(kind, group))
    if len(by_kind) > 1:
        yield (line("ALL", rows))
    by_language: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_language[row["lang"] + (" in Latin letters" if row["roman"] else "")].append(row)
    yield ("\nby language: pass % / language understood %")
    for lang, group in sorted(by_language.items()):
        yield (
            f"  {lang:<22}{len(group):4d}  {share([r['passed'] for r in group])} / {share([r['language_ok'] for r in group])}"
        )
    if errors := [r for r in rows if "error" in r]:
        yield (f"\n{len(errors)} without a reply; the first: {errors[0]['id']} {errors[0]['error']}")
    for row in [r for r in rows if not r["passed"]][:show]:
        why = {
            k: row[k]
            for k in ("missing", "wrong", "expect_ok", "intents_missed", "intents_extra")
            if row.get(k) not in (None, [], True)
        }
        yield (f"\n{row['id']}  {row['question']!r}\n  -> {str(row['reply'].get('answer'))[:300]!r}\n  {why}")
