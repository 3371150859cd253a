"""Damaged webhooks through the parser: `python -m tests.channels.fuzz --bodies 100000 --seed 1`.

Each body starts as a recorded one and is damaged in its bytes or in its structure. The parser may find as little as it
likes, but it never raises, finds a healthy neighbour in the same body, and gives nothing that Postgres would refuse.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import json
import math
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cairn.channels.whatsapp.parse import parse
from cairn.conversations.events import ChannelEvent, InboundMessage

CORPUS = sorted((Path(__file__).parents[1] / "payloads" / "webhooks").glob("*.json"))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HEALTHY = "wamid.HEALTHY"
ODD_TEXT = [
    "",
    " ",
    "\0",
    "\ud800",
    "\udfff\ud800",
    "\u202e",
    "\ufeff",
    "🏔️" * 3,
    "é" * 5000,
    "'; --",
    "null",
    "IN.",
    "+",
]
ODD: list[Any] = [
    None, True, False, 0, -1, 2**63, -(2**70), 10**400, 0.1, 1e308, float("inf"), float("nan"), [], {}, [[]], [None], {"": {}},
    "9" * 400, "1e999", "-0", *ODD_TEXT,
]  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bodies", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=random.randrange(2**31))
    given = options.parse_args()
    print(f"seed {given.seed}")
    started = time.perf_counter()
    found = fuzz(given.bodies, given.seed)
    took = time.perf_counter() - started
    print(f"{given.bodies} bodies in {took:.0f} s, none crashed the parser, no neighbour was lost: {dict(found)}")


def fuzz(bodies: int, seed: int) -> Counter[str]:
    """Counts of what came out. Raises AssertionError with the seed and the body's number when a promise is broken."""
    dice = random.Random(seed)
    samples = [path.read_bytes() for path in CORPUS]
    found: Counter[str] = Counter()
    for number in range(bodies):
        body, neighbour = damaged(dice.choice(samples), dice)
        try:
            found.update(type(event).__name__ for event in checked(body, neighbour))
        except Exception as error:
            raise AssertionError(f"seed {seed}, body {number}: {error!r}\n{body[:2000]!r}") from error
    return found


def checked(body: bytes, neighbour: bool) -> list[ChannelEvent]:
    events = parse(body, NOW)
    for event in events:
        storable(dataclasses.asdict(event))
    if neighbour:
        assert any(isinstance(event, InboundMessage) and event.wamid == HEALTHY for event in events), "neighbour lost"
    return events


def storable(value: Any) -> None:
    """What Postgres takes: no U+0000, no lone surrogate, finite numbers, times that say where."""
    match value:
        case str():
            assert "\0" not in value
            value.encode()
        case float():
            assert math.isfinite(value)
        case datetime():
            assert value.tzinfo is not None
        case dict():
            for key, part in value.items():
                storable(key)
                storable(part)
        case list() | tuple():
            for part in value:
                storable(part)


def damaged(sample: bytes, dice: random.Random) -> tuple[bytes, bool]:
    """The damaged body, and whether a healthy neighbour travels in it."""
    if dice.random() < 0.3:
        return bytes_changed(sample, dice), False
    root = json.loads(sample)
    for _ in range(dice.randint(1, 4)):
        dice.choice(DAMAGES)(root, dice)
    # U+0000 is cleaned away, so "entry\0" would be a second "entry" in the neighbour's place.
    neighbour = isinstance(root, dict) and isinstance(root.get("entry"), list) and not any("\0" in key for key in root)
    if neighbour:
        root["entry"].insert(dice.randint(0, len(root["entry"])), healthy())
    return json.dumps(root, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass"), neighbour


def bytes_changed(sample: bytes, dice: random.Random) -> bytes:
    body = bytearray(sample)
    for _ in range(dice.choice([1, 1, 2, 8, 64])):
        place = dice.randrange(len(body)) if body else 0
        match dice.randrange(4):
            case 0 if body:
                body[place] ^= 1 << dice.randrange(8)
            case 1:
                body[place:place] = dice.choice([dice.randbytes(4), dice.randbytes(1), b"[" * 5000, b'{"a":' * 3000])
            case 2:
                del body[place : place + dice.randint(1, 30)]
            case _:
                body = body[: max(1, place)]
    return bytes(body)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in the structure."""
    found: list[tuple[Any, Any]] = []
    stack = [node]
    while stack:
        at = stack.pop()
        pairs = at.items() if isinstance(at, dict) else enumerate(at) if isinstance(at, list) else ()
        for key, value in pairs:
            found.append((at, key))
            stack.append(value)
    return found


def somewhere(root: Any, dice: random.Random) -> tuple[Any, Any]:
    found = places(root)
    return dice.choice(found) if found else ({}, "")


def drop(root: Any, dice: random.Random) -> None:
    at, key = somewhere(root, dice)
    at.pop(key, None) if isinstance(at, dict) else at.pop(key)


def retype(root: Any, dice: random.Random) -> None:
    at, key = somewhere(root, dice)
    at[key] = copy.deepcopy(dice.choice(ODD))


def double(root: Any, dice: random.Random) -> None:
    at, key = somewhere(root, dice)
    twin = copy.deepcopy(at[key]) if at else None
    if isinstance(at, list):
        at.insert(key, twin)
    else:
        at[f"{key}{dice.choice(['', '_2', ' ', chr(0)])}"] = twin


def swap(root: Any, dice: random.Random) -> None:
    (one, first), (two, second) = somewhere(root, dice), somewhere(root, dice)
    if one and two:
        one[first] = copy.deepcopy(two[second])


def nest(root: Any, dice: random.Random) -> None:
    at, key = somewhere(root, dice)
    value: Any = at[key] if at else None
    for _ in range(dice.choice([1, 3, 20, 70])):
        value = [value] if dice.random() < 0.5 else {"a": value}
    at[key] = value


def wrap(root: Any, dice: random.Random) -> None:
    at, key = somewhere(root, dice)
    if at and isinstance(at[key], str):
        at[key] = dice.choice(
            [at[key] * 300, at[key][::-1], dice.choice(ODD_TEXT) + at[key], [at[key]], {"body": at[key]}]
        )


DAMAGES: list[Callable[[Any, random.Random], None]] = [drop, retype, retype, double, swap, nest, wrap]


def healthy() -> dict[str, Any]:
    message = {"from": "919845011223", "id": HEALTHY, "timestamp": "1795000000", "type": "text", "text": {"body": "Hi"}}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Priya"}, "wa_id": "919845011223"}],
        "messages": [message],
    }
    return {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}


if __name__ == "__main__":
    main()
