"""Ask the assistant without sending anything to anybody. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from cairn.api.inputs import Input
from cairn.api.speech import SourceShape
from cairn.assistant.answer import Turn, answer
from cairn.conversations.models import Message

router = Router(tags=["Assistant"])
LONGEST = 4000
Said = Annotated[str, StringConstraints(max_length=LONGEST)]
ENTITIES = ("trip", "party_size", "dates", "budget", "city")


class Question(Input):
    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
    history: list[Said] = Field([], max_length=50, description="what the customer wrote before, oldest first")


class HandoverShape(Schema):
    reason: str
    summary: str


class AnswerShape(Schema):
    answer: str
    sources: list[SourceShape]
    intents: list[str]
    language: str
    sentiment: str
    entities: dict[str, Any]
    confidence: float
    expect: str
    handover: HandoverShape | None
    writer: str
    took_ms: float


@router.post("/ask", response=AnswerShape)
def ask(request: HttpRequest, data: Question) -> dict[str, Any]:
    """The answer a customer would get, with what was understood and which facts were used."""
    history = [Turn(Message.Author.CUSTOMER, text) for text in data.history if text.strip()]
    reply = answer(data.question, history=history)
    same = ("intents", "language", "sentiment", "confidence", "expect", "writer", "took_ms")
    return {
        **{name: getattr(reply, name) for name in same},
        "answer": reply.text,
        "sources": [{"kind": source.kind, "id": str(source.id), "title": source.title} for source in reply.sources],
        "entities": {name: reply.entities.get(name) for name in ENTITIES},
        "handover": {"reason": reply.handover.reason, "summary": reply.handover.summary} if reply.handover else None,
    }
