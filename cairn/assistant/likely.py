"""What a message is probably about, by a head fitted on labelled messages (`tools/fit_topics.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cairn.assistant.features import features
from cairn.assistant.lexicon import DATA
from cairn.assistant.nearest import intent_of, masked
from cairn.catalog.models import Trip

# From which chance a topic is added to those that rules found, and where they found nothing narrow.
SURE, PROBABLE = 0.65, 0.42
# A grave wish that is missed costs more than a false alarm.
GRAVE = {"emergency": 0.5, "opt_out": 0.45, "human": 0.45, "complaint": 0.45, "payment_claim": 0.45}
WIDE = frozenset({"greeting", "overview", "smalltalk", "list"})
# A rule that the head finds this unlikely is not believed where it finds another topic so likely.
DOUBTED, RIVAL = 0.05, 0.3
FILE = DATA / "topics.npz"


@dataclass(frozen=True, slots=True)
class Head:
    """Scores are `row @ weights + bias`; the logistic of `slope * score + shift` is the probability."""

    topics: tuple[str, ...]
    weights: npt.NDArray[np.float16]
    bias: npt.NDArray[np.float32]
    slope: npt.NDArray[np.float32]
    shift: npt.NDArray[np.float32]


@lru_cache(maxsize=1)
def head() -> Head:
    stored = np.load(FILE, allow_pickle=False)
    return Head(tuple(map(str, stored["topics"])), stored["weights"], stored["bias"], stored["slope"], stored["shift"])


def likely(cleaned: str, glossed: str, ruled: Iterable[str], trips: tuple[Trip, ...] = ()) -> dict[str, float]:
    """Topic -> probability 0 to 1, the likeliest first. Several may be likely at once. `ruled`: what rules found."""
    if not FILE.exists():  # while it is being fitted for the first time
        return {}
    fitted = head()
    places, values = features(cleaned, masked(glossed, trips), ruled)
    score = values @ fitted.weights[places].astype(np.float32) + fitted.bias
    odds = np.clip(fitted.slope * score + fitted.shift, -30, 30)
    found = zip(fitted.topics, (1 / (1 + np.exp(-odds))).tolist(), strict=True)
    return dict(sorted(found, key=lambda item: -item[1]))


def believed(ruled: dict[str, str], chances: dict[str, float]) -> dict[str, str]:
    """Topic -> intent: what rules found and the head does not doubt, and what it is sure of; less will do where rules found nothing."""
    ruled = {topic: intent for topic, intent in ruled.items() if not doubted(topic, chances)}
    needed = SURE if ruled.keys() - WIDE else PROBABLE
    sure = [topic for topic, chance in chances.items() if chance >= min(needed, GRAVE.get(topic, 1.0))]
    return ruled | {topic: intent_of(topic) for topic in sure if topic not in ruled}


def doubted(topic: str, chances: dict[str, float]) -> bool:
    """Rules are greedy: "how much" in "how much cold?" is no price. A grave wish is never doubted."""
    rival = next((chance for name, chance in chances.items() if name not in WIDE), 0.0)
    return topic not in GRAVE and chances.get(topic, 1.0) < DOUBTED and rival >= RIVAL
