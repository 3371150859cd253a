"""A word is looked up where it costs least: by the index of words, or from the newest message back."""

from __future__ import annotations

import pytest
from django.db import connection

from cairn.conversations import search
from tests.dashboard.conftest import says, talks

pytestmark = pytest.mark.django_db
MANY = 4000


@pytest.fixture
def priya(channel):
    """Every message says that it is one, each tenth that it is about seats."""
    priya = talks(channel, "Priya Nair", words="Hello")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_message (conversation_id, channel_id, direction, author, type, text, content, status, at, "
            "created_at, reply_to, handled_at, reactions, callback, sources, attempts, error) "
            "SELECT %s, %s, 'in', 'customer', 'text', 'Message ' || n || CASE n %% 10 WHEN 0 THEN ' about seats' ELSE '' END, "
            "'{}', 'received', now(), now(), '', now(), '{}', gen_random_uuid(), '[]', 0, '' FROM generate_series(1, %s) n",
            [priya.pk, channel.pk, MANY],
        )
        cursor.execute("ANALYZE conversations_message")
    return priya


def plan(statement, words):
    with connection.cursor() as cursor:
        values = {"query": search.prefixes(words), "most": search.MOST}
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_word_that_many_say_is_found_by_the_index_of_words(channel, priya):
    rohan = talks(channel, "Rohan Shah", words="Two seats")
    assert MANY / 20 < search.hits("'seats':*") < MANY / 5
    assert "message_words" in plan(search.BY_WORDS, "seats") and "Backward" not in plan(search.BY_WORDS, "seats")
    assert search.found("seats") == {priya.pk, rohan.pk}


def test_a_word_that_everybody_says_is_met_by_walking_back_from_the_newest(channel, priya, monkeypatch):
    monkeypatch.setattr(search, "COMMON", MANY // 2)
    assert "Index Scan Backward" in plan(search.BY_WALKING, "message")
    for number in range(3):
        says(priya, f"Message of {number}")
    assert search.hits("'message':*") > search.COMMON
    assert search.found("message") == {priya.pk}
    assert search.found("mess 17") == {priya.pk}  # number 17 is far from the newest
