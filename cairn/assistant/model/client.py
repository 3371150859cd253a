"""One chat completion from OpenRouter, or from any server that speaks OpenAI's protocol, within a deadline that holds.

OpenRouter: "Chat completion", "Structured outputs". The deadline covers name lookup, connecting and every byte: the
call runs in an event loop of its own, where it can be cut off wherever it stands.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from cairn.assistant.lexicon import data
from cairn.lib import lending

LARGEST = 200_000  # bytes of an answer
LONGEST = 800  # tokens
TEMPERATURE = 0.3
LEAST = 0.25  # seconds that a call needs to make sense
SHARE = 0.7  # of the time left for a model that has another one behind it
Messages = list[dict[str, str]]


class NoAnswer(Exception):
    """The model gave nothing that can be used; the text says why, in a word or two."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote, and what it cost: tokens, and US dollars where the server tells."""

    text: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0


def complete(messages: Messages, *, until: float) -> Completion:
    """Ask the models of the settings one after the other until one answers. `until` is by time.monotonic().

    Raises NoAnswer, also at the deadline.
    """
    models: list[str] = settings.OPENROUTER_MODELS
    why = "no model is set"
    lending.give_back()
    for place, model in enumerate(models):
        left = until - time.monotonic()
        if left < LEAST:
            raise NoAnswer(why if place else "too late")
        try:
            return within(messages, model, left if place == len(models) - 1 else left * SHARE)
        except NoAnswer as failure:
            why = str(failure)
    raise NoAnswer(why)


def within(messages: Messages, model: str, seconds: float) -> Completion:
    call = asyncio.run_coroutine_threadsafe(asyncio.wait_for(ask(messages, model), seconds), loop())
    try:
        return call.result(seconds + 1)
    except (TimeoutError, CancelledError) as error:
        call.cancel()
        raise NoAnswer("deadline") from error
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from error


async def ask(messages: Messages, model: str) -> Completion:
    body = {
        "model": model,
        "messages": messages,
        "temperature": TEMPERATURE,
        "max_tokens": LONGEST,
        "response_format": {"type": "json_schema", "json_schema": data("prompts/schema")},
    }
    headers = {"Authorization": f"Bearer {settings.OPENROUTER_API_KEY}", "X-Title": "Cairn"}
    url = f"{settings.OPENROUTER_URL}/chat/completions"
    async with http().stream("POST", url, json=body, headers=headers) as response:
        raw = bytearray()
        async for chunk in response.aiter_bytes():
            raw += chunk
            if len(raw) > LARGEST:
                raise NoAnswer("too long")
        if response.status_code != httpx.codes.OK:
            raise NoAnswer(f"HTTP {response.status_code}")
    return read(bytes(raw), model)


def read(raw: bytes, model: str) -> Completion:
    """Raises NoAnswer for anything but a finished text."""
    try:
        answer: Any = json.loads(raw)
        text = answer["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NoAnswer("garbage") from error
    if not isinstance(text, str) or not text.strip():
        raise NoAnswer("empty")
    usage = answer.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Completion(
        text=text,
        model=str(answer.get("model") or model)[:100],
        tokens_in=count(usage.get("prompt_tokens")),
        tokens_out=count(usage.get("completion_tokens")),
        dollars=price(usage.get("cost")),
    )


def count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else 0


def price(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and 0 <= value < 1000 else 0.0


@cache
def loop() -> asyncio.AbstractEventLoop:
    made = asyncio.new_event_loop()
    threading.Thread(target=made.run_forever, name="model", daemon=True).start()
    return made


@cache
def http() -> httpx.AsyncClient:
    """Kept between calls: shaking hands takes longer than some answers. Lives in the loop above."""
    return httpx.AsyncClient(timeout=None, limits=httpx.Limits(max_connections=20, keepalive_expiry=60))  # noqa: S113
