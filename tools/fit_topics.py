"""Fit the head that tells what a message is about, from the labelled messages in `cairn/assistant/data/messages/`.

Ridge regression of each topic on the features, solved in the dual, which also gives every message's score when it is left
out (Rifkin and Lippert, "Notes on Regularized Least Squares", 2007). Those scores fit the logistic curve that makes
probabilities and give the figures printed here. `python tools/fit_topics.py [--judge]`
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

CHUNK = 500


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--ridge", type=float, default=0.5)
    given.add_argument("--judge", action="store_true", help="only print how well each topic is known when left out")
    options = given.parse_args()

    from cairn.console.main import prepare

    prepare()
    from cairn.assistant.likely import FILE

    rows = messages()
    matrix = matrix_of(rows)
    topics = sorted({topic for row in rows for topic in row["k"]})
    wanted = np.array([[topic in row["k"] for topic in topics] for row in rows], np.float32)
    weights, bias, left_out = fit(matrix, wanted, options.ridge)
    slope, shift = curves(left_out, wanted)
    report(topics, wanted, 1 / (1 + np.exp(-(slope * left_out + shift))), rows)
    if not options.judge:
        np.savez_compressed(
            FILE, topics=np.array(topics), weights=weights.astype(np.float16), bias=bias, slope=slope, shift=shift,
            messages=digest(rows),
        )  # fmt: skip


def messages() -> list[dict[str, Any]]:
    from cairn.assistant.lexicon import DATA

    return [json.loads(line) for path in sorted((DATA / "messages").glob("*.jsonl")) for line in path.open()]


def digest(rows: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def matrix_of(rows: list[dict[str, Any]]) -> Any:
    from cairn.assistant.features import SIZE, features
    from cairn.assistant.nearest import masked
    from cairn.assistant.understand import read
    from cairn.catalog.snapshot import Snapshot
    from cairn.lib import clock

    snapshot, today = Snapshot.current(), clock.now().date()
    matrix = np.zeros((len(rows), SIZE), np.float32)
    for number, row in enumerate(rows):
        message = read(row["t"], snapshot=snapshot, today=today, prior=None)
        places, values = features(message.cleaned, masked(message.glossed, message.trips), message.ruled)
        matrix[number, places] = values
    return matrix


def fit(matrix: Any, wanted: Any, ridge: float) -> tuple[Any, Any, Any]:
    """Weights, bias, and each row's scores from a fit without it. Rare topics weigh as much as common ones."""
    bias = wanted.mean(axis=0)
    kernel = matrix @ matrix.T
    inverse = np.linalg.inv(kernel.astype(np.float64) + ridge * np.eye(len(kernel)))
    dual = inverse @ (wanted - bias)
    left_out = wanted - dual / np.diag(inverse)[:, None]
    return (matrix.T @ dual).astype(np.float32), bias.astype(np.float32), left_out


def curves(scores: Any, wanted: Any) -> tuple[Any, Any]:
    """Slope and shift of a logistic curve through the left-out scores, one for each topic (Platt, 1999)."""
    slopes, shifts = np.empty(wanted.shape[1], np.float32), np.empty(wanted.shape[1], np.float32)
    for topic in range(wanted.shape[1]):
        slopes[topic], shifts[topic] = curve(scores[:, topic], wanted[:, topic])
    return slopes, shifts


def curve(score: Any, wanted: Any) -> tuple[float, float]:
    points = np.stack([score, np.ones_like(score)], axis=1)
    found = np.array([8.0, -3.0])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(points @ found, -30, 30)))
        slope = points.T @ (wanted - chance) - 0.01 * found
        bend = (points * (chance * (1 - chance))[:, None]).T @ points + 0.01 * np.eye(2)
        found = found + np.linalg.solve(bend, slope)
    return float(found[0]), float(found[1])


def report(topics: list[str], wanted: Any, chance: Any, rows: list[dict[str, Any]]) -> None:
    said = chance >= 0.5
    for name, right, found in zip(topics, wanted.T, said.T, strict=True):
        both = float((right * found).sum())
        print(
            f"{name:20} n {int(right.sum()):4}  recall {both / right.sum():.2f}  precision {both / max(found.sum(), 1):.2f}"
        )
    both = (wanted * said).sum()
    print(f"all: micro-F1 {2 * both / (wanted.sum() + said.sum()):.3f}")
    first = wanted[np.arange(len(wanted)), chance.argmax(axis=1)]
    for language in sorted({row["l"] for row in rows}):
        those = np.array([row["l"] == language for row in rows])
        print(f"{language:10} {int(those.sum()):5} messages, likeliest topic right {first[those].mean():.3f}")


if __name__ == "__main__":
    main()
