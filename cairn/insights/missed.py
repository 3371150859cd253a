"""A promise that was not kept in the last hour: people are told once, and once when it is kept again."""

from __future__ import annotations

from cairn.insights.promises import Measured, Reading, measured
from cairn.journal import outages
from cairn.lib.seldom import Seldom

# So many have to be measured before a figure says anything: one slow reply in a quiet hour is no news.
LEAST = {"lead": 20, "reply": 20, "screen": 20, "human": 5, "became": 20, "errors": 300, "query": 1000}
NAMES = {
    "lead": "A lead after its webhook",
    "reply": "The assistant's reply with WhatsApp",
    "screen": "News on an open screen",
    "human": "The first human reply",
    "became": "Messages that became leads",
    "errors": "Errors",
    "query": "The slowest queries of the database",
}
UNITS = {Reading.ERRORS: "%", Reading.WHOLE: "%", Reading.MINUTES: " min"}
DETAIL = "Settings, System health shows every promise over time."
minute = Seldom(60)


def watch() -> int:
    """For the sweeper: look once a minute. Returns how many promises are missed."""
    return look() if minute.due() else 0


def look() -> int:
    found = measured("hour")
    for one in found:
        if one.value is not None and one.count >= LEAST[one.promise.key]:
            say(one)
    return sum(one.met is False for one in found)


def say(one: Measured) -> None:
    name = f"promise-{one.promise.key}"
    if one.met:
        outages.back(name)
    else:
        over = f"{NAMES[one.promise.key]}: as promised again"
        outages.begin(name, why=sentence(one), over=over, detail=DETAIL)


def sentence(one: Measured) -> str:
    """What was measured beside what was promised."""
    span = "the last seven days" if one.promise.reading is Reading.MINUTES else "the last hour"
    least = "at least" if one.promise.reading is Reading.WHOLE else "under"
    value, target = figure(one.promise.reading, one.value or 0.0), figure(one.promise.reading, one.promise.target)
    return f"{NAMES[one.promise.key]}: {value} in {span}, {least} {target} is promised"


def figure(reading: Reading, value: float) -> str:
    if reading in UNITS:
        return f"{value:.3g}{UNITS[reading]}"
    return f"{value / 1000:.3g} s" if value >= 1000 else f"{value:.0f} ms"
