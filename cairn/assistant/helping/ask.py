"""Ask the model for something that staff read: with the same breaker, budget and deadline as answers."""

from __future__ import annotations

import time

from django.conf import settings
from pydantic import ValidationError

from cairn.assistant.model import budget, spent
from cairn.assistant.model import write as writing
from cairn.assistant.model.client import Messages, NoAnswer
from cairn.assistant.verify import values

PATIENCE = 15.0  # seconds; nobody outside waits for this
NO_MODEL = "No language model is set up. Set OPENROUTER_API_KEY to use one."


class Unanswered(Exception):
    """The model gave nothing that may be shown; the text says why."""


def ask(messages: Messages, *, purpose: str, conversation_id: int) -> str:
    """The text that the model gave. Raises Unanswered."""
    if not settings.OPENROUTER_API_KEY:
        raise Unanswered(NO_MODEL)
    if not budget.allows(conversation_id):
        raise Unanswered("The language model's budget for today is used up.")
    try:
        completion = writing.once(messages, until=time.monotonic() + PATIENCE)
    except NoAnswer as failure:
        raise Unanswered("The language model gave no answer. Try again in a minute.") from failure
    spent.note(purpose, completion, conversation_id=conversation_id)
    try:
        return writing.Said.model_validate_json(writing.unfenced(completion.text)).answer.strip()
    except ValidationError as error:
        raise Unanswered("The language model's answer could not be read.") from error


def strange(text: str, basis: str) -> list[str]:
    """Numbers, days and addresses of `text` that stand nowhere in `basis`."""
    said, known = values.plain(text), values.plain(basis)
    found = [
        *(values.numbers(said) - values.numbers(known)),
        *(values.addresses(said) - values.addresses(known)),
        *(f"{day}/{month}" for month, day in values.days(said) - values.days(known)),
    ]
    return sorted(found)
