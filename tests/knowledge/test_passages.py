import pytest

from cairn.catalog.models import Faq, Trip
from cairn.knowledge.models import Passage
from cairn.knowledge.passages import refresh

pytestmark = pytest.mark.django_db


def test_unchanged_text_is_not_embedded_again(demo):
    assert refresh().written == 0


def test_a_changed_answer_gets_a_new_vector_and_only_that_one(demo):
    Faq.objects.filter(pk=66).update(answer="Dogs may come to Goa.")
    assert refresh().written == 1
    assert Passage.objects.get(kind="faq", source_id="66").text == "Dogs may come to Goa."


def test_what_is_gone_from_the_catalogue_is_gone_from_the_passages(demo):
    Faq.objects.filter(pk=66).delete()
    assert refresh().removed == 1
    assert not Passage.objects.filter(kind="faq", source_id="66").exists()


def test_each_day_of_a_plan_is_a_passage(demo):
    trip = Trip.objects.get(slug="rupin-pass")
    assert trip.passages.filter(facet__startswith="day-").count() == len(trip.itinerary)


def test_a_faq_that_contradicts_the_catalogue_is_marked(demo):
    assert set(Passage.objects.filter(kind="faq", stale=True).values_list("source_id", flat=True)) == {"26", "48"}


def test_translations_are_passages_of_their_own(demo):
    assert set(Passage.objects.filter(kind="faq", source_id="7").values_list("language", flat=True)) == {
        "en",
        "hi",
        "kn",
    }
