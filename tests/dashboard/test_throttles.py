from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "cairn" / "dashboard" / "templates"
TRIGGERS = [
    (path.relative_to(TEMPLATES).as_posix(), trigger)
    for path in sorted(TEMPLATES.rglob("*.html"))
    for trigger in re.findall(r'hx-trigger="([^"]*throttle[^"]*)"', path.read_text())
]


@pytest.mark.parametrize(("path", "trigger"), TRIGGERS)
def test_all_throttles_of_one_region_are_equal(path, trigger):
    """htmx lets a new trigger clear one that waits, so a slower one would swallow it (docs/decisions/0007)."""
    assert len(set(re.findall(r"throttle:(\w+)", trigger))) == 1, path
