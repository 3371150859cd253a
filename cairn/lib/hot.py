"""Statements that every message needs: planned once a connection and then only executed.

Django binds values on the client, so each of its queries is put together, parsed and planned anew. For the few statements
on the hot path that would be most of their cost. Rows become the same model instances as through Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache, partial
from typing import Any, Generic, LiteralString, TypeVar, cast

import psycopg
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg.types.numeric import Int8

Row = tuple[Any, ...]
M = TypeVar("M", bound=models.Model)


def fetch_one(statement: LiteralString, values: Mapping[str, Any]) -> Row | None:
    """The first row of a prepared statement, inside the caller's transaction. Raises Django's database errors."""
    with closing(executed(statement, values)) as cursor, connection.wrap_database_errors:
        return cast("Row | None", cursor.fetchone())


def fetch_all(statement: LiteralString, values: Mapping[str, Any]) -> list[Row]:
    """All rows of a prepared statement that returns a bounded number of them."""
    with closing(executed(statement, values)) as cursor, connection.wrap_database_errors:
        return cast("list[Row]", cursor.fetchall())


def executed(statement: LiteralString, values: Mapping[str, Any]) -> psycopg.Cursor[Any]:
    """Through whatever times or counts Django's own statements."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = psycopg.Cursor(connection.connection)
        run: Any = partial(prepared, cursor)
        for wrapper in reversed(connection.execute_wrappers):
            run = partial(wrapper, run)
        run(statement, values, False, {"connection": connection, "cursor": cursor})
    return cursor


def prepared(cursor: psycopg.Cursor[Any], statement: LiteralString, values: Any, *_: object) -> None:
    cursor.execute(statement, values, prepare=True)
    if connection.queries_logged:  # somebody counts them
        connection.queries_log.append({"sql": statement, "time": ""})


class Columns(Generic[M]):
    """A model's columns for such a statement, and the instance of what they hold."""

    def __init__(self, model: type[M], alias: str) -> None:
        self.model = model
        self.fields = model._meta.concrete_fields
        self.names = [field.attname for field in self.fields]
        self.converted = [(at, field) for at, field in enumerate(self.fields) if hasattr(field, "from_db_value")]
        # Names of our own models: nothing of a request is in it.
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def made(self, row: Sequence[Any]) -> M:
        values = list(row)
        for at, field in self.converted:
            values[at] = field.from_db_value(values[at], None, connection)
        return self.model.from_db("default", self.names, values)


def side_by_side(row: Sequence[Any], *tables: Columns[Any]) -> Iterator[Any]:
    """The instances of a joined row, one after the other."""
    at = 0
    for table in tables:
        part, at = row[at : at + len(table)], at + len(table)
        yield table.made(part)


def insert(row: M) -> M:
    """`row.save()` for a new row whose key the database gives. No signal is sent."""
    fields = [field for field in row._meta.concrete_fields if not left_out(row, field)]
    values = {str(field.column): bound(field, field.pre_save(row, add=True)) for field in fields}
    found = fetch_one(insertion(type(row), tuple(values)), values)
    row.pk = found[0] if found else None
    row._state.adding, row._state.db = False, "default"
    return row


def update(row: models.Model, names: tuple[str, ...]) -> None:
    """`row.save(update_fields=...)` by the names of the attributes. Nothing happens when the row is gone."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    values = {str(fields[name].column): bound(fields[name], getattr(row, name)) for name in names}
    fetch_one(change(type(row), tuple(values)), {**values, "key": Int8(row.pk)})


def bound(field: Any, value: Any) -> Any:
    """Numbers all have one type: a statement is planned anew for each combination of types."""
    value = field.get_db_prep_save(value, connection=connection)
    return Int8(value) if type(value) is int else value


def left_out(row: models.Model, field: Any) -> bool:
    """Its key, and what only the database knows a value for."""
    value = getattr(row, field.attname)
    return isinstance(value, DatabaseDefault) or (field.primary_key and value is None)


@lru_cache(maxsize=64)
def change(model: type[models.Model], columns: tuple[str, ...]) -> LiteralString:
    news = ", ".join(f'"{name}" = %({name})s' for name in columns)
    table, key = model._meta.db_table, model._meta.pk.column
    return f'UPDATE "{table}" SET {news} WHERE "{key}" = %(key)s RETURNING "{key}"'  # noqa: S608  names of our own models


@lru_cache(maxsize=64)
def insertion(model: type[models.Model], columns: tuple[str, ...]) -> LiteralString:
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(f"%({name})s" for name in columns)
    table, key = model._meta.db_table, model._meta.pk.column
    return f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING "{key}"'  # noqa: S608  names of our own models
