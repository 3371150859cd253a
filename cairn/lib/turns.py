"""How the threads of one process take turns at Python's interpreter lock."""

from __future__ import annotations

import sys

SHORT = 0.0005  # seconds; Python's own is 0.005


def keep_short() -> None:
    """Let a thread that computes give way after half a millisecond.

    Who talks with the database gives the lock away at each statement, and waits a whole turn to get it back while another
    thread composes an answer. With Python's five milliseconds a batch of a hundred statements takes half a second longer, so
    answering would slow filing and sending tenfold.
    Source: https://docs.python.org/3/library/sys.html#sys.setswitchinterval
    """
    sys.setswitchinterval(SHORT)
