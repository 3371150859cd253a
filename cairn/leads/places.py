"""Where a card stands in its column: a number, highest first. A drop puts it between its neighbours and stays there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from cairn.accounts.models import User
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads import stages
from cairn.leads.models import Lead, LeadQuerySet, Stage, top

WIDTH = 32  # cards on either side that move apart when a gap is used up
ORDER = ("-position", "-pk")


class MovedMeanwhile(stages.Unmovable):
    """Somebody moved this card meanwhile."""

    def __init__(self, who: str, stage: str) -> None:
        self.words = f"{who} moved this card first. It is in {Stage(stage).label} now."

    def __str__(self) -> str:
        return self.words


class Busy(stages.Unmovable):
    """These cards are being changed just now. Drop it again."""

    words = _("These cards are being changed just now. Drop it again.")


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the person who moves a card saw it."""

    stage: str
    position: float


@dataclass(frozen=True, slots=True)
class Spot:
    """The cards above and below the place of a drop, by id. Neither: the top."""

    above: int | None = None
    below: int | None = None


def drop(lead: Lead, *, to: str, spot: Spot, seen: Seen, user: User, reason: str = "") -> float:
    """Put the card where `user` dropped it, if it still is where they saw it. Gives its new position.

    Raises MovedMeanwhile when it is not, Busy when its neighbours can't move apart, and what stages.move raises.
    """
    stage = Stage(to)
    with transaction.atomic():
        queue_up(stage)
        now = Lead.objects.select_for_update().get(pk=lead.pk)
        if (now.stage, now.position) != (seen.stage, seen.position):
            raise MovedMeanwhile(last_mover(now), now.stage)
        position = place(now, stage, spot)
        if now.stage == stage:
            reorder(now, position, user)
        else:
            stages.move(now, to=stage, actor="staff", user=user, reason=reason, position=position)
        return position


def queue_up(stage: Stage) -> None:
    """Drops into one column follow each other until the transaction's end; otherwise two could take the same place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"cairn-column-{stage}"])


def reorder(lead: Lead, position: float, user: User) -> None:
    Lead.objects.filter(pk=lead.pk).update(position=position)
    record(
        "lead_updated",
        actor="staff",
        user_id=user.pk,
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        fields=["position"],
    )


def last_mover(lead: Lead) -> str:
    rows = Event.objects.filter(lead_id=lead.pk, type__in=["stage_changed", "lead_updated"]).order_by("-pk")
    event = rows.first()
    if event and event.actor in ("rule", "assistant"):
        return "A rule"
    found = User.objects.filter(pk=event.user_id).first() if event and event.user_id else None
    return found.name if found else "Somebody"


def place(lead: Lead, stage: Stage, spot: Spot) -> float:
    """A number strictly between the neighbours that the spot has now."""
    column = Lead.objects.filter(stage=stage, merged_into=None).exclude(pk=lead.pk)
    upper, lower = neighbours(column, spot)
    if upper and lower:
        return middle(upper.position, lower.position) or apart(column, upper)
    if upper:
        return upper.position - 1
    return max(top(), lower.position + 1) if lower else top()


def neighbours(column: LeadQuerySet, spot: Spot) -> tuple[Lead | None, Lead | None]:
    """One of the two cards decides; what stands next to it comes from the rows, for a filter may hide some."""
    rows = column.only("position")
    upper = rows.filter(pk=spot.above).first() if spot.above else None
    if upper:
        return upper, after(rows, upper).first()
    lower = rows.filter(pk=spot.below).first() if spot.below else None
    if lower:
        return before(rows, lower).first(), lower
    return None, rows.order_by(*ORDER).first()


def after(rows: LeadQuerySet, lead: Lead) -> LeadQuerySet:
    """What stands below it. The first condition is what the index is searched by."""
    further = Q(position__lt=lead.position) | Q(pk__lt=lead.pk)
    return rows.filter(further, position__lte=lead.position).order_by(*ORDER)


def before(rows: LeadQuerySet, lead: Lead) -> LeadQuerySet:
    further = Q(position__gt=lead.position) | Q(pk__gt=lead.pk)
    return rows.filter(further, position__gte=lead.position).order_by("position", "pk")


def middle(upper: float, lower: float) -> float | None:
    half = lower + (upper - lower) / 2
    return half if lower < half < upper else None


def apart(column: LeadQuerySet, upper: Lead) -> float:
    """The gap below `upper` is used up: move the cards around it apart, and give its middle."""
    width = WIDTH
    while True:
        above = [upper, *before(column.only("position"), upper)[:width]]
        below = list(after(column.only("position"), upper)[: width + 1])
        rows = [*reversed(above), *below]
        if places := spread(rows, open_above=len(above) <= width, open_below=len(below) <= width):
            move_all(rows, places)
            return middle(places[len(above) - 1], places[len(above)]) or upper.position
        width *= 4


def spread(rows: list[Lead], *, open_above: bool, open_below: bool) -> list[float] | None:
    """New places for all rows but an end that has further cards behind it; None when there is too little room."""
    high, low, count = rows[0].position, rows[-1].position, len(rows)
    high = max(high, low) + count if open_above else high
    low = low - count if open_below else low
    step = (high - low) / (count - 1)
    places = [high - step * number for number in range(count - 1)] + [low]
    roomy = all(middle(upper, lower) for upper, lower in pairwise(places))
    return places if roomy else None


def move_all(rows: list[Lead], places: list[float]) -> None:
    """The filer locks many leads at a time in its own order: wait for none of them."""
    try:
        with transaction.atomic():
            list(Lead.objects.select_for_update(nowait=True).filter(pk__in=[row.pk for row in rows]).only("pk"))
    except OperationalError as error:
        raise Busy from error
    for row, position in zip(rows, places, strict=True):
        row.position = position
    Lead.objects.bulk_update(rows, ["position"])
