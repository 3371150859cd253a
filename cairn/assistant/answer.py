"""Answer one message of a customer from the firm's own facts. Reads the database, writes nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from cairn.assistant.compose import compose
from cairn.assistant.draft import Draft, Handover
from cairn.assistant.facts import Source
from cairn.assistant.frame import Understanding
from cairn.assistant.handover import completed
from cairn.assistant.model import write as model
from cairn.assistant.model.write import Written
from cairn.assistant.pointed import spelled_out
from cairn.assistant.styles import dress
from cairn.assistant.turn import Turn
from cairn.assistant.understand import understand
from cairn.assistant.verify.stated import unknown
from cairn.assistant.writers.talk import dont_know
from cairn.catalog.snapshot import Snapshot
from cairn.lib import clock, logs

__all__ = ["Handover", "Reply", "Source", "Turn", "answer"]


log = logs.logger("assistant")


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send, why, and what must follow. `entities` is JSON-safe; money in it is integer paise."""

    text: str
    sources: list[Source]
    intents: list[str]
    language: str
    sentiment: str
    entities: dict[str, Any]
    confidence: float
    expect: str
    handover: Handover | None
    writer: str
    took_ms: float
    model: Written | None = None
    style: str = ""


def answer(
    question: str,
    *,
    history: Sequence[Turn] = (),
    today: date | None = None,
    seed: int = 0,
    allow_model: bool = True,
    style: str = "",
) -> Reply:
    """The reply to a message, or to a burst joined by line ends. Never raises for any text.

    With a model in the settings it words the composed reply, within ASSISTANT_DEADLINE seconds from now; whatever goes
    wrong there, the composed reply is what is returned. `style`: a name of data/styles.json, empty for the plain one.
    """
    started = time.perf_counter()
    snapshot = Snapshot.current()
    day = today or clock.now().astimezone(snapshot.firm.zone).date()
    *earlier, asked = spelled_out([*history, Turn("customer", question)], snapshot)
    understanding = understand(asked, earlier, snapshot=snapshot, today=day)
    # The count of turns moves the wording on, so that no two answers in a row open alike.
    draft = checked(Draft(understanding, snapshot, day, seed + len(earlier), style=style))
    until = time.monotonic() + settings.ASSISTANT_DEADLINE - (time.perf_counter() - started)
    written = model.write(draft, history, until=until) if allow_model and model.wanted(draft) else None
    return reply(draft, written, took_ms=round((time.perf_counter() - started) * 1000, 2))


def warm() -> None:
    """Load the model and the word lists, so that the first customer doesn't wait for them (1 s)."""
    answer("hello, is there anything new that we might like")


def checked(draft: Draft) -> Draft:
    """Composed and verified. A text that states what no row says is thrown away: a person answers instead."""
    try:
        compose(draft)
        dress(draft)
    except Exception as error:
        log.error("the composer failed", error=type(error).__name__)
        return unsure(draft, "the assistant failed")
    if not unknown(draft.text(), draft.facts, draft.understanding.message.text):
        return draft
    return unsure(draft, "an answer failed its check")


def unsure(draft: Draft, why: str) -> Draft:
    """The last resort: we say that we don't know, and a person answers."""
    safe = Draft(draft.understanding, draft.snapshot, draft.today, draft.seed, writer="template")
    dont_know(safe)
    safe.hand_over(why)
    return safe


def reply(draft: Draft, written: Written | None, *, took_ms: float) -> Reply:
    said = draft.understanding
    return Reply(
        text=(written and written.text) or draft.text(), sources=draft.sources, intents=list(said.intents), language=said.language, sentiment=said.sentiment,
        entities=entities(said), confidence=round(draft.confidence, 2), expect=draft.expect, handover=completed(draft),
        writer="llm" if written and written.text else draft.writer, took_ms=took_ms, model=written, style=draft.style,
    )  # fmt: skip


def entities(said: Understanding) -> dict[str, Any]:
    """trip {id, name, slug} or None, party_size, dates ("MM-DD" or "MM"), budget in paise, city."""
    trip = said.trip
    return {
        "trip": {"id": trip.pk, "name": trip.name, "slug": trip.slug} if trip else None,
        "party_size": said.people, "dates": [str(p) for p in said.periods], "budget": said.budget, "city": said.city,
    }  # fmt: skip
