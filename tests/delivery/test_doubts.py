"""A send whose outcome is unknown is never forgotten: a receipt decides it, or people see it with the next step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.channels import delivery
from cairn.conversations import doubts, receipts
from cairn.conversations.events import Receipt
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Unsendable
from cairn.conversations.reply import queue
from cairn.conversations.resend import resend
from cairn.lib import clock, failing
from tests.dashboard.conftest import signed_in
from tests.delivery.test_delivery import chat, deliver
from tests.delivery.test_delivery import conversation as conversation
from tests.delivery.test_delivery import customer as customer
from tests.delivery.test_delivery import message as message

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def killed(message, monkeypatch, conversation):
    """The sender died after WhatsApp took the message and before that was written down; two minutes have passed."""
    with monkeypatch.context() as patch:

        def point(name: str) -> None:
            if name == "after sending":
                raise Killed

        patch.setattr(failing, "point", point)
        with pytest.raises(Killed):
            deliver(message)
    Message.objects.update(sending_since=clock.now() - timedelta(minutes=3))
    assert (delivery.stuck(), delivery.doubtful()) == (1, 1)
    message.refresh_from_db()
    assert (message.status, why(conversation)) == ("unknown", doubts.DOUBTFUL)
    return message


def why(conversation) -> str:
    return str(Conversation.objects.values_list("needs_person_why", flat=True).get(pk=conversation.pk))


def test_what_is_sent_afterwards_does_not_hide_the_doubt(killed, conversation, graph, customer):
    assert deliver(queue(conversation, text="And more", author="assistant")).status == "accepted"
    assert why(conversation) == doubts.DOUBTFUL
    assert chat(graph, customer)[-2:] == ["Hello Priya", "And more"]  # never a second time by itself


def test_a_receipt_for_it_ends_the_call(killed, conversation, channel):
    receipts.apply(channel, Receipt("1", "wamid.K", clock.now(), "delivered", callback=str(killed.callback)))
    assert why(conversation) == ""


def test_of_two_doubts_a_receipt_for_one_leaves_the_call_for_the_other(killed, conversation, channel):
    other = queue(conversation, text="And more", author="assistant")
    Message.objects.filter(pk=other.pk).update(status="unknown", sending_since=None)
    receipts.apply(channel, Receipt("1", "wamid.K", clock.now(), "sent", callback=str(killed.callback)))
    assert why(conversation) == doubts.DOUBTFUL
    assert [one.pk for one in doubts.undecided(conversation.pk)] == [other.pk]


def test_the_thread_offers_to_send_it_again_or_to_say_that_it_arrived(killed, conversation, asha, vera):
    html = signed_in(asha).get(f"/inbox/{conversation.pk}").content.decode()
    assert f'hx-post="/messages/{killed.pk}/again"' in html
    assert f'hx-post="/messages/{killed.pk}/arrived"' in html
    assert signed_in(vera).post(f"/messages/{killed.pk}/arrived").status_code == 403


def test_a_person_who_says_that_it_arrived_ends_the_call_once(killed, conversation, asha):
    desk = signed_in(asha)
    answers = [desk.post(f"/messages/{killed.pk}/arrived", headers={"HX-Request": "true"}).status_code for _ in "12"]
    killed.refresh_from_db()
    assert (answers, killed.status, why(conversation)) == ([204, 409], "accepted", "")


def test_a_receipt_that_comes_after_the_persons_word_still_counts(killed, asha, channel):
    doubts.arrived(killed, user=asha)
    receipts.apply(channel, Receipt("1", "wamid.K", clock.now(), "read", callback=str(killed.callback)))
    killed.refresh_from_db()
    assert (killed.status, killed.wamid) == ("read", "wamid.K")
    with pytest.raises(Unsendable):
        doubts.arrived(killed, user=asha)


def test_what_was_sent_again_is_no_doubt_any_more(killed, conversation, asha):
    resend(killed, user=asha, force=True)
    assert doubts.undecided(conversation.pk) == []
