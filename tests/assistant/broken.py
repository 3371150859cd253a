"""What a model may send that is no answer at all."""

from __future__ import annotations

from typing import Any

from tests.assistant.given import Dice
from tests.assistant.model_server import Cut, Drip, completion, says


def broken(text: str, dice: Dice, hang: float) -> dict[str, Any]:
    """What is no answer at all."""
    whole = completion(says(text), "first/model")
    return {
        "hang": hang,
        "slow drip": Drip(whole, hang / len(whole)),
        "garbage": dice.randbytes(200),
        "cut JSON": completion(says(text)[: dice.randrange(5, 40)], "first/model"),
        "cut body": Cut(whole, dice.randrange(10, 60)),
        "huge": b'{"choices": [{"message": {"content": "' + b"x" * 300_000 + b'"}}]}',
        "wrong schema": completion('{"text": "hello", "price": 1}', "first/model"),
        "plain words": completion(text, "first/model"),
        "error": dice.choice([400, 401, 402, 408, 429, 500, 502, 503]),
        "null": completion("null", "first/model"),
    }
