"""From a file or an address to passages: once, also when a worker dies, and only what is new is embedded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.assistant.answer import answer
from cairn.knowledge.documents import reading
from cairn.knowledge.documents.add import Refused, add_file, add_page, read_again, remove
from cairn.knowledge.models import Document, Passage
from cairn.knowledge.search import search
from cairn.lib import clock, later
from tests.knowledge.documents.conftest import HANDBOOK, PAGE, word_file

pytestmark = pytest.mark.django_db


def passages(document):
    return Passage.objects.filter(kind="document", source_id=str(document.pk)).order_by("position")


@pytest.fixture
def handbook(demo, asha):
    return add_file(word_file(*HANDBOOK), filename="handbook.docx", by=asha)


def test_a_word_file_becomes_passages_under_its_headings(handbook):
    assert reading.read(handbook.pk) == "ready"
    assert [p.title for p in passages(handbook)] == ["handbook: Bicycles", "handbook: Drones"]
    handbook.refresh_from_db()
    assert handbook.characters > 100 and handbook.read_at and not handbook.error


def test_adding_wakes_the_reading_and_search_finds_what_was_read(handbook):
    assert later.pending("read_document") == 1
    reading.read(handbook.pk)
    hit = search("where can I leave my bicycle in pune")[0]
    assert (hit.kind, hit.source_id) == ("document", str(handbook.pk))


def test_the_same_file_is_added_once(handbook, asha):
    with pytest.raises(Refused, match="already"):
        add_file(bytes(handbook.file.body), filename="copy.docx", by=asha)
    assert Document.objects.count() == 1


def test_reading_twice_writes_once(handbook):
    assert [reading.read(handbook.pk), reading.read(handbook.pk)] == ["ready", ""]
    assert passages(handbook).count() == 2


def test_a_reading_that_was_killed_is_done_again_and_the_late_one_writes_nothing(handbook):
    late = reading.claim(handbook.pk)
    assert reading.claim(handbook.pk) is None
    Document.objects.update(due_at=clock.now() - timedelta(minutes=1))
    assert reading.wake_due() == 1
    assert reading.read(handbook.pk) == "ready"
    kept = list(passages(handbook).values_list("pk", flat=True))
    reading.settle(late)
    assert list(passages(handbook).values_list("pk", flat=True)) == kept
    handbook.refresh_from_db()
    assert (handbook.state, handbook.attempts) == ("ready", 2)


def test_a_file_that_kills_its_reader_again_and_again_is_given_up(handbook):
    for _ in range(reading.MOST_TRIES):
        assert reading.claim(handbook.pk)
        Document.objects.update(due_at=clock.now() - timedelta(minutes=1))
    assert reading.read(handbook.pk) == ""
    handbook.refresh_from_db()
    assert handbook.state == "failed" and "never ended" in handbook.error


def test_a_removed_document_takes_its_passages_along_and_a_late_reading_writes_nothing(handbook):
    late = reading.claim(handbook.pk)
    assert late.file.body
    remove(Document.objects.get(pk=handbook.pk))
    reading.settle(late)
    assert not passages(handbook).exists()


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        (b"", "a.pdf", "empty"),
        (b"PK\x03\x04" + b"x" * 50, "a.xlsx", "archive"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 50, "a.doc", "old Word file"),
        (b"\x89PNG\0\0\0", "a.png", "no document"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.txt", "10 MB"),
    ],
)
def test_what_is_no_document_is_refused_in_words(asha, body, name, said):
    with pytest.raises(Refused, match=said):
        add_file(body, filename=name, by=asha)


# Web pages


def test_a_page_is_read_without_its_menus(demo, asha, site):
    document = add_page(site.put("/gear"), by=asha)
    assert reading.read(document.pk) == "ready"
    document.refresh_from_db()
    text = " ".join(passages(document).values_list("text", flat=True))
    assert document.title == "Gear for rent"
    assert "head torches" in text and "Imprint" not in text and "Home" not in text


def test_when_a_page_changes_only_what_changed_is_embedded(demo, asha, site, monkeypatch):
    document = add_page(site.put("/gear"), by=asha)
    reading.read(document.pk)
    before = set(passages(document).values_list("pk", flat=True))
    site.put("/gear", PAGE.replace("in cash", "to your account within a week"))
    embedded: list[str] = []
    monkeypatch.setattr(reading, "embed", lambda texts: embedded.extend(texts) or reading_embed(texts))
    read_again(document)
    assert reading.read(document.pk) == "ready"
    assert len(embedded) == 1 and "to your account" in embedded[0]
    assert len(before & set(passages(document).values_list("pk", flat=True))) == len(before) - 1


reading_embed = reading.embed


def test_a_page_that_is_gone_makes_what_was_read_stale_and_it_is_not_found_any_more(demo, asha, site):
    document = add_page(site.put("/gear"), by=asha)
    reading.read(document.pk)
    site.put("/gear", "", status=404)
    read_again(document)
    assert reading.read(document.pk) == "stale"
    document.refresh_from_db()
    assert "404" in document.error
    assert all(hit.kind != "document" for hit in search("is there a deposit for a head torch", limit=20))
    site.put("/gear")
    read_again(document)
    assert reading.read(document.pk) == "ready"
    assert not passages(document).filter(stale=True).exists()


def test_a_site_that_is_down_is_tried_again_by_itself_and_then_given_up(demo, asha, site):
    document = add_page(site.put("/gear", status=503), by=asha)
    assert reading.read(document.pk) == "waiting"
    for _ in range(reading.MOST_TRIES):
        Document.objects.update(due_at=clock.now() - timedelta(minutes=1))
        reading.read(document.pk)
    document.refresh_from_db()
    assert document.state == "failed" and "503" in document.error


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/x",
        "https://localhost/",
    ],
)
def test_our_own_network_is_not_read(demo, asha, url):
    document = add_page(url, by=asha)
    assert reading.read(document.pk) == "failed"
    document.refresh_from_db()
    assert "public internet" in document.error


def test_a_redirect_into_our_own_network_is_not_followed(demo, asha, site):
    document = add_page(site.put("/away", "", status=302, Location="http://127.0.0.1:1/secret"), by=asha)
    assert reading.read(document.pk) == "failed"


def test_redirects_end_and_large_pages_are_not_read_to_the_end(demo, asha, site):
    round_and_round = add_page(site.put("/round", "", status=301, Location="/round"), by=asha)
    large = add_page(site.put("/large", b"<html>" + b"x" * (5 * 1024 * 1024 + 1)), by=asha)
    for document, said in ((round_and_round, "redirects"), (large, "5 MB")):
        assert reading.read(document.pk) == "failed"
        document.refresh_from_db()
        assert said in document.error
    assert site.asked.count("/round") == 6


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://example.com/a", "javascript:alert(1)", "https://" + "a" * 1000, "https://["]
)
def test_what_is_no_address_is_refused(asha, url):
    with pytest.raises(Refused, match="https://"):
        add_page(url, by=asha)


def test_a_document_that_nobody_read_for_a_year_is_not_used_any_more(handbook):
    reading.read(handbook.pk)
    Document.objects.update(read_at=clock.now() - timedelta(days=400))
    reading.wake_due()
    handbook.refresh_from_db()
    assert handbook.state == "stale" and passages(handbook).filter(stale=True).count() == 2


def test_the_assistant_answers_from_a_document_and_cites_it(handbook):
    reading.read(handbook.pk)
    reply = answer("Where can I leave my bicycle in Pune during the trip?", allow_model=False)
    assert "locked shed behind the Pune office" in reply.text
    assert [(s.kind, s.id) for s in reply.sources] == [("document", str(handbook.pk))]
