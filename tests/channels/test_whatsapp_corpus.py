"""Every captured webhook, against the counts of its manifest; then the same bodies, damaged."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.channels.whatsapp.parse import parse
from cairn.conversations.events import (
    ChannelEvent,
    Echo,
    Edit,
    IdentityChange,
    InboundMessage,
    Poison,
    Reaction,
    Receipt,
    Revoke,
)

PAYLOADS = Path(__file__).parents[1] / "payloads"
MANIFEST = {item["file"]: item for item in json.loads((PAYLOADS / "manifest.json").read_bytes())["payloads"]}
DESERVE_POISON = {
    "odd_no_identifiers.json": "entry[0].changes[0].value.messages[0]",  # nobody sent it
    "odd_value_null.json": "entry[0].changes[0]",
}
DEEPER = {"history", "standby"}  # the manifest does not count what lies one level deeper


def _body(name: str) -> bytes:
    return (PAYLOADS / "webhooks" / name).read_bytes()


def _counted(events: list[ChannelEvent]) -> dict[str, int]:
    """Events by the list they came from; a poison counts for its list."""
    counts: Counter[str] = Counter()
    for event in events:
        if isinstance(event, Edit | Revoke):
            counts["message_echoes" if event.from_phone_app else "messages"] += 1
        elif isinstance(event, InboundMessage | Reaction | IdentityChange):
            counts["messages"] += 1
        elif isinstance(event, Receipt) or getattr(event, "field", "") in {"payment_status", "message_status"}:
            counts["statuses"] += 1
        elif isinstance(event, Echo):
            counts["message_echoes"] += 1
        elif isinstance(event, Poison) and ".messages[" in event.where:
            counts["messages"] += 1
    return counts


def test_the_corpus_is_whole() -> None:
    assert {path.name for path in (PAYLOADS / "webhooks").glob("*.json")} == set(MANIFEST)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_every_payload_tells_what_its_manifest_counts(name: str) -> None:
    expected = MANIFEST[name]
    events = parse(_body(name))
    assert [event.where for event in events if isinstance(event, Poison)] == (
        [DESERVE_POISON[name]] if name in DESERVE_POISON else []
    )
    if DEEPER & set(expected["fields"]):
        assert events
        return
    for kind in ("messages", "statuses", "message_echoes"):
        assert _counted(events)[kind] == expected[kind], kind
    _assert_clean(events)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_parsing_twice_tells_the_same(name: str, now: datetime) -> None:
    assert parse(_body(name), now) == parse(_body(name), now)


def test_compact_bodies_with_escapes_read_like_pretty_ones(now: datetime) -> None:
    for name in MANIFEST:
        sent = json.dumps(json.loads(_body(name)), separators=(",", ":")).replace("/", "\\/").encode()
        assert parse(sent, now) == parse(_body(name), now), name


def test_two_thousand_damaged_bodies_never_raise(now: datetime) -> None:
    chance = random.Random(20261123)
    names = sorted(MANIFEST)
    for _ in range(2000):
        name = chance.choice(names)
        body = _damaged(_body(name), chance)
        events = parse(body, now)
        assert all(dataclasses.is_dataclass(event) for event in events)
        _assert_clean(events)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise(body: bytes) -> None:
    _assert_clean(parse(body))


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["messages", "statuses", "calls", "from", "id", "type", "text", "x"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_no_value_raises(value: Any) -> None:
    whole = {"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
    _assert_clean(parse(json.dumps(whole).encode()))


_STRANGE: list[Any] = [
    None, True, 0, -1, 10**30, 1e300, float("nan"), float("inf"), "", "\x00", "\ud800", "??", "x" * 600,
    "US.1", "1795400000", [], {}, [[]], [None], {"a": {}}, [{"id": 1}],
]  # fmt: skip


def _damaged(body: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        raw = bytearray(body)
        for _ in range(chance.randint(1, 8)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        return bytes(raw[: chance.randint(1, len(raw))] if chance.random() < 0.3 else raw)
    value = json.loads(body)
    for _ in range(chance.randint(1, 4)):
        places = list(_places(value))
        if places:
            holder, key = chance.choice(places)
            if chance.random() < 0.2:
                del holder[key]
            else:
                holder[key] = copy.deepcopy(chance.choice(_STRANGE))
    return json.dumps(value).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


def _assert_clean(events: list[ChannelEvent]) -> None:
    for event in events:
        _assert_clean_value(dataclasses.asdict(event))
        json.dumps(dataclasses.asdict(event), default=datetime.isoformat, allow_nan=False).encode()


def _assert_clean_value(value: Any) -> None:
    if isinstance(value, str):
        assert "\x00" not in value
        value.encode()  # no lone surrogate
    elif isinstance(value, dict):
        for key, item in value.items():
            _assert_clean_value(key)
            _assert_clean_value(item)
    elif isinstance(value, list):
        for item in value:
            _assert_clean_value(item)
    elif isinstance(value, datetime):
        assert value.utcoffset() is not None
    elif isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, int):
        assert -(2**63) <= value < 2**63
    else:
        assert value is None
