"""Webhook bodies to build on: the corpus, and one ordinary message to bend."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cairn.channels.whatsapp.parse import parse
from cairn.conversations.events import ChannelEvent

PAYLOADS = Path(__file__).parents[1] / "payloads"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

Told = Callable[..., list[ChannelEvent]]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def load() -> Callable[[str], Any]:
    """A corpus file, as JSON."""
    return lambda name: json.loads((PAYLOADS / "webhooks" / f"{name}.json").read_bytes())


@pytest.fixture
def told() -> Told:
    """What a webhook with this value tells: `told(value)`, or `told(field="calls", calls=[...])`."""

    def _told(value: Any = None, *, field: Any = "messages", entry: Any = None, **parts: Any) -> list[ChannelEvent]:
        if value is None:
            metadata = {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}
            value = {"messaging_product": "whatsapp", "metadata": metadata, **parts}
        change = {"field": field, "value": value}
        whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", **(entry or {}), "changes": [change]}]}
        return parse(json.dumps(whole).encode(), NOW)

    return _told


@pytest.fixture
def text_message() -> Callable[..., dict[str, Any]]:
    """An ordinary text, with these keys changed (None takes one away)."""
    plain = {
        "from": "919900000001",
        "from_user_id": "IN.1029384756102938",
        "id": "wamid.A",
        "timestamp": "1795400000",
        "type": "text",
        "text": {"body": "hello"},
    }

    def _text(**changed: Any) -> dict[str, Any]:
        message = {**copy.deepcopy(plain), **{key.rstrip("_"): value for key, value in changed.items()}}
        return {key: value for key, value in message.items() if value is not None}

    return _text
