"""Made-up customers who have all written to the firm before, so that WhatsApp lets it answer them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from simulator.ids import new_user_id
from simulator.people import Customer, Message, as_record


@dataclass(frozen=True, slots=True)
class Person:
    """One customer. `id` is the simulator's."""

    number: int
    id: str
    phone: str
    user_id: str


def make(folder: Path, count: int) -> list[Person]:
    """Write them into the simulator's journal, which it reads when it starts."""
    folder.mkdir(parents=True, exist_ok=True)
    people = [one(number) for number in range(count)]
    lines: list[str] = []
    for person in people:
        customer = Customer(person.id, f"Customer {person.number}", person.phone, None, person.user_id)
        hello = Message(
            f"wamid.BEFORE{person.number}", person.id, "customer", "text", {"body": "Hi"}, "Hi", time.time(), "read"
        )
        for kind, thing in (("customer", customer), ("message", hello)):
            lines.append(json.dumps({"kind": kind, **as_record(thing)}))
    (folder / "journal.jsonl").write_text("\n".join(lines) + "\n")
    return people


def one(number: int) -> Person:
    phone = f"9194{number:08d}"
    return Person(number, f"p{number}", phone, new_user_id(phone))
