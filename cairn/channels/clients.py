"""A Graph client for each number, with its own token. Tokens stay in here: no log, error or repr names one."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from django.conf import settings

from cairn.channels.whatsapp.client import GraphClient
from cairn.conversations.models import Channel
from cairn.lib import secrets

MOST = 32  # kept clients; each holds up to twenty idle connections


class Clients:
    """Called with a channel it gives that number's client; the same token gives the same client and its connections."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, GraphClient] = OrderedDict()
        self._lock = Lock()

    def __call__(self, channel: Channel | None = None) -> GraphClient:
        """The client of this number; without one, of the token of the settings. Raises secrets.Broken."""
        sealed = channel.token if channel else ""
        address = (settings.WHATSAPP_GRAPH_URL, settings.WHATSAPP_GRAPH_VERSION)
        parts = (*address, sealed or settings.WHATSAPP_ACCESS_TOKEN)
        key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = GraphClient(*address, secrets.unseal(sealed) if sealed else parts[2])
            self._kept.move_to_end(key)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return self._kept[key]

    def cache_clear(self) -> None:
        """After a token or an address changed. Requests under way end by themselves."""
        with self._lock:
            self._kept.clear()


client = Clients()
