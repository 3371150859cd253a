"""One message: what it is, who said it, and what became of it."""

from __future__ import annotations

import pytest

from cairn.assistant.models import Answer
from cairn.lib import clock
from tests.dashboard.conftest import page, says, thread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("queued", "Waiting to be sent"),
        ("sending", "Sending"),
        ("accepted", "Accepted by WhatsApp"),
        ("sent", ">Sent<"),
        ("delivered", ">Delivered<"),
        ("read", ">Read<"),
        ("unknown", "Waiting for a receipt before any second try"),
    ],
)
def test_every_status_has_its_words(at_desk, priya, status, words):
    says(priya, "Hello Priya", author="staff", status=status)
    assert words in thread(at_desk, priya)


def test_a_failure_says_why_and_what_to_do(at_desk, priya):
    says(priya, "Hello", author="staff", status="failed", error_code=131047)
    text = thread(at_desk, priya)
    assert 'data-status="failed"' in text
    assert "takes only a template" in text


def test_an_answer_shows_its_sources_and_its_time(at_desk, priya):
    source = {"kind": "trip", "id": 1, "title": "7-Day Explorer"}
    message = says(priya, "Twelve days", author="assistant", sources=[source])
    made = Answer.objects.create(
        conversation=priya, message=message, question="How long?", took_ms=1900, sources=[source]
    )
    text = thread(at_desk, priya)
    assert "1 source<" in text
    assert "1.9 s" in text
    assert "Trip #1" in page(at_desk, f"/answers/{made.pk}/sources")


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("image", {}, "Photo"),
        ("video", {}, "Video"),
        ("audio", {"voice": True}, "Voice note"),
        ("document", {"filename": "ticket.pdf"}, "ticket.pdf"),
        ("sticker", {}, "Sticker"),
        ("location", {"latitude": 18.5, "longitude": 73.8}, "18.5, 73.8"),
        ("contacts", {"contacts": []}, "Contact"),
        ("unsupported", {}, "WhatsApp did not pass this message on"),
    ],
)
def test_what_is_not_text_is_named(at_desk, priya, kind, content, words):
    says(priya, "", type=kind, content=content)
    assert words in thread(at_desk, priya)


def test_a_deleted_message_shows_nothing_of_what_it_said(at_desk, priya):
    says(priya, "my secret", revoked_at=clock.now())
    text = thread(at_desk, priya)
    assert "This message was deleted" in text
    assert "my secret" not in text


def test_an_edit_a_reaction_and_a_quote_are_shown(at_desk, priya):
    says(priya, "Two seats are held", author="staff", wamid="wamid.1")
    says(priya, "Ok", reply_to="wamid.1", edited_at=clock.now(), reactions={"x": {"emoji": "👍"}})
    text = thread(at_desk, priya)
    assert ">edited<" in text
    assert "👍" in text
    assert text.count("Two seats are held") == 2


def test_lists_bold_and_links_are_set_and_everything_else_is_text(at_desk, priya):
    says(priya, "*Included*\n- Meals\n- <b>Stay</b>\n\nhttps://trekandstay.in/pay/AR2K.")
    text = thread(at_desk, priya)
    assert "<b>Included</b>" in text
    assert "<li>Meals</li><li>&lt;b&gt;Stay&lt;/b&gt;</li>" in text
    assert 'href="https://trekandstay.in/pay/AR2K"' in text


def test_an_address_that_is_no_web_page_never_becomes_a_link(at_desk, priya):
    says(priya, 'javascript:alert(1) https://x"onclick="alert(1)')
    text = thread(at_desk, priya)
    assert 'href="javascript' not in text
    assert 'onclick="' not in text


def test_the_list_shows_words_without_whatsapps_marks():
    from cairn.dashboard.templatetags.desk import or_type

    assert or_type("*7-Day Explorer* _now_, snake_case stays", "text") == "7-Day Explorer now, snake_case stays"
    assert or_type("", "image") == "Photo"
