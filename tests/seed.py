"""The demo firm put aside after it was read once, and put back after a test that emptied the tables."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns
WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name IN (
    SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE')
GROUP BY table_name
"""
kept: dict[str, str] = {}


def keep() -> None:
    """Copy every table that holds rows."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA seed")
        cursor.execute(COLUMNS)
        for table, columns in cursor.fetchall():
            keep_table(cursor, table, columns)


def keep_table(cursor: Any, table: str, columns: str) -> None:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
    if table != "django_migrations" and cursor.fetchone()[0]:
        cursor.execute(f"CREATE TABLE seed.{table} AS SELECT {columns} FROM {table}")
        kept[table] = columns


def restore() -> None:
    """Fill the empty tables again; rows that are there already stay. Foreign keys hold, as all tables come back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, columns in kept.items():
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM seed.{table} ON CONFLICT DO NOTHING")
