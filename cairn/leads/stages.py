"""Moving a lead along the pipeline: the rows and the Event that says who did it and why, together."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from cairn.accounts.models import User
from cairn.journal.record import record
from cairn.leads import gates
from cairn.leads.models import CLOSED, Lead, Stage, top
from cairn.lib import clock
from cairn.lib.saying import OneSentence


class Unmovable(OneSentence):
    words = _("The lead can't go to this stage.")


class ReasonMissing(Unmovable):
    """Say why the lead was lost."""

    words = _("Say why the lead was lost.")


class WonUnproven(Unmovable):
    """No payment or booking is known. Say why the lead counts as won."""

    words = _("No payment or booking is known. Say why the lead counts as won.")


class AnotherOpen(Unmovable):
    """The conversation has a newer open lead. Close that one first."""

    words = _("The conversation has a newer open lead. Close that one first.")


def move(
    lead: Lead,
    *,
    to: str,
    actor: str,
    user: User | None = None,
    reason: str = "",
    rule: str = "",
    message_id: int | None = None,
    by: str = "",
    more: Mapping[str, Any] | None = None,
    position: float | None = None,
    held: bool = False,
) -> bool:
    """Move the lead to stage `to`. False, and nothing is recorded, when it is there already.

    `by` is who the Event names, the user's e-mail or the actor unless given; `more` is kept in its data; `position` is
    the place in the new column, the top unless given. `held`: the caller holds the lead's lock and writes it (hold.keep).

    Raises ValueError for an unknown stage, ReasonMissing for a loss without a reason, WonUnproven for a success without
    payment, booking or reason, AnotherOpen when a closed lead can't be opened again.
    """
    stage, reason = Stage(to), reason.strip()
    if stage is Stage.LOST and not reason:
        raise ReasonMissing
    if stage is Stage.WON and not reason and not gates.proven(lead):
        raise WonUnproven
    try:
        # A held lead is written later: here nothing can fail that would have to be taken back.
        with nullcontext() if held else transaction.atomic():
            if before := change(lead, stage, position=position, reason=reason, held=held):
                stayed = (clock.now() - before.since).total_seconds()
                data = {
                    "from": before.stage,
                    "to": stage.value,
                    "by": by or (user.email if user else actor),
                    "reason": reason,
                    "stayed": round(stayed),
                    **({"rule": rule} if rule else {}),
                    **(more or {}),
                }
                tell(lead, data, actor=actor, user=user, message_id=message_id)
    except IntegrityError as error:
        raise AnotherOpen from error
    return before is not None


@dataclass(frozen=True, slots=True)
class Before:
    """Where the lead stood, and since when."""

    stage: str
    since: datetime


def change(lead: Lead, stage: Stage, *, position: float | None, reason: str, held: bool) -> Before | None:
    """What it was, or None when there was nothing to change. The lock makes two at once follow each other."""
    before = Before(lead.stage, lead.stage_since) if held else locked(lead)
    if before.stage == stage:
        return None
    closed = reason[:300] if stage in CLOSED else ""
    place = {"stage": stage, "stage_since": clock.now(), "position": top() if position is None else position}
    if not held:
        Lead.objects.filter(pk=lead.pk).update(**place, closed_reason=closed)
    for name, value in (place | {"closed_reason": closed}).items():
        setattr(lead, name, value)
    return before


def locked(lead: Lead) -> Before:
    row = Lead.objects.select_for_update().only("stage", "stage_since").get(pk=lead.pk)
    return Before(row.stage, row.stage_since)


def tell(lead: Lead, data: dict[str, Any], *, actor: str, user: User | None, message_id: int | None) -> None:
    record(
        "stage_changed",
        actor=actor,
        user_id=user.pk if user else None,
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        message_id=message_id,
        **data,
    )
