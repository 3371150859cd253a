"""What a message holds besides words, as the thread shows it."""

from __future__ import annotations

import uuid

import pytest

from cairn.conversations.models import Attachment
from cairn.lib import clock
from tests.dashboard.conftest import says, signed_in, thread

pytestmark = pytest.mark.django_db


def file(priya, kind="image", *, text="", content=None, **fields):
    message = says(priya, text, type=kind, content=content or {"id": "1"})
    return Attachment.objects.create(channel=priya.channel, message=message, kind=kind, key=uuid.uuid4(), **fields)


def test_a_photo_has_a_thumbnail_that_opens_the_whole_one(at_desk, priya):
    row = file(priya, state="stored", thumbnail=True, width=1600, height=1200, text="The gate <b>")
    text = thread(at_desk, priya)
    assert f'href="/media/{row.key}"' in text
    assert f'src="/media/{row.key}/thumb" width="288" height="216" alt="Photo: The gate &lt;b&gt;"' in text
    assert "<p>The gate &lt;b&gt;</p>" in text


def test_a_voice_note_and_a_video_can_be_played(at_desk, priya):
    note = file(priya, "audio", state="stored", size=2048, content={"id": "1", "voice": True})
    film = file(priya, "video", state="stored")
    text = thread(at_desk, priya)
    assert f'<audio controls preload="metadata" src="/media/{note.key}"' in text
    assert "Voice note, 2.0 KB" in text
    assert f'<video class="film" id="file-{film.pk}" controls' in text


def test_a_document_has_a_name_a_size_and_a_way_to_save_it(at_desk, priya):
    row = file(priya, "document", state="stored", filename="ticket.pdf", size=3 * 1024 * 1024)
    text = thread(at_desk, priya)
    assert "ticket.pdf" in text
    assert "PDF · 3.0 MB" in text
    assert f'href="/media/{row.key}?download"' in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Coming in<"),
        ({"size": 5 * 1024 * 1024}, "Coming in, 5.0 MB"),
        ({"error": "WhatsApp can't be reached", "next_attempt_at": clock.now()}, "be reached. Next try at"),
        ({"state": "refused", "error": "It has more than 25 MB."}, "It has more than 25 MB."),
        ({"state": "stored", "thumbnail": False, "size": 10}, "10 bytes"),
    ],
)
def test_a_file_that_is_not_there_says_where_it_is(at_desk, priya, fields, words):
    file(priya, **fields)
    text = thread(at_desk, priya)
    assert words in text
    assert "<img" not in text
    assert "Fetch again" not in text


def test_what_could_not_be_fetched_can_be_fetched_again_by_those_who_may_write(at_desk, vera, priya):
    row = file(priya, state="failed", error="The photo could not be fetched: it was damaged.")
    text = thread(at_desk, priya)
    assert "The photo could not be fetched" in text
    assert f'hx-post="/media/{row.key}/again"' in text
    assert "Fetch again" not in thread(signed_in(vera), priya)


def test_a_place_leads_to_a_map(at_desk, priya):
    says(priya, "", type="location", content={"latitude": 18.5, "longitude": 73.8, "name": "Base", "address": "Pune"})
    text = thread(at_desk, priya)
    assert 'href="https://www.openstreetmap.org/?mlat=18.5&amp;mlon=73.8#map=16/18.5/73.8"' in text
    assert 'href="geo:18.5,73.8"' in text
    assert "Base" in text
    assert "Pune" in text


@pytest.mark.parametrize("content", [{}, {"latitude": "x", "longitude": None}, {"latitude": 1e9, "longitude": 3}])
def test_a_place_without_a_point_is_only_named(at_desk, priya, content):
    says(priya, "", type="location", content=content)
    assert "openstreetmap" not in thread(at_desk, priya)


def test_a_card_has_names_and_numbers_to_call(at_desk, priya):
    card = {
        "name": {"formatted_name": "Lucía <Gómez>"},
        "org": {"company": "Lucky Shrub"},
        "phones": [{"phone": "+1 (983) 555-2319"}, "nonsense", {"phone": 3}],
        "emails": [{"email": "lucia@example.test"}],
        "origin": "contact_request",
    }
    says(priya, "", type="contacts", content={"contacts": [card, 5]})
    text = thread(at_desk, priya)
    assert "Lucía &lt;Gómez&gt;" in text
    assert '<a href="tel:+19835552319">+1 (983) 555-2319</a>' in text
    assert "mailto:lucia@example.test" in text
    assert "Their own number, as you asked" in text


