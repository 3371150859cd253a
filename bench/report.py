"""One line a figure: what was measured, the limit beside it, and whether the promise holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`limit` is in the same unit; for a rate it is what the machine could do, for a time what it may take."""

    name: str
    value: float
    unit: str
    limit: float | None
    beside: str
    kept: bool

    def __str__(self) -> str:
        ratio = f"{self.value / self.limit:6.0%}" if self.limit else " " * 6
        return (
            f"{'ok  ' if self.kept else 'MISS'} {self.name:48} {self.value:10,.1f} {self.unit:4} {ratio}  {self.beside}"
        )
