"""What the model may state: the composed reply, passages about the trips of the question, and what search finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cairn.assistant.draft import Draft
from cairn.assistant.names import named
from cairn.catalog.snapshot import Snapshot
from cairn.knowledge.models import Passage
from cairn.knowledge.search import search

MOST_TRIPS = 2
MOST_FOUND = 5
A_DAY = "day-"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement that may be repeated. `trip` owns it; None for what holds everywhere. `told`: a guest's story.
    `read`: out of a file or web page, which anybody may have written."""

    text: str
    trip: int | None = None
    told: bool = False
    read: bool = False


@dataclass(slots=True)
class Evidence:
    """The facts by name ("F1"), and the composed reply that is true already."""

    reply: str
    facts: dict[str, Fact] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)

    def basis(self) -> str:
        """All that may be stated as a fact. Stories are not: they may only be retold as one."""
        return "\n".join([self.reply, *self.values, *(fact.text for fact in self.facts.values() if not fact.told)])

    def ours(self) -> str:
        """What stands in the firm's own rows: the only source of amounts, dates and of where to pay or to call."""
        facts = [fact.text for fact in self.facts.values() if not fact.told and not fact.read]
        return "\n".join([self.reply, *self.values, *facts])

    def told(self) -> str:
        return "\n".join(fact.text for fact in self.facts.values() if fact.told)

    def of_trip(self, trip: int) -> str:
        """What may be said about one trip: its own facts and those that belong to none."""
        return "\n".join(
            fact.text for fact in self.facts.values() if fact.trip in (trip, None) and not fact.told and not fact.read
        )


def gather(draft: Draft) -> Evidence:
    """Two queries, three where a trip is known."""
    found = Evidence(reply=draft.text(), values=firm_lines(draft.snapshot))
    seen: dict[str, Fact] = {}
    for fact in (*of_reply(draft), *of_trips(draft), *of_search(draft)):
        seen.setdefault(fact.text, fact)
    found.facts = {f"F{number}": fact for number, fact in enumerate(seen.values(), start=1)}
    return found


def firm_lines(snapshot: Snapshot) -> list[str]:
    firm = snapshot.firm
    return [text for text in (firm.name, firm.phone, firm.email, firm.website, firm.upi_id, firm.city) if text]


def of_reply(draft: Draft) -> Iterator[Fact]:
    """Its lines; each belongs to the trip that it names, if it names one."""
    for line in draft.text().splitlines():
        trips = {n.trip.pk for n in named(line.lower(), draft.snapshot)}
        yield Fact(line.strip(), trips.pop() if len(trips) == 1 else None)


def of_trips(draft: Draft) -> Iterator[Fact]:
    trips = draft.understanding.trips[:MOST_TRIPS]
    rows = Passage.objects.filter(kind="trip", trip__in=trips, stale=False).order_by("trip_id", "id")
    days = "plan" in draft.understanding.topics or "day" in draft.understanding.topics
    for row in rows.values_list("facet", "title", "text", "trip_id")[:60]:
        if days or not row[0].startswith(A_DAY):
            yield Fact(f"{row[1]}: {row[2]}", row[3])


def of_search(draft: Draft) -> Iterator[Fact]:
    said = draft.understanding
    trip = said.trip.pk if said.trip else None
    for hit in search(said.message.glossed or said.message.text, trip_id=trip, limit=MOST_FOUND):
        yield Fact(f"{hit.title}: {hit.text}", hit.trip_id, told=hit.kind == "story", read=hit.kind == "document")
