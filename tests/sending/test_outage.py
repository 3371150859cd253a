"""WhatsApp does not answer: what is to be sent waits, people are told once in words, and everything goes on by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from cairn.channels import breaker, delivery, media, pauses
from cairn.channels.whatsapp.outcomes import Unknown, Unreachable
from cairn.conversations.models import Attachment, Channel, Message
from cairn.conversations.reply import queue
from cairn.journal import outages
from cairn.journal.models import Event, Outage
from cairn.lib import clock
from tests.desk import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(settings, graph):
    """Nobody listens where WhatsApp was."""
    alive = settings.WHATSAPP_GRAPH_URL
    settings.WHATSAPP_GRAPH_URL = f"http://127.0.0.1:{free_port()}"
    return lambda: setattr(settings, "WHATSAPP_GRAPH_URL", alive)


def told() -> list[str]:
    rows = Event.objects.filter(type="notification", conversation_id=None).order_by("pk")
    return list(rows.values_list("data__why", flat=True))


def try_five_times(message: Message) -> None:
    for _ in range(5):
        Message.objects.filter(pk=message.pk).update(next_attempt_at=None)
        delivery.deliver(message.conversation_id)


def a_minute_later() -> None:
    Outage.objects.update(back_at=F("back_at") - timedelta(seconds=61))
    outages.watch()


def test_after_five_attempts_without_an_answer_the_number_rests_and_people_are_told_once(conversation, dead):
    message = queue(conversation, text="Hello", author="staff")
    try_five_times(message)
    try_five_times(message)  # a number that rests is not asked
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 5)
    assert [why.partition("since")[0] for why in told()] == ["WhatsApp has not answered "]
    assert told()[0].endswith("; 1 message waits")


def test_when_it_answers_again_all_that_waited_goes_at_once_and_people_are_told_once(conversation, dead, channel, chat):
    try_five_times(queue(conversation, text="Hello", author="staff"))
    dead()
    for _ in range(2):
        Channel.objects.update(free_at=clock.now())
        pauses.probe(channel.pk)
    delivery.deliver(conversation.pk)
    a_minute_later(), a_minute_later()
    assert [item["text"] for item in chat()] == ["Hello"]
    assert told()[1:] == ["WhatsApp answers again"]


def test_the_second_worker_that_finds_it_dead_tells_nobody(conversation, channel):
    queue(conversation, text="Hello", author="staff")
    breaker.rest(channel, 20.0)
    breaker.rest(channel, 22.0)
    assert len(told()) == 1


def test_an_answer_that_never_came_counts_and_a_cut_connection_or_a_refusal_does_not():
    assert breaker.unanswered(Unreachable("no connection: ConnectError"))
    assert breaker.unanswered(Unknown("no answer: ReadTimeout"))
    assert not breaker.unanswered(Unknown("no answer: RemoteProtocolError"))


def test_while_whatsapps_files_are_away_no_file_uses_up_its_attempts(conversation, dead, channel):
    rows = [waiting_file(conversation, n) for n in range(7)]
    for file in rows:
        media.fetch(file.pk)
    assert [Attachment.objects.get(pk=file.pk).attempts for file in rows] == [1] * 5 + [0] * 2
    assert told()[0].startswith("The place where WhatsApp keeps files has not answered since ")
    assert told()[0].endswith("; 7 files of customers wait")


def waiting_file(conversation, number: int) -> Attachment:
    message = Message.objects.create(
        channel=conversation.channel,
        conversation=conversation,
        direction="in",
        author="customer",
        type="image",
        at=clock.now(),
    )
    return Attachment.objects.create(
        message=message, channel=conversation.channel, kind="image", media_id=f"media-{number}"
    )
