"""The template studio: who may look, who may write, and what is said."""

from __future__ import annotations

import pytest
from django.test import Client

from cairn.channels.whatsapp import template_sync
from cairn.conversations.models import Contact, Conversation, Identity, Message, Template, TemplateSync
from cairn.lib import clock
from tests.conversations.templates.conftest import QUICK, URL, template
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}
HOME = "/settings/templates"
GOOD = {
    "name": "seat_still_free",
    "language": "en",
    "category": "utility",
    "body": "Hi {{1}}, your seat on {{2}} is still free.",
    "sample.body.1": "Asha",
    "sample.body.2": "the Explorer",
    "footer": "Trek & Stay",
    "kind.0": "QUICK_REPLY",
    "words.0": "Keep it",
    "kind.1": "URL",
    "words.1": "Look",
    "target.1": "https://firm.example/{{1}}",
    "sample.button.1": "42",
}


@pytest.fixture
def at_desk(asha):
    return signed_in(asha)


@pytest.fixture
def news(channel):
    made = template(buttons=[QUICK, URL])
    made.save()
    return made


ADDRESSES = ["", "/list", "/{pk}", "/{pk}/state"]
ACTS = ["/sync", "/new", "/look", "/{pk}/edit", "/{pk}/try", "/{pk}/delete"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_of_the_firm_may_look_and_strangers_are_sent_to_sign_in(news, vera, address):
    address = HOME + address.format(pk=news.pk)
    assert page(signed_in(vera), address)
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", ACTS)
def test_agents_and_viewers_may_not_change_anything(news, vera, rohan, address):
    for who in (vera, rohan):
        assert signed_in(who).post(HOME + address.format(pk=news.pk)).status_code == 403
    assert Template.objects.get().pk == news.pk


def test_managers_may(news, rohan):
    rohan.role = "manager"
    rohan.save()
    assert signed_in(rohan).post(f"{HOME}/sync", headers=LIVE).status_code == 204


@pytest.mark.parametrize("address", ["/999", "/999/state", "/999/edit"])
def test_what_is_not_there_is_not_found(at_desk, channel, address):
    assert at_desk.get(HOME + address).status_code == 404


def test_the_list_says_states_in_words_and_is_filtered(at_desk, news):
    for status in ("rejected", "paused", "pending"):
        template(name=f"one_{status}", status=status).save()
    everything = page(at_desk, HOME)
    assert all(words in everything for words in ("Ready to send", "Rejected", "Paused", "In review"))
    stopped = page(at_desk, f"{HOME}?view=stopped")
    assert "One rejected" in stopped and f"template-{news.pk}" not in stopped
    assert "One paused" in page(at_desk, f"{HOME}/list?q=paused")


def test_many_templates_take_no_more_queries(at_desk, news, django_assert_max_num_queries):
    for number in range(60):
        template(name=f"one_{number}").save()
    with django_assert_max_num_queries(8):
        page(at_desk, HOME)


def test_one_template_is_shown_as_the_phone_shows_it(at_desk, news):
    text = page(at_desk, f"{HOME}/{news.pk}")
    assert "we have news of" in text and 'class="wa-btn">Yes<' in text
    assert "Not sent in the last 30 days" in text


def test_values_typed_are_shown_and_checked_at_once(at_desk, news, rohan):
    typed = {"body.1": "Priya", "body.2": "two\nlines", "button.1": "42"}
    answer = signed_in(rohan).post(f"{HOME}/{news.pk}/fill", typed).content.decode()
    assert "<mark>Priya</mark>" in answer
    assert "no line break" in answer


def test_what_is_typed_is_escaped(at_desk, news):
    answer = at_desk.post(f"{HOME}/{news.pk}/fill", {"body.1": "<script>"}).content.decode()
    assert "<script>" not in answer and "&lt;script&gt;" in answer


def test_its_use_is_counted(at_desk, news, channel):
    talk = Conversation.objects.create(channel=channel, contact=Contact.objects.create(name="Priya"))
    for status in ("read", "failed"):
        Message.objects.create(
            conversation=talk,
            channel=channel,
            direction="out",
            author="staff",
            type="template",
            content={"template_id": news.pk},
            status=status,
            at=clock.now(),
        )
    text = page(at_desk, f"{HOME}/{news.pk}")
    assert "Sent 2 times in 30 days" in text and "1 did not arrive" in text


def test_a_change_of_category_is_warned_of(at_desk, news):
    Template.objects.update(next_category="marketing", next_category_at=clock.now())
    assert "WhatsApp moves it to marketing" in page(at_desk, f"{HOME}/{news.pk}")


def test_a_draft_is_saved_and_comes_back_as_it_was(at_desk, channel):
    answer = at_desk.post(f"{HOME}/new", GOOD | {"do": "draft"})
    made = Template.objects.get(name="seat_still_free")
    assert answer["Location"] == f"{HOME}/{made.pk}"
    assert (made.status, made.meta_id) == ("draft", "")
    text = page(at_desk, f"{HOME}/{made.pk}/edit")
    for value in ("seat_still_free", "Keep it", "https://firm.example/{{1}}", 'value="42"', "the Explorer"):
        assert value in text, value


def test_it_is_submitted_and_waits_for_review(at_desk, channel, graph):
    at_desk.post(f"{HOME}/new", GOOD | {"do": "submit", "name": "seat_submitted"})
    made = Template.objects.get(name="seat_submitted")
    assert (made.status, bool(made.meta_id)) == ("pending", True)
    assert made.components[-1]["buttons"][1]["example"] == ["https://firm.example/42"]
    template_sync.ask(made.account)
    template_sync.sync(made.account)
    assert Template.objects.get(name="seat_submitted").meta_id == made.meta_id


def test_what_whatsapp_would_refuse_comes_back_in_words_with_everything_written(at_desk, channel):
    answer = at_desk.post(f"{HOME}/new", GOOD | {"do": "submit", "body": "{{1}} hi", "footer": "x" * 61})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "words must stand before the first variable" in text and "Footer: 60 characters at most" in text
    assert "x" * 61 in text
    assert not Template.objects.exists()


def test_what_whatsapp_refuses_comes_back_in_its_words(at_desk, channel, graph):
    at_desk.post(f"{HOME}/new", GOOD | {"do": "submit", "name": "seat_twice"})
    Template.objects.all().delete()
    answer = at_desk.post(f"{HOME}/new", GOOD | {"do": "submit", "name": "seat_twice"})
    assert answer.status_code == 422
    assert "WhatsApp says:" in answer.content.decode()


def test_a_name_that_is_taken_is_said(at_desk, news):
    answer = at_desk.post(f"{HOME}/new", GOOD | {"do": "draft", "name": "news"})
    assert "Take another name" in answer.content.decode()


def test_the_picture_follows_what_is_typed(at_desk, channel):
    answer = at_desk.post(f"{HOME}/look", GOOD | {"name": "Not A Name"}).content.decode()
    assert "<mark>Asha</mark>" in answer and "only small letters" in answer


def test_a_test_goes_to_a_phone_that_wrote_before(at_desk, news, channel):
    contact = Contact.objects.create(name="Asha", phone="+919845011223")
    Identity.objects.create(channel=channel, contact=contact, kind="phone", value="+919845011223")
    talk = Conversation.objects.create(channel=channel, contact=contact)
    values = {"body.1": "Asha", "body.2": "the Explorer", "button.1": "42", "phone": "+91 98450 11223"}
    answer = at_desk.post(f"{HOME}/{news.pk}/try", values)
    assert answer["Location"] == f"/inbox/{talk.pk}"
    assert talk.messages.get().type == "template"


@pytest.mark.parametrize(("phone", "words"), [("98450", "country code"), ("+919845011229", "Nobody with this number")])
def test_a_test_to_nobody_is_refused_in_words(at_desk, news, phone, words):
    answer = at_desk.post(f"{HOME}/{news.pk}/try", {"body.1": "Asha", "body.2": "x", "button.1": "42", "phone": phone})
    assert answer.status_code == 422 and words in answer.content.decode()


def test_deleting_takes_it_from_whatsapp_too(at_desk, channel, graph):
    at_desk.post(f"{HOME}/new", GOOD | {"do": "submit", "name": "seat_gone"})
    made = Template.objects.get(name="seat_gone")
    assert at_desk.post(f"{HOME}/{made.pk}/delete")["Location"] == HOME
    made.refresh_from_db()
    assert made.removed_at
    assert "Seat gone" in page(at_desk, f"{HOME}?view=stopped")


def test_the_page_says_how_the_last_reading_went(at_desk, channel):
    row = TemplateSync.objects.create(account="1", due_at=clock.now(), finished_at=clock.now(), seen=14, changed=2)
    assert "14 at WhatsApp, 2 new or changed" in page(at_desk, HOME)
    TemplateSync.objects.filter(pk=row.pk).update(error="WhatsApp can't be reached.")
    assert "Not read to the end" in page(at_desk, HOME)


@pytest.mark.parametrize("odd", [{"q": "\x00"}, {"view": "none"}, {"q": "%" * 500}])
def test_odd_questions_are_answered(at_desk, news, odd):
    assert at_desk.get(HOME, odd).status_code == 200
