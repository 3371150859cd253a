"""The catalogue: trips, departures, FAQs, stories. What is changed here is in the assistant's next answer."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpRequest
from ninja import Query, Router, Status

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
from cairn.knowledge import passages

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
    """Replace a trip. Money is integer paise."""
    if data.advance > data.price:
        raise invalid("advance", "The advance can't be more than the price.")
    return save(find(Trip.objects.all(), id, "trip"), data.model_dump())


@router.get("/departures", response=Page[DepartureShape])
def list_departures(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Departure, filters), filters, by="start")
    return {"items": rows, "next": following}


@router.post("/departures", response={201: DepartureShape})
def add_departure(request: HttpRequest, data: DepartureIn) -> Status[Departure]:
    return Status(201, save(Departure(), departure(data)))


@router.put("/departures/{int:id}", response=DepartureShape)
def put_departure(request: HttpRequest, id: int, data: DepartureIn) -> Departure:
    return save(find(Departure.objects.all(), id, "departure"), departure(data))


@router.get("/faqs", response=Page[FaqShape])
def list_faqs(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Faq, filters), filters, by="pk")
    return {"items": rows, "next": following}


@router.post("/faqs", response={201: FaqShape})
def add_faq(request: HttpRequest, data: FaqIn) -> Status[Faq]:
    return Status(201, save(Faq(), belonging(data.model_dump())))


@router.put("/faqs/{int:id}", response=FaqShape)
def put_faq(request: HttpRequest, id: int, data: FaqIn) -> Faq:
    return save(find(Faq.objects.all(), id, "FAQ"), belonging(data.model_dump()))


@router.get("/stories", response=Page[StoryShape])
def list_stories(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Story, filters), filters, by="pk")
    return {"items": rows, "next": following}


@router.post("/stories", response={201: StoryShape})
def add_story(request: HttpRequest, data: StoryIn) -> Status[Story]:
    return Status(201, save(Story(), belonging(data.model_dump())))


@router.put("/stories/{int:id}", response=StoryShape)
def put_story(request: HttpRequest, id: int, data: StoryIn) -> Story:
    return save(find(Story.objects.all(), id, "story"), belonging(data.model_dump()))


def of_trip(model: type[M], filters: OfTrip) -> Any:
    rows = model._default_manager.all()
    if filters.trip_id is None:
        return rows
    return rows.filter(trip_id=filters.trip_id) if 0 < filters.trip_id <= BIGINT else rows.none()


def departure(data: DepartureIn) -> dict[str, Any]:
    if data.seats_sold > data.seats_total:
        raise invalid("seats_sold", "More seats are sold than there are.")
    return belonging(data.model_dump())


def belonging(fields: dict[str, Any]) -> dict[str, Any]:
    """The same fields, with `trip_id` known to be a trip's."""
    trip(fields["trip_id"], "trip_id")
    return fields


def save(row: M, fields: dict[str, Any]) -> M:
    """Write the row and the passages that the assistant searches, in one transaction."""
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            passages.refresh()
    except IntegrityError as error:
        raise Problem(409, "There is one like this already.") from error
    return row
