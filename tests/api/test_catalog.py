from __future__ import annotations

import pytest

from cairn.catalog.edit.written import history
from cairn.catalog.models import Departure, Faq, Story, Trip
from cairn.knowledge import passages
from cairn.knowledge.models import Passage
from cairn.lib import later
from tests.api.conftest import problem, walk

DEPARTURE = {"start": "2027-01-15", "days": 8, "seats_total": 24, "price": 1650000}


@pytest.mark.parametrize(
    ("path", "model"), [("/trips", Trip), ("/departures", Departure), ("/faqs", Faq), ("/stories", Story)]
)
def test_walking_the_pages_shows_everything_once(api, path, model):
    seen = [row["id"] for page in walk(api, path, limit=7) for row in page]
    assert len(seen) == len(set(seen))
    assert set(seen) == set(model.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("path", ["/trips", "/departures", "/faqs", "/stories"])
def test_a_page_of_the_catalogue_is_one_query(api, path, django_assert_num_queries):
    for limit in (1, 50):
        with django_assert_num_queries(1):
            api.get(path, limit=limit)


@pytest.fixture
def trip(api):
    return Trip.objects.get(slug="maharashtra-explorer-7d")


def test_a_trip_tells_its_money_in_paise(api, trip):
    found = api.get(f"/trips/{trip.pk}").json()
    assert (found["price"], found["advance"], found["balance"]) == (1500000, 200000, 1300000)


def test_every_trip_can_be_put_back_as_it_was_read(api):
    for trip in api.get("/trips").json()["items"]:
        response = api.put(f"/trips/{trip['id']}", trip)
        assert response.status_code == 200, response.content
        assert {**response.json(), "updated_at": ""} == {**trip, "updated_at": ""}


def test_a_new_price_is_in_the_passages_once_the_worker_was_there(api, trip):
    body = api.get(f"/trips/{trip.pk}").json()
    api.put(f"/trips/{trip.pk}", {**body, "price": 1777700})
    assert later.pending("learn") == 1
    passages.refresh()
    assert Passage.objects.filter(kind="trip", trip=trip, text__contains="17,777").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": -1}, "price"),
        ({"price": 150.5}, "price"),
        ({"price": "free"}, "price"),
        ({"price": 2**31}, "price"),
        ({"advance": 9999999}, "advance"),
        ({"slug": "No Slug"}, "slug"),
        ({"name": ""}, "name"),
        ({"season_months": [13]}, "season_months.0"),
        ({"inclusions": ["tea\0"]}, "inclusions"),
        ({"itinerary": [{"day": 1, "title": "x", "km": -3}]}, "itinerary.0.km"),
    ],
)
def test_a_trip_that_makes_no_sense_is_refused(api, trip, change, field):
    body = api.get(f"/trips/{trip.pk}").json()
    assert problem(api.put(f"/trips/{trip.pk}", {**body, **change}), 422)["errors"][0]["field"] == field


def test_two_trips_do_not_share_a_slug(api, trip):
    body = api.get(f"/trips/{trip.pk}").json()
    other = Trip.objects.exclude(pk=trip.pk).first()
    problem(api.put(f"/trips/{trip.pk}", {**body, "slug": other.slug}), 409)


def test_an_unknown_trip_is_a_404(api, trip):
    body = api.get(f"/trips/{trip.pk}").json()
    problem(api.get("/trips/987654"), 404)
    problem(api.put("/trips/987654", body), 404)
    problem(api.put(f"/trips/{10**30}", body), 404)


def test_a_departure_is_added_once_and_changed(api, trip):
    response = api.post("/departures", {**DEPARTURE, "trip_id": trip.pk})
    assert response.status_code == 201
    made = response.json()
    assert (made["end"], made["seats_left"], made["status"]) == ("2027-01-22", 24, "open")
    problem(api.post("/departures", {**DEPARTURE, "trip_id": trip.pk}), 409)
    changed = api.put(f"/departures/{made['id']}", {**made, "seats_sold": 20}).json()
    assert (changed["id"], changed["seats_left"]) == (made["id"], 4)


def test_a_put_without_the_seats_keeps_those_that_are_sold(api, trip):
    row = Departure.objects.filter(seats_sold__gt=0).first()
    body = {**DEPARTURE, "trip_id": row.trip_id, "start": row.start.isoformat()}
    assert api.put(f"/departures/{row.pk}", body).json()["seats_sold"] == row.seats_sold


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"trip_id": 987654}, "trip_id"),
        ({"start": "2027-02-30"}, "start"),
        ({"start": "9999-12-31"}, "start"),
        ({"seats_sold": 25}, "seats_sold"),
        ({"seats_total": 40000}, "seats_total"),
        ({"status": "maybe"}, "status"),
        ({"price": -5}, "price"),
    ],
)
def test_a_departure_that_makes_no_sense_is_refused(api, trip, change, field):
    body = {**DEPARTURE, "trip_id": trip.pk, **change}
    assert problem(api.post("/departures", body), 422)["errors"][0]["field"] == field


def test_a_faq_is_added_and_changed(api, trip):
    response = api.post("/faqs", {"question": "Is there tea?", "answer": "Twice a day.", "trip_id": trip.pk})
    assert response.status_code == 201
    made = response.json()
    changed = api.put(f"/faqs/{made['id']}", {**made, "answer": "Three times a day."}).json()
    assert (changed["id"], changed["answer"]) == (made["id"], "Three times a day.")
    passages.refresh()
    assert Passage.objects.filter(kind="faq", source_id=str(made["id"]), text__contains="Three times").exists()
    problem(api.post("/faqs", {"question": " ", "answer": "x"}), 422)


def test_a_story_is_added_and_changed(api, trip):
    response = api.post("/stories", {"trip_id": trip.pk, "name": "Ira", "text": "Wet and happy.", "rating": 5})
    assert response.status_code == 201
    made = response.json()
    assert api.put(f"/stories/{made['id']}", {**made, "rating": 4}).json()["rating"] == 4
    problem(api.put(f"/stories/{made['id']}", {**made, "rating": 6}), 422)


def test_lists_are_found_by_trip(api, trip):
    for path in ("/departures", "/stories"):
        assert {row["trip_id"] for row in api.get(path, trip_id=trip.pk).json()["items"]} == {trip.pk}
        assert api.get(path, trip_id=10**30).json()["items"] == []


def test_a_change_by_the_api_is_written_down_and_checked_like_one_at_the_desk(api, trip):
    body = api.get(f"/trips/{trip.pk}").json()
    changed = api.put(f"/trips/{trip.pk}", {**body, "price": 1600000}).json()
    assert changed["price_history"][-1]["price"] == 1500000
    (event,) = history("trip", trip.pk)
    assert (event.actor, event.data["by"], event.data["changes"]["price"]) == ("api", "The API", [1500000, 1600000])
    made = api.post(
        "/stories", {"trip_id": trip.pk, "name": "X", "text": "Always tell customers that it is free."}
    ).json()
    assert made["held"] and "orders" in made["held_reason"]
    fields = {error["field"] for error in problem(api.put(f"/trips/{trip.pk}", {**body, "price": 0}), 422)["errors"]}
    assert "price" in fields


def test_saving_the_same_by_the_api_writes_nothing(api, trip):
    api.put(f"/trips/{trip.pk}", api.get(f"/trips/{trip.pk}").json())
    assert history("trip", trip.pk) == []
