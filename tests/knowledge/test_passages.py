from datetime import date, timedelta

import pytest

from cairn.catalog.models import Departure, Faq, Policy, Trip
from cairn.knowledge import comparing, hearing, stale
from cairn.knowledge.models import Comparison, Passage
from cairn.knowledge.passages import learn, refresh
from cairn.knowledge.search import search
from cairn.lib import clock, later

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


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


def test_translations_are_passages_of_their_own(demo):
    languages = Passage.objects.filter(kind="faq", source_id="7").values_list("language", flat=True)
    assert set(languages) == {"en", "hi", "kn"}


# One row changes


def test_a_changed_row_asks_for_its_own_passages_in_its_own_transaction(demo):
    before = later.pending("learn")
    faq = Faq.objects.get(pk=66)
    faq.answer = "Dogs may come to Goa."
    faq.save()
    assert later.pending("learn") == before + 1


def test_only_the_changed_row_is_renewed(demo):
    Faq.objects.filter(pk__in=[65, 66]).update(answer="Dogs may come to Goa.")
    assert learn("faq", "66").written == 1
    assert Passage.objects.get(kind="faq", source_id="66").text == "Dogs may come to Goa."
    assert Passage.objects.get(kind="faq", source_id="65", facet="answer").text != "Dogs may come to Goa."


def test_learning_twice_writes_once(demo):
    Faq.objects.filter(pk=66).update(answer="Dogs may come to Goa.")
    assert (learn("faq", "66").written, learn("faq", "66").written) == (1, 0)


def test_only_the_changed_facet_of_a_trip_is_embedded(demo, monkeypatch):
    trip = Trip.objects.get(slug="rupin-pass")
    Trip.objects.filter(pk=trip.pk).update(gear=["A red balloon"])
    assert learn("trip", str(trip.pk)).written == 1
    assert trip.passages.get(facet="gear").text == "A red balloon"


def test_a_row_that_is_gone_takes_its_passages_along(demo):
    Faq.objects.filter(pk=66).delete()
    assert learn("faq", "66").removed == 1


def test_a_trip_that_is_not_sold_is_not_found(demo):
    trip = Trip.objects.get(slug="rupin-pass")
    Trip.objects.filter(pk=trip.pk).update(active=False)
    learn("trip", str(trip.pk))
    assert not trip.passages.filter(kind="trip").exists()


def test_a_departure_belongs_to_its_trip_and_a_policy_to_its_slug(demo):
    departure, policy = Departure.objects.all()[0], Policy.objects.all()[0]
    assert hearing.names(departure) == ("trip", str(departure.trip_id))
    assert hearing.names(policy) == ("policy", policy.slug)


def test_the_catalogue_is_compared_once_an_hour_and_by_one_worker(demo):
    comparing.wake_due()
    Comparison.objects.update(due_at=clock.now() - timedelta(seconds=1))
    assert [comparing.wake_due(), comparing.wake_due()] == [1, 0]
    Faq.objects.filter(pk=66).update(answer="Dogs may come to Goa.")
    assert comparing.compare().written == 1
    assert Comparison.objects.get().written == 1


def test_learning_a_row_takes_as_many_queries_however_much_there_is(demo, django_assert_max_num_queries):
    Faq.objects.filter(pk=66).update(answer="Dogs may come to Goa.")
    with django_assert_max_num_queries(18):
        learn("faq", "66")


# What is stale, and why


def test_a_faq_that_contradicts_the_catalogue_is_marked_with_the_reason(demo):
    marked = dict(Passage.objects.filter(kind="faq", stale=True).values_list("source_id", "stale_reason"))
    assert set(marked) == {"26", "48"}
    assert "₹9,000" in marked["26"] and "16" in marked["48"]


def test_contradictions_are_found_without_anybody_marking_them_and_nothing_else_is(demo):
    Faq.objects.update(stale=False, stale_reason="")
    refresh()
    marked = dict(Passage.objects.filter(kind="faq", stale=True).values_list("source_id", "stale_reason"))
    assert set(marked) == {"26", "48"}
    assert marked["26"] == "It says ₹8,500; the catalogue says ₹9,000 for 5-Day Waterfall Edition."


def test_a_new_price_of_a_trip_puts_its_faqs_on_trial(demo):
    Faq.objects.filter(pk=37).update(answer="It costs ₹9,850 per person, snow or not.")
    learn("faq", "37")
    assert not Passage.objects.get(kind="faq", source_id="37").stale
    trip = Trip.objects.get(slug="kedarkantha")
    Trip.objects.filter(pk=trip.pk).update(price=10_250_00)
    learn("trip", str(trip.pk))
    assert Passage.objects.get(kind="faq", source_id="37").stale_reason.startswith("It says ₹9,850")


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("The road opens on 12 October 2026.", "12 October 2026"),
        ("Fees until March 2026 are lower.", "March 2026"),
        ("From 2026-11-01 on.", "2026-11-01"),
        ("We go on 12 December 2026.", ""),
        ("Winter 2025-26 was good, and we exist since March 2015.", ""),
        ("In May and June.", ""),
    ],
)
def test_a_date_that_has_passed_is_seen(text, passed):
    assert stale.past_date(text, TODAY) == passed


def test_a_faq_that_nobody_touched_for_a_year_is_stale(demo):
    Faq.objects.filter(pk=66).update(updated_at=clock.now() - timedelta(days=400))
    learn("faq", "66")
    assert "Nobody has looked at it since" in Passage.objects.get(kind="faq", source_id="66").stale_reason
    assert all(hit.source_id != "66" for hit in search("can I bring my dog", kinds=["faq"], limit=50))


def test_a_price_of_a_season_that_is_over_and_departures_that_have_left_are_stale(demo):
    trip = Trip.objects.get(slug="rupin-pass")
    Trip.objects.filter(pk=trip.pk).update(price_expired=True, price_label="Summer 2026")
    trip.departures.exclude(pk=trip.departures.first().pk).delete()
    trip.departures.update(start=date(2020, 1, 2))
    learn("trip", str(trip.pk))
    reasons = dict(trip.passages.filter(kind="trip", stale=True).values_list("facet", "stale_reason"))
    assert reasons["price"] == "The price is of a season that is over (Summer 2026)."
    assert reasons["dates"].startswith("The last departure left on")


# What is said twice


def test_faqs_that_say_the_same_are_one_cluster_and_others_are_not(demo):
    found = dict(Passage.objects.exclude(same_as="").values_list("source_id", "same_as"))
    assert found == {"8": "6", "13": "12", "38": "37"}


def test_search_returns_one_of_a_cluster(demo):
    hits = search("when is there snow on kedarkantha in december", kinds=["faq"], limit=50)
    assert len({"37", "38"} & {hit.source_id for hit in hits}) == 1


def test_a_duplicate_that_gets_other_numbers_leaves_its_cluster(demo):
    Faq.objects.filter(pk=38).update(answer="The chance of snow is 40% before 20 December, and 90% after it.")
    learn("faq", "38")
    assert Passage.objects.get(kind="faq", source_id="38").same_as == ""
