"""News of the account: in words with what to do, once, and kept at the template they speak of."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.channels.whatsapp.notice_table import TABLE
from cairn.channels.whatsapp.notices import explain
from cairn.conversations.events import AccountNotice
from cairn.conversations.models import Template
from cairn.inbound.events import handle
from cairn.journal.models import Event
from cairn.lib import clock

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
ANYTHING = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner))
NAMES = sorted(
    {"event", "status", "other_info", "ban_info", "restriction_info", "groups", "payment", "errors", "history"}
)
CONTENT = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=6), ANYTHING, max_size=5)


@pytest.fixture
def template(db):
    return Template.objects.create(
        account="1", meta_id="77", name="welcome", language="en_US", status="approved", category="utility"
    )


def comes(channel, field: str, *, minutes: int = 0, **content: Any) -> None:
    which = {"message_template_id": 77, "message_template_name": "welcome", "message_template_language": "en_US"}
    whole = (which if "template" in field else {}) | content
    handle(AccountNotice(field, "1", whole, at=clock.now() - timedelta(minutes=minutes)), channel)


def news() -> list[str]:
    return [str(data["why"]) for data in Event.objects.filter(type="notification").values_list("data", flat=True)]


def test_a_notice_says_what_happened_how_bad_it_is_and_what_to_do(channel):
    comes(channel, "account_update", event="ACCOUNT_VIOLATION", violation_info={"violation_type": "SPAM"})
    data = Event.objects.get().data
    assert data["why"] == "The account broke WhatsApp's rules: Spam."
    assert (data["severity"], data["detail"]) == ("bad", "Look at the account in Meta Business Manager.")


def test_the_same_notice_twice_is_one(channel):
    for _ in range(2):
        comes(channel, "account_review_update", decision="REJECTED")
    assert news() == ["WhatsApp rejected the account."]


def test_news_of_a_template_change_its_row_and_are_told_once(channel, template):
    comes(channel, "message_template_status_update", event="REJECTED", reason="INVALID_FORMAT", minutes=3)
    comes(channel, "message_template_quality_update", new_quality_score="RED", minutes=2)
    later = int((clock.now() + timedelta(days=1)).timestamp())
    comes(
        channel,
        "template_category_update",
        new_category="UTILITY",
        correct_category="MARKETING",
        category_update_timestamp=later,
    )
    template.refresh_from_db()
    assert (template.status, template.quality, template.next_category) == ("rejected", "red", "marketing")
    assert len(news()) == 3


def test_news_of_a_template_that_we_do_not_know_are_told_all_the_same(channel):
    comes(channel, "message_template_status_update", event="APPROVED")
    assert news() == ["WhatsApp approved the template welcome (en_US)."]


def test_a_field_that_is_new_is_named_and_kept(channel):
    handle(AccountNotice("quantum_update", "1", {"x": 1}, known=False), channel)
    data = Event.objects.get().data
    assert data["why"] == "WhatsApp sent something new: quantum update, kept in the journal."
    assert data["content"] == {"x": 1}


@pytest.mark.parametrize(("field", "event"), sorted(TABLE))
def test_every_line_of_the_table_is_a_sentence_without_gaps(field, event):
    content = {"event": event} if event else {}
    told = explain(AccountNotice(field, "1", content))
    assert told.words
    assert "{" not in told.words + told.advice
    assert told.severity in ("good", "info", "warning", "bad")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted({field for field, _ in TABLE})), CONTENT)
def test_whatever_comes_is_put_into_words(field, content):
    told = explain(AccountNotice(field, "1", json.loads(json.dumps(content, default=str))))
    assert isinstance(told.words, str)
    assert len(told.words) < 3000
