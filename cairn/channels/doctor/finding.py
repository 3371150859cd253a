from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `step`: what to do next; `act`: the name of a button that does it (subscribe, resume)."""

    name: str
    state: State
    says: str
    step: str = ""
    act: str = ""

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "state": str(self.state)}


def good(name: str, says: str) -> Finding:
    return Finding(name, State.GOOD, says)


def warn(name: str, says: str, step: str, act: str = "") -> Finding:
    return Finding(name, State.WARN, says, step, act)


def bad(name: str, says: str, step: str, act: str = "") -> Finding:
    return Finding(name, State.BAD, says, step, act)


def unknown(name: str, says: str, step: str = "") -> Finding:
    return Finding(name, State.UNKNOWN, says, step)
