"""Lists in pages. A cursor is the sort key and id of the last row seen, so rows added meanwhile shift nothing."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field as Column
from django.db.models import Model, Q, QuerySet
from ninja import Field, Schema

from cairn.api.inputs import BIGINT
from cairn.api.problems import invalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Page(Schema, Generic[T]):
    items: list[T]
    next: str | None = Field(description="give it as `cursor` for the page after this one")


class Paging(Schema):
    cursor: str | None = Field(None, max_length=300)
    limit: int = Field(50, ge=1, le=100)


def page(rows: QuerySet[M], paging: Paging, *, by: str = "-pk") -> tuple[list[M], str | None]:
    """One page of `rows` in the order `by` (a field, its minus sign for descending), and the cursor of the next."""
    rows = rows.order_by(*dict.fromkeys([by, "-pk" if by[0] == "-" else "pk"]))
    if paging.cursor:
        rows = rows.filter(beyond(rows, paging.cursor, by))
    found = list(rows[: paging.limit + 1])
    if len(found) <= paging.limit:
        return found, None
    found.pop()
    return found, encode(found[-1], by)


def beyond(rows: QuerySet[M], cursor: str, by: str) -> Q:
    """What comes after the cursor's row. Postgres puts NULL first when descending, last when ascending."""
    name, comparison = by.lstrip("-"), "lt" if by[0] == "-" else "gt"
    value, pk = decode(rows.model, cursor, name)
    later = Q(**{f"pk__{comparison}": pk})
    if name == "pk":
        return later
    if value is None:
        return (Q(**{name: None}) & later) | Q(**{f"{name}__isnull": False})
    return Q(**{f"{name}__{comparison}": value}) | (Q(**{name: value}) & later)


def encode(row: Model, by: str) -> str:
    text = json.dumps([stored(getattr(row, by.lstrip("-"))), row.pk])
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def stored(value: Any) -> Any:
    """Times keep their microseconds, which Django's JSON would cut off."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def decode(model: type[Model], cursor: str, name: str) -> tuple[Any, int]:
    try:
        value, pk = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value = value if name == "pk" else column(model, name).to_python(value)
        if type(pk) is not int or not 0 < pk <= BIGINT:
            raise ValueError(pk)
    except (ValueError, TypeError, ValidationError, OverflowError, RecursionError) as error:
        raise invalid("cursor", "Give the `next` of the page before, as it came.") from error
    return value, pk


def column(model: type[Model], name: str) -> Column[Any, Any]:
    found = model._meta.get_field(name)
    assert isinstance(found, Column)
    return found
