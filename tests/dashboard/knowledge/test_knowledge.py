"""What the assistant knows: everybody reads, agents ask, managers add; honest states, reasons and figures."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cairn.catalog.models import Faq, Trip
from cairn.conversations.models import Message
from cairn.knowledge.documents import reading
from cairn.knowledge.models import Document
from cairn.knowledge.passages import learn
from tests.conftest import person
from tests.dashboard.conftest import page, signed_in
from tests.knowledge.documents.conftest import HANDBOOK, word_file

pytestmark = pytest.mark.django_db
PAGES = ("/knowledge", "/knowledge/list", "/knowledge/trip/1", "/knowledge/evaluation", "/knowledge/evaluation/state")
WRITES = ("/knowledge/ask", "/knowledge/documents", "/knowledge/evaluation/run", "/knowledge/evaluation/cases")


@pytest.fixture
def mira(db):
    return person("mira@trekandstay.test", "Mira Shah", "manager")


def upload(body=None, name="handbook.docx"):
    return {"file": SimpleUploadedFile(name, word_file(*HANDBOOK) if body is None else body)}


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_sent_to_the_door(address, demo):
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", WRITES)
def test_strangers_change_nothing(address, demo):
    assert Client().post(address).status_code == 302


@pytest.mark.parametrize("address", PAGES)
def test_viewers_read_everything(address, demo, vera):
    assert signed_in(vera).get(address).status_code == 200


@pytest.mark.parametrize("address", WRITES)
def test_viewers_change_nothing(address, demo, vera):
    assert signed_in(vera).post(address, {"question": "price?"}).status_code == 403


def test_agents_ask_but_add_no_documents(demo, rohan):
    assert signed_in(rohan).post("/knowledge/ask", {"question": "can I bring my dog"}).status_code == 200
    assert signed_in(rohan).post("/knowledge/documents", upload()).status_code == 403


@pytest.mark.parametrize("address", ["/knowledge/trip/999999", "/knowledge/documents/999999"])
def test_what_is_not_there_is_not_found(address, demo, at_desk):
    assert at_desk.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?view=nonsense",
        "?view=faqs&after=-1",
        "?view=faqs&after=99999999999",
        "?view=trips&after=x",
        "?view=stale&after=500",
    ],
)
def test_odd_addresses_show_a_page(query, demo, at_desk):
    page(at_desk, f"/knowledge{query}")


# The sources


@pytest.mark.parametrize("view", ["trips", "faqs", "stories", "policies", "documents", "stale", "twice"])
def test_each_view_takes_the_same_number_of_queries(view, demo, at_desk, django_assert_max_num_queries):
    page(at_desk, f"/knowledge/list?view={view}")
    with django_assert_max_num_queries(18):
        page(at_desk, f"/knowledge/list?view={view}")


def test_what_is_stale_stands_there_with_its_reason_and_a_link_to_the_row(demo, at_desk):
    text = page(at_desk, "/knowledge?view=stale")
    assert 'id="source-faq-26"' in text and "the catalogue says ₹9,000" in text
    assert 'href="/faqs/26/edit"' in text


def test_faqs_that_say_the_same_stand_together(demo, at_desk):
    text = page(at_desk, "/knowledge?view=twice")
    assert text.index('id="source-faq-37"') < text.index('id="source-faq-38"')
    assert "says the same as FAQ #37" in text


def test_what_the_assistant_knows_about_a_trip_is_listed_with_what_it_does_not_use(demo, at_desk):
    trip = Trip.objects.get(slug="waterfall-edition-5d")
    text = page(at_desk, f"/knowledge/trip/{trip.pk}")
    assert "what is included" in text and "Are lunches included" in text
    assert "Not used." in text


def test_a_page_of_many_faqs_ends_and_goes_on(demo, at_desk):
    Faq.objects.bulk_create(Faq(question=f"Question {n}", answer="x") for n in range(60))
    first = page(at_desk, "/knowledge?view=faqs")
    assert "after=50" in first
    assert 'id="source-faq-80"' in page(at_desk, "/knowledge?view=faqs&after=50")


def test_the_trip_one_comes_from_is_chosen_in_the_box(demo, at_desk):
    assert '<option value="2" selected>' in page(at_desk, "/knowledge?trip=2")
    page(at_desk, "/knowledge?trip=nonsense")


@pytest.mark.parametrize("kind", ["faq", "story", "trip"])
def test_what_is_not_used_leads_to_where_it_is_mended(kind, demo, at_desk):
    from cairn.dashboard.knowledge.sources import place

    assert at_desk.get(place(kind, "1")).status_code == 200


# Documents


def test_a_manager_adds_a_file_and_sees_what_became_of_it(demo, mira):
    client = signed_in(mira)
    assert client.post("/knowledge/documents", upload()).status_code == 302
    assert "waiting" in page(client, "/knowledge?view=documents")
    reading.read(Document.objects.get().pk)
    assert "2 passages" in page(client, "/knowledge?view=documents")
    assert "locked shed" in page(client, f"/knowledge/documents/{Document.objects.get().pk}")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a file or write an address."),
        ({"url": "nonsense", "title": "My title"}, "An address begins with https://"),
        ({"file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0xxxx")}, "old Word file"),
    ],
)
def test_what_can_not_be_added_is_said_and_nothing_typed_is_lost(given, said, demo, at_desk):
    answer = at_desk.post("/knowledge/documents", given)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text and given.get("title", "") in text and (given.get("url") or "") in text


def test_a_failed_document_says_why_and_can_be_tried_again(demo, at_desk):
    at_desk.post("/knowledge/documents", {"url": "https://127.0.0.1/x"})
    document = Document.objects.get()
    reading.read(document.pk)
    text = page(at_desk, "/knowledge?view=documents")
    assert "Only addresses on the public internet" in text and "Try again" in text
    assert at_desk.post(f"/knowledge/documents/{document.pk}/read", headers={"HX-Request": "true"}).status_code == 204
    document.refresh_from_db()
    assert document.state == "waiting"
    at_desk.post(f"/knowledge/documents/{document.pk}/remove")
    assert not Document.objects.exists()


def test_a_title_is_text_and_never_markup(demo, at_desk):
    at_desk.post("/knowledge/documents", {"url": "https://example.com/x", "title": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in page(at_desk, "/knowledge?view=documents")


# Asking


def test_a_question_shows_the_answer_the_passages_and_their_figures_and_sends_nothing(demo, at_desk):
    answer = at_desk.post("/knowledge/ask", {"question": "Can I bring my dog?"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "no pets on any trip" in text and "would be sent" in text
    assert "FAQ #66" in text and "cosine" in text and "answers it:" in text and ">cited<" in text
    assert not Message.objects.exists()


def test_stale_passages_are_shown_as_such_and_never_used(demo, at_desk):
    question = {"question": "What is the price of the 5-Day Waterfall Edition?"}
    text = at_desk.post("/knowledge/ask", question, headers={"HX-Request": "true"}).content.decode()
    assert "₹9,000" in text and "Never used." in text and "FAQ #26" in text


def test_a_trip_under_discussion_is_taken_into_account(demo, at_desk):
    trip = Trip.objects.get(slug="goa-waterfall-weekend")
    asked = {"question": "what does it cost?", "trip": trip.pk}
    assert "₹6,200" in at_desk.post("/knowledge/ask", asked, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("question", ["", "   ", "\0", "😀", "'); drop table", "x" * 5000, "<b>bold</b>"])
def test_any_text_may_be_asked(question, demo, at_desk):
    answer = at_desk.post("/knowledge/ask", {"question": question, "trip": "99999999999"})
    assert answer.status_code == 200
    assert "<b>bold</b>" not in answer.content.decode()


def test_a_mended_faq_is_used_again(demo, at_desk):
    Faq.objects.filter(pk=26).update(stale=False, answer="The 5-Day Waterfall Edition costs ₹9,000 per person.")
    learn("faq", "26")
    assert 'id="source-faq-26"' not in page(at_desk, "/knowledge?view=stale")
