"""A promise that is missed is shown, and told once; once more when it is kept again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from cairn.insights import missed
from cairn.journal import outages
from cairn.journal.models import Event, Outage, Sample
from tests.dashboard.conftest import at_desk as at_desk
from tests.dashboard.conftest import page
from tests.dashboard.ops.test_health import HEALTH, measured, tile

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return list(Event.objects.filter(type="notification").order_by("pk").values_list("data__why", flat=True))


def replies(milliseconds: float, *, count: int = 30) -> None:
    Sample.objects.filter(name="reply").delete()
    for span in ("minute", "hour"):
        measured("reply", milliseconds, count=count, span=span)


def test_a_missed_target_shows_on_the_page_and_is_told_once(at_desk):
    replies(4200)
    assert [missed.look(), missed.look()] == [1, 1]
    assert told() == ["The assistant's reply with WhatsApp: 4.2 s in the last hour, under 3 s is promised"]
    html = page(at_desk, HEALTH)
    assert "missed:" in tile(html, "reply")
    assert told()[0].replace("'", "&#x27;") in html  # among what was out of order


def test_when_it_is_kept_again_that_is_told_once():
    replies(4200)
    missed.look()
    replies(900)
    for _ in range(2):
        missed.look()
        Outage.objects.update(back_at=F("back_at") - timedelta(seconds=61))
        outages.watch()
    assert told()[1:] == ["The assistant's reply with WhatsApp: as promised again"]


def test_a_few_slow_replies_in_a_quiet_hour_are_no_news():
    replies(4200, count=5)
    missed.look()
    assert told() == []


def test_every_promise_has_a_name_and_a_least_number():
    from cairn.insights.promises import PROMISES

    keys = {promise.key for promise in PROMISES}
    assert keys == set(missed.NAMES) == set(missed.LEAST)
