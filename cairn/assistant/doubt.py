"""Unsure twice in a row: a person takes over, instead of a third question back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cairn.accounts.models import Firm
from cairn.assistant.answer import Reply
from cairn.assistant.draft import Handover, phrases
from cairn.assistant.handover import LONGEST
from cairn.assistant.models import Answer
from cairn.conversations.models import Conversation
from cairn.lib import clock

UNSURE = 0.5  # confidence up to which an answer is a question back or a guess
RECENT = timedelta(hours=24)
TWICE = "unsure twice"


def seconded(conversation: Conversation, reply: Reply, question: str) -> Reply:
    """The reply, with a handover where it is unsure and the one before was. One query, only for unsure ones."""
    if reply.confidence > UNSURE or reply.handover or reply.expect not in ("answer", "clarify"):
        return reply
    before = Answer.objects.filter(conversation=conversation, created_at__gt=clock.now() - RECENT).order_by("-pk")
    earlier = before.values_list("confidence", "handover").first()
    if earlier is None or earlier[0] > UNSURE or earlier[1]:
        return reply
    words = phrases(reply.language).get("human_later") or phrases("en")["human_later"]
    return replace(reply, text=f"{reply.text}\n\n{words[0]}", expect="handover", handover=handed(reply, question))


def handed(reply: Reply, question: str) -> Handover:
    needed = {"trip": "trip", "dates": "dates", "party_size": "number of people"}
    missing = tuple(words for name, words in needed.items() if not reply.entities.get(name))
    asked = " ".join(question.split())[:LONGEST]
    return Handover(TWICE, f'Asked: "{asked}"', missing, Firm.current().call_back_minutes)
