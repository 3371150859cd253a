"""What may come in: types for fields, and a check of every text before a view sees it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import wraps
from typing import Annotated, Any, NoReturn, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import Schema
from ninja.params.functions import Header
from ninja.parser import Parser
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from cairn.api.problems import Problem, invalid

M = TypeVar("M", bound=Model)
# Postgres refuses U+0000 and half of a surrogate pair; the other control characters are nobody's words.
ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
BIGINT = 2**63 - 1
YEARS = range(2000, 2101)


class Input(Schema):
    """A body. A field that is not known is refused: a typing error must not look like a change that was made."""

    model_config = ConfigDict(extra="forbid")


def sensible_date(value: date) -> date:
    if value.year not in YEARS:
        raise ValueError("Give a year between 2000 and 2100.")
    return value


def sensible_time(value: datetime) -> datetime:
    """Times of this API are UTC; one without a zone is taken as that."""
    sensible_date(value)
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Words = Annotated[str, StringConstraints(max_length=20_000)]
Id = Annotated[int, Field(ge=1, le=BIGINT)]
Small = Annotated[int, Field(ge=0, le=32_767)]
Paise = Annotated[int, Field(ge=0, le=2**31 - 1, description="integer paise")]
Day = Annotated[date, AfterValidator(sensible_date)]
Moment = Annotated[datetime, AfterValidator(sensible_time)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
KEY = Header("", alias="Idempotency-Key", description="the same key again does nothing new")


class StrictParser(Parser):
    """JSON as the RFC has it: NaN and Infinity are not JSON. An empty query parameter counts as left out."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(request.body, parse_constant=refuse)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        return {name: value for name, value in super().parse_querydict(data, list_fields, request).items() if value}


def refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def checked(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse control characters anywhere in the input, for every operation in one place."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **values: Any) -> Any:
        for name, value in leaves(values):
            if isinstance(value, str) and ODD.search(value):
                raise invalid(name, "The text holds a control character.")
            if isinstance(value, float) and not math.isfinite(value):
                raise invalid(name, "Give a finite number.")
        return view(request, *args, **values)

    return inner


def leaves(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every single value with its name. A stack, not recursion: the depth is the caller's choice."""
    waiting: list[tuple[str, Any]] = list(values.items())
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, BaseModel):
            waiting += list(value)
        elif isinstance(value, dict):
            waiting += [(name, key) for key in value] + [(str(key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(name, inner) for inner in value]
        else:
            yield name, value


def find(rows: QuerySet[M], pk: int, what: str) -> M:
    """The row with this id, or 404 in words. Numbers beyond a bigint are nobody's id."""
    found = rows.filter(pk=pk).first() if 0 < pk <= BIGINT else None
    if found is None:
        raise Problem(404, f"There is no {what} with the id {pk}." if pk <= BIGINT else f"There is no such {what}.")
    return found
