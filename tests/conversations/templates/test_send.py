"""A template is queued like a reply, and reaches a customer whose window is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.channels import delivery
from cairn.conversations.models import Attachment, Contact, Conversation, Identity
from cairn.conversations.templates.send import Refused, send_template
from cairn.lib import clock
from tests.conversations.templates.conftest import PHOTO, QUICK, template

pytestmark = pytest.mark.django_db
BOTH = {"body.1": "Priya", "body.2": "the 7-Day Explorer"}


@pytest.fixture
def priya(channel):
    contact = Contact.objects.create(name="Priya Nair", phone="+919845011223")
    Identity.objects.create(channel=channel, contact=contact, kind="phone", value="+919845011223")
    yesterday = clock.now() - timedelta(hours=30)
    return Conversation.objects.create(channel=channel, contact=contact, last_inbound_at=yesterday)


@pytest.fixture
def made(channel):
    found = template(buttons=[QUICK], footer="Trek & Stay")
    found.save()
    return found


def test_it_is_queued_with_what_graph_gets_and_what_the_customer_sees(priya, made, asha):
    message = send_template(priya, made, values=BOTH, user=asha)
    assert (message.type, message.status, message.author) == ("template", "queued", "staff")
    assert message.text == "Hi Priya, we have news of the 7-Day Explorer for you."
    assert (message.content["name"], message.content["language"]) == ("news", {"code": "en"})
    shown = message.content["shown"]
    assert (shown["footer"], shown["buttons"]) == ("Trek & Stay", ["Yes"])


def test_the_assistant_steps_back_for_a_person_and_stays_for_a_rule(priya, made, asha):
    send_template(priya, made, values=BOTH, user=None)
    priya.refresh_from_db()
    assert priya.assistant == "on"
    send_template(priya, made, values=BOTH, user=asha)
    priya.refresh_from_db()
    assert (priya.assistant, priya.owner) == ("paused", asha)


def test_the_same_key_twice_is_one_message(priya, made, asha):
    first, second = (send_template(priya, made, values=BOTH, user=asha, key="k1") for _ in range(2))
    assert first.pk == second.pk


def test_a_flaw_is_refused_in_words_and_nothing_is_queued(priya, made, asha):
    with pytest.raises(Refused, match="Blank 2: nothing is filled in") as refusal:
        send_template(priya, made, values={"body.1": "Priya"}, user=asha)
    assert [flaw.key for flaw in refusal.value.flaws] == ["body.2"]
    assert priya.messages.count() == 0


def test_who_asked_for_silence_gets_nothing_until_they_write(priya, made, asha):
    Contact.objects.update(opted_out_at=clock.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="asked for no more messages"):
        send_template(priya, made, values=BOTH, user=asha)
    Conversation.objects.update(last_inbound_at=clock.now())
    assert send_template(priya, made, values=BOTH, user=asha)
    made.category = "marketing"
    with pytest.raises(Refused, match="stopped marketing messages"):
        send_template(priya, made, values=BOTH, user=asha)


def test_who_switched_marketing_off_still_gets_what_is_of_use(priya, made, asha):
    Contact.objects.update(marketing_stopped_at=clock.now())
    assert send_template(priya, made, values=BOTH, user=asha)
    made.category = "marketing"
    with pytest.raises(Refused, match="stopped marketing messages"):
        send_template(priya, made, values=BOTH, user=asha)


def test_a_template_of_another_account_is_refused(priya, made, asha):
    made.account = "another"
    with pytest.raises(Refused, match="another WhatsApp account"):
        send_template(priya, made, values=BOTH, user=asha)


def test_a_file_on_top_goes_with_one_message_only(priya, asha, channel):
    held = Attachment.objects.create(channel=channel, kind="image", state="stored", user=asha)
    photo = template(header=PHOTO, name="photo")
    photo.save()
    values = {**BOTH, "header.media": str(held.key)}
    message = send_template(priya, photo, values=values, user=asha)
    held.refresh_from_db()
    assert held.message == message
    assert message.content["components"][0]["parameters"] == [{"type": "image", "image": {"attachment": str(held.key)}}]
    with pytest.raises(Refused, match="sent already"):
        send_template(priya, photo, values=values, user=asha)


def test_it_reaches_a_phone_whose_window_is_closed(priya, asha, graph):
    customer = graph.post("/sim/customers", json={"name": "Priya", "phone": "+919845011223"}).json()
    found = template("Hi {{1}}, are you still thinking about {{2}}? Just reply and we will help.", name="follow_up")
    found.save()
    send_template(priya, found, values={"body.1": "Priya", "body.2": "Kalsubai"}, user=asha)
    assert delivery.deliver(priya.pk) == 1
    message = priya.messages.get()
    assert (message.status, message.error) == ("accepted", "")
    chat = graph.get(f"/sim/customers/{customer['id']}/messages").json()
    items = chat["items"] if isinstance(chat, dict) else chat
    assert "thinking about Kalsubai" in str(items[-1])
