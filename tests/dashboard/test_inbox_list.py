"""The list: who needs a person comes first, and a long one stays quick."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations.models import Conversation
from cairn.lib import clock
from tests.dashboard.conftest import page, talks

pytestmark = pytest.mark.django_db

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def waits(channel, name, minutes, why):
    return talks(channel, name, needs_person_since=clock.now() - timedelta(minutes=minutes), needs_person_why=why)


def test_before_the_first_message_the_page_says_what_to_do(at_desk, settings):
    settings.SIMULATED, settings.SIMULATOR_URL = True, "http://127.0.0.1:8001"
    text = page(at_desk, "/inbox")
    assert "Nobody has written yet." in text
    assert 'href="http://127.0.0.1:8001/"' in text


def test_without_the_simulator_the_first_page_names_no_phone(at_desk, settings):
    settings.SIMULATED = False
    assert "Open the phone" not in page(at_desk, "/inbox")


def test_who_waits_longest_stands_first_with_the_reason(at_desk, channel, priya):
    waits(channel, "Rahul Deshmukh", 4, "Ready to book")
    waits(channel, "Fatima Shaikh", 18, "Payment to check")
    text = page(at_desk, "/inbox")
    names = [
        text.index(name) for name in ("Needs you", "Fatima Shaikh", "Rahul Deshmukh", "Nobody is waiting", "Priya Nair")
    ]
    assert names == sorted(names)
    assert '<span class="why red">Payment to check</span>' in text
    assert '<span class="why green">Ready to book</span>' in text


def test_a_wait_turns_amber_and_then_red(at_desk, channel):
    waits(channel, "Joseph", 9, "Asked for a person")
    waits(channel, "Fatima", 18, "Asked for a person")
    text = page(at_desk, "/inbox")
    assert 'class="row-wait wait soon"' in text
    assert 'class="row-wait wait late"' in text


def test_the_rail_counts_who_needs_a_person(at_desk, channel):
    waits(channel, "Joseph", 9, "Asked for a person")
    assert '>1<span class="sr"> waiting</span>' in page(at_desk, "/inbox")


def test_mine_and_archive_hold_what_their_names_say(at_desk, channel, asha):
    talks(channel, "Mine", owner=asha)
    talks(channel, "Gone", status=Conversation.Status.ARCHIVED)
    assert "Gone" not in page(at_desk, "/inbox")
    assert ("Mine</bdi>" in (mine := page(at_desk, "/inbox?view=mine"))) and "Gone" not in mine
    assert "Gone" in page(at_desk, "/inbox?view=archive")


def test_an_unknown_view_shows_what_is_open(at_desk, priya):
    assert "Priya Nair" in page(at_desk, "/inbox?view=nonsense&show=-3&q=")


def test_the_search_finds_by_name_and_says_when_it_does_not(at_desk, channel, priya):
    assert "Priya Nair" in page(at_desk, "/inbox?q=priya")
    assert "No chat with “Hampta”" in page(at_desk, "/inbox?q=Hampta")


def test_names_and_words_of_customers_are_only_text(at_desk, channel):
    evil = talks(channel, EVIL, words=EVIL, needs_person_since=clock.now(), needs_person_why=EVIL)
    for address in (
        "/inbox",
        f"/inbox/{evil.pk}",
        f"/inbox?q={EVIL}",
        f"/inbox/{evil.pk}/thread",
        f"/inbox/{evil.pk}/lead",
    ):
        text = page(at_desk, address)
        assert "<script>alert" not in text
        assert "<img src" not in text


def test_the_list_stops_at_fifty_and_offers_more(at_desk, channel):
    for number in range(53):
        talks(channel, f"Customer {number}")
    text = page(at_desk, "/inbox")
    assert text.count('<li class="row') == 50
    assert "Show more" in text
    assert page(at_desk, "/inbox?show=100").count('<li class="row') == 53


def test_a_long_list_takes_as_many_queries_as_a_short_one(at_desk, channel, django_assert_max_num_queries):
    for number in range(30):
        talks(channel, f"Customer {number}", unread=number)
    with django_assert_max_num_queries(8):
        page(at_desk, "/inbox/list?open=1")


def test_an_open_window_closing_and_closed_are_told_in_words(at_desk, channel):
    talks(channel, "Open", minutes=50)
    talks(channel, "Closing", minutes=22 * 60 + 36)
    talks(channel, "Closed", minutes=25 * 60)
    text = page(at_desk, "/inbox")
    assert "Free text 23 h" in text
    assert ">83 min</wait-time>" in text or ">84 min</wait-time>" in text
    assert "closed <svg" in text
