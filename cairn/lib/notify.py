"""Tell whoever started this process how it is, as systemd has it: READY=1, WATCHDOG=1, STOPPING=1 (man sd_notify)."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def notify(*words: str) -> None:
    """Send the words to NOTIFY_SOCKET. Nobody listens: nothing happens."""
    if not (path := os.environ.get("NOTIFY_SOCKET", "")):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        way.settimeout(1)
        way.sendto("\n".join(words).encode(), f"\0{path[1:]}" if path.startswith("@") else path)


def patience(default: float) -> float:
    """Seconds after which a silent process is ended by whoever started it."""
    with suppress(ValueError):
        return int(os.environ.get("WATCHDOG_USEC", "")) / 1e6 or default
    return default
