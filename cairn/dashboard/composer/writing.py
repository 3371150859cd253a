"""What the composer shows when a conversation is opened: the draft, the times to choose, what is planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from cairn.accounts.models import Firm
from cairn.conversations import canned, drafts, planned
from cairn.conversations.models import Conversation, Message
from cairn.conversations.window import window
from cairn.dashboard import times
from cairn.dashboard.desk import DeskRequest
from cairn.leads import later


@dataclass(frozen=True, slots=True)
class Preset:
    """A time that one press chooses."""

    choice: str
    name: str
    moment: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of the strip. `wrote`: the customer has written since, so staff is asked whether it still fits; `closed`:
    the window will have closed by then unless they write."""

    message: Message
    wrote: bool
    closed: bool


def begun(request: DeskRequest, found: Conversation) -> dict[str, Any]:
    """One query more than the thread needs."""
    if not request.user.may_write:
        return {}
    return {
        "draft": drafts.draft(found, request.user),
        "blanks": "|".join(canned.BLANKS),
    }


def presets(firm: Firm) -> list[Preset]:
    return [
        Preset(choice, gettext(name), times.moment(later.until(choice, firm))) for choice, name in later.CHOICES.items()
    ]


def plans(found: Conversation) -> Iterable[Plan]:
    """What is planned here, the soonest first. One query."""
    until = window(found).until
    rows = planned.waiting(found).annotate(wrote=planned.written_since(found))
    return [Plan(row, wrote=row.wrote, closed=closes(row, until)) for row in rows[: planned.MOST]]


def closes(row: Message, until: datetime | None) -> bool:
    """Whether free text will not go any more when its time comes; a template always does."""
    return bool(row.type != "template" and until and row.send_at and until < row.send_at)
