"""Photos in a row stand together; everything else stands alone."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta

import pytest

from cairn.conversations.models import Attachment
from cairn.lib import clock
from tests.dashboard.conftest import says, thread

pytestmark = pytest.mark.django_db
seconds = itertools.count()


def photo(talk, words="", *, apart=1, **fields):
    at = clock.now() - timedelta(hours=1) + timedelta(seconds=next(seconds) * apart)
    message = says(talk, words, type="image", at=at, **fields)
    Attachment.objects.create(
        message=message, channel=talk.channel, kind="image", mime="image/jpeg", state="stored", thumbnail=True
    )
    return message


def shapes(text):
    return re.findall(r'data-shape="(\d)"', text)


def test_six_photos_are_one_grid_of_four_that_says_how_many_more(at_desk, priya):
    photos = [photo(priya) for _ in range(6)]
    text = thread(at_desk, priya)
    assert shapes(text) == ["4"]
    assert "+2</span>" in text
    assert all(f'id="message-{one.pk}"' in text for one in photos)
    assert f'id="album-{photos[0].pk}"' in text


def test_another_author_and_a_pause_begin_another_grid(at_desk, priya, rohan):
    [photo(priya) for _ in range(2)]
    [photo(priya, author="staff", user=rohan) for _ in range(3)]
    [photo(priya, author="staff", user=rohan, apart=200) for _ in range(2)]
    assert shapes(thread(at_desk, priya)) == ["2", "3"]


def test_a_second_caption_begins_a_new_grid_and_no_word_is_lost(at_desk, priya):
    for words in ("The falls", "", "The fort", ""):
        photo(priya, words)
    text = thread(at_desk, priya)
    assert shapes(text) == ["2", "2"]
    assert "<p>The falls</p>" in text
    assert "<p>The fort</p>" in text


def test_a_photo_that_failed_or_was_deleted_stands_alone_with_its_reason(at_desk, priya, rohan):
    photo(priya, author="staff", user=rohan)
    photo(priya, author="staff", user=rohan, status="failed", error_code=131026)
    photo(priya, revoked_at=clock.now())
    text = thread(at_desk, priya)
    assert not shapes(text)
    assert "said-error" in text
    assert "This message was deleted" in text


def test_the_tick_is_that_of_the_photo_which_has_come_least_far(at_desk, priya, rohan):
    for status in ("read", "sent", "delivered"):
        photo(priya, author="staff", user=rohan, status=status)
    text = thread(at_desk, priya)
    assert re.findall(r'class="ticks (\w+)"', text) == ["sent"]


def test_each_photo_has_its_own_menu_with_what_saves_it(at_desk, priya):
    photos = [photo(priya, wamid=f"wamid.{number}") for number in range(5)]
    text = thread(at_desk, priya)
    for one in photos:
        save = f'data-save="/media/{one.attachment.key}?download"'
        assert re.search(rf'bubble-menu" data-message="{one.pk}"[^>]*{re.escape(save)}', text)
    assert text.count("bubble-handle") == 5
