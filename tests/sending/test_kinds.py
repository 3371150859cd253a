"""Every kind of message through the outbox to a customer's phone, and files uploaded once on the way."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from cairn.channels import claim, delivery, media_upload
from cairn.conversations.attachments import storage
from cairn.conversations.models import Attachment, Message
from cairn.conversations.outgoing import Content, Unsendable, write
from cairn.conversations.reply import queue, reply
from cairn.lib import clock

pytestmark = pytest.mark.django_db
KINDS = {
    "buttons": write.buttons("Which trip?", [write.Choice("a", "Explorer"), write.Choice("b", "Waterfalls")]),
    "list": write.list_of("Which trip?", [("Trips", [write.Choice("a", "Explorer", "7 days")])], button="See trips"),
    "link": write.link("Your booking", button="Open", url="https://example.com/b/1"),
    "place request": write.ask_place("Where shall we pick you up?"),
    "number request": write.ask_number("May we have your number?"),
    "place": write.place(18.52, 73.85, name="Pune station"),
    "card": write.card("Asha Kulkarni", phone="+919812300001"),
    "template": write.template("hello_world", "en_US", text="Hello World"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reaches_the_phone(kind, conversation, asha, deliver, chat):
    message = reply(conversation, content=KINDS[kind], user=asha)
    assert deliver(message).status == "accepted", message.error
    assert chat()[-1]["type"] == KINDS[kind].type


def test_a_photo_is_uploaded_and_arrives_with_its_words(conversation, asha, photo, deliver, chat):
    message = reply(conversation, content=write.file(photo, caption="The trail"), user=asha)
    photo.refresh_from_db()
    assert photo.message == message
    assert deliver(message).status == "accepted", message.error
    photo.refresh_from_db()
    assert (chat()[-1]["type"], bool(photo.media_id)) == ("image", True)
    assert timedelta(days=29) < photo.media_id_until - clock.now() <= timedelta(days=30)


def test_a_file_is_uploaded_once_however_often_it_is_sent(conversation, photo, deliver, graph):
    first = queue(conversation, content=write.file(photo), author="staff")
    deliver(first)
    photo.refresh_from_db()
    known = photo.media_id
    deliver(queue(conversation, content=write.file(photo), author="staff"))
    photo.refresh_from_db()
    assert (photo.media_id, photo.attempts) == (known, 1)


def test_an_id_that_is_about_to_end_is_not_used(conversation, photo, deliver):
    deliver(queue(conversation, content=write.file(photo), author="staff"))
    Attachment.objects.update(media_id_until=clock.now() + timedelta(hours=1))
    photo.refresh_from_db()
    before = photo.media_id
    assert deliver(queue(conversation, content=write.file(photo), author="staff")).status == "accepted"
    photo.refresh_from_db()
    assert photo.media_id != before


def test_dying_between_upload_and_send_costs_nothing(conversation, photo, channel, deliver):
    message = queue(conversation, content=write.file(photo), author="staff")
    found = claim.claim(conversation.pk)
    assert found.upload == photo
    assert media_upload.upload(found.upload, channel) is None  # and here the worker dies
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 0)
    assert deliver(message).status == "accepted"
    photo.refresh_from_db()
    assert photo.attempts == 1


def test_dying_while_uploading_is_healed_when_the_lease_ends(conversation, photo, channel, deliver):
    message = queue(conversation, content=write.file(photo), author="staff")
    assert media_upload.lease(photo, channel)
    assert deliver(message).status == "queued"
    Attachment.objects.update(next_attempt_at=clock.now() - timedelta(seconds=1))
    assert deliver(message).status == "accepted"


@pytest.mark.django_db(transaction=True)
def test_two_workers_upload_a_file_once(channel, photo, settings, graph):
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        media_upload.upload(photo, channel)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    photo.refresh_from_db()
    assert (photo.attempts, bool(photo.media_id)) == (1, True)


def test_an_upload_that_whatsapp_can_not_take_now_is_tried_again(conversation, photo, fault, deliver, due):
    message = queue(conversation, content=write.file(photo), author="staff")
    fault(kind="status", status=503, on="all")
    assert (deliver(message).status, message.attempts) == ("queued", 1)
    due()
    assert deliver(message).status == "accepted"


def test_a_file_that_whatsapp_refuses_fails_with_its_reason(conversation, photo, fault, deliver):
    message = queue(conversation, content=write.file(photo), author="staff")
    fault(kind="error_code", code=131053, on="all")
    assert (deliver(message).status, message.error_code) == ("failed", 131053)


def test_a_file_of_the_wrong_size_or_type_is_never_uploaded(conversation, photo, deliver):
    Attachment.objects.update(mime="image/bmp")
    message = queue(conversation, content=write.file(photo), author="staff")
    assert deliver(message).status == "failed"
    assert "JPEG or PNG" in message.error


def test_a_file_that_is_gone_is_said_in_words(conversation, photo, deliver):
    storage.path(photo.key).unlink()
    message = queue(conversation, content=write.file(photo), author="staff")
    assert deliver(message).status == "failed"
    assert message.error == "The file is not there any more."


def test_a_template_takes_a_photo_of_ours_on_top(conversation, photo, deliver, fault):
    header = {"type": "header", "parameters": [{"type": "image", "image": {"attachment": str(photo.key)}}]}
    content = write.template("promo", "en", components=[header])
    assert delivery.media_upload.ids(Message(channel=conversation.channel, content=content.content)) == {}
    message = queue(conversation, content=content, author="staff")
    deliver(message)
    photo.refresh_from_db()
    assert photo.media_id  # uploaded; that the simulator has no such template is another matter


def test_a_refused_message_lets_the_next_one_go_at_once(conversation, photo, deliver):
    storage.path(photo.key).unlink()
    queue(conversation, content=write.file(photo), author="staff")
    assert deliver(queue(conversation, text="Sorry, one moment", author="staff")).status == "accepted"


def test_a_quote_must_be_of_this_conversation(conversation, asha):
    with pytest.raises(Unsendable, match="not in this conversation"):
        reply(conversation, text="Yes", user=asha, reply_to="wamid.of-somebody-else")


def test_a_quoted_reply_carries_its_context(conversation, asha, deliver, chat, customer, graph):
    said = graph.get(f"/sim/customers/{customer}/messages").json()["items"][0]
    Message.objects.create(
        conversation=conversation, channel=conversation.channel, wamid=said["id"], direction="in", author="customer",
        status="received", at=clock.now(), text="Hi",
    )  # fmt: skip
    deliver(reply(conversation, text="Yes, this one", user=asha, reply_to=said["id"]))
    assert chat()[-1]["text"] == "Yes, this one"


def test_a_file_without_its_row_is_refused_when_it_is_written(conversation, asha):
    lost = Content("image", "", {"attachment": "5f0c1b1e-0000-4000-8000-000000000000"})
    with pytest.raises(Unsendable, match="choose it again"):
        reply(conversation, content=lost, user=asha)
