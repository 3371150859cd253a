"""What a person needs to know when the assistant steps back."""

from __future__ import annotations

from dataclasses import replace

from cairn.assistant.draft import Draft, Handover
from cairn.assistant.facts import money

LONGEST = 200


def summary(draft: Draft) -> str:
    """One line: what was asked, and what is known of the customer's wish."""
    said = draft.understanding
    known = [
        said.trip.name if said.trip else "", ", ".join(str(p) for p in said.periods), f"{said.people} people" if said.people else "",
        f"budget {money(said.budget)}" if said.budget else "", f"from {said.city}" if said.city else "",
    ]  # fmt: skip
    question = " ".join(said.message.text.split())[:LONGEST]
    about = "; ".join(part for part in known if part)
    return f'Asked: "{question}"' + (f" ({about})" if about else "")


def completed(draft: Draft) -> Handover | None:
    return replace(draft.handover, summary=summary(draft)) if draft.handover else None
