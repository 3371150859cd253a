"""A trial of answer styles: who gets which, what came of it, and what may honestly be said about that.

A customer keeps the style that their number fell on. Counted are customers, not answers: one who asks ten times is one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import sqrt

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from cairn.accounts.models import User
from cairn.assistant import styles
from cairn.assistant.models import StyleCase, StyleTrial
from cairn.conversations.models import Conversation
from cairn.journal.record import record
from cairn.lib import clock, hot

TRIAL = hot.Columns(StyleTrial, "trial")
NEWEST = f"SELECT {TRIAL.sql} FROM assistant_styletrial AS trial ORDER BY id DESC LIMIT 1"  # noqa: S608  names of our own columns
LEAST = 50  # customers of each style before anything is said
Z95 = 1.959964


class Refused(Exception):
    """This trial can't be started or ended so; the text says why."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One style's customers: how many, how many of them qualified or booked, and between which shares the truth lies."""

    style: str
    cases: int
    qualified: int
    won: int
    handed_over: int
    disliked: int

    @property
    def about(self) -> dict[str, str]:
        return styles.about(self.style)

    @property
    def rate(self) -> float:
        return self.qualified / self.cases if self.cases else 0.0

    @property
    def low(self) -> float:
        return wilson(self.qualified, self.cases)[0]

    @property
    def high(self) -> float:
        return wilson(self.qualified, self.cases)[1]

    @property
    def enough(self) -> bool:
        return self.cases >= LEAST


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927); (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def current() -> StyleTrial | None:
    return StyleTrial.objects.filter(stopped_at=None).first()


def style_for(conversation: Conversation) -> str:
    """The style for this customer: by trial, else the one that was chosen last; empty for the plain one."""
    row = hot.fetch_one(NEWEST, {})
    if row is None:
        return ""
    newest = TRIAL.made(row)
    return newest.chosen if newest.stopped_at else drawn(newest, conversation.contact_id)


def drawn(trial: StyleTrial, contact_id: int) -> str:
    """The same for the same customer, however often it is asked and by whichever process."""
    digest = hashlib.sha256(f"{trial.pk}:{contact_id}".encode()).digest()
    return str(trial.styles[int.from_bytes(digest[:8], "big") % len(trial.styles)])


def count(conversation: Conversation, style: str, *, handed_over: bool = False) -> None:
    """This customer was answered within the trial. Counted once."""
    running = current() if style else None
    if running and style in running.styles:
        case = StyleCase(trial=running, contact_id=conversation.contact_id, style=style)
        StyleCase.objects.bulk_create([case], ignore_conflicts=True)
        if handed_over:
            note(conversation.contact_id, handed_over=True)


def note(contact_id: int, **what: bool) -> None:
    """Something came of it: for the trial that runs."""
    StyleCase.objects.filter(contact=contact_id, trial__stopped_at=None).update(**what)


def start(names: list[str], *, user: User) -> StyleTrial:
    """Raises Refused for fewer than two styles, unknown ones, or while another trial runs."""
    known = [name for name in dict.fromkeys(names) if name in styles.names() or name == "plain"]
    if len(known) < 2:
        raise Refused("A trial compares at least two styles.")
    try:
        with transaction.atomic():
            made = StyleTrial.objects.create(styles=known, started_by=user)
            tell(f"A trial of answer styles began: {spoken(known)}.", made, user)
    except IntegrityError as error:
        raise Refused("A trial runs already. Stop it first.") from error
    return made


def stop(trial: StyleTrial, *, chosen: str, user: User) -> bool:
    """End it; from now on everybody is answered in the chosen style, "" for the plain one. False when it had ended.

    Raises Refused for a style that was not in it.
    """
    if chosen and chosen not in trial.styles:
        raise Refused("That style was not part of the trial.")
    with transaction.atomic():
        running = StyleTrial.objects.filter(pk=trial.pk, stopped_at=None)
        ended = running.update(stopped_at=clock.now(), stopped_by=user, chosen="" if chosen == "plain" else chosen)
        if ended:
            tell(f"The trial of answer styles ended: {styles.about(chosen)['name']} from now on.", trial, user)
    return bool(ended)


def tell(why: str, trial: StyleTrial, user: User) -> None:
    record("notification", actor="staff", user_id=user.pk, why=why, kind="styles", trial=trial.pk)


def spoken(names: list[str]) -> str:
    return " and ".join(str(styles.about(name)["name"]) for name in names)


def results(trial: StyleTrial) -> list[Arm]:
    """One query over the trial's own rows."""
    rows = StyleCase.objects.filter(trial=trial).values_list("style").annotate(
        all=Count("pk"), to_qualified=Count("pk", filter=Q(qualified=True)), to_won=Count("pk", filter=Q(won=True)),
        to_person=Count("pk", filter=Q(handed_over=True)), not_liked=Count("pk", filter=Q(disliked=True)),
    )  # fmt: skip
    found = {row[0]: Arm(*row) for row in rows}
    return [found.get(name) or Arm(name, 0, 0, 0, 0, 0) for name in trial.styles]


def winner(arms: list[Arm]) -> Arm | None:
    """The style whose worst case is better than every other's best one, once there are enough customers; mostly none."""
    if len(arms) < 2 or not all(one.enough for one in arms):
        return None
    best = max(arms, key=lambda one: one.rate)
    return best if all(best.low > other.high for other in arms if other is not best) else None
