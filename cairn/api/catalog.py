"""The catalogue: trips, departures, FAQs, stories. What is changed here is in the assistant's next answer."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from cairn.api.changes import trip
from cairn.api.entries import (
    DepartureIn,
    DepartureShape,
    FaqIn,
    FaqShape,
    StoryIn,
    StoryShape,
    TripIn,
    TripShape,
)
from cairn.api.inputs import BIGINT, find
from cairn.api.pages import Page, Paging, page
from cairn.api.problems import Problem, invalid
from cairn.catalog.models import Departure, Faq, Story, Trip
from cairn.knowledge import hearing, passages

router = Router(tags=["Catalogue"])
M = TypeVar("M", bound=Model)


class OfTrip(Paging):
    trip_id: int | None = None


@router.get("/trips", response=Page[TripShape])
def list_trips(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    rows, following = page(Trip.objects.all(), paging, by="pk")
    return {"items": rows, "next": following}


@router.get("/trips/{int:id}", response=TripShape)
def get_trip(request: HttpRequest, id: int) -> Trip:
    return find(Trip.objects.all(), id, "trip")


@router.put("/trips/{int:id}", response=TripShape)
def put_trip(request: HttpRequest, id: int, data: TripIn) -> Trip:
    """Change a trip; optional fields that are left out stay. Money is integer paise."""
    row = filled(find(Trip.objects.all(), id, "trip"), data)
    if row.advance > row.price:
        raise invalid("advance", "The advance can't be more than the price.")
    return save(row)


@router.get("/departures", response=Page[DepartureShape])
def list_departures(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Departure, filters), filters, by="start")
    return {"items": rows, "next": following}


@router.post("/departures", response={201: DepartureShape})
def add_departure(request: HttpRequest, data: DepartureIn) -> Status[Departure]:
    return Status(201, save(departure(Departure(), data)))


@router.put("/departures/{int:id}", response=DepartureShape)
def put_departure(request: HttpRequest, id: int, data: DepartureIn) -> Departure:
    return save(departure(find(Departure.objects.all(), id, "departure"), data))


@router.get("/faqs", response=Page[FaqShape])
def list_faqs(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Faq, filters), filters, by="pk")
    return {"items": rows, "next": following}


@router.post("/faqs", response={201: FaqShape})
def add_faq(request: HttpRequest, data: FaqIn) -> Status[Faq]:
    return Status(201, save(filled(Faq(), data)))


@router.put("/faqs/{int:id}", response=FaqShape)
def put_faq(request: HttpRequest, id: int, data: FaqIn) -> Faq:
    return save(filled(find(Faq.objects.all(), id, "FAQ"), data))


@router.get("/stories", response=Page[StoryShape])
def list_stories(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Story, filters), filters, by="pk")
    return {"items": rows, "next": following}


@router.post("/stories", response={201: StoryShape})
def add_story(request: HttpRequest, data: StoryIn) -> Status[Story]:
    return Status(201, save(filled(Story(), data)))


@router.put("/stories/{int:id}", response=StoryShape)
def put_story(request: HttpRequest, id: int, data: StoryIn) -> Story:
    return save(filled(find(Story.objects.all(), id, "story"), data))


def of_trip(model: type[M], filters: OfTrip) -> Any:
    rows = model._default_manager.all()
    if filters.trip_id is None:
        return rows
    return rows.filter(trip_id=filters.trip_id) if 0 < filters.trip_id <= BIGINT else rows.none()


def departure(row: Departure, data: DepartureIn) -> Departure:
    if filled(row, data).seats_sold > row.seats_total:
        raise invalid("seats_sold", "More seats are sold than there are.")
    return row


def filled(row: M, data: Schema) -> M:
    """The row with the fields that were given. What was left out stays: a PUT must not empty sold seats by omission."""
    fields = data.model_dump()
    if "trip_id" in data.model_fields_set:
        trip(fields["trip_id"], "trip_id")
    for name in data.model_fields_set:
        setattr(row, name, fields[name])
    return row


def save(row: M) -> M:
    """Write the row and the passages that the assistant searches, in one transaction."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Problem(409, "There is one like this already.") from error
        passages.learn(*hearing.names(row))
    return row
