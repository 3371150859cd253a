"""Which answers led to something: the answers of the month before a lead qualified or booked, by kind and by style."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from cairn.assistant import trial
from cairn.assistant.models import Answer, Suggestion
from cairn.conversations.models import Conversation
from cairn.journal.models import Event
from cairn.journal.record import watch
from cairn.lib import clock

BACK = timedelta(days=30)
EACH = 50  # answers of one conversation that are marked
NEWEST = 5000  # answers that the figures are about
FROM_QUALIFIED_ON = ("qualified", "proposal", "negotiation")


@dataclass(slots=True)
class Figures:
    """What became of the answers of one kind or one style."""

    name: str
    answers: int = 0
    good: int = 0
    wrong: int = 0
    handed_over: int = 0
    qualified: int = 0
    won: int = 0

    @property
    def led(self) -> float:
        return (self.qualified + self.won) / self.answers if self.answers else 0.0

    def add(self, rating: int | None, handed_over: bool, outcome: str) -> None:
        self.answers += 1
        self.good += rating == 1
        self.wrong += rating == -1
        self.handed_over += handed_over
        self.qualified += outcome == "qualified"
        self.won += outcome == "won"


def begin() -> None:
    """Hear of each move in its own transaction."""
    watch("stage_changed", moved)


def moved(event: Event) -> None:
    to = str(event.data.get("to", ""))
    outcome = "won" if to == "won" else "qualified" if to in FROM_QUALIFIED_ON else ""
    before = str(event.data.get("from", ""))
    if event.conversation_id and (outcome or before in (*FROM_QUALIFIED_ON, "won")) and to != "lost":
        mark(event.conversation_id, outcome)


def mark(conversation_id: int, outcome: str) -> None:
    """Bounded by the answers of one conversation; marking twice changes nothing. A move taken back takes this back."""
    recent = Answer.objects.filter(conversation=conversation_id, created_at__gt=clock.now() - BACK)
    ids = list(recent.order_by("-pk").values_list("pk", flat=True)[:EACH])
    if ids:
        Answer.objects.filter(pk__in=ids).exclude(outcome=outcome).update(outcome=outcome)
    contact = Conversation.objects.filter(pk=conversation_id).values_list("contact", flat=True).first()
    if contact:
        trial.note(contact, qualified=bool(outcome), won=outcome == "won")


def figures() -> tuple[list[Figures], list[Figures]]:
    """Of the newest answers of the last 30 days: by kind of question (the first intent), and by style. One query."""
    kinds: dict[str, Figures] = {}
    by_style: dict[str, Figures] = {}
    rows = Answer.objects.filter(created_at__gt=clock.now() - BACK).order_by("-pk")
    for intents, style, rating, handover, outcome in rows.values_list(
        "intents", "style", "rating", "handover", "outcome"
    )[:NEWEST]:
        kind = str(intents[0]) if intents else "other"
        for name, table in ((kind, kinds), (style or "plain", by_style)):
            table.setdefault(name, Figures(name)).add(rating, bool(handover), outcome)
    return ranked(kinds), ranked(by_style)


def ranked(table: dict[str, Figures]) -> list[Figures]:
    return sorted(table.values(), key=lambda one: (-one.answers, one.name))


def suggestions() -> dict[str, int]:
    """What became of the newest suggestions of 30 days: taken, edited, ignored."""
    counts: dict[str, int] = defaultdict(int)
    rows = Suggestion.objects.filter(decided_at__gt=clock.now() - BACK).order_by("-decided_at")
    for state in rows.values_list("state", flat=True)[:NEWEST]:
        counts[state] += 1
    return {name: counts[name] for name in ("taken", "edited", "ignored")}
