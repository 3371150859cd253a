"""A customer, a message, and what Meta knows of the two sides of a chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.ids import hidden_digits

Json = dict[str, Any]


@dataclass
class Customer:
    """A person with WhatsApp. `phone` is bare digits, None when hidden behind a username. `parent`: the user id for the
    whole enterprise. `stopped`: the numbers whose marketing they don't want."""

    id: str
    name: str
    phone: str | None
    username: str | None
    user_id: str
    parent: str | None = None
    last_wrote: float | None = None
    typing_until: float = 0.0
    stopped: list[str] = field(default_factory=list)

    @property
    def digits(self) -> str:
        return self.phone or hidden_digits(self.user_id)


@dataclass
class Message:
    """One bubble. `origin` is customer or business; `at` is epoch seconds of the simulated clock; `number` the firm's."""

    id: str
    customer_id: str
    origin: str
    type: str
    content: Any
    text: str
    at: float
    status: str
    context: Json | None = None
    callback: str | None = None
    category: str = "service"
    free: bool = True
    by_user_id: bool = False
    error: int | None = None
    extra: Json = field(default_factory=dict)
    shown: bool = False
    number: str = ""
    price: str = ""


@dataclass
class Thread:
    """What Meta knows of one customer and one of the firm's numbers. `ad_at`: came from an ad and waits for an answer."""

    wrote: float | None = None
    contact: float | None = None
    ad_at: float | None = None
    entry_until: float = 0.0
    is_hidden: bool = False


def as_record(thing: Customer | Message) -> Json:
    return dict(vars(thing))
