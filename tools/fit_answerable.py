"""Fit the head that tells whether search found an answer: `python tools/fit_answerable.py`, against a running demo.

Labelled questions: tests/knowledge/data/answerable.jsonl, {text, sources}; no sources means that nothing answers it.
Each answerable question is used twice: as it is, and with its source left out (then nothing answers it any more).
Plain numpy: logistic regression by Newton's method, judged by cross-validation over sources. Writes
cairn/knowledge/data/answerable.json.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LABELLED = ROOT / "tests" / "knowledge" / "data" / "answerable.jsonl"
KINDS = ("faq", "policy", "document")
RIDGE, FOLDS, BINS, DRAWS = 1.0, 5, 10, 5


def gathered() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Features, labels (1: the first hit answers it) and the group of each row."""
    from cairn.assistant.understand import understand
    from cairn.catalog.snapshot import Snapshot
    from cairn.knowledge.answerable import features
    from cairn.knowledge.search import readable, search
    from cairn.lib import clock

    snapshot, rows, labels, groups = Snapshot.current(), [], [], []
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        said = understand(case["text"], [], snapshot=snapshot, today=clock.now().date())
        glossed = said.message.glossed.replace("\n", " ")
        asked = glossed if readable(glossed) else said.message.cleaned
        hits = search(asked, trip_id=said.trip.pk if said.trip else None, kinds=KINDS, limit=12)
        clusters = {h.cluster for h in hits if f"{h.kind}:{h.source_id}" in case["sources"]}
        group = (case["sources"] or [case["text"]])[0]
        if hits:
            add(rows, labels, groups, features(asked, hits), hits[0].cluster in clusters, group)
        left = [h for h in hits if h.cluster not in clusters and f"{h.kind}:{h.source_id}" not in case["sources"]]
        if case["sources"] and left:
            add(rows, labels, groups, features(asked, left), False, group)
    return np.array(rows), np.array(labels, float), groups


def add(rows: list, labels: list, groups: list, values: list[float], label: bool, group: str) -> None:
    rows.append(values), labels.append(label), groups.append(group)


def fit(x: np.ndarray, y: np.ndarray) -> dict:
    means, spreads = x.mean(0), x.std(0)
    spreads[spreads == 0] = 1.0
    z = np.c_[np.ones(len(x)), (x - means) / spreads]
    w, ridge = np.zeros(z.shape[1]), RIDGE * np.eye(z.shape[1])
    ridge[0, 0] = 0
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ w))
        step = np.linalg.solve(z.T @ (z * (p * (1 - p))[:, None]) + ridge, z.T @ (y - p) - ridge @ w)
        w += step
        if np.abs(step).max() < 1e-8:
            break
    return {"bias": float(w[0]), "weights": w[1:].tolist(), "means": means.tolist(), "spreads": spreads.tolist()}


def predict(head: dict, x: np.ndarray) -> np.ndarray:
    z = (x - np.array(head["means"])) / np.array(head["spreads"])
    return 1 / (1 + np.exp(-(head["bias"] + z @ np.array(head["weights"]))))


def auroc(p: np.ndarray, y: np.ndarray) -> float:
    good, bad = p[y == 1][:, None], p[y == 0][None]
    return float(((good > bad) + 0.5 * (good == bad)).mean())


def ece(p: np.ndarray, y: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean()
            for b in range(BINS)
            if (bins == b).any()
        )
    )


def judged(x: np.ndarray, y: np.ndarray, groups: list[str]) -> tuple[float, float]:
    """AUROC and ECE of predictions for sources that the head has not seen; the mean over several draws of folds."""
    names, figures = sorted(set(groups)), []
    for draw in range(DRAWS):
        order = np.random.default_rng(draw).permutation(len(names))
        fold = {names[i]: n % FOLDS for n, i in enumerate(order)}
        at, p = np.array([fold[g] for g in groups]), np.zeros(len(y))
        for n in range(FOLDS):
            p[at == n] = predict(fit(x[at != n], y[at != n]), x[at == n])
        figures.append((auroc(p, y), ece(p, y)))
    return tuple(np.mean(figures, 0))


def main() -> None:
    from cairn.console.main import prepare

    prepare()
    from cairn.knowledge.answerable import HEAD, NAMES

    x, y, groups = gathered()
    area, error = judged(x, y, groups)
    told = {"fitted": datetime.now(UTC).date().isoformat(), "rows": len(y), "answerable": int(y.sum())}
    told |= {"auroc": round(float(area), 4), "ece": round(float(error), 4), "features": list(NAMES)}
    head = fit(x, y)
    for n, name in enumerate(NAMES):
        print(f"{name:16} alone {auroc(x[:, n], y):.3f}  weight {head['weights'][n]:+.2f}")
    HEAD.write_text(json.dumps(told | {k: rounded(v) for k, v in head.items()}, indent=1) + "\n", encoding="utf-8")
    p = predict(head, x)
    for floor in (0.3, 0.4, 0.5, 0.6, 0.7):
        print(
            f"at {floor}: {(p[y == 1] >= floor).mean():.1%} answered, {(p[y == 0] < floor).mean():.1%} of the rest refused"
        )
    print(told)


def rounded(value: float | list[float]) -> float | list[float]:
    return [round(v, 5) for v in value] if isinstance(value, list) else round(value, 5)


if __name__ == "__main__":
    main()
