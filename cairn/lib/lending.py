"""A connection of the pool is for statements: who waits for the outside gives it back first.

The pool is small, and a service that hangs would otherwise hold connections that filing and the screens need.
"""

from __future__ import annotations

from django.db import connection


def give_back() -> None:
    """Call it before something slow, outside any transaction. The next statement takes a connection again."""
    if not connection.in_atomic_block:
        connection.close()
