"""Pictures that the server draws: where everything stands, in per cent of the width, so that no script is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10

HEIGHT = 132  # of the drawing itself; text stands above and below it
TOP, LEFT, RIGHT = 18.0, 1.5, 98.5
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a picture; also what is downloaded."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a place: x in per cent, y in pixels."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Line:
    """A line over time. Where nothing was measured it has a gap."""

    path: str
    dots: list[Mark]
    grid: list[Mark]
    axis: list[Mark]
    target: Mark | None
    label: str
    last: Mark | None

    height = HEIGHT + 44
    base = HEIGHT + TOP


def line(points: Sequence[tuple[str, float | None]], *, words: Callable[[float], str], label: str, target: float | None = None, target_words: str = "") -> Line | None:  # fmt: skip
    """Draw the values in order; `words` writes one, `label` is what a screen reader says. None when there is no value."""
    known = [value for _, value in points if value is not None]
    if not known:
        return None
    top = nice(max([*known, target * 1.15 if target else 0]))
    place = Places(len(points), top)
    last = max(n for n, (_, value) in enumerate(points) if value is not None)
    value = points[last][1] or 0
    at = place.x(last)
    return Line(
        path=path(points, place),
        dots=[
            Mark(place.x(n), round(place.y(v) + TOP, 1), "")
            for n, (_, v) in enumerate(points)
            if lonely(points, n) and v is not None
        ],
        grid=[Mark(0, round(place.y(top * share) + TOP, 1), words(top * share), "start") for share in (0.5, 1.0)],
        axis=axis([name for name, _ in points], place),
        target=Mark(100, round(place.y(target) + TOP, 1), target_words, "end") if target is not None else None,
        label=label,
        last=Mark(
            at, round(place.y(value) + TOP, 1), words(value), "end" if at > 85 else "start" if at < 15 else "middle"
        ),
    )


@dataclass(frozen=True, slots=True)
class Places:
    """From numbers to places: the n-th of `many` to per cent, a value up to `top` to pixels from above."""

    many: int
    top: float

    def x(self, n: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * n / max(1, self.many - 1), 2) if self.many > 1 else 50.0

    def y(self, value: float) -> float:
        return round(HEIGHT * (1 - min(1.0, value / self.top if self.top else 0)), 1)


def lonely(points: Sequence[tuple[str, float | None]], n: int) -> bool:
    """A value without neighbours makes no line and is shown as a dot."""
    around = [points[m][1] for m in (n - 1, n + 1) if 0 <= m < len(points)]
    return all(value is None for value in around)


def path(points: Sequence[tuple[str, float | None]], place: Places) -> str:
    steps, down = [], False
    for n, (_, value) in enumerate(points):
        if value is not None:
            steps.append(f"{'L' if down else 'M'}{place.x(n)} {place.y(value)}")
        down = value is not None
    return " ".join(steps)


def axis(names: Sequence[str], place: Places) -> list[Mark]:
    """First, last and two between."""
    many = len(names)
    wanted = sorted({0, many // 3, 2 * many // 3, many - 1}) if many > 3 else range(many)
    y = HEIGHT + 36.0
    ends = {0: "start", many - 1: "end"}
    return [Mark(place.x(n), y, names[n], ends.get(n, "middle") if many > 1 else "middle") for n in wanted]


def nice(value: float) -> float:
    """A round number that is not below this one: 1, 2, 5, 10 and so on."""
    if value <= 0:
        return 1.0
    step = 10.0 ** floor(log10(value))
    return next(step * round_one for round_one in (1, 2, 4, 5, 6, 8, 10) if value <= step * round_one)


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: str
    width: float


def bars(rows: Sequence[tuple[str, float, str]], most: int = 8) -> list[Bar]:
    """(name, number, number in words), longest first as given."""
    top = max((number for _, number, _ in rows), default=0) or 1
    return [Bar(name, words, round(100 * number / top, 1)) for name, number, words in rows[:most]]


@dataclass(frozen=True, slots=True)
class Square:
    x: float
    y: float
    shade: float
    title: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Days down, hours across."""

    squares: list[Square]
    days: list[Mark]
    hours: list[Mark]
    most: int
    label: str
    side: float = field(default=0.0)
    height: int = field(default=186)


def heat(
    week: Sequence[Sequence[int]], *, days: Sequence[str], title: Callable[[str, int, int], str], label: str
) -> Heat:
    """Messages by day and hour; hours before the first and after the last busy one are left out."""
    used = [hour for hour in range(24) if any(day[hour] for day in week)]
    first, last = (min(used[0], 8), max(used[-1], 20)) if used else (8, 20)
    hours, most = range(first, last + 1), max(max(day) for day in week) or 1
    side = 90.35 / len(hours)

    def x(hour: int) -> float:
        return round(9.65 + side * (hour - first), 2)

    squares = [
        Square(x(hour), 4 + 22 * n, round(0.06 + 0.94 * day[hour] / most, 2), title(days[n], hour, day[hour]))
        for n, day in enumerate(week)
        for hour in hours
    ]
    step = ceil(len(hours) / 5)
    marks = [Mark(x(hour), 174, f"{hour}:00", "start") for hour in hours[::step]]
    names = [Mark(0, 18 + 22 * n, name, "start") for n, name in enumerate(days)]
    return Heat(squares, names, marks, most, label, round(side - 0.3, 2))
