"""What was said before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation; author is customer, assistant or staff."""

    author: str
    text: str
