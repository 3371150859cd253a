"""What the model cost besides answers, written down beside them: both count against the day's budget."""

from __future__ import annotations

from typing import Protocol

from cairn.assistant.models import ModelCall


class Cost(Protocol):
    """A completion, or several that led to one text."""

    @property
    def model(self) -> str: ...
    @property
    def tokens_in(self) -> int: ...
    @property
    def tokens_out(self) -> int: ...
    @property
    def dollars(self) -> float: ...


def note(purpose: str, cost: Cost | None, *, conversation_id: int | None) -> None:
    """Nothing where no model was asked."""
    if cost and cost.model:
        ModelCall.objects.create(
            purpose=purpose, conversation_id=conversation_id, model=cost.model,
            tokens_in=cost.tokens_in, tokens_out=cost.tokens_out, dollars=cost.dollars,
        )  # fmt: skip
