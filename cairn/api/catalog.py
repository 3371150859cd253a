"""The catalogue: trips, departures, FAQs, stories. What is changed here is in the assistant's next answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from cairn.api.changes import ACTOR
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
from cairn.api.problems import Problem
from cairn.catalog.edit.refusal import Taken, Wrong
from cairn.catalog.edit.save import change, create
from cairn.catalog.edit.written import By
from cairn.catalog.models import Departure, Faq, Story, Trip

router = Router(tags=["Catalogue"])
M = TypeVar("M", bound=Model)
BY = By(ACTOR)


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
    return saved(find(Trip.objects.all(), id, "trip"), data)


@router.get("/departures", response=Page[DepartureShape])
def list_departures(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Departure, filters), filters, by="start")
    return {"items": rows, "next": following}


@router.post("/departures", response={201: DepartureShape})
def add_departure(request: HttpRequest, data: DepartureIn) -> Status[Departure]:
    return made(Departure, data)


@router.put("/departures/{int:id}", response=DepartureShape)
def put_departure(request: HttpRequest, id: int, data: DepartureIn) -> Departure:
    return saved(find(Departure.objects.all(), id, "departure"), data)


@router.get("/faqs", response=Page[FaqShape])
def list_faqs(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Faq, filters), filters, by="pk")
    return {"items": rows, "next": following}


@router.post("/faqs", response={201: FaqShape})
def add_faq(request: HttpRequest, data: FaqIn) -> Status[Faq]:
    return made(Faq, data)


@router.put("/faqs/{int:id}", response=FaqShape)
def put_faq(request: HttpRequest, id: int, data: FaqIn) -> Faq:
    return saved(find(Faq.objects.all(), id, "FAQ"), data)


@router.get("/stories", response=Page[StoryShape])
def list_stories(request: HttpRequest, filters: Query[OfTrip]) -> dict[str, Any]:
    rows, following = page(of_trip(Story, filters), filters, by="pk")
    return {"items": rows, "next": following}


@router.post("/stories", response={201: StoryShape})
def add_story(request: HttpRequest, data: StoryIn) -> Status[Story]:
    return made(Story, data)


@router.put("/stories/{int:id}", response=StoryShape)
def put_story(request: HttpRequest, id: int, data: StoryIn) -> Story:
    return saved(find(Story.objects.all(), id, "story"), data)


def of_trip(model: type[M], filters: OfTrip) -> Any:
    rows = model._default_manager.all()
    if filters.trip_id is None:
        return rows
    return rows.filter(trip_id=filters.trip_id) if 0 < filters.trip_id <= BIGINT else rows.none()


def given(data: Schema) -> dict[str, Any]:
    """The fields that were sent. What was left out stays: a PUT must not empty sold seats by omission."""
    fields = data.model_dump()
    return {name: fields[name] for name in type(data).model_fields if name in data.model_fields_set}


def made(model: type[M], data: Schema) -> Status[M]:
    with refused():
        return Status(201, create(model, given(data), by=BY))


def saved(row: M, data: Schema) -> M:
    with refused():
        change(row, given(data), by=BY)
    return row


@contextmanager
def refused() -> Iterator[None]:
    """The sentences of the catalogue as problems of the API."""
    try:
        yield
    except Taken as error:
        raise Problem(409, "There is one like this already. " + " ".join(error.errors.values())) from error
    except Wrong as error:
        errors = [{"field": name, "detail": why} for name, why in error.errors.items()]
        raise Problem(422, str(error), errors) from error
