"""Two contacts of one person become one by hand, and two again: exactly what went over comes back."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from bench.client import text_webhook
from cairn.conversations.models import Contact, Conversation, Identity, Merge, Message, Note
from cairn.inbound import merging
from cairn.inbound.merging import CantMerge
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task
from tests.inbound.bodies import NUMBERS, arrive, own_numbers, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _numbers():
    own_numbers()


def writes(person: int, *words: str, first: int) -> Contact:
    arrive(*(text_webhook(first + place, person=person, words=text) for place, text in enumerate(words)))
    return Contact.objects.get(phone=f"+91980{person:07d}")


@pytest.fixture
def two():
    return writes(1, "Hi", "Is Goa open?", first=0), writes(2, "Hello again", first=10)


def everything() -> tuple:
    talks = Conversation.objects.order_by("pk").values_list("contact", "unread", "status", "last_words")
    ledger = Identity.objects.order_by("pk").values_list("contact", "value", "retired_at")
    leads = Lead.objects.order_by("pk").values_list("contact", "conversation", "merged_into")
    tasks = Task.objects.order_by("pk").values_list("lead", "status")
    said = Message.objects.order_by("pk").values_list("conversation", "text")
    people = Contact.objects.order_by("pk").values_list("name", "phone", "merged_into", "opted_out_at")
    notes = Note.objects.order_by("pk").values_list("conversation")
    return tuple(list(part) for part in (talks, ledger, leads, tasks, said, people, notes))


def test_one_thread_one_lead_and_all_that_was_said(two, asha):
    first, second = two
    merging.merge(first, second, user=asha, reason="Her second phone")
    talk = Conversation.objects.get(contact=first)
    assert list(talk.messages.order_by("pk").values_list("text", flat=True)) == ["Hi", "Is Goa open?", "Hello again"]
    assert talk.unread == 3
    assert Lead.objects.filter(merged_into=None).count() == 1
    assert Event.objects.filter(type="merged", data__reason="Her second phone").count() == 1


def test_taking_it_back_leaves_everything_as_it_was(two, asha):
    first, second = two
    Note.objects.create(conversation=second.conversations.get(), text="Calls at night", user=asha)
    before = everything()
    made = merging.merge(first, second, user=asha, reason="Looks alike")
    assert everything() != before
    assert merging.undo(made, user=asha)
    assert everything() == before


def test_taking_it_back_twice_changes_nothing_more(two, asha):
    made = merging.merge(*two, user=asha)
    assert [merging.undo(made, user=asha), merging.undo(made, user=asha)] == [True, False]
    assert Event.objects.filter(type="merged", data__merge=made.pk, data__undone=True).count() == 1


def test_merging_twice_is_refused_with_a_sentence(two, asha):
    merging.merge(*two, user=asha)
    with pytest.raises(CantMerge, match="merged already"):
        merging.merge(*two, user=asha)
    with pytest.raises(CantMerge, match="same contact"):
        merging.merge(two[0], two[0], user=asha)


def test_after_a_merge_both_phones_lead_to_one_thread(two, asha):
    merging.merge(*two, user=asha)
    arrive(text_webhook(20, person=2, words="From my other phone"))
    assert Conversation.objects.get(contact=two[0]).last_words == "From my other phone"
    assert Contact.objects.count() == 2


def test_what_came_after_goes_back_with_the_phone_it_came_from(two, asha):
    first, second = two
    made = merging.merge(first, second, user=asha)
    arrive(text_webhook(20, person=2, words="From two"), text_webhook(21, person=1, words="From one"))
    merging.undo(made, user=asha)
    said = {
        contact.pk: list(
            Message.objects.filter(conversation__contact=contact).order_by("pk").values_list("text", flat=True)
        )
        for contact in two
    }
    assert said == {first.pk: ["Hi", "Is Goa open?", "From one"], second.pk: ["Hello again", "From two"]}


def test_a_thread_on_another_number_goes_over_whole_and_comes_back(two, asha):
    first, _ = two
    other = text_webhook(30, person=2, words="On your second number").replace(NUMBERS[0].encode(), NUMBERS[1].encode())
    stranger = other.replace(b"IN.0000000000000002", b"IN.0000000000000009").replace(b"919800000002", b"919800000009")
    arrive(stranger)
    third = Contact.objects.get(phone="+919800000009")
    made = merging.merge(first, third, user=asha)
    assert first.conversations.count() == 2
    assert set(Lead.objects.filter(contact=first).values_list("conversation__channel__number", flat=True)) == set(
        NUMBERS[:2]
    )
    merging.undo(made, user=asha)
    assert Lead.objects.get(conversation__contact=third).contact == third


def test_an_opt_out_counts_for_the_whole_person_and_goes_back_with_its_proof(two, asha):
    first, second = two
    arrive(text_webhook(40, person=2, words="STOP"))
    made = merging.merge(first, second, user=asha)
    first.refresh_from_db()
    assert first.opted_out_at
    merging.undo(made, user=asha)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.opted_out_at, bool(second.opted_out_at)) == (None, True)


def test_the_newest_merge_is_taken_back_first(two, asha):
    third = writes(3, "Me too", first=50)
    older = merging.merge(two[0], two[1], user=asha)
    newer = merging.merge(two[0], third, user=asha)
    with pytest.raises(CantMerge, match="newer merge"):
        merging.undo(older, user=asha)
    assert merging.undo(newer, user=asha) and merging.undo(older, user=asha)


def test_a_name_that_was_filled_in_goes_again_unless_somebody_changed_it(two, asha):
    first, second = two
    Contact.objects.filter(pk=first.pk).update(name="")
    made = merging.merge(first, second, user=asha)
    first.refresh_from_db()
    assert first.name == second.name
    merging.undo(made, user=asha)
    first.refresh_from_db()
    assert first.name == ""


def test_strangers_stay_strangers():
    for person in range(1, 30):
        arrive(text_webhook(person, person=person, words="Hi"))
    assert not Merge.objects.exists()
    assert len(rows()["people"]) == 29


@pytest.mark.django_db(transaction=True)
def test_a_message_that_is_filed_during_a_merge_is_in_the_right_thread(asha):
    own_numbers()
    first, second = writes(1, "Hi", first=0), writes(2, "Hello", first=10)

    def file() -> None:
        for number in range(20, 40):
            arrive(text_webhook(number, person=1 + number % 2, words=f"Number {number}"))
        connection.close()

    filer = threading.Thread(target=file)
    filer.start()
    for _ in range(5):
        merging.undo(merging.merge(first, second, user=asha), user=asha)
    filer.join()
    for contact, kind in ((first, 0), (second, 1)):
        texts = Message.objects.filter(conversation__contact=contact, text__startswith="Number").values_list(
            "text", flat=True
        )
        assert {int(text.split()[1]) % 2 for text in texts} == {kind}
        assert len(texts) == 10
