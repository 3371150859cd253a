"""What may be said now: decided in one place, from facts and the time alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.conversations import rates
from cairn.conversations.window import AD_WINDOW, SKEW, WINDOW, Cost, Facts, Mode, decide

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return NOW + hours * HOUR


def test_within_24_hours_of_the_last_message_free_text_goes():
    found = decide(Facts(last_inbound_at=at(-23)), NOW)
    assert (found.mode, found.until, found.why) == (Mode.FREE_TEXT, at(1), "")
    assert found.cost() is Cost.SERVICE


def test_after_24_hours_only_a_template_goes_and_the_reason_is_said():
    found = decide(Facts(last_inbound_at=at(-24)), NOW)
    assert (found.mode, found.template) == (Mode.TEMPLATE, True)
    assert "24 hours" in found.why
    assert (found.cost(), found.cost("marketing")) == (Cost.UTILITY, Cost.MARKETING)


def test_who_never_wrote_gets_a_template_only():
    found = decide(Facts(), NOW)
    assert found.mode is Mode.TEMPLATE
    assert "not written yet" in found.why


def test_a_time_of_the_future_opens_nothing_and_a_clock_a_little_ahead_counts_as_now():
    assert decide(Facts(last_inbound_at=at(300)), NOW).mode is Mode.TEMPLATE
    assert decide(Facts(last_inbound_at=NOW + SKEW), NOW).until == NOW + WINDOW


def test_an_advertisement_makes_it_free_and_does_not_open_the_window():
    found = decide(Facts(last_inbound_at=at(-30), ad_until=at(40)), NOW)
    assert (found.mode, found.cost(), found.cost("marketing")) == (Mode.TEMPLATE, Cost.FREE, Cost.FREE)
    assert found.free_until == at(40)


def test_who_asked_for_silence_gets_nothing_until_they_write_again():
    assert decide(Facts(last_inbound_at=at(-2), opted_out_at=at(-2)), NOW).mode is Mode.NOTHING
    again = decide(Facts(last_inbound_at=at(-1), opted_out_at=at(-2)), NOW)
    assert (again.mode, again.marketing) == (Mode.FREE_TEXT, False)
    assert decide(Facts(last_inbound_at=at(-30), opted_out_at=at(-40)), NOW).mode is Mode.NOTHING


def test_a_marketing_stop_stops_marketing_only():
    found = decide(Facts(last_inbound_at=at(-30), marketing_stopped_at=at(-40)), NOW)
    assert found.refusal("template", "utility") == ""
    assert "marketing" in found.refusal("template", "marketing")


def test_a_paused_number_may_be_written_from_and_says_why_nothing_leaves():
    found = decide(Facts(last_inbound_at=at(-1), paused="The access token has expired."), NOW)
    assert (found.free_text, found.held) == (True, "The access token has expired.")


def test_the_web_chat_knows_no_windows():
    assert decide(Facts(windows=False), NOW).free_text


@pytest.mark.parametrize(
    ("facts", "category", "words"),
    [
        (Facts(last_inbound_at=at(-1)), "", "Service ₹0.12, the first 1,000 of a month free"),
        (Facts(), "utility", "Utility template ₹0.12"),
        (Facts(), "marketing", "Marketing template ₹0.86"),
        (Facts(ad_until=at(3)), "marketing", "Free: they came from an advertisement"),
    ],
)
def test_the_cost_of_the_next_message_is_said_in_words(facts, category, words):
    assert rates.words(decide(facts, NOW), "+919812300000", category) == words


def test_where_no_rate_is_known_none_is_made_up():
    assert rates.words(decide(Facts(), NOW), "+14155550100") == "Utility template"


times = st.none() | st.datetimes(
    min_value=datetime(2026, 11, 10), max_value=datetime(2026, 12, 10), timezones=st.just(UTC)
)
everything = st.builds(
    Facts,
    last_inbound_at=times,
    ad_until=times,
    opted_out_at=times,
    marketing_stopped_at=times,
    paused=st.sampled_from(["", "Paused."]),
    windows=st.just(True),
)


@settings(deadline=None)
@given(everything)
def test_free_text_goes_only_within_24_hours_of_words_that_were_really_said(facts):
    found = decide(facts, NOW)
    if found.free_text:
        assert facts.last_inbound_at is not None
        assert NOW - WINDOW < facts.last_inbound_at <= NOW + SKEW
        assert NOW < found.until <= NOW + WINDOW


@settings(deadline=None)
@given(everything)
def test_nobody_who_asked_for_silence_is_written_to_before_they_write(facts):
    found = decide(facts, NOW)
    if facts.opted_out_at and (facts.last_inbound_at is None or facts.last_inbound_at <= facts.opted_out_at):
        assert found.mode is Mode.NOTHING
        assert found.refusal("text") and found.refusal("template")


@settings(deadline=None)
@given(everything)
def test_whatever_does_not_go_has_a_reason_and_whatever_goes_has_none(facts):
    found = decide(facts, NOW)
    assert bool(found.why) == (found.mode is not Mode.FREE_TEXT)
    assert bool(found.refusal("text")) == (not found.free_text)


@settings(deadline=None)
@given(everything, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_without_new_words_a_closed_window_never_opens_again(facts, later):
    if facts.last_inbound_at and facts.last_inbound_at <= NOW and not decide(facts, NOW).free_text:
        assert not decide(facts, NOW + later).free_text


@settings(deadline=None)
@given(everything)
def test_only_an_advertisement_of_the_last_72_hours_makes_it_free(facts):
    found = decide(facts, NOW)
    free = facts.ad_until is not None and NOW < facts.ad_until <= NOW + AD_WINDOW
    assert (found.cost() is Cost.FREE) == free
