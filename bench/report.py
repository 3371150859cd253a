"""One line a figure: what was measured, the limit beside it, and whether the promise holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`limit` is in the same unit; for a rate it is what the machine could do, for a time what it may take."""

    name: str
    value: float | None
    unit: str
    limit: float | None
    beside: str
    kept: bool

    def __str__(self) -> str:
        return f"{'ok  ' if self.kept else 'MISS'} {self.name:52} {self.figure:>12} {self.ratio:>6}  {self.beside}"

    @property
    def figure(self) -> str:
        if self.value is None:
            return ""
        digits = 0 if self.value == int(self.value) or abs(self.value) >= 1000 else 1 if abs(self.value) >= 10 else 2
        return f"{self.value:,.{digits}f} {self.unit}".strip()

    @property
    def ratio(self) -> str:
        return f"{self.value / self.limit:.0%}" if self.limit and self.value is not None else ""


def told(name: str, value: float, unit: str = "", beside: str = "") -> Row:
    """A figure without a promise."""
    return Row(name, value, unit, None, beside, True)


def at_most(name: str, value: float, unit: str, limit: float, beside: str = "") -> Row:
    """A figure that may not pass `limit`."""
    words = f"at most {limit:g} {unit}".strip()
    return Row(name, value, unit, limit, f"{words}; {beside}" if beside else words, value <= limit)


def unmeasured(part: str, error: BaseException) -> Row:
    """A part that broke: the run goes on without it and says so."""
    return Row(part, None, "", None, f"could not be measured: {type(error).__name__}", False)


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| figure | measured | of the limit | beside it | |", "|---|---:|---:|---|---|"]
    for row in rows:
        beside = row.beside.replace("|", "/")
        lines.append(f"| {row.name} | {row.figure} | {row.ratio} | {beside} | {'' if row.kept else '**MISS**'} |")
    return "\n".join(lines)
