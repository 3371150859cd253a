"""What goes into and out of the catalogue. Money is integer paise, per person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, ModelSchema, Schema
from pydantic import StringConstraints

from cairn.api.inputs import Day, Id, Line, Paise, Small, Words
from cairn.catalog.models import Departure, Trip

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Note = Annotated[str, StringConstraints(max_length=2_000)]
Notes = Annotated[list[Note], Field(max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$|^hinglish$", max_length=12)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Month = Annotated[int, Field(ge=1, le=12)]
Real = Annotated[float, Field(ge=0, le=100_000)]


class Pickup(Schema):
    city: Note
    point: Note = ""
    time: Note = ""


class OldPrice(Schema):
    label: Note
    price: Paise
    advance: Paise = 0
    valid_until: Note = ""
    expired: bool = True


class AddOn(Schema):
    code: Short
    name: Line
    price: Paise
    unit: Short = ""


class Stop(Schema):
    day: Small
    title: Line
    text: Words = ""
    km: Real = 0
    hours: Real = 0
    altitude_m: Small = 0
    stay: Note = ""
    meals: Notes = []


class Mistaken(Schema):
    slug: Slug
    why: Note = ""


class TripIn(Schema):
    """What GET gave, changed, can be put back: `id`, `balance` and `updated_at` are ignored."""

    slug: Slug
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    active: bool = True
    featured: bool = False
    aliases: Notes = []
    misspellings: Notes = []
    region: Short
    zone: Short = ""
    days: Annotated[int, Field(ge=1, le=365)]
    nights: Small = 0
    duration_note: Note = ""
    difficulty: Annotated[str, StringConstraints(max_length=30)] = ""
    difficulty_note: Note = ""
    fitness: Note = ""
    requires: Note = ""
    season_months: list[Month] = Field([], max_length=12)
    season_text: Annotated[str, StringConstraints(max_length=200)] = ""
    min_age: Small | None = None
    max_age: Small | None = None
    max_altitude_m: Small | None = None
    trek_km: Real | None = None
    group_min: Small | None = None
    group_max: Small | None = None
    price: Paise
    advance: Paise = 0
    advance_refundable: bool = False
    price_label: Short = ""
    price_expired: bool = False
    price_history: list[OldPrice] = Field([], max_length=100)
    pickups: list[Pickup] = Field([], max_length=100)
    meeting_point: Note = ""
    end_point: Note = ""
    nearest_airport: Note = ""
    nearest_railway: Note = ""
    inclusions: Notes = []
    exclusions: Notes = []
    highlights: Notes = []
    special: Note = ""
    gear: Notes = []
    add_ons: list[AddOn] = Field([], max_length=100)
    itinerary: list[Stop] = Field([], max_length=100)
    leader_languages: Notes = []
    confusable_with: list[Mistaken] = Field([], max_length=100)
    url: Annotated[str, StringConstraints(pattern=r"^$|^https?://\S+$", max_length=200)] = ""


class TripShape(ModelSchema):
    id: int
    balance: int

    class Meta:
        model = Trip
        fields = "__all__"


class DepartureIn(Schema):
    trip_id: Id
    start: Day
    days: Annotated[int, Field(ge=1, le=365)]
    seats_total: Small
    seats_sold: Small = 0
    status: Departure.Status = Departure.Status.OPEN
    price: Paise | None = Field(None, description="paise per person; null where the trip's own holds")
    holiday_price: bool = False
    note: Annotated[str, StringConstraints(max_length=300)] = ""


class DepartureShape(Schema):
    id: int
    trip_id: int
    start: date
    end: date
    days: int
    seats_total: int
    seats_sold: int
    seats_left: int
    status: str
    price: int | None
    holiday_price: bool
    note: str


class Translation(Schema):
    question: Text
    answer: Text


class FaqIn(Schema):
    question: Text
    answer: Text
    tags: Notes = []
    language: Language = "en"
    trip_id: Id | None = None
    translations: dict[Language, Translation] = Field({}, max_length=30)
    stale: bool = False
    stale_reason: Note = ""


class FaqShape(Schema):
    id: int
    question: str
    answer: str
    tags: list[Any]
    language: str
    trip_id: int | None
    translations: dict[str, Any]
    stale: bool
    stale_reason: str
    updated_at: datetime


class StoryIn(Schema):
    trip_id: Id
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    city: Short = ""
    month: Month | None = None
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    title: Annotated[str, StringConstraints(max_length=300)] = ""
    text: Text
    language: Language = "en"
    mentions_old_price: bool = False


class StoryShape(Schema):
    id: int
    trip_id: int
    name: str
    city: str
    month: int | None
    year: int | None
    rating: int | None
    title: str
    text: str
    language: str
    mentions_old_price: bool
    held: bool
    held_reason: str
