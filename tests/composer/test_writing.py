"""Beside the words: drafts, canned replies, trips, planned messages, buttons and lists, reactions, quotations."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from PIL import Image

from cairn.catalog import images
from cairn.catalog.edit.written import By
from cairn.catalog.models import Trip
from cairn.conversations import drafts
from cairn.conversations.models import CannedReply, Message
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.dashboard.conftest import page, says, signed_in, thread

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


def post(client, address, **form):
    return client.post(address, form, headers=LIVE)


def say(client, talk, text, **more):
    return post(client, f"/inbox/{talk.pk}/say", **{"text": text, "mode": "reply", "key": "k1", **more})


@pytest.fixture
def seven(priya):
    trip = Trip.objects.get(name="7-Day Maharashtra Explorer")
    Lead.objects.filter(conversation=priya).update(trip=trip)
    return trip


# drafts


def test_a_draft_is_there_on_another_device(at_desk, priya, asha):
    kept = post(at_desk, f"/inbox/{priya.pk}/draft", text="Namaste", mode="note", version="0", age="0").json()
    assert kept["draft"]["text"] == "Namaste" and kept["other"] is None
    shown = page(signed_in(asha), f"/inbox/{priya.pk}")
    assert 'data-text="Namaste" data-mode="note"' in shown
    assert '<span class="begun">Draft</span>' in shown
    assert '<span class="begun">Draft</span>' in page(at_desk, "/inbox/list?view=all")


def test_a_draft_is_its_writers_alone(at_desk, priya, rohan):
    post(at_desk, f"/inbox/{priya.pk}/draft", text="Namaste", mode="reply")
    shown = page(signed_in(rohan), f"/inbox/{priya.pk}")
    assert 'data-text=""' in shown and 'class="begun"' not in shown


def test_words_that_lost_are_handed_back(at_desk, priya):
    post(at_desk, f"/inbox/{priya.pk}/draft", text="On the phone", mode="reply")
    kept = post(at_desk, f"/inbox/{priya.pk}/draft", text="Offline", mode="reply", version="5", age="60000").json()
    assert (kept["draft"]["text"], kept["other"]["text"]) == ("On the phone", "Offline")


def test_sending_clears_the_draft(at_desk, priya, asha):
    drafts.keep(priya, asha, drafts.Words("Hello"))
    assert say(at_desk, priya, "Hello").status_code == 204
    assert drafts.draft(priya, asha).text == ""


def test_what_is_refused_keeps_it(at_desk, closed, asha):
    drafts.keep(closed, asha, drafts.Words("Hello"))
    assert say(at_desk, closed, "Hello").status_code == 422
    assert drafts.draft(closed, asha).text == "Hello"


# what is called up while one types


def test_canned_replies_read_as_this_customer_would_read_them(at_desk, priya, seven):
    row = CannedReply.objects.create(name="price", text="{name}, {trip} costs {price}. {party} of you?")
    found = at_desk.get(f"/inbox/{priya.pk}/replies?q=pri").json()["options"]
    assert found == [
        {"id": row.pk, "title": "/price", "detail": "Priya, 7-Day Maharashtra Explorer costs ₹15,000. {party} of you?"}
    ]
    taken = post(at_desk, f"/inbox/{priya.pk}/replies/{row.pk}").json()["text"]
    assert "₹15,000" in taken
    row.refresh_from_db()
    assert row.used == 1


def test_a_blank_that_nobody_filled_in_keeps_it_here(at_desk, priya):
    for mode in ("reply", "park"):
        answer = say(at_desk, priya, "It costs {price}.", mode=mode)
        assert (answer.status_code, answer.content.decode()) == (422, "Still to be filled in: {price}.")
    assert say(at_desk, priya, "Write {price} there", mode="note").status_code == 204


def test_a_trip_becomes_a_text_out_of_its_rows(at_desk, priya, seven):
    options = at_desk.get(f"/inbox/{priya.pk}/trips?q=7-day").json()["options"]
    assert options[0]["title"] == "7-Day Maharashtra Explorer"
    text = post(at_desk, f"/inbox/{priya.pk}/trips/{seven.pk}").json()["text"]
    assert text.startswith("*7-Day Maharashtra Explorer*\n")
    assert "₹15,000 per person, ₹2,000 advance" in text and "seats left" in text and " to 19 August" in text


def test_a_trips_photo_goes_along_as_a_file(at_desk, priya, seven, asha):
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
    images.add(seven, picture.getvalue(), by=By("staff", asha))
    taken = post(at_desk, f"/inbox/{priya.pk}/trips/{seven.pk}").json()
    assert taken["file"]["kind"] == "image"
    assert say(at_desk, priya, "Look", attachment=[taken["file"]["key"]]).status_code == 204
    assert priya.messages.get(type="image").text == "Look"


def test_colleagues_are_found_by_the_beginning_of_a_name(at_desk, rohan, vera):
    found = at_desk.get("/team/names?q=ro").json()["options"]
    assert [one["title"] for one in found] == ["Rohan Naik"]
    assert [one["title"] for one in at_desk.get("/team/names?q=iy").json()["options"]] == ["Vera Iyer"]


# send later


def test_a_message_is_planned_for_tomorrow_and_shown_above_the_composer(at_desk, priya):
    assert say(at_desk, priya, "Good morning", when="tomorrow").status_code == 204
    message = priya.messages.get(status="planned")
    assert message.send_at > clock.now()
    shown = thread(at_desk, priya)
    assert "Planned for" in shown and f'id="message-{message.pk}"' not in shown


def test_a_time_of_ones_own_is_in_the_firms_zone(at_desk, priya):
    day = (clock.now() + timedelta(days=2)).date()
    say(at_desk, priya, "Hello", when=f"{day}T09:15")
    at = priya.messages.get(status="planned").send_at
    assert f"{at:%H:%M}" == "03:45"
    assert say(at_desk, priya, "Hello", when="2020-01-01T09:00", key="k2").status_code == 422


def test_what_the_customer_wrote_since_is_asked_about_and_it_stays(at_desk, priya):
    say(at_desk, priya, "Good morning", when="tomorrow")
    assert "Does it still fit?" not in thread(at_desk, priya)
    # WhatsApp tells whole seconds, so what came after may bear an earlier time.
    at = clock.now().replace(microsecond=0)
    priya.messages.create(
        channel=priya.channel, direction="in", author="customer", status="received", at=at, text="So?"
    )
    assert "Does it still fit?" in thread(at_desk, priya)
    message = priya.messages.get(status="planned")
    assert post(at_desk, f"/messages/{message.pk}/planned", do="keep").status_code == 204
    assert "Does it still fit?" not in thread(at_desk, priya)


def test_it_is_changed_sent_at_once_or_taken_back(at_desk, priya):
    say(at_desk, priya, "Good morning", when="tomorrow")
    message = priya.messages.get(status="planned")
    assert say(at_desk, priya, "Good day", edit=message.pk, mode="park").status_code == 204
    assert post(at_desk, f"/messages/{message.pk}/planned", do="now").status_code == 204
    message.refresh_from_db()
    assert (message.text, message.status) == ("Good day", "queued")
    gone = post(at_desk, f"/messages/{message.pk}/planned", do="cancel")
    assert (gone.status_code, gone.content.decode()) == (409, "This message was sent or cancelled meanwhile.")


# something to tap


def test_buttons_are_sent_and_shown(at_desk, priya):
    form = {"body": "Which one?", "title": ["7 days", "5 days", ""], "key": "k"}
    for _ in range(2):
        assert post(at_desk, f"/inbox/{priya.pk}/choices/buttons/send", **form).status_code == 204
    message = priya.messages.get(type="interactive")
    assert [one["reply"]["title"] for one in message.content["action"]["buttons"]] == ["7 days", "5 days"]
    shown = thread(at_desk, priya)
    assert "Which one?" in shown and "7 days</span>" in shown


def test_buttons_are_planned_like_words(at_desk, priya):
    form = {"body": "Which month?", "title": ["July", "August"], "key": "b1", "when": "tomorrow"}
    assert post(at_desk, f"/inbox/{priya.pk}/choices/buttons/send", **form).status_code == 204
    planned = priya.messages.get(status="planned")
    assert (planned.type, planned.text) == ("interactive", "Which month?")
    refused = post(
        at_desk, f"/inbox/{priya.pk}/choices/buttons/send", **{**form, "key": "b2", "when": "2020-01-01T10:00"}
    )
    assert refused.status_code == 422


def test_a_list_has_its_rows_in_sections(at_desk, priya):
    form = {"body": "Choose", "button": "Trips", "title": ["A", "B", "C"], "description": ["x", "", ""]}
    form |= {"section": ["Short", "", "Long"], "key": "k"}
    assert post(at_desk, f"/inbox/{priya.pk}/choices/list/send", **form).status_code == 204
    sections = priya.messages.get(type="interactive").content["action"]["sections"]
    assert [(one["title"], len(one["rows"])) for one in sections] == [("Short", 2), ("Long", 1)]


@pytest.mark.parametrize(
    ("kind", "form", "why"),
    [
        ("buttons", {"body": "Which?", "title": "x" * 21}, "21 characters"),
        ("buttons", {"body": "Which?", "title": "😀" * 11}, "22 characters"),
        ("buttons", {"body": "Which?"}, "0 buttons"),
        ("link", {"body": "Look", "button": "Open", "url": "trekandstay.test"}, "begin with https"),
        ("place", {"body": ""}, "empty"),
        ("list", {"body": "{price}", "button": "Trips"}, "filled in"),
    ],
)
def test_what_whatsapp_would_refuse_is_said(at_desk, priya, kind, form, why):
    answer = post(at_desk, f"/inbox/{priya.pk}/choices/{kind}/send", **form)
    assert answer.status_code == 422 and why in answer.content.decode()


@pytest.mark.parametrize("kind", ["buttons", "list", "link", "place"])
def test_each_kind_has_its_form(at_desk, priya, kind):
    assert 'name="body"' in page(at_desk, f"/inbox/{priya.pk}/choices/{kind}")
    assert at_desk.get(f"/inbox/{priya.pk}/choices/{kind}s2").status_code == 404


# one message


def test_an_emoji_is_put_on_a_customers_message_and_taken_back(at_desk, priya):
    message = says(priya, "Thank you", wamid="wamid.in.1")
    assert post(at_desk, f"/messages/{message.pk}/react", emoji="👍").status_code == 204
    message.refresh_from_db()
    assert message.reactions["firm"]["emoji"] == "👍"
    assert "data-reacted" in thread(at_desk, priya)
    post(at_desk, f"/messages/{message.pk}/react", emoji="")
    message.refresh_from_db()
    assert message.reactions["firm"]["emoji"] == ""


def test_an_answer_quotes_the_message_it_answers(at_desk, priya):
    asked = says(priya, "And the price?", wamid="wamid.in.2")
    say(at_desk, priya, "15,000", quote=asked.pk)
    assert priya.messages.get(text="15,000").reply_to == "wamid.in.2"


def test_the_row_of_a_sent_message_carries_its_key(at_desk, priya):
    say(at_desk, priya, "Hello", key="a-key")
    assert 'data-key="a-key"' in thread(at_desk, priya)


# who may


def test_viewers_may_not_and_strangers_are_sent_to_sign_in(priya, vera):
    says(priya, "x", wamid="w")
    pk = priya.messages.last().pk
    posts = [
        f"/inbox/{priya.pk}/draft",
        f"/messages/{pk}/react",
        f"/messages/{pk}/planned",
        f"/inbox/{priya.pk}/choices/link/send",
    ]
    gets = [f"/inbox/{priya.pk}/replies", f"/inbox/{priya.pk}/trips", "/team/names", f"/inbox/{priya.pk}/choices/link"]
    for client, status in ((signed_in(vera), 403), (Client(), 302)):
        assert {client.post(address).status_code for address in posts} == {status}
        assert {client.get(address).status_code for address in gets} == {status}


def test_what_is_not_there_is_not_found(at_desk, priya):
    lost = [
        f"/inbox/{priya.pk + 99}/draft",
        "/messages/999999/react",
        f"/inbox/{priya.pk}/trips/9999",
        f"/inbox/{priya.pk}/replies/9999",
    ]
    assert {at_desk.post(address).status_code for address in lost} == {404}


# the page of canned replies


def test_replies_are_written_changed_searched_and_deleted_with_a_way_back(at_desk):
    assert at_desk.post("/settings/replies/new", {"name": "Rain", "text": "We walk in rain."}).status_code == 302
    row = CannedReply.objects.get(name="rain")
    at_desk.post(f"/settings/replies/{row.pk}", {"name": "rain", "text": "We walk in rain, {name}."})
    assert "We walk in rain, {name}." in page(at_desk, "/settings/replies/list?q=walk")
    assert "No reply holds" in page(at_desk, "/settings/replies/list?q=zebra")
    deleted = post(at_desk, f"/settings/replies/{row.pk}/delete")
    undo = json.loads(deleted["HX-Trigger"])["toast"]["undo"]
    assert not CannedReply.objects.filter(name="rain").exists()
    post(at_desk, undo)
    assert CannedReply.objects.get(name="rain").text == "We walk in rain, {name}."


def test_a_name_that_is_taken_stays_in_the_form_with_the_reason(at_desk):
    CannedReply.objects.create(name="rain", text="x")
    answer = at_desk.post("/settings/replies/new", {"name": "rain", "text": "Not lost"})
    assert answer.status_code == 422 and "Not lost" in answer.content.decode() and "already" in answer.content.decode()


def test_viewers_read_them_and_change_none(vera):
    row = CannedReply.objects.create(name="rain", text="We walk")
    assert "We walk" in page(signed_in(vera), "/settings/replies")
    assert signed_in(vera).post(f"/settings/replies/{row.pk}/delete").status_code == 403
    assert Client().get("/settings/replies").status_code == 302
    assert Message.objects.count() == 0
