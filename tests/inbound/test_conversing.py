"""A customer waits: one answer, from the facts, by one worker, and a person where the assistant must not or can't."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from bench.client import text_webhook
from cairn.assistant.models import Answer
from cairn.conversations import lease, ownership
from cairn.conversations.models import Conversation, Message
from cairn.inbound import conversing, filing
from cairn.journal.models import Entry, Event
from cairn.leads.models import Lead, Task
from cairn.lib import clock
from tests.inbound.bodies import arrive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
QUESTION = "What does the 7-Day Maharashtra Explorer cost?"


@pytest.fixture
def nowhere(settings):
    """Replies are written and stay queued."""
    from cairn.channels import delivery

    settings.WHATSAPP_GRAPH_URL = "http://127.0.0.1:9"
    delivery.client.cache_clear()
    yield
    delivery.client.cache_clear()


def says(*words: str, person: int = 1, first: int = 0) -> Conversation:
    arrive(*(text_webhook(first + place, person=person, words=text) for place, text in enumerate(words)))
    return Conversation.objects.get(contact__phone=f"+91980{person:07d}")


def replies(conversation: Conversation) -> list[str]:
    return list(conversation.messages.filter(direction="out").order_by("pk").values_list("text", flat=True))


def test_a_question_is_answered_with_its_sources():
    conversation = says(QUESTION)
    conversing.converse(conversation.pk)
    assert "₹15,000" in replies(conversation)[0]
    assert Answer.objects.get().sources[0] == {"kind": "trip", "id": "1", "title": "7-Day Maharashtra Explorer"}


def test_conversing_twice_answers_once():
    conversation = says(QUESTION)
    conversing.converse(conversation.pk)
    conversing.converse(conversation.pk)
    assert len(replies(conversation)) == 1


def test_a_burst_gets_one_answer():
    conversation = says("Hi", "the 7-Day Maharashtra Explorer", "what does it cost?")
    conversing.converse(conversation.pk)
    assert len(replies(conversation)) == 1
    assert "₹15,000" in replies(conversation)[0]


def test_a_message_during_the_thinking_drops_the_draft(monkeypatch, settings):
    conversation = says("Hi")
    settings.ASSISTANT_QUIET = 5
    answer = conversing.answer

    def slow(question, **more):
        if "cost" not in question:
            says(QUESTION, first=50)
        return answer(question, **more)

    monkeypatch.setattr(conversing, "answer", slow)
    assert 4 < conversing.converse(conversation.pk) <= 5
    assert replies(conversation) == []
    Conversation.objects.update(quiet_at=Now())
    conversing.converse(conversation.pk)
    assert "₹15,000" in replies(conversation)[0]
    assert len(replies(conversation)) == 1


def test_somebody_who_never_stops_writing_is_answered_all_the_same(monkeypatch):
    conversation = says("Hi")
    answer = conversing.answer
    words = iter(range(100))

    def interrupted(question, **more):
        says(f"and {next(words)}", first=60 + next(words))
        return answer(question, **more)

    monkeypatch.setattr(conversing, "answer", interrupted)
    for _ in range(6):
        assert conversing.converse(conversation.pk) > 0
    conversation.refresh_from_db()
    assert len(replies(conversation)) == 6
    assert conversation.needs_person_why != "The assistant failed"


def test_switched_off_while_it_thought_the_assistant_is_silent(monkeypatch, asha):
    conversation = says(QUESTION)
    answer = conversing.answer

    def slow(question, **more):
        ownership.set_assistant(conversation, state="off", user=asha)
        return answer(question, **more)

    monkeypatch.setattr(conversing, "answer", slow)
    conversing.converse(conversation.pk)
    assert replies(conversation) == []


def test_a_worker_that_lost_its_lease_writes_nothing(monkeypatch):
    conversation = says(QUESTION)
    answer = conversing.answer

    def slow(question, **more):
        Conversation.objects.update(lease_epoch=99)
        return answer(question, **more)

    monkeypatch.setattr(conversing, "answer", slow)
    conversing.converse(conversation.pk)
    assert replies(conversation) == []
    assert not Answer.objects.exists()


def test_a_lease_that_ran_out_is_taken_up_by_another():
    conversation = says(QUESTION)
    assert lease.claim(conversation.pk)
    conversing.converse(conversation.pk)
    assert replies(conversation) == []
    Conversation.objects.update(lease_until=Now())
    conversing.converse(conversation.pk)
    assert len(replies(conversation)) == 1


def test_after_three_deaths_a_person_is_called():
    conversation = says(QUESTION)
    Conversation.objects.update(attempts=lease.TRIES)
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    assert conversation.needs_person_why == "The assistant failed"
    assert conversation.waiting_since is None


def test_a_person_who_has_it_is_called_and_the_assistant_is_silent(asha):
    conversation = says("Hi")
    ownership.set_assistant(conversation, state="off", user=asha)
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    assert replies(conversation) == []
    assert conversation.needs_person_why == "Wrote to you"


def test_asking_for_a_person_calls_one_with_a_task():
    conversation = says("I want to talk to a human please")
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    assert conversation.needs_person_since
    assert Task.objects.filter(type="handover", status="pending").count() == 1
    assert Event.objects.filter(type="assistant_handed_over").count() == 1


def test_stop_is_honoured_with_proof_and_one_confirmation():
    conversation = says("STOP")
    conversing.converse(conversation.pk)
    conversation.contact.refresh_from_db()
    assert conversation.contact.opted_out_at
    assert Event.objects.get(type="opted_out").message_id == conversation.messages.get(direction="in").pk
    assert len(replies(conversation)) == 1


def test_the_lead_learns_the_trip_and_the_party():
    conversation = says("We are 4 people for the 7-Day Maharashtra Explorer in August")
    conversing.converse(conversation.pk)
    lead = Lead.objects.get()
    assert (lead.trip_id, lead.party_size) == (1, 4)
    assert Event.objects.filter(type="trip_linked", lead_id=lead.pk).count() == 1


def test_a_voice_note_gets_an_honest_sentence_and_a_person():
    body = json.loads(text_webhook(1, person=1))
    message = body["entry"][0]["changes"][0]["value"]["messages"][0]
    del message["text"]
    message |= {
        "type": "audio",
        "audio": {"id": "1", "mime_type": "audio/ogg; codecs=opus", "sha256": "x", "voice": True},
    }
    arrive(json.dumps(body).encode())
    conversation = Conversation.objects.get()
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    assert replies(conversation) == [conversing.WORDLESS]
    assert conversation.needs_person_why == "Sent a voice note"


def test_the_first_message_of_a_wait_begins_it_and_later_ones_do_not(channel):
    first, second = (receive_one(number, words) for number, words in enumerate(("Hi", "again")))
    assert (len(first), len(second)) == (1, 0)


def receive_one(number: int, words: str) -> set[int]:
    body = text_webhook(number, person=1, words=words)
    Entry.objects.create(body=body, sha256=hashlib.sha256(body).digest(), received_at=clock.now())
    waiting = filing.file_batch().waiting
    # As if each were filed in a transaction of its own, which a test can't have.
    Conversation.objects.update(waiting_since=clock.now() - timedelta(seconds=1))
    return waiting


STATEMENTS = 21  # of one answer that moves the lead and gives it a task, its transaction's two among them
BURST = ("Hi, what treks do you have in Maharashtra?", QUESTION, "What is included?", "And when does it start?")


def test_a_burst_is_answered_in_few_statements(django_assert_max_num_queries):
    conversing.converse(says(QUESTION, person=2, first=50).pk)  # the catalogue is in memory from now on
    conversation = says(*BURST)
    with django_assert_max_num_queries(STATEMENTS):
        conversing.converse(conversation.pk)
    assert len(replies(conversation)) == 1
    assert Lead.objects.get(conversation=conversation).stage == "interested"
    assert Task.objects.filter(lead__conversation=conversation).count() > 1


def test_history_does_not_make_an_answer_dearer(django_assert_max_num_queries):
    conversing.converse(says(QUESTION, person=2, first=50).pk)
    conversation = says(QUESTION)
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            channel_id=conversation.channel_id,
            direction="out",
            author="assistant",
            text=f"{n}",
            status="read",
            at=conversation.created_at,
        )
        for n in range(2000)
    )
    with django_assert_max_num_queries(STATEMENTS):
        conversing.converse(conversation.pk)


def sent(conversation: Conversation, kind: str, text: str = "", **content: str) -> None:
    """The customer sent something that is no text."""
    Message.objects.create(
        conversation=conversation,
        channel=conversation.channel,
        direction="in",
        author="customer",
        type=kind,
        text=text,
        content=content,
        status="received",
        at=clock.now(),
    )
    Conversation.objects.filter(pk=conversation.pk).update(waiting_since=Now(), quiet_at=Now())
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()


def test_a_place_is_no_question_and_somebody_looks_at_it():
    conversation = says("Hello there")
    conversing.converse(conversation.pk)
    sent(conversation, "location", "Pune Station, Agarkar Nagar")
    assert replies(conversation)[-1] == conversing.WORDLESS
    assert conversation.needs_person_why == "Sent a place"


def test_a_caption_that_asks_nothing_is_no_question_either():
    conversation = says("Hello there")
    conversing.converse(conversation.pk)
    sent(conversation, "image", "Our group last year")
    assert replies(conversation)[-1] == conversing.WORDLESS
    assert conversation.needs_person_why == "Sent a photo"


def test_a_question_under_a_photo_is_answered():
    conversation = says("Hello there")
    conversing.converse(conversation.pk)
    sent(conversation, "image", "What does the 7-Day Maharashtra Explorer cost?")
    assert "₹15,000" in replies(conversation)[-1]


def test_a_filled_in_form_is_looked_at_by_a_person():
    conversation = says("Hello there")
    conversing.converse(conversation.pk)
    sent(conversation, "interactive", "Sent", type="nfm_reply")
    assert replies(conversation)[-1] == conversing.WORDLESS
    assert conversation.needs_person_why == "Filled in a form"
