"""Same person as...: a person looks at both, says why, and can take it back."""

from __future__ import annotations

import pytest
from django.test import Client

from cairn.catalog.models import Trip
from cairn.conversations.consent import record_consent
from cairn.conversations.models import Contact, Conversation, Identity, Merge
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.dashboard.conftest import page, signed_in, talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(channel):
    return talks(channel, "Priya N", phone="+919845099999", words="It's me again")


def merge(client, kept, other, reason="Her second phone"):
    return client.post(f"/people/{kept.contact_id}/same", {"other": other.contact_id, "reason": reason})


def test_two_are_compared_and_made_one_with_a_reason(at_desk, priya, twin):
    shown = page(at_desk, f"/people/{priya.contact_id}/same?other={twin.contact_id}")
    assert "Priya Nair" in shown and "me again" in shown
    answer = merge(at_desk, priya, twin)
    assert (answer.status_code, answer["Location"]) == (302, f"/inbox/{priya.pk}")
    assert priya.messages.count() == 2
    assert "Her second phone" in page(at_desk, f"/inbox/{priya.pk}/lead")


def test_without_a_reason_nothing_happens(at_desk, priya, twin):
    answer = merge(at_desk, priya, twin, reason="  ")
    assert answer.status_code == 422 and "Say why" in answer.content.decode()
    assert not Merge.objects.exists()


def test_it_is_taken_back_from_the_panel(at_desk, priya, twin):
    merge(at_desk, priya, twin)
    made = Merge.objects.get()
    undo = f"/merges/{made.pk}/undo"
    assert f'hx-post="{undo}"' in page(at_desk, f"/inbox/{priya.pk}/lead")
    for _ in range(2):
        assert at_desk.post(undo, headers={"HX-Request": "true"}).status_code == 204
    assert (priya.messages.count(), twin.messages.count()) == (1, 1)


def test_who_may_not_write_may_not_merge(vera, priya, twin):
    viewer = signed_in(vera)
    assert viewer.get(f"/people/{priya.contact_id}/same").status_code == 403
    assert merge(viewer, priya, twin).status_code == 403
    assert "Same person as" not in page(viewer, f"/inbox/{priya.pk}/lead")


def test_a_stranger_is_sent_to_the_door(priya):
    assert Client().get(f"/people/{priya.contact_id}/same").status_code == 302
    assert Client().post("/merges/1/undo").status_code == 302


def test_what_is_not_there_is_404(at_desk, priya):
    assert at_desk.get("/people/999999/same").status_code == 404
    assert at_desk.get(f"/people/{priya.contact_id}/same?other=999999").status_code == 404
    assert at_desk.post("/merges/999999/undo").status_code == 404


def test_a_second_merge_of_the_same_two_is_404_or_a_sentence(at_desk, priya, twin):
    merge(at_desk, priya, twin)
    assert merge(at_desk, priya, twin).status_code == 404
    assert "already" in merge(at_desk, priya, priya).content.decode()


def test_the_emptied_conversation_is_not_in_the_archive(at_desk, priya, twin):
    merge(at_desk, priya, twin)
    assert "Priya N<" not in page(at_desk, "/inbox/list?view=archive")


def test_alike_are_suggested_with_the_reason_and_never_merged(at_desk, channel, priya, demo):
    talks(channel, "Priya at work", phone="9845011223")
    namesake = talks(channel, "priya nair", phone="+911111111111")
    Lead.objects.filter(conversation__in=[priya, namesake]).update(trip=Trip.objects.first())
    talks(channel, "Somebody else", phone="+912222222222")
    shown = page(at_desk, f"/people/{priya.contact_id}/same")
    assert "Same phone number, written otherwise" in shown
    assert "Same name, asks about the same trip" in shown
    assert "Somebody else" not in shown
    assert not Merge.objects.exists()


def test_contacts_are_found_by_name_phone_and_username(at_desk, channel, priya):
    Contact.objects.filter(pk=talks(channel, "Kiran").contact_id).update(username="kiran_treks", phone="+917777712345")
    for words in ("kir", "@kiran_t", "77777 123"):
        assert "Kiran" in page(at_desk, f"/people/{priya.contact_id}/same?q={words}")


def test_a_search_costs_the_same_for_many(at_desk, channel, priya, django_assert_max_num_queries):
    for number in range(15):
        talks(channel, f"Kiran {number}", phone=f"+9177777{number:05d}")
    with django_assert_max_num_queries(10):
        page(at_desk, f"/people/{priya.contact_id}/same?q=kiran")


def test_the_panel_shows_consent_with_its_proof(at_desk, priya):
    message = priya.messages.get()
    about = {"kind": "stop", "source": "message", "at": clock.now(), "key": "k", "message": message, "words": "STOP"}
    record_consent(priya.contact, **about)
    shown = page(at_desk, f"/inbox/{priya.pk}/lead")
    assert "Asked for no more messages" in shown and f"#message-{message.pk}" in shown


def test_somebody_without_a_phone_is_shown_by_username_everywhere(at_desk, channel):
    contact = Contact.objects.create(username="hidden.trekker")
    Identity.objects.create(channel=channel, contact=contact, kind="user_id", value="IN.42")
    talk = Conversation.objects.create(channel=channel, contact=contact, last_message_at=clock.now(), last_words="Hi")
    Lead.objects.create(contact=contact, conversation=talk, last_contact_at=clock.now())
    for address in ("/inbox/list", f"/inbox/{talk.pk}", f"/inbox/{talk.pk}/thread", f"/people/{contact.pk}/same"):
        shown = page(at_desk, address)
        assert "@hidden.trekker" in shown, address
        assert "IN.42" not in shown, address