def test_an_order_is_counted_in_its_own_money(at_desk, priya):
    items = [
        {"product_retailer_id": "tent", "quantity": 2, "item_price": 1500, "currency": "INR"},
        {"product_retailer_id": "mat", "quantity": 1, "item_price": 99.5, "currency": "INR"},
    ]
    says(priya, "Please gift wrap", type="order", content={"product_items": items})
    text = thread(at_desk, priya)
    for words in ("2 ×", "tent", "₹1,500.00", "₹3,099.50", "Please gift wrap"):
        assert words in text


@pytest.mark.parametrize(
    "items", [[{"quantity": "many", "item_price": "1e999", "currency": "???"}], [{"item_price": True}], ["x"], "x"]
)
def test_a_broken_order_breaks_nothing(at_desk, priya, items):
    says(priya, "", type="order", content={"product_items": items})
    assert "Order" in thread(at_desk, priya)


@pytest.mark.parametrize(
    ("kind", "text", "content", "words"),
    [
        ("button", "Unsubscribe", {"payload": "x", "text": "Unsubscribe"}, ["Tapped a button", "Unsubscribe"]),
        ("interactive", "Cancel", {"type": "button_reply", "id": "c"}, ["Tapped a button", "Cancel"]),
        (
            "interactive",
            "Express",
            {"type": "list_reply", "description": "Next day"},
            ["Chose from the list", "Express", "Next day"],
        ),
        (
            "interactive",
            "Sent",
            {"type": "nfm_reply", "name": "flow", "response": {"delivery_rating": "4", "flow_token": "secret"}},
            ["Filled in a form", "Delivery rating", ">4<"],
        ),
        (
            "interactive",
            "",
            {"type": "nfm_reply", "name": "address_message", "response": {"values": {"in_pin_code": "560001"}}},
            ["Sent an address", "In pin code", "560001"],
        ),
        ("interactive", "Sent", {"type": "nfm_reply", "response": {}}, ["Filled in a form", ">Sent<"]),
        ("interactive", "", {"type": "call_permission_reply", "response": "reject"}, ["Please don&#x27;t call"]),
        ("interactive", "", {"type": "call_permission_reply", "response": "accept"}, ["You may call"]),
        ("interactive", "", {"type": "payment_method", "payment_method": "offsite_card_pay"}, ["Offsite card pay"]),
        ("interactive", "", {"type": "hologram_reply"}, ["does not know yet", "Hologram reply"]),
    ],
)
def test_a_choice_is_shown_as_what_was_chosen(at_desk, priya, kind, text, content, words):
    says(priya, text, type=kind, content=content)
    shown = thread(at_desk, priya)
    for word in words:
        assert word in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"forwarded": True}, "Forwarded<"),
        ({"forwarded": True, "frequently_forwarded": True}, "Forwarded many times"),
        ({"referred_product": {"product_retailer_id": "tent"}}, "About tent in the catalogue"),
        ({"referral": {"source_type": "ad", "headline": "Chat with us"}}, "Came from an ad: Chat with us"),
        ({"standby": True}, "Another app has this chat"),
        ({"writer": "Sheena Nelson"}, "Sheena Nelson"),
    ],
)
def test_what_stands_beside_a_message_is_told(at_desk, priya, content, words):
    says(priya, "Hello", content=content)
    assert words in thread(at_desk, priya)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"errors": [{"code": 131051}]}, "photo to be seen once"),
        ({"errors": [{"code": 131052}]}, "more than 100 MB"),
        ({"errors": [{"code": 131060}]}, "may still come"),
        ({"errors": [{"code": 130501}]}, "in groups"),
        ({"errors": "?"}, "WhatsApp did not pass this message on"),
        ({"original_type": "hologram"}, "new to Cairn (hologram)"),
    ],
)
def test_what_can_not_be_shown_says_why(at_desk, priya, content, words):
    says(priya, "", type="unsupported", content=content)
    assert words in thread(at_desk, priya)


def test_an_edit_keeps_what_was_said_before(at_desk, priya):
    earlier = [{"text": "At five", "at": "2026-07-09T10:00:00+00:00"}]
    says(priya, "At six", edited_at=clock.now(), content={"earlier": earlier})
    text = thread(at_desk, priya)
    assert "Before: At five" in text
    assert ">edited<" in text


def test_files_cost_no_query_each(at_desk, priya, django_assert_max_num_queries):
    for _ in range(40):
        file(priya, state="stored", thumbnail=True)
    with django_assert_max_num_queries(11):
        thread(at_desk, priya)
