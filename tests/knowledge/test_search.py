import pytest

from cairn.catalog.models import Trip
from cairn.knowledge.search import readable, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("question", "faq"),
    [
        ("can I bring my dog", "66"),
        ("may I swim at devkund", "30"),
        ("is vegan food possible", "63"),
        ("who carries my backpack", "70"),
    ],
)
def test_a_question_finds_its_answer(demo, question, faq):
    assert (search(question)[0].kind, search(question)[0].source_id) == ("faq", faq)


def test_a_trip_under_discussion_shuts_the_others_out(demo):
    goa = Trip.objects.get(slug="goa-waterfall-weekend")
    assert {hit.trip_id for hit in search("what should I pack", trip_id=goa.pk)} <= {goa.pk, None}


def test_stale_answers_are_never_found(demo):
    hits = search("What is the price of the 5-Day Waterfall Edition?", limit=50)
    assert ("faq", "26") not in {(hit.kind, hit.source_id) for hit in hits}


def test_other_scripts_are_searched_by_words_alone(demo):
    assert not readable("क्या एडवांस वापस मिलता है?")
    assert search("क्या एडवांस वापस मिलता है?")[0].source_id == "7"


@pytest.mark.parametrize("text", ["", "!!!", "'); drop table", "a & b | c:*", "\\'", "😀"])
def test_no_text_breaks_the_search(demo, text):
    assert isinstance(search(text), list)
