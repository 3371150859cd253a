"""One made-up customer from the first message on: who, what was said, how far it went, what is to be done."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import models

from cairn.catalog.models import Trip
from cairn.console.crowd import people
from cairn.conversations.models import Contact, Conversation, Identity, Message
from cairn.journal.models import Event
from cairn.leads.models import Lead, Stage, Task
from cairn.leads.score import Facts, priority, score

Row = dict[str, Any]
Life = dict[type[models.Model], list[Row]]
# Ids that one life may use up, at most.
SPAN: dict[type[models.Model], int] = {
    Contact: 1, Identity: 1, Conversation: 1, Lead: 1, Message: 20, Task: 2, Event: 30,
}  # fmt: skip
STAGES = (
    (Stage.INQUIRY, 18), (Stage.CONTACTED, 14), (Stage.INTERESTED, 14), (Stage.QUALIFIED, 5), (Stage.PROPOSAL, 4),
    (Stage.NEGOTIATION, 2), (Stage.WON, 15), (Stage.LOST, 28),
)  # fmt: skip
WAYS = {Stage.LOST: (Stage.INQUIRY, Stage.CONTACTED, Stage.INTERESTED, Stage.LOST)}
LADDER = tuple(stage for stage in Stage if stage != Stage.LOST)
ASKED = ("booking", "payment", "availability", "fast")


@dataclass(frozen=True, slots=True)
class Cast:
    channel: int
    trips: list[Trip]
    team: list[int]
    now: datetime


@dataclass(slots=True)
class Ids:
    """The next free id of each table."""

    free: dict[type[models.Model], int]

    def take(self, model: type[models.Model]) -> int:
        number = self.free[model]
        self.free[model] = number + 1
        return number


@dataclass(slots=True)
class Person:
    """What the sentences are filled with, and the random numbers of this one life."""

    dice: random.Random
    name: str
    phone: str
    trip: Trip
    party: int
    month: str
    stage: Stage
    born: datetime
    owner: int | None
    words: dict[str, Any] = field(default_factory=dict)


def live(cast: Cast, number: int, ids: Ids, phone: str) -> Life:
    """All rows of one customer. The same number is always the same person."""
    who = person(cast, random.Random(number), phone)
    life: Life = defaultdict(list)
    own: tuple[type[models.Model], ...] = (Contact, Conversation, Lead, Identity)
    pk = {model: ids.take(model) for model in own}
    said = list(talk(cast, who, ids, pk[Conversation]))
    life[Message] = said
    life[Contact] = [{"id": pk[Contact], "name": who.name, "phone": phone, "created_at": who.born}]
    life[Identity] = [
        {"id": pk[Identity], "channel_id": cast.channel, "contact_id": pk[Contact], "kind": "phone", "value": phone,
         "created_at": who.born}
    ]  # fmt: skip
    life[Conversation] = [conversation(cast, who, pk, said)]
    life[Lead] = [lead(cast, who, pk, said)]
    life[Task] = list(tasks(cast, who, ids, pk[Lead], said[-1]["at"]))
    life[Event] = list(events(who, ids, pk, said))
    return life


def born(cast: Cast, number: int) -> datetime:
    """When this one wrote first. Rows are numbered in this order, as real ones are."""
    return person(cast, random.Random(number), "").born


def person(cast: Cast, dice: random.Random, phone: str) -> Person:
    stage = dice.choices([stage for stage, _ in STAGES], [weight for _, weight in STAGES])[0]
    age = min(400.0, dice.expovariate(1 / (25 if stage not in (Stage.WON, Stage.LOST) else 120)))
    name = f"{dice.choice(people.FIRST)} {dice.choice(people.LAST)}"
    trip, party, month = dice.choice(cast.trips), dice.choice((1, 2, 2, 2, 3, 4, 4, 6, 10)), dice.choice(people.MONTHS)
    owner = dice.choice(cast.team) if cast.team and dice.random() < 0.85 else None
    born = cast.now - timedelta(days=age, minutes=dice.randrange(20, 600))
    words = {
        "name": name.split()[0], "trip": trip.name, "party": party, "month": month, "price": f"{trip.price // 100:,}",
        "advance": f"{trip.advance // 100:,}", "budget": f"{party * dice.randrange(5, 16) * 1000:,}",
    }  # fmt: skip
    return Person(dice, name, phone, trip, party, month, stage, born, owner, words)


def talk(cast: Cast, who: Person, ids: Ids, conversation: int) -> Iterator[Row]:
    """Question and answer in turn, over hours or days, until today."""
    dice, at = who.dice, who.born
    for turn in range(min(SPAN[Message], max(2, round(dice.gauss(10, 4))))):
        inbound = turn % 2 == 0
        author = "customer" if inbound else "staff" if dice.random() < 0.25 else "assistant"
        texts = (people.OPENERS if turn == 0 else people.FOLLOW) if inbound else (
            people.STAFF if author == "staff" else people.ANSWERS
        )  # fmt: skip
        yield {
            "id": ids.take(Message),
            "conversation_id": conversation,
            "channel_id": cast.channel,
            "wamid": f"wamid.demo.{who.phone}.{turn}",
            "direction": "in" if inbound else "out",
            "author": author,
            "user_id": who.owner if author == "staff" else None,
            "text": dice.choice(texts).format(**who.words),
            "status": "received" if inbound else dice.choice(("delivered", "read", "read")),
            "at": at,
            "created_at": at,
            "handled_at": at if inbound else None,
            "callback": UUID(int=dice.getrandbits(128)),
        }
        at += timedelta(seconds=dice.randrange(2, 60)) if inbound else timedelta(hours=dice.expovariate(1 / 9))
        if at >= cast.now:
            return


def conversation(cast: Cast, who: Person, pk: dict[type[models.Model], int], said: list[Row]) -> Row:
    last, inbound = said[-1], [row for row in said if row["direction"] == "in"]
    calls = who.dice.random() < 0.004 and who.stage not in (Stage.WON, Stage.LOST)
    since = cast.now - timedelta(minutes=who.dice.randrange(1, 600)) if calls else None
    return {
        "id": pk[Conversation],
        "channel_id": cast.channel,
        "contact_id": pk[Contact],
        "status": "archived" if who.stage == Stage.LOST or who.dice.random() < 0.2 else "active",
        "owner_id": who.owner,
        "created_at": who.born,
        "unread": 1 if last["direction"] == "in" and who.dice.random() < 0.02 else 0,
        "last_inbound_at": inbound[-1]["at"],
        "last_message_at": last["at"],
        "last_words": last["text"],
        "last_author": last["author"],
        "last_type": "text",
        "needs_person_since": since,
        "needs_person_why": who.dice.choice(("human_request", "no_source", "booking", "complaint")) if calls else "",
    }


def lead(cast: Cast, who: Person, pk: dict[type[models.Model], int], said: list[Row]) -> Row:
    dice, heard = who.dice, [row for row in said if row["direction"] == "in"]
    known = who.stage not in (Stage.INQUIRY, Stage.CONTACTED)
    source = dice.choices(("whatsapp", "ad", "referral", "website", "import"), (60, 18, 10, 8, 4))[0]
    party, value = (who.party, who.party * who.trip.price) if known else (None, None)
    budget = who.party * dice.randrange(5, 16) * 100_000 if known and dice.random() < 0.3 else None
    dates = who.month if known and dice.random() < 0.7 else ""
    signs = {key: heard[-1]["at"].isoformat(timespec="seconds") for key in ASKED if known and dice.random() < 0.25}
    quiet = cast.now - heard[-1]["at"]
    counted = score(Facts(who.stage, source, party, dates, budget, known, value, quiet, False, signs))
    given = priority(counted.points)
    return {
        "id": pk[Lead],
        "contact_id": pk[Contact],
        "conversation_id": pk[Conversation],
        "stage": who.stage.value,
        "source": source,
        "priority": given.value,
        "scored_priority": given.value,
        "score": counted.points,
        "score_parts": [
            {"why": part.why, "points": part.points} | ({"key": part.key, "at": part.at} if part.key else {})
            for part in counted.parts
        ],
        "scored_at": cast.now,
        "value": value,
        "tags": dice.sample(people.TAGS, dice.choice((0, 0, 0, 1, 2))),
        "position": said[-1]["at"].timestamp(),
        "closed_reason": dice.choice(people.LOST) if who.stage == Stage.LOST else "",
        "trip_id": who.trip.pk if known else None,
        "party_size": party,
        "budget": budget,
        "travel_dates": dates,
        "language": dice.choice(("en", "en", "hi", "mr", "hinglish")),
        "sentiment": dice.choice(("neutral", "neutral", "positive", "negative")),
        "owner_id": who.owner,
        "first_message": said[0]["text"],
        "newest_message": heard[-1]["text"],
        "created_at": who.born,
        "stage_since": said[len(said) // 2]["at"],
        "last_contact_at": heard[-1]["at"],
    }


def tasks(cast: Cast, who: Person, ids: Ids, lead: int, last: datetime) -> Iterator[Row]:
    dice = who.dice
    base = {"lead_id": lead, "assignee_id": who.owner, "created_by": "rule"}
    yield base | {
        "id": ids.take(Task), "type": "initial_contact", "reason": "first_message", "status": "done",
        "title": f"Follow up on WhatsApp inquiry of {who.name}", "due_at": who.born + timedelta(hours=1),
        "created_at": who.born, "done_at": who.born + timedelta(minutes=20), "alarmed_at": None,
    }  # fmt: skip
    if who.stage in (Stage.WON, Stage.LOST) or dice.random() < 0.75:
        return
    due = cast.now + timedelta(hours=dice.choice((-30, -3, -1, 0.5, 2, 5, 24, 48, 72, 120)) + dice.random())
    yield base | {
        "id": ids.take(Task), "type": "follow_up", "reason": "keep_in_touch", "status": "pending",
        "priority": dice.choice(("medium", "medium", "high")), "title": f"Follow up with {who.name} about {who.trip.name}",
        "due_at": due, "created_at": last, "done_at": None, "alarmed_at": cast.now,
    }  # fmt: skip


def events(who: Person, ids: Ids, pk: dict[type[models.Model], int], said: list[Row]) -> Iterator[Row]:
    about = {"lead_id": pk[Lead], "conversation_id": pk[Conversation]}
    yield about | {"id": ids.take(Event), "type": "lead_created", "at": who.born, "actor": "customer",
                   "message_id": said[0]["id"], "data": {"source": "whatsapp"}}  # fmt: skip
    for row in said:
        inbound = row["direction"] == "in"
        yield about | {
            "id": ids.take(Event), "type": "message_received" if inbound else "message_sent", "at": row["at"],
            "actor": row["author"], "user_id": row["user_id"], "message_id": row["id"], "data": {},
        }  # fmt: skip
    way = WAYS.get(who.stage) or LADDER[: LADDER.index(who.stage) + 1]
    for before, after in pairwise(way):
        at = said[min(len(said) - 1, way.index(after) + 1)]["at"]
        yield about | {
            "id": ids.take(Event), "type": "stage_changed", "at": at, "actor": "rule", "message_id": None,
            "data": {"from": before.value, "to": after.value, "by": "rule", "rule": "demo", "reason": people.MOVED[after]},
        }  # fmt: skip
