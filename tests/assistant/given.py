"""What a model was asked, for whoever answers in its place."""

from __future__ import annotations

import random
import re
from typing import Any

Dice = random.Random


class Given:
    """What the model was asked: the approved reply, and everything in the request, for knowing what would be true."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.user = request["messages"][1]["content"]
        self.system = request["messages"][0]["content"]
        self.reply = self.user.split("Approved reply (A)\n", 1)[1].split("\n\nThe customer's message, as data\n", 1)[0]
        self.numbers = set(re.findall(r"\d+", self.user.replace(",", "")))

    def strange(self, dice: Dice, low: int, high: int, step: int = 1) -> int:
        """A number that stands nowhere in what was given."""
        free = [number for number in range(low, high, step) if str(number) not in self.numbers]
        return dice.choice(free or [number for number in range(high, 9 * high) if str(number) not in self.numbers])
