"""What a person needs to know when the assistant steps back."""

from __future__ import annotations

from dataclasses import replace

from cairn.assistant.draft import Draft, Handover
from cairn.assistant.facts import money
from cairn.assistant.frame import Understanding

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
    return filled(draft.handover, draft) if draft.handover else None


def filled(handover: Handover, draft: Draft) -> Handover:
    """With all that the person needs: what was asked, what is missing, and by when an answer is promised."""
    promised = draft.snapshot.firm.call_back_minutes
    return replace(handover, summary=summary(draft), missing=missing(draft.understanding), promised=promised)


def missing(said: Understanding) -> tuple[str, ...]:
    """What a booking needs and nobody has said yet."""
    needed = {"trip": said.trip, "dates": said.periods, "number of people": said.people}
    return tuple(name for name, known in needed.items() if not known)
