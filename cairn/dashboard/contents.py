"""What a message holds besides words: a place, cards, an order. Read for people, whatever came."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from babel.numbers import format_currency

Json = dict[str, Any]
MOST = 30  # items of an order, cards of one message


@dataclass(frozen=True, slots=True)
class Place:
    """`url` shows the point on OpenStreetMap, `geo` in whatever map the phone has."""

    name: str
    address: str
    latitude: float
    longitude: float

    @property
    def url(self) -> str:
        point = {"mlat": self.latitude, "mlon": self.longitude}
        return f"https://www.openstreetmap.org/?{urlencode(point)}#map=16/{self.latitude}/{self.longitude}"

    @property
    def geo(self) -> str:
        return f"geo:{self.latitude},{self.longitude}"

    @property
    def point(self) -> str:
        return f"{round(self.latitude, 5)}, {round(self.longitude, 5)}"


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    firm: str
    phones: list[str]
    emails: list[str]
    own: bool


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    quantity: str
    price: str
    sum: str


@dataclass(frozen=True, slots=True)
class Order:
    items: list[Item]
    total: str


def place(content: Json) -> Place | None:
    latitude, longitude = number(content.get("latitude")), number(content.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Place(words(content, "name"), words(content, "address"), latitude, longitude)


def cards(content: Json) -> list[Card]:
    return [card(raw) for raw in objects(content, "contacts")[:MOST]]


def card(raw: Json) -> Card:
    name, org = inner(raw, "name"), inner(raw, "org")
    return Card(
        name=words(name, "formatted_name") or words(name, "first_name") or "No name",
        firm=words(org, "company"),
        phones=[found for phone in objects(raw, "phones") if (found := words(phone, "phone") or words(phone, "wa_id"))],
        emails=[found for email in objects(raw, "emails") if (found := words(email, "email"))],
        own=raw.get("origin") == "contact_request",
    )


def order(content: Json) -> Order:
    found = [item(raw) for raw in objects(content, "product_items")[:MOST]]
    currencies = {currency for _, _, currency in found}
    total = sum((amount for _, amount, _ in found), Decimal(0))
    return Order([line for line, _, _ in found], money(total, currencies.pop()) if len(currencies) == 1 else "")


def item(raw: Json) -> tuple[Item, Decimal, str]:
    quantity, price = decimal(raw.get("quantity")), decimal(raw.get("item_price"))
    currency, name = words(raw, "currency"), words(raw, "product_retailer_id") or "Item"
    line = Item(name, f"{quantity.normalize():f}", money(price, currency), money(quantity * price, currency))
    return line, quantity * price, currency


def money(amount: Decimal, currency: str) -> str:
    try:
        return format_currency(amount, currency, locale="en_IN" if currency == "INR" else "en")
    except (ValueError, LookupError, InvalidOperation):
        return f"{amount} {currency}".strip()


def words(content: Json, key: str) -> str:
    value = content.get(key)
    return value if isinstance(value, str) else ""


def inner(content: Json, key: str) -> Json:
    value = content.get(key)
    return value if isinstance(value, dict) else {}


def objects(content: Json, key: str) -> list[Json]:
    value = content.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def decimal(value: Any) -> Decimal:
    try:
        found = Decimal(str(value)) if isinstance(value, int | float | str) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < 10**12 else Decimal(0)
