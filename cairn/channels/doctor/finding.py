from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from cairn.lib.saying import Said, kept


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
        """As JSON. `told`: the sentences with figures as the page can say them in another language."""
        told = {part: kept(words) for part in ("says", "step") if isinstance(words := getattr(self, part), Said)}
        return {**asdict(self), "state": str(self.state), "says": str(self.says), "step": str(self.step), "told": told}


def good(name: str, says: str) -> Finding:
    return Finding(name, State.GOOD, says)


def warn(name: str, says: str, step: str, act: str = "") -> Finding:
    return Finding(name, State.WARN, says, step, act)


def bad(name: str, says: str, step: str, act: str = "") -> Finding:
    return Finding(name, State.BAD, says, step, act)


def unknown(name: str, says: str, step: str = "") -> Finding:
    return Finding(name, State.UNKNOWN, says, step)
