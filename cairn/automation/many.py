"""One act on many conversations of the inbox, with the leads that belong to them, and the way back for ten seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from cairn.accounts.models import User
from cairn.automation.undo import undo as undo_move
from cairn.conversations import inbox, snooze
from cairn.conversations.models import Conversation
from cairn.journal.models import Event
from cairn.journal.record import together
from cairn.leads import assign, stages, tags
from cairn.leads.models import Lead
from cairn.lib import clock

MOST = snooze.MOST


@dataclass(frozen=True, slots=True)
class Give:
    to: User | None


@dataclass(frozen=True, slots=True)
class Tag:
    tag: str


@dataclass(frozen=True, slots=True)
class Move:
    stage: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    until: datetime


@dataclass(frozen=True, slots=True)
class Close:
    pass


@dataclass(frozen=True, slots=True)
class Reopen:
    pass


@dataclass(frozen=True, slots=True)
class Mark:
    read: bool


Act = Give | Tag | Move | Snooze | Close | Reopen | Mark


@dataclass(frozen=True, slots=True)
class Done:
    """How many conversations changed, how many stay as they were and why, and the key of the way back, if there is one."""

    number: int
    stay: int
    undo: str = ""
    why: str = ""


def act(ids: Iterable[int], what: Act, *, user: User) -> Done:
    """Do it to the first few hundred of these that the person may see. What is so already tells nothing."""
    known = Conversation.objects.visible_to(user).filter(pk__in=list(ids)[:MOST]).order_by("pk")
    talks, batch = list(known.values_list("pk", flat=True)), uuid4().hex
    with transaction.atomic(), together():
        number, why = carry_out(talks, what, user=user, batch=batch)
    backward = number and isinstance(what, Give | Move | Snooze | Close)
    return Done(number, len(talks) - number, batch if backward else "", why)


def carry_out(talks: list[int], what: Act, *, user: User, batch: str) -> tuple[int, str]:
    match what:
        case Snooze(until):
            return len(snooze.snooze(talks, until=until, user=user, batch=batch)), ""
        case Close():
            return len(snooze.archive(talks, user=user, batch=batch)), ""
        case Reopen():
            return len(snooze.reopen(talks, user=user)), ""
        case Mark(read):
            return inbox.mark_all(talks, read=read), ""
        case Give(to):
            changed = snooze.give(talks, to=to, user=user, batch=batch)
            assign.give([lead.pk for lead in leads(talks)], to=to, user=user, batch=batch)
            return len(changed), ""
        case Tag(tag):
            return len(tags.add([lead.pk for lead in leads(talks)], tag, user=user)), ""
        case Move(stage, reason):
            return move_all(leads(talks), stage, reason, user=user, batch=batch)


def leads(talks: list[int]) -> list[Lead]:
    """The lead of each that is shown beside it: the open one, or the newest that ended."""
    rows = Lead.objects.filter(conversation__in=talks, merged_into=None)
    found = {lead.conversation_id: lead for lead in rows.order_by("pk")}
    return list((found | {lead.conversation_id: lead for lead in rows.open()}).values())


def move_all(rows: list[Lead], stage: str, reason: str, *, user: User, batch: str) -> tuple[int, str]:
    """Those that can't be moved stay; the last refusal is said."""
    number, why = 0, ""
    for lead in rows:
        try:
            number += stages.move(lead, to=stage, actor="staff", user=user, reason=reason, more={"batch": batch})
        except stages.Unmovable as refusal:
            why = str(refusal)
    return number, why


def undo(batch: str, user: User) -> int:
    """Take back what this person's act changed, within the time for it. What was changed again since stays."""
    recent = Event.objects.filter(at__gte=clock.now() - snooze.UNDO, user_id=user.pk, data__batch=batch)
    with transaction.atomic(), together():
        back = snooze.undo(batch, user)
        for event in recent.filter(type="assigned", lead_id__gt=0):
            still = Lead.objects.filter(pk=event.lead_id or 0, owner=event.data["to"]).values_list("pk", flat=True)
            assign.give(still, to=User.objects.filter(pk=event.data.get("was")).first(), user=user)
        for event in recent.filter(type="stage_changed"):
            back += moved_back(event, user)
    return back


def moved_back(event: Event, user: User) -> bool:
    try:
        return undo_move(event, user)
    except stages.AnotherOpen:
        return False
