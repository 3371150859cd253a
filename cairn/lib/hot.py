"""Statements that every message needs: planned once a connection and then only executed.

Django binds values on the client, so each of its queries is parsed and planned anew. For the few statements on the hot
path that would be most of their cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg
from django.db import connection


def fetch_one(statement: LiteralString, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The first row of a prepared statement, inside the caller's transaction. Raises Django's database errors."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
